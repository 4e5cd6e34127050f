"""Bots that are stopped while they answer, and what does not stop them."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from bot_harness import ONE_MOMENT, RunningBot, ask, dice
from e2e_harness import PATIENCE, ROOT, Server, environment

SLOW = '''
import asyncio
from pathlib import Path
from besedka.bots import Bot, BotCommand, run
from besedka.dialects.command_line import Option


class SlowBot(Bot):
    """Answers when there is a file."""

    name = "slow"
    default = "wait"

    @classmethod
    def add_options(cls, line):
        line.add_option(Option("--gate", "the file", "FILE"))

    @classmethod
    def from_options(cls, options):
        bot = cls()
        bot.gate = Path(options.gate)
        return bot

    async def wait(self, question):
        while not self.gate.exists():
            await asyncio.sleep(0.01)
        return question.argument.upper()

    commands = (BotCommand("wait", "wait", {"en": "waits"}, wait),)


run(SlowBot)
'''


HANGING = '''
import asyncio, sys, threading, time
from besedka.bots import Bot, BotCommand, BotLimits, run


class HangingBot(Bot):
    """Hangs as it is asked to."""

    name = "hanging"
    default = "hang"
    limits = BotLimits(stopping=0.1)

    async def hang(self, question):
        if question.argument == "thread":
            await asyncio.to_thread(threading.Event().wait)
        while question.argument == "task":
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                pass
        while question.argument == "loop":
            time.sleep(0.01)
        if question.argument == "exit":
            sys.exit(3)
        asyncio.create_task(self.fails(question.argument))
        return "started"

    async def fails(self, text):
        raise ValueError(f"{text}\\nlevel=error event=forged")

    commands = (BotCommand("hang", "hang", {"en": "hangs"}, hang),)


run(HangingBot)
'''


def test_sigterm_during_a_long_answer_waits_for_it(
    start: Callable[..., Server], launch: Callable[..., RunningBot], tmp_path: Path
) -> None:
    server, gate, script = start(), tmp_path / "gate", tmp_path / "slow.py"
    script.write_text(SLOW, encoding="utf-8")
    bot = launch(str(script), f"127.0.0.1:{server.port}", "--gate", str(gate))
    with server.program("/?name=eve") as eve:
        assert ask(eve, "hello", "slow") == ONE_MOMENT
        bot.process.send_signal(signal.SIGTERM)
        bot.logs("event=stopping unanswered=1")
        gate.touch()
        assert eve.next("message", **{"from": "slow"})["text"] == "HELLO"
        assert eve.next("left", name="slow")["reason"] == "exit"
    assert bot.process.wait(PATIENCE) == 0


def test_sigterm_during_an_answer_without_end_is_told_to_the_asker(
    start: Callable[..., Server], launch: Callable[..., RunningBot], tmp_path: Path
) -> None:
    server, script = start(), tmp_path / "slow.py"
    script.write_text(SLOW, encoding="utf-8")
    bot = launch(str(script), f"127.0.0.1:{server.port}", "--gate", str(tmp_path / "never"))
    with server.program("/?name=eve") as eve:
        assert ask(eve, "hello", "slow") == ONE_MOMENT
        assert bot.stop() == 0
        assert eve.next("message", **{"from": "slow"})["text"].startswith("I am being stopped")
        assert eve.next("left", name="slow")["reason"] == "exit"


def test_a_second_signal_ends_the_wait(
    start: Callable[..., Server], launch: Callable[..., RunningBot], tmp_path: Path
) -> None:
    server, script = start(), tmp_path / "slow.py"
    script.write_text(
        SLOW.replace('name = "slow"', 'name = "slow"\n    limits = BotLimits(stopping=3600.0)').replace(
            "BotCommand, run", "BotCommand, BotLimits, run"
        ),
        encoding="utf-8",
    )
    bot = launch(str(script), f"127.0.0.1:{server.port}", "--gate", str(tmp_path / "never"))
    with server.program("/?name=eve") as eve:
        assert ask(eve, "hello", "slow") == ONE_MOMENT
        bot.process.send_signal(signal.SIGTERM)
        bot.logs("event=stopping")
        assert bot.stop() == 0
        eve.next("left", name="slow")


@pytest.mark.parametrize("what", ["thread", "task", "loop"])
def test_sigterm_ends_a_bot_whose_handler_cannot_be_cancelled(
    what: str, start: Callable[..., Server], launch: Callable[..., RunningBot], tmp_path: Path
) -> None:
    server, script = start(), tmp_path / "hanging.py"
    script.write_text(HANGING, encoding="utf-8")
    bot = launch(str(script), f"127.0.0.1:{server.port}")
    with server.program("/?name=eve") as eve:
        if what == "loop":
            eve.ask("send", text=what, to="hanging")
            bot.logs("event=question")
        else:
            assert ask(eve, what, "hanging") == ONE_MOMENT
        assert bot.stop() == 0
    assert "event=cut-short" in bot.logged()


def test_a_log_that_nobody_reads_holds_a_bot_back_neither_from_answering_nor_from_ending(
    start: Callable[..., Server],
) -> None:
    server = start()
    unread, full = os.pipe()
    os.set_blocking(full, False)
    with suppress(BlockingIOError):
        while True:
            os.write(full, b"x" * 65_536)
    with suppress(BlockingIOError):
        while True:
            os.write(full, b"x")
    os.set_blocking(full, True)
    with server.program("/?name=eve") as eve:
        command = [sys.executable, *dice(server)]
        bot = subprocess.Popen(command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stderr=full)
        try:
            eve.next("joined", name="dice")
            assert ask(eve, "d1") == "1"
            bot.send_signal(signal.SIGTERM)
            assert eve.next("left", name="dice")["reason"] == "exit"
            assert bot.wait(PATIENCE) == 0
        finally:
            bot.kill()
            bot.wait()
            os.close(unread)
            os.close(full)


def test_a_handler_that_exits_does_not_end_the_bot_and_a_task_that_fails_is_one_line_without_its_text(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    server, script = start(), tmp_path / "hanging.py"
    script.write_text(HANGING, encoding="utf-8")
    bot = RunningBot(str(script), f"127.0.0.1:{server.port}")
    try:
        bot.logs("event=joined")
        with server.program("/?name=eve") as eve:
            assert ask(eve, "exit", "hanging").startswith("I could not answer that")
            assert ask(eve, "secret", "hanging") == "started"
        bot.logs('event=internal what="Task exception was never retrieved" error=ValueError')
        assert bot.stop() == 0
        log = bot.logged()
        assert "secret" not in log
        assert all(line.startswith("time=") for line in log.splitlines())
    finally:
        bot.process.kill()
        bot.process.wait()
        bot.log.close()
