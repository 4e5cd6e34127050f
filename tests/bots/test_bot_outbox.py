"""How a bot's messages are sent: one after the other, at the chat's pace, to those who wait for them."""

import asyncio

import pytest
from async_tests import asynchronous, until
from outbox_bench import refused, sending

from besedka.bots.bot import BotCommand, Question
from besedka.bots.desk.actions import Outgoing, Ticket
from besedka.client import ConnectionLost, UnexpectedAnswer
from besedka.dialects.words.languages import language


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
