"""Bots without a chat, without their name, or without a voice: they wait, and go on by themselves."""

import sys
from collections.abc import Callable

from bot_harness import RunningBot, ask, dice
from e2e_harness import Server

SHORT_MUTES = """
import functools, os, runpy, sys
sys.path.insert(0, os.getcwd())
import besedka.server.server as server
server.Rules = functools.partial(server.Rules, mute=3000)
sys.argv = sys.argv[2:]
runpy.run_path("server_init.py", run_name="__main__")
"""


def test_it_comes_back_when_the_chat_was_killed_and_started_again(
    start: Callable[..., Server], launch: Callable[..., RunningBot]
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


def test_a_chat_that_is_not_there_yet_is_waited_for(start: Callable[..., Server]) -> None:
    first = start()
    first.stop()
    bot = RunningBot(*dice(first))
    try:
        bot.logs("event=no-connection")
        start("--port", str(first.port))
        bot.logs("event=joined name=dice")
        assert bot.stop() == 0
    finally:
        bot.end()


def test_it_waits_for_its_name_and_answers_in_private_meanwhile(
    start: Callable[..., Server], launch: Callable[..., RunningBot]
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


def test_a_muted_bot_answers_when_the_mute_has_ended(
    start: Callable[..., Server], launch: Callable[..., RunningBot]
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
