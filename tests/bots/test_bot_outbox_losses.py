"""What becomes of messages while there is no connection, or the bot is muted."""

import asyncio

import pytest
from async_tests import asynchronous, until
from outbox_bench import Chat, refused, sending

from besedka.bots.desk.actions import Outgoing
from besedka.chat.language.commands import Send
from besedka.client import SessionOver, Unanswered


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
