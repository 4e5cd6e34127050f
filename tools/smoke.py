"""The core's smoke test: a server, clients, all commands, with the standard library alone.

`python tools/smoke.py` uses the Python that it is run with, and nothing that is not in the repository.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipapp
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 20.0


class SmokeServer:
    """`python server_init.py` on a free port, with these options."""

    def __init__(self, *options: str) -> None:
        self._options = options

    def __enter__(self) -> "SmokeServer":
        command = [sys.executable, "server_init.py", "--port", "0", "--lang", "en", "--log-level", "error"]
        command += self._options
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert self._process.stdout is not None
        self.port = int(re.search(r":(\d+)", self._process.stdout.readline())[1])  # type: ignore[index]
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        code = self._process.wait(PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()
        assert code == 0, f"the server ended with {code}"


class NetcatUser:
    """Somebody behind `nc`."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._heard = ""

    def __enter__(self) -> "NetcatUser":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def say(self, line: str) -> None:
        """Type a line."""
        self._socket.sendall(f"{line}\n".encode())

    def hear(self, pattern: str) -> str:
        """Wait for something that matches; returns it."""
        while (found := re.search(pattern, self._heard)) is None:
            data = self._socket.recv(65536)
            assert data, f"the connection ended before {pattern!r}; heard:\n{self._heard}"
            self._heard += data.decode()
        self._heard = self._heard[found.end() :]
        return found[0]

    def ask(self, line: str, pattern: str) -> str:
        """Type a line and wait for its answer."""
        self.say(line)
        return self.hear(pattern)


def client(port: int, *lines: str) -> str:
    """Run `python client_init.py` in a pipe; returns what it printed."""
    command = [sys.executable, "client_init.py", f"127.0.0.1:{port}", "--name", "carol", "--lang", "en"]
    typed = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(
        command,
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"the client ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    assert not done.stderr, done.stderr
    return done.stdout


def converse(port: int, people: ExitStack) -> None:
    """All commands, between two people and a client in a pipe."""
    ann, bob = people.enter_context(NetcatUser(port)), people.enter_context(NetcatUser(port))
    ann.ask("", "You are called guest-1")  # Enter
    bob.ask("", "You are called guest-2")
    ann.ask("rename ann", "guest-1 is now called ann")
    bob.ask("/RENAME bob", "guest-2 is now called bob")
    ann.ask("help", r"history \[N\]")
    ann.ask("users", r"ann \(you\)\n\s+bob")
    ann.ask("send hello to all", "ann: hello to all")
    bob.hear("ann: hello to all")
    bob.ask("send -u ann a secret", r"bob → ann \(private\): a secret")
    ann.hear(r"bob → ann \(private\): a secret")
    ann.ask("send another one --username=bob", r"ann → bob \(private\): another one")
    ann.ask("send -t 600 never", "cancel")
    ann.ask("scheduled", "never")
    ann.ask("cancel", "never")
    ann.ask("send -t 1 later", "will be sent at")
    bob.hear(r"ann \(delayed\): later")
    ann.ask("history", "hello to all")
    ann.ask("search HELL", "hello to all")
    ann.ask("histroy", "Did you mean `history`")
    heard = client(port, "send hello from a pipe", "users", "history")
    assert "carol: hello from a pipe" in heard, heard
    bob.hear("carol: hello from a pipe")
    for _ in range(4):
        reporter = people.enter_context(NetcatUser(port))
        reporter.say("report bob")
        reporter.hear("Your complaint about bob")
    bob.hear("You cannot speak until")
    bob.ask("send can you hear me", "You cannot speak until")
    ann.ask("exit", "Goodbye")


def outlive_a_restart() -> None:
    """What was said is there after a restart with `--journal`, is found, and the file is sound."""
    with tempfile.TemporaryDirectory() as folder:
        journal = str(Path(folder, "chat.db"))
        for round_ in range(2):
            with SmokeServer("--journal", journal) as server, NetcatUser(server.port) as ann:
                ann.ask("", "You are called guest-")
                if round_:
                    ann.ask("history", "under the fir: ёлка")
                    ann.ask("search елк", "under the fir: ёлка")
                ann.ask("send under the fir: ёлка", "under the fir: ёлка")
        check = [sys.executable, "-m", "besedka", "journal", "check", journal, "--lang", "en"]
        done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=True)
        assert "The journal is sound" in done.stdout, done.stdout


def ask_bots(port: int) -> None:
    """A bot that needs nothing answers and leaves; one that needs an extra says so."""
    bot = [sys.executable, "-m", "besedka", "bot"]
    with NetcatUser(port) as dave:
        dave.ask("rename dave", "is now called dave")
        words = [*bot, "dice", f"127.0.0.1:{port}", "--lang", "en"]
        dice = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            dave.hear(r"dice \(bot\) has come in")
            dave.ask("send -u dice 2d6", r"dice \(bot\) → dave \(private\): \d \+ \d = \d+")
        finally:
            dice.terminate()
    code = dice.wait(PATIENCE)
    assert code == 0, f"the bot ended with {code}"
    done = subprocess.run(
        [sys.executable, "-S", *bot[1:], "weather", "--lang", "en"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 2, done
    assert "besedka[weather]" in done.stderr, done.stderr
    assert "pip install '.[weather]'" in done.stderr, done.stderr


def start_anyhow() -> None:
    """From another folder, isolated, out of an archive, in an environment of somebody else's."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "besedka", Path(folder, "app", "besedka"))
        archive = Path(folder, "besedka.pyz")
        zipapp.create_archive(Path(folder, "app"), archive, main="besedka.__main__:main")
        scripts = [(str(ROOT / "server_init.py"),), (str(ROOT / "client_init.py"),)]
        parts = [(str(archive), part) for part in ("serve", "chat", "load")]
        environ = {**os.environ, "BESEDKA_PORT": "tcp://10.96.0.12:8765", "BESEDKA_USERS": "x"}
        for words in [*scripts, *parts]:
            command = [sys.executable, "-I", *words, "--version"]
            said = subprocess.run(
                command, cwd=folder, env=environ, capture_output=True, text=True, check=True
            )
            assert re.fullmatch(r"besedka [0-9.]+\n", said.stdout), said.stdout
        load = ["load", "--smoke", "--duration", "0.2", "--ramp", "0", "--fail-if", "lost>0"]
        subprocess.run([sys.executable, archive, *load], cwd=folder, capture_output=True, check=True)


def main() -> int:
    """Run it; an assertion tells what went wrong."""
    started = time.monotonic()
    with SmokeServer() as server, ExitStack() as people:
        converse(server.port, people)
        ask_bots(server.port)
    outlive_a_restart()
    start_anyhow()
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"smoke test passed on Python {version} in {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
