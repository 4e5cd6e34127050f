"""A bot and its connections, in a small chat that misbehaves."""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, ClassVar

import pytest
from async_tests import asynchronous, until
from bot_bench import Parrot, with_limits
from service_bench import Living, asking, conversation, living, peer_of
from serving import served

from besedka.bots import AnswerError, Bot, BotCommand, Question
from besedka.chat.language.commands import Leave, Rename
from besedka.chat.language.events import Left, Message, Silenced, Unmuted
from besedka.client import Client


class Slow(Bot):
    """Answers when the test says so."""

    name = "slow"
    default: ClassVar[str | None] = "wait"

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.began = 0
        self.cancelled = 0
        self.life: list[str] = []

    async def start(self) -> None:
        self.life.append("start")
        await asyncio.Event().wait()  # for ever

    async def stop(self) -> None:
        self.life.append("stop")

    async def wait(self, question: Question) -> str:
        """Wait for the gate."""
        self.began += 1
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return f"{question.argument}!"

    async def quick(self, question: Question) -> str:
        """Answer at once."""
        return "quick"

    commands = (
        BotCommand("wait", "wait", {"en": "waits"}, wait),
        BotCommand("quick", "quick", {"en": "does not"}, quick),
    )


def answering(handler: Callable[..., Any]) -> Bot:
    class One(Bot):
        name = "one"
        default = "ask"
        commands = (BotCommand("ask", "ask", {"en": "asks"}, handler),)

    return One()


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


async def _raises(_: Bot, __: Question) -> str:
    raise LookupError("the secret of eve")


async def _refuses(_: Bot, question: Question) -> str:
    raise AnswerError(f"no {question.argument} today\x1b")


async def _nothing(_: Bot, __: Question) -> Any:
    return None


async def _numbers(_: Bot, __: Question) -> Any:
    return [1, 2]


async def _blank(_: Bot, __: Question) -> str:
    return " \x1b"


def _no_coroutine(_: Bot, __: Question) -> str:
    return "hello"


async def _gives_up(_: Bot, __: Question) -> str:
    raise asyncio.CancelledError


async def _exits(_: Bot, __: Question) -> str:
    sys.exit("the secret of eve")


async def _interrupts(_: Bot, __: Question) -> str:
    raise KeyboardInterrupt


async def _wraps(_: Bot, __: Question) -> str:
    try:
        raise KeyError("the secret of eve")
    except KeyError as error:
        raise LookupError from error


async def _refuses_without_a_sentence(_: Bot, __: Question) -> str:
    raise AnswerError(42)  # type: ignore[arg-type]


class _OddError(AnswerError):
    def __init__(self) -> None:
        pass


async def _refuses_oddly(_: Bot, __: Question) -> str:
    raise _OddError


FAILED = "I could not answer that: something in me has failed, and is in my log."


@pytest.mark.parametrize(
    ("handler", "trace"),
    [
        (_raises, 'what="handler of ask" error=LookupError trace="'),
        (_nothing, "level=error event=no-answer command=ask returned=NoneType"),
        (_numbers, "level=error event=no-answer command=ask returned=int"),
        (_no_coroutine, "error=TypeError"),
        (_gives_up, 'cause="CancelledError at '),
        (_exits, 'cause="SystemExit at '),
        (_interrupts, 'cause="KeyboardInterrupt at '),
        (_wraps, 'cause="KeyError at '),
        (_refuses_without_a_sentence, "level=error event=no-answer command=ask returned=int"),
        (_refuses_oddly, "error=AttributeError"),
        (_blank, "level=error event=empty-answer command=ask"),
    ],
)
def test_a_handler_that_fails_is_logged_and_told_in_one_sentence(
    handler: Callable[..., Any], trace: str
) -> None:
    @asynchronous
    async def run() -> None:
        async with conversation(answering(handler)) as (_, bot, eve):
            await eve.chat.send("hello", to="parrot")
            await eve.hears(FAILED)
            assert bot.logged(trace)
            assert not bot.logged("secret")
            if "cause" in trace:
                assert re.search(rf"{trace}\S*test_bot_service.py:\d+", bot.stream.getvalue())
            await eve.chat.send("hello again", to="parrot")
            await eve.hears(FAILED)

    run()


@asynchronous
async def test_an_expected_failure_is_told_as_it_is_and_not_logged() -> None:
    async with conversation(answering(_refuses)) as (_, bot, eve):
        await eve.chat.send("rain", to="parrot")
        await eve.hears("no rain today")
        assert not bot.logged("level=error")


@asynchronous
async def test_several_messages_come_in_their_order() -> None:
    async def many(_: Bot, __: Question) -> list[str]:
        return ["one", "two", "three"]

    async with conversation(answering(many)) as (_, _bot, eve):
        await eve.chat.send("hello", to="parrot")
        await eve.hears("one", "two", "three")


# -- connections ------------------------------------------------------------------------------------------------------


@asynchronous
async def test_it_comes_back_under_its_name_and_answers_what_it_was_asked_before_once() -> None:
    async with conversation(slow := Slow()) as (server, bot, eve):
        await eve.chat.send("hello", to="parrot")
        await until(lambda: slow.began)
        peer_of(server, "parrot").transport.abort()
        await until(lambda: bot.time.waits(0.5))
        assert bot.logged("level=warning event=no-connection")
        slow.gate.set()
        bot.time.passes(0.5)
        await eve.hears("hello!")
        assert peer_of(server, "parrot").bot
        assert slow.began == 1


@asynchronous
async def test_over_a_lost_connection_it_stays_the_same_session_and_answers_what_it_missed_once() -> None:
    async with conversation(slow := Slow(), resume=True) as (server, bot, eve):
        await eve.chat.send("before", to="parrot")
        await until(lambda: slow.began == 1)
        peer_of(server, "parrot").transport.abort()
        await eve.chat.send("meanwhile", to="parrot")
        slow.gate.set()
        await eve.hears("before!", "meanwhile!")
        assert slow.began == 2
        assert bot.logged("event=disconnected why=")
        assert bot.logged("event=resumed missed=0 gap=0")
        assert bot.stream.getvalue().count("event=joined") == 1


@asynchronous
async def test_an_answer_whose_acceptance_was_lost_is_not_sent_again() -> None:
    async with conversation(slow := Slow(), resume=True) as (server, _, eve):
        await eve.chat.send("hello", to="parrot")
        await until(lambda: slow.began)
        parrot = peer_of(server, "parrot")
        said = parrot.tell

        def keep(event: Any, stamp: Any, ref: Any = None) -> None:
            parrot.keep(event, stamp, ref)

        parrot.tell = keep  # type: ignore[method-assign]
        slow.gate.set()
        await eve.hears("hello!")
        parrot.transport.abort()
        parrot.tell = said  # type: ignore[method-assign]
        await eve.chat.send("quick", to="parrot")
        await eve.hears("quick")


@asynchronous
async def test_a_session_that_is_over_is_followed_by_a_new_one() -> None:
    async with conversation(Slow(), resume=True) as (server, bot, eve):
        for token, session in list(server.sessions.by_token.items()):
            if session.name == "parrot":
                del server.sessions.by_token[token]
        peer_of(server, "parrot").transport.abort()
        await until(lambda: bot.time.waits(0.5))
        bot.time.passes(0.5)
        await until(lambda: bot.stream.getvalue().count("event=joined") == 2)
        await eve.chat.send("quick", to="parrot")
        await eve.hears("quick")


@asynchronous
async def test_it_waits_longer_and_longer_for_a_chat_that_is_not_there() -> None:
    async with served() as server:
        port = server.port
        await server.stop()
        bot = Living(Parrot(), port)
        for pause in (0.5, 1.0, 2.0, 4.0):
            await until(lambda pause=pause: bot.time.waits(pause))  # type: ignore[misc]
            bot.time.passes(pause)
        await until(lambda: bot.time.waits(8.0))
        await server.start(port)
        bot.time.passes(8.0)
        await until(lambda: server.peers and server.peers[0].name == "parrot")
        await bot.ends()


@asynchronous
async def test_a_connection_that_lasted_makes_the_next_attempt_an_early_one() -> None:
    async with conversation(Parrot()) as (server, bot, _eve):
        for lasted, pause in ((5.0, 0.5), (5.0, 1.0), (31.0, 0.5)):
            bot.time.passes(lasted)
            peer_of(server, "parrot").transport.abort()
            await until(lambda pause=pause: bot.time.waits(pause))  # type: ignore[misc]
            bot.time.passes(pause)
            await until(lambda: any(peer.name == "parrot" for peer in server.peers))


@asynchronous
async def test_it_keeps_trying_when_the_handshake_is_refused() -> None:
    async with served() as server:
        server.refuse = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        bot = Living(Parrot(), server.port)
        await until(lambda: bot.time.waits(0.5))
        assert bot.logged("HTTP 404")
        server.refuse = None
        bot.time.passes(0.5)
        await until(lambda: bot.logged("event=joined name=parrot"))
        await bot.ends()


@asynchronous
async def test_a_taken_name_is_taken_as_soon_as_it_is_free() -> None:
    async with served() as server:
        server.ghosts.add("parrot")
        async with living(Parrot(), server) as bot, asking(server) as eve:
            assert bot.logged("event=name-refused code=name-taken wanted=parrot")
            await eve.chat.send("parrot: hello")
            await eve.chat.send("guest-1: hello")
            await eve.chat.send("psst", to="guest-1")
            await eve.hears("PSST")
            await until(lambda: bot.time.waits(60.0))
            bot.time.passes(60.0)
            await until(lambda: bot.logged("event=misnamed name=guest-1 wanted=parrot"))
            await until(lambda: server.asked.count(Rename("parrot")) == 1)
            server.ghosts.clear()
            server.say(Left("parrot", "lost"))
            await until(lambda: bot.logged("event=named name=parrot"))
            await eve.chat.send("parrot: hello")
            await eve.hears("eve: HELLO")


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


# -- the end ----------------------------------------------------------------------------------------------------------


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
