"""How a bot's messages are sent: one after the other, at the chat's pace."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from async_tests import asynchronous, until
from service_bench import Time

from besedka.bots.bot import BotCommand, Question
from besedka.bots.desk.actions import Outgoing, Ticket
from besedka.bots.desk.askers import Asker
from besedka.bots.outbox import Outbox
from besedka.chat.language.commands import Send
from besedka.client import Client, ConnectionLost, RefusedError, SessionOver, Unanswered, UnexpectedAnswer
from besedka.dialects.words.languages import language
from besedka.structured_log import open_log


class Chat:
    """Takes messages, or fails with what stands in `errors` first."""

    def __init__(self, *errors: Exception) -> None:
        self.connected = True
        self.resumable = False
        self.errors = list(errors)
        self.sent: list[tuple[str, str | None]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.in_flight = self.most_in_flight = 0

    async def send(self, text: str, to: str | None = None) -> None:
        self.in_flight += 1
        self.most_in_flight = max(self.in_flight, self.most_in_flight)
        await self.gate.wait()
        self.in_flight -= 1
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append((text, to))


class Sender:
    """An outbox that runs, its clock and its log."""

    def __init__(self) -> None:
        self.time = Time()
        self.stream = io.StringIO()
        self.misnamed = False
        self.box = Outbox(open_log("debug", self.stream), lambda: self.misnamed, self.time.sleep)
        self.eve = Asker("eve")

    def attach(self, chat: Chat | None) -> None:
        self.box.attach(cast("Client | None", chat))

    def deliver(self, *texts: str, public: bool = False) -> "asyncio.Future[None]":
        return asyncio.ensure_future(self.box.deliver([Outgoing(text, self.eve, public) for text in texts]))

    def logged(self, words: str) -> bool:
        return words in self.stream.getvalue()


@asynccontextmanager
async def sending(*errors: Exception) -> AsyncIterator[tuple[Sender, Chat]]:
    sender, chat = Sender(), Chat(*errors)
    running = asyncio.ensure_future(sender.box.run())
    sender.attach(chat)
    try:
        yield sender, chat
    finally:
        running.cancel()
        await asyncio.wait([running])
        assert running.cancelled()


def refused(code: str, **params: Any) -> RefusedError:
    return RefusedError(code, params, "no")


@asynchronous
async def test_one_message_is_in_flight_and_the_others_follow_in_their_order() -> None:
    async with sending() as (sender, chat):
        chat.gate.clear()
        both = asyncio.gather(sender.deliver("one", "two"), sender.deliver("three", public=True))
        await until(lambda: chat.in_flight)
        chat.gate.set()
        await both
        assert chat.sent == [("one", "eve"), ("two", "eve"), ("three", None)]
        assert chat.most_in_flight == 1


@asynchronous
async def test_answers_go_before_notices() -> None:
    async with sending() as (sender, chat):
        chat.gate.clear()
        first = sender.deliver("first")
        await until(lambda: chat.in_flight)
        sender.box.notify(Outgoing("notice", sender.eve, public=False, notice=True))
        second = sender.deliver("second")
        await asyncio.sleep(0)
        chat.gate.set()
        await asyncio.gather(first, second, sender.box.flush())
        assert [text for text, _ in chat.sent] == ["first", "second", "notice"]


@pytest.mark.parametrize("code", ["slow-down", "muted"])
def test_a_refusal_that_names_a_time_is_obeyed_and_the_message_sent_again(code: str) -> None:
    @asynchronous
    async def run() -> None:
        async with sending(refused(code, left=7000)) as (sender, chat):
            answer = sender.deliver("hello")
            await until(lambda: sender.time.waits(7.0))
            assert sender.logged(f"event=slowed-down code={code} seconds=7.0")
            sender.time.passes(6.9)
            await asyncio.sleep(0)
            assert not answer.done()
            sender.time.passes(0.2)
            await answer
            assert chat.sent == [("hello", "eve")]

    run()


@pytest.mark.parametrize(
    ("left", "pause"), [(10**400, 900.0), (-(10**400), 1.0), (0, 1.0)], ids=("huge", "negative", "none")
)
def test_a_time_that_makes_no_sense_is_bounded(left: int, pause: float) -> None:
    @asynchronous
    async def run() -> None:
        async with sending(refused("slow-down", left=left)) as (sender, chat):
            answer = sender.deliver("hello")
            await until(lambda: sender.time.waits(pause))
            sender.time.passes(pause)
            await answer
            assert chat.sent == [("hello", "eve")]

    run()


@asynchronous
async def test_a_notice_that_was_slowed_down_is_sent_again_too() -> None:
    async with sending(refused("slow-down", left=2000)) as (sender, chat):
        sender.box.notify(Outgoing("one moment", sender.eve, public=False, notice=True))
        await until(lambda: sender.time.waits(2.0))
        sender.time.passes(2.0)
        await sender.box.flush()
        assert chat.sent == [("one moment", "eve")]


@asynchronous
async def test_what_the_server_could_not_store_is_sent_again() -> None:
    async with sending(refused("not-stored")) as (sender, chat):
        answer = sender.deliver("hello")
        await until(lambda: sender.time.waits(1.0))
        sender.time.passes(1.0)
        await answer
        assert chat.sent == [("hello", "eve")]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (refused("no-such-user", name="eve"), "event=refused code=no-such-user to=eve"),
        (ConnectionLost("gone"), "event=unanswered to=eve why=gone"),
        (UnexpectedAnswer("odd", {}), "event=unanswered to=eve why=odd"),
    ],
)
def test_a_message_that_was_refused_or_may_have_arrived_is_not_sent_again(
    error: Exception, line: str
) -> None:
    @asynchronous
    async def run() -> None:
        async with sending(error) as (sender, chat):
            await sender.deliver("hello")
            assert sender.logged(line)
            await sender.deliver("next")
            assert chat.sent == [("next", "eve")]

    run()


@asynchronous
async def test_a_new_connection_ends_the_wait_of_the_old_one() -> None:
    async with sending(refused("muted", left=600_000)) as (sender, _chat):
        answer = sender.deliver("hello")
        await until(lambda: sender.time.waits(600.0))
        sender.attach(None)
        sender.attach(again := Chat())
        await answer
        assert again.sent == [("hello", "eve")]


@asynchronous
async def test_without_a_connection_or_a_voice_answers_wait_and_notices_are_dropped() -> None:
    async with sending() as (sender, chat):
        for muted in (True, False):
            if muted:
                sender.box.mute(True)
            else:
                sender.attach(None)
            answer = sender.deliver("answer")
            sender.box.notify(Outgoing("notice", sender.eve, public=False, notice=True))
            await asyncio.sleep(0)
            assert not answer.done()
            sender.box.mute(False)
            sender.attach(chat)
            await answer
        assert chat.sent == [("answer", "eve")] * 2
        assert sender.logged("event=dropped to=eve muted=True")


@asynchronous
async def test_notices_are_bounded_and_end_with_their_connection() -> None:
    async with sending() as (sender, chat):
        chat.gate.clear()
        for _ in range(300):
            sender.box.notify(Outgoing("busy", sender.eve, public=False, notice=True))
        await until(lambda: chat.in_flight)
        assert sender.logged("event=dropped to=eve muted=False waiting=256")
        sender.attach(None)
        chat.gate.set()
        await sender.box.flush()
        assert len(chat.sent) == 1


@asynchronous
async def test_a_notice_that_waits_when_a_mute_begins_is_not_sent_when_it_ends() -> None:
    async with sending(refused("muted", left=600_000)) as (sender, chat):
        chat.gate.clear()
        for text in ("in flight", "waiting"):
            sender.box.notify(Outgoing(text, sender.eve, public=False, notice=True))
        await until(lambda: chat.in_flight)
        sender.box.mute(True)
        chat.gate.set()
        await until(lambda: sender.time.waits(600.0))
        sender.box.mute(False)
        await sender.deliver("answer")
        await sender.box.flush()
        assert chat.sent == [("answer", "eve")]


@asynchronous
async def test_a_notice_whose_answer_is_there_already_is_not_sent() -> None:
    async with sending() as (sender, chat):
        command = BotCommand("ask", "ask", {"en": ""}, lambda *_: asyncio.sleep(0, ""))
        ticket = Ticket(Question("eve", "", "ask", language("en")), sender.eve, command)
        sender.box.notify(Outgoing("one moment", sender.eve, public=False, ticket=ticket, notice=True))
        ticket.answered = True
        await sender.box.flush()
        assert chat.sent == []


@asynchronous
async def test_whoever_has_left_gets_nothing_and_whoever_was_renamed_gets_it_by_the_new_name() -> None:
    async with sending() as (sender, chat):
        chat.gate.clear()
        first = sender.deliver("first")
        await until(lambda: chat.in_flight)
        second = sender.deliver("second")
        sender.eve.name = "eva"
        chat.gate.set()
        await asyncio.gather(first, second)
        sender.eve.here = False
        await sender.deliver("third")
        assert chat.sent == [("first", "eve"), ("second", "eva")]


@asynchronous
async def test_under_a_wrong_name_a_public_answer_goes_to_its_asker_alone() -> None:
    async with sending() as (sender, chat):
        sender.misnamed = True
        await sender.deliver("eve: hello", public=True)
        assert chat.sent == [("eve: hello", "eve")]


@asynchronous
async def test_an_answer_that_nobody_waits_for_any_more_is_not_sent() -> None:
    async with sending() as (sender, chat):
        sender.box.mute(True)
        answer = sender.deliver("one", "two")
        await asyncio.sleep(0)
        answer.cancel()
        await asyncio.wait([answer])
        sender.box.mute(False)
        await sender.box.flush()
        await sender.deliver("three")
        assert chat.sent == [("three", "eve")]


@pytest.mark.parametrize("written", [False, True])
def test_what_was_never_written_is_sent_in_the_next_session_and_what_was_is_not(written: bool) -> None:
    @asynchronous
    async def run() -> None:
        unanswered = (Unanswered(1, Send("hello", "eve"), written),)
        async with sending(SessionOver("new-server", "gone", unanswered=unanswered)) as (sender, _):
            delivering = sender.deliver("hello")
            await until(lambda: sender.time.waits(1.0) or delivering.done())
            assert delivering.done() == written
            sender.attach(after := Chat())
            await delivering
            assert after.sent == ([] if written else [("hello", "eve")])

    run()


@asynchronous
async def test_answers_go_to_a_session_that_will_have_a_connection_and_notices_do_not() -> None:
    async with sending() as (sender, chat):
        chat.connected, chat.resumable = False, True
        sender.box.notify(Outgoing("one moment", sender.eve, False, notice=True))
        assert sender.logged("event=dropped to=eve")
        await sender.deliver("hello")
        assert chat.sent == [("hello", "eve")]


@asynchronous
async def test_notices_that_wait_when_the_connection_is_lost_are_dropped() -> None:
    async with sending() as (sender, chat):
        chat.gate.clear()
        delivering = sender.deliver("hello")
        await until(lambda: chat.in_flight)
        sender.box.notify(Outgoing("one moment", sender.eve, False, notice=True))
        chat.connected, chat.resumable = False, True
        sender.attach(chat)
        chat.connected = True
        chat.gate.set()
        await delivering
        await sender.box.flush()
        assert chat.sent == [("hello", "eve")]
