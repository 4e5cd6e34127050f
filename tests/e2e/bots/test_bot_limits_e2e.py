"""Whom a bot does not answer, or not at once: other bots, who asks too often, and too many at a time."""

import asyncio
import re
from collections.abc import Callable

from bot_harness import RunningBot, ask, dice
from e2e_harness import PATIENCE, Server

from besedka.chat.language.events import Message
from besedka.client import connect


def test_bots_do_not_answer_bots(start: Callable[..., Server], launch: Callable[..., RunningBot]) -> None:
    server = start()
    bot = launch(*dice(server))
    with server.program("/?name=polly&bot=1") as polly, server.program("/?name=eve") as eve:
        polly.ask("send", text="d1", to="dice")
        polly.ask("send", text="dice: d1")
        eve.next("message", **{"from": "polly"})
        assert ask(eve, "d1") == "1"
    assert bot.logged().count("event=question") == 1


def test_a_talk_with_a_program_that_does_not_say_that_it_is_one_ends(
    start: Callable[..., Server], launch: Callable[..., RunningBot]
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
    start: Callable[..., Server], launch: Callable[..., RunningBot]
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
    start: Callable[..., Server], launch: Callable[..., RunningBot]
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
