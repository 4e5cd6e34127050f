"""Bots as programs, in real chats."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from e2e_harness import PATIENCE, ROOT, Program, Server, environment

from besedka.chat.language.events import Message
from besedka.client import connect

PAGE = (ROOT / "docs" / "bots.md").read_text(encoding="utf-8")
ONE_MOMENT = "Looking… one moment."

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


class Running:
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
        self.log.seek(0)
        return self.log.read()

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


@pytest.fixture
def launch() -> Iterator[Callable[..., Running]]:
    """Starts bots, and waits until they are in the chat."""
    bots: list[Running] = []

    def begin(*command: str, cwd: Path = ROOT) -> Running:
        bots.append(Running(*command, cwd=cwd))
        bots[-1].logs("event=joined")
        return bots[-1]

    try:
        yield begin
    finally:
        for bot in bots:
            bot.end()


def dice(server: Server, *options: str) -> tuple[str, ...]:
    return "-m", "besedka", "bot", "dice", f"127.0.0.1:{server.port}", *options


def ask(program: Program, text: str, to: str = "dice") -> str:
    """The answer to a question in private."""
    program.ask("send", text=text, to=to)
    said: str = program.next("message", **{"from": to})["text"]
    return said


def test_the_bot_of_the_page_runs_as_written(
    start: Callable[..., Server], launch: Callable[..., Running], tmp_path: Path
) -> None:
    server = start()
    source = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    assert len(source.splitlines()) == 20
    (tmp_path / "parrot.py").write_text(source, encoding="utf-8")
    command = re.search(r"python (parrot.py .*)", PAGE)
    assert command is not None
    launch(*command[1].replace("127.0.0.1:8765", f"127.0.0.1:{server.port}").split(), cwd=tmp_path)
    questions = re.search(r"```text\n(send -u polly.*?)```", PAGE, re.DOTALL)
    assert questions is not None
    heard = []
    with server.program("/?name=eve") as eve:
        for line in questions[1].splitlines():
            eve.ask("line", line=line)
            heard.append(eve.next("message", **{"from": "polly"}))
        assert ask(eve, "скажи", "polly") == "Сказать что?"
    assert [
        (message["text"].partition("\n")[0], message.get("to"), message.get("bot")) for message in heard
    ] == [
        ("HELLO", "eve", True),
        ("eve: HELLO", None, True),
        ("eve: ПРИВЕТ", None, True),
        ("Repeats what you say, only louder.", "eve", True),
    ]


def test_the_commands_of_the_page_list_and_run_the_bots(
    start: Callable[..., Server], launch: Callable[..., Running]
) -> None:
    listed, run = re.findall(r"^python (-m besedka bot.*)$", PAGE, re.MULTILINE)
    done = subprocess.run(
        [sys.executable, *listed.split()],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert "  dice     Throws dice.\n" in done.stdout
    server = start()
    bot = launch(*run.replace("127.0.0.1:8765", f"127.0.0.1:{server.port}").split())
    with server.program("/?name=eve") as eve:
        assert 2 <= int(ask(eve, "2d6").rpartition("= ")[2]) <= 12
        assert bot.stop(signal.SIGINT) == 0
        assert eve.next("left", name="dice")["reason"] == "exit"


def test_it_comes_back_when_the_chat_was_killed_and_started_again(
    start: Callable[..., Server], launch: Callable[..., Running]
) -> None:
    first = start()
    bot = launch(*dice(first))
    with first.program("/?name=eve") as eve:
        assert ask(eve, "d1") == "1"
    first.process.kill()
    first.process.wait()
    bot.logs("event=no-connection")
    second = start("--port", str(first.port))
    bot.logs("event=joined name=dice", times=2)
    with second.program("/?name=eve") as eve:
        assert ask(eve, "d1") == "1"
        eve.ask("users", ref=1)
        assert {"name": "dice", "bot": True} in eve.next("users")["users"]
    assert bot.stop() == 0


def test_it_waits_for_its_name_and_answers_in_private_meanwhile(
    start: Callable[..., Server], launch: Callable[..., Running]
) -> None:
    server = start()
    with server.program("/?name=eve") as eve:
        with server.program("/?name=dice") as owner:
            bot = launch(*dice(server))
            guest = eve.next("joined", bot=True)["name"]
            assert guest != "dice"
            bot.logs("event=name-refused code=name-taken wanted=dice")
            eve.ask("send", text="dice: d1")
            eve.ask("send", text=f"{guest}: d1")
            assert ask(eve, "d1", guest) == "1"
            owner.ask("exit")
            owner.next("farewell")
        assert eve.next("renamed")["new"] == "dice"
        eve.ask("send", text="dice: d1")
        assert eve.next("message", **{"from": "dice"})["text"] == "eve: 1"
    assert bot.logged().count("event=question") == 2


def test_bots_do_not_answer_bots(start: Callable[..., Server], launch: Callable[..., Running]) -> None:
    server = start()
    bot = launch(*dice(server))
    with server.program("/?name=polly&bot=1") as polly, server.program("/?name=eve") as eve:
        polly.ask("send", text="d1", to="dice")
        polly.ask("send", text="dice: d1")
        eve.next("message", **{"from": "polly"})
        assert ask(eve, "d1") == "1"
    assert bot.logged().count("event=question") == 1


def test_a_talk_with_a_program_that_does_not_say_that_it_is_one_ends(
    start: Callable[..., Server], launch: Callable[..., Running]
) -> None:
    server = start()
    bot = launch(*dice(server))
    with server.program("/?name=polly") as polly, server.program("/?name=eve") as eve:
        said = "hello"
        while not said.startswith("I answer 10 questions a minute; ask again in"):
            said = ask(polly, said)
        polly.ask("send", text=said, to="dice", ref="last")
        polly.next("accepted", ref="last")
        assert ask(eve, "d1") == "1"
    assert bot.logged().count("event=question asker=polly") == 10
    assert bot.logged().count("event=limited asker=polly") == 1


def test_two_hundred_questions_of_one_asker_get_ten_answers_and_one_sentence(
    start: Callable[..., Server], launch: Callable[..., Running]
) -> None:
    server = start("--flood", "0")
    launch(*dice(server))
    with server.program("/?name=eve") as eve, server.program("/?name=bob") as bob:
        for _ in range(200):
            eve.ask("send", text="d1", to="dice")
        eve.ask("users", ref="all")
        assert ask(bob, "d1") == "1"
        heard: list[str] = []
        while len(heard) < 11:
            heard.append(eve.next("message", **{"from": "dice"})["text"])
        eve.ask("send", text="dice: d1")
        eve.ask("send", text="bob, are you there?")
        bob.next("message", text="bob, are you there?")
        assert ask(bob, "d1") == "1"
        bob.ask("send", text="over", to="eve")
        assert eve.next("message", to="eve")["text"] == "over"
    assert heard.count("1") == 10
    assert sum(text.startswith("I answer 10 questions a minute") for text in heard) == 1


def test_two_hundred_askers_at_once_all_hear_something(
    start: Callable[..., Server], launch: Callable[..., Running]
) -> None:
    server = start()
    bot = launch(*dice(server))
    heard = asyncio.run(asyncio.wait_for(_everybody(server.port, 200), 3 * PATIENCE))
    answered = heard.count("1")
    assert answered >= 72
    assert all(text == "1" or re.fullmatch(r"I am busy; try again in \d+ seconds?\.", text) for text in heard)
    assert bot.logged().count("event=busy") == 200 - answered


async def _everybody(port: int, count: int) -> list[str]:
    there: list[str] = []
    asked = asyncio.Event()

    async def one() -> str:
        async with connect(f"127.0.0.1:{port}", timeout=PATIENCE) as chat:
            there.append(chat.name)
            if len(there) == count:
                asked.set()
            await asked.wait()
            await chat.send("d1", to="dice")
            async for received in chat:
                if isinstance(received.event, Message) and received.event.author == "dice":
                    return received.event.text
        raise AssertionError

    return list(await asyncio.gather(*(one() for _ in range(count))))


def test_sigterm_during_a_long_answer_waits_for_it(
    start: Callable[..., Server], launch: Callable[..., Running], tmp_path: Path
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
    start: Callable[..., Server], launch: Callable[..., Running], tmp_path: Path
) -> None:
    server, script = start(), tmp_path / "slow.py"
    script.write_text(SLOW, encoding="utf-8")
    bot = launch(str(script), f"127.0.0.1:{server.port}", "--gate", str(tmp_path / "never"))
    with server.program("/?name=eve") as eve:
        assert ask(eve, "hello", "slow") == ONE_MOMENT
        assert bot.stop() == 0
        assert eve.next("message", **{"from": "slow"})["text"].startswith("I am being stopped")
        assert eve.next("left", name="slow")["reason"] == "exit"


SHORT_MUTES = """
import functools, os, runpy, sys
sys.path.insert(0, os.getcwd())
import besedka.server.server as server
server.Rules = functools.partial(server.Rules, mute=3000)
sys.argv = sys.argv[2:]
runpy.run_path("server_init.py", run_name="__main__")
"""


def test_a_muted_bot_answers_when_the_mute_has_ended(
    start: Callable[..., Server], launch: Callable[..., Running]
) -> None:
    server = start(prefix=(sys.executable, "-c", SHORT_MUTES))
    bot = launch(*dice(server))
    with server.program("/?name=eve") as eve:
        for name in ("a", "b", "c", "d"):
            with server.program(f"/?name={name}") as complainant:
                complainant.ask("report", name="dice", ref=1)
                complainant.next("accepted", ref=1)
        eve.next("muted", name="dice")
        assert ask(eve, "d1") == "1"
    bot.logs("event=muted")
    bot.logs("event=unmuted")
    assert bot.stop() == 0


def test_a_chat_that_is_not_there_yet_is_waited_for(start: Callable[..., Server]) -> None:
    first = start()
    first.stop()
    bot = Running(*dice(first))
    try:
        bot.logs("event=no-connection")
        start("--port", str(first.port))
        bot.logs("event=joined name=dice")
        assert bot.stop() == 0
    finally:
        bot.end()


def test_a_second_signal_ends_the_wait(
    start: Callable[..., Server], launch: Callable[..., Running], tmp_path: Path
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


@pytest.mark.parametrize("what", ["thread", "task", "loop"])
def test_sigterm_ends_a_bot_whose_handler_cannot_be_cancelled(
    what: str, start: Callable[..., Server], launch: Callable[..., Running], tmp_path: Path
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
    bot = Running(str(script), f"127.0.0.1:{server.port}")
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
