"""A bot in a small chat: who is answered and when, while askers leave and the bot is muted."""

import pytest
from async_tests import asynchronous, until
from bot_bench import Parrot, with_limits
from service_bench import asking, conversation, peer_of
from service_bots import Slow

from besedka.chat.language.events import Left, Message, Silenced, Unmuted


@asynchronous
async def test_a_question_is_answered_in_private_and_in_public() -> None:
    async with conversation(Parrot()) as (server, bot, eve):
        await eve.chat.send("hello", to="parrot")
        await eve.hears("HELLO")
        await eve.chat.send("parrot is bad today")
        await eve.chat.send("parrot: привет")
        await eve.hears("eve: ПРИВЕТ")
        assert server.is_bot("parrot")
        assert bot.logged("event=answered asker=eve command=repeat")
        assert not bot.logged("ello")


@asynchronous
async def test_a_long_answer_is_announced_after_a_second_and_blocks_no_other_question() -> None:
    async with conversation(slow := Slow()) as (_, bot, eve):
        await eve.chat.send("hello", to="parrot")
        await until(lambda: bot.time.waits(1.0))
        await eve.chat.send("quick", to="parrot")
        await eve.hears("quick")
        bot.time.passes(1.0)
        await eve.hears("Looking… one moment.")
        slow.gate.set()
        await eve.hears("hello!")
        assert slow.began == 1


@asynchronous
async def test_a_question_that_waits_for_its_turn_is_announced_after_a_second_too() -> None:
    async with conversation(slow := with_limits(Slow, at_once=1)()) as (_, bot, eve):
        await eve.chat.send("hello", to="parrot")
        await eve.chat.send("quick", to="parrot")
        await until(lambda: bot.logged("event=question asker=eve command=quick"))
        await until(lambda: sum(abs(when - bot.time.now - 1.0) < 1e-6 for when, _ in bot.time.naps) == 2)
        bot.time.passes(1.0)
        await eve.hears("Looking… one moment.", "Looking… one moment.")
        assert isinstance(slow, Slow)
        slow.gate.set()
        await eve.hears("hello!", "quick")


@asynchronous
async def test_an_answer_that_takes_too_long_is_given_up_and_its_asker_told() -> None:
    async with conversation(slow := Slow()) as (_, bot, eve):
        await eve.chat.send("привет", to="parrot")
        await until(lambda: bot.time.waits(1.0))
        bot.time.passes(1.0)
        await eve.hears("Секунду, ищу ответ…")
        await until(lambda: bot.time.waits(59.0))
        bot.time.passes(59.0)
        await eve.hears("Не удалось найти ответ за 1 минуту; попробуйте позже.")
        assert slow.cancelled == 1
        assert bot.logged("level=warning event=too-slow command=wait")


@asynchronous
async def test_a_muted_bot_keeps_its_answers_until_it_may_speak() -> None:
    async with conversation(slow := Slow()) as (server, bot, eve):
        peer_of(server, "parrot").tell(Silenced(server.at + 600_000, 4), server.stamp())
        await until(lambda: bot.logged("event=muted"))
        await eve.chat.send("hello", to="parrot")
        await until(lambda: slow.began)
        bot.time.passes(1.0)
        await until(lambda: bot.logged("event=dropped to=eve muted=True"))
        slow.gate.set()
        await eve.chat.send("quick", to="parrot")
        await until(lambda: bot.logged("event=question asker=eve command=quick"))
        server.say(Unmuted("parrot"))
        await until(lambda: len(eve.heard) == 2)
        assert sorted(eve.heard) == ["hello!", "quick"]


@asynchronous
async def test_whoever_leaves_costs_nothing_more() -> None:
    async with conversation(slow := Slow()) as (server, bot, eve):
        async with asking(server, "bob") as bob:
            await bob.chat.send("hello", to="parrot")
            await until(lambda: slow.began)
        await until(lambda: slow.cancelled)
        await eve.chat.send("quick", to="parrot")
        await eve.hears("quick")
        assert not bot.logged("level=error")


@asynchronous
async def test_whoever_asks_and_leaves_in_one_breath_takes_no_place_for_ever() -> None:
    async with conversation(with_limits(Slow, at_once=1)()) as (server, _bot, eve):
        stamp = server.stamp()
        parrot = peer_of(server, "parrot")
        for seq in range(20):
            parrot.tell(Message(9000 + seq, "mallory", "hello", to="parrot"), stamp)
            parrot.tell(Left("mallory", "exit"), stamp)
        await eve.chat.send("quick", to="parrot")
        await eve.hears("quick")


@asynchronous
async def test_an_event_that_it_cannot_bear_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with conversation(Parrot()) as (_server, bot, eve):
        with monkeypatch.context() as patch:
            patch.setattr(bot.service._desk, "receive", lambda *_: 1 / 0)
            await eve.chat.send("hello", to="parrot")
            await until(lambda: bot.logged("error=ZeroDivisionError"))
        await eve.chat.send("again", to="parrot")
        await eve.hears("AGAIN")
