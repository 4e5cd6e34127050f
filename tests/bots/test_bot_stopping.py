"""How a bot ends: what is under way, what does not end by itself, and a bug of the library."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress

import pytest
from async_tests import asynchronous, until
from bot_bench import Parrot
from service_bench import Living, asking, conversation
from service_bots import Slow
from serving import served

from besedka.bots import Bot, BotCommand
from besedka.chat.language.commands import Leave
from besedka.client import Client


@asynchronous
async def test_it_finishes_what_is_under_way_takes_nothing_new_and_leaves_with_a_farewell() -> None:
    async with conversation(slow := Slow()) as (server, bot, eve):
        await eve.chat.send("hello", to="parrot")
        await until(lambda: slow.began)
        bot.service.stop()
        await until(lambda: bot.logged("event=stopping unanswered=1"))
        await eve.chat.send("quick", to="parrot")
        slow.gate.set()
        await eve.hears("hello!")
        await bot.running
        assert Leave("exit") in server.asked
        assert slow.life == ["start", "stop"]


@asynchronous
async def test_what_it_cannot_finish_in_time_is_told() -> None:
    async with conversation(slow := Slow()) as (server, bot, eve):
        await eve.chat.send("hello", to="parrot")
        await until(lambda: slow.began)
        bot.service.stop()
        await until(lambda: bot.time.waits(5.0))
        bot.time.passes(5.0)
        await until(lambda: len(eve.heard) == 2)
        assert eve.heard[1].startswith("I am being stopped")
        await bot.running
        assert slow.cancelled == 1
        assert Leave("exit") in server.asked


@asynchronous
async def test_the_second_time_it_is_asked_to_stop_it_leaves_at_once() -> None:
    async with conversation(slow := Slow()) as (_server, bot, eve):
        await eve.chat.send("hello", to="parrot")
        await until(lambda: slow.began)
        bot.service.stop()
        bot.service.stop()
        await bot.running
        assert slow.cancelled == 1
        assert "stop" in slow.life


@asynchronous
async def test_without_a_connection_it_stops_too() -> None:
    async with served() as server:
        port = server.port
    bot = Living(Parrot(), port)
    await until(lambda: bot.time.waits(0.5))
    bot.service.stop()
    await bot.running


@asynchronous
async def test_a_bot_that_cannot_start_or_stop_is_a_line_of_the_log() -> None:
    class Broken(Parrot):
        async def start(self) -> None:
            raise LookupError

        async def stop(self) -> None:
            raise OSError

    async with conversation(Broken()) as (_server, bot, eve):
        await eve.chat.send("hello", to="parrot")
        await eve.hears("HELLO")
    assert bot.logged("what=start error=LookupError")
    assert bot.logged("what=stop error=OSError")


@asynchronous
async def test_neither_a_start_nor_a_stop_nor_a_handler_that_swallows_its_cancellation_holds_it_back() -> (
    None
):
    gate = asyncio.Event()

    async def stubborn(*_: object) -> str:
        while not gate.is_set():
            with suppress(asyncio.CancelledError):
                await gate.wait()
        return "too late"

    class Stubborn(Bot):
        name = "one"
        default = "ask"
        commands = (BotCommand("ask", "ask", {"en": "asks"}, stubborn),)

        async def start(self) -> None:
            await stubborn()

        async def stop(self) -> None:
            await stubborn()

    async with served() as server:
        bot = Living(Stubborn(), server.port)
        await until(lambda: bot.logged("event=joined"))
        async with asking(server) as eve:
            await eve.chat.send("hello", to="parrot")
            await until(lambda: bot.logged("event=question"))
            await bot.ends()
            assert bot.logged("event=stopped")
            assert "too late" not in eve.heard
        gate.set()


@asynchronous
async def test_a_second_stop_may_take_less_time_than_a_first_one() -> None:
    async with conversation(Parrot()) as (_server, bot, _eve):
        first = bot.service.longest_stop
        bot.service.stop()
        assert 0 < bot.service.longest_stop < first


@asynchronous
async def test_a_bug_of_the_library_ends_the_bot_with_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> Awaitable[Client]:
        raise KeyError

    async with served() as server:
        monkeypatch.setattr("besedka.bots.service.connect", broken)
        bot = Living(Parrot(), server.port)
        with pytest.raises(KeyError):
            await bot.running
