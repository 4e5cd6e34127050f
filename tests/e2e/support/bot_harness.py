"""Bots in processes of their own, and what is asked of them."""

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from child_log import read_log
from e2e_harness import PATIENCE, ROOT, Program, Server, environment

__all__ = ["ONE_MOMENT", "RunningBot", "ask", "dice"]

ONE_MOMENT = "Looking… one moment."


class RunningBot:
    """A bot in a process of its own, and its log."""

    def __init__(self, *command: str, cwd: Path = ROOT) -> None:
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by `end`
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=cwd,
            env=environment(PYTHONPATH=str(ROOT)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.log,
        )

    def logged(self) -> str:
        return read_log(self.log)

    def logs(self, words: str, times: int = 1) -> None:
        """Wait until it has logged this."""
        deadline = time.monotonic() + PATIENCE
        while self.logged().count(words) < times:
            assert time.monotonic() < deadline, self.logged()
            assert self.process.poll() is None, self.logged()
            time.sleep(0.01)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        log = self.logged()
        self.log.close()
        assert "Traceback" not in log, log
        assert "event=internal" not in log, log


def dice(server: Server, *options: str) -> tuple[str, ...]:
    return "-m", "besedka", "bot", "dice", f"127.0.0.1:{server.port}", *options


def ask(program: Program, text: str, to: str = "dice") -> str:
    """The answer to a question in private."""
    program.ask("send", text=text, to=to)
    said: str = program.next("message", **{"from": to})["text"]
    return said
