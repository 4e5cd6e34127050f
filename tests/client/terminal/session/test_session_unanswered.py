"""Lines whose connection ended before their answer came."""

import pytest
from async_tests import asynchronous, until
from fake_server import FakeServer
from serving import served
from session_watcher import Nap, Watcher, gone, start

from besedka.chat.language.commands import Send
from besedka.client.terminal.session.terminal_session import TerminalSession


async def lose(server: FakeServer, session: TerminalSession) -> None:
    """One line goes out, and the connection ends before its answer."""
    server.deaf = True
    session.say("send hello")
    await until(lambda: server.asked)
    server.deaf = False
    server.drop()


async def lose_for_a_while(server: FakeServer, session: TerminalSession, nap: Nap) -> str:
    """The same, and the connection stays away until the nap is over; the name that one has there."""
    name = server.peers[0].name
    nap.awake.clear()
    await lose(server, session)
    await until(lambda: nap.seconds)
    return name


def back(watcher: Watcher) -> bool:
    return watcher.seen.count("connected") == 2


@asynchronous
async def test_lines_without_an_answer_are_given_back() -> None:
    async with served() as server:
        session, watcher, running, nap = await start(server)
        server.deaf = True
        session.say("send hello")
        await until(lambda: server.asked)
        nap.awake.clear()
        server.drop()
        await until(lambda: nap.seconds)
        assert ("unanswered", ("send hello",)) in watcher.seen
        assert not session.waiting
        await gone(running)


@asynchronous
async def test_a_line_without_an_answer_is_never_sent_again_by_itself() -> None:
    async with served() as server:
        session, watcher, running, _ = await start(server)
        await lose(server, session)
        await until(lambda: back(watcher))
        server.speak("eve", "hello")
        await until(lambda: any(getattr(event, "author", "") == "eve" for event in watcher.seen))
        assert server.asked.count(Send("hello")) == 1
        assert ("was said", "send hello") not in watcher.seen
        await gone(running)


@pytest.mark.parametrize("meanwhile", [True, False])
@asynchronous
async def test_a_line_that_the_history_or_a_message_holds_was_said_after_all(meanwhile: bool) -> None:
    async with served() as server:
        session, watcher, running, nap = await start(server)
        name = await lose_for_a_while(server, session, nap)
        if meanwhile:
            server.speak(name, "hello")
        nap.awake.set()
        await until(lambda: back(watcher))
        if not meanwhile:
            server.speak(name, "hello")
        await until(lambda: ("was said", "send hello") in watcher.seen)
        assert watcher.found == server.history[-1].message.number
        await gone(running)


@asynchronous
async def test_a_line_that_was_sent_again_is_its_own_message_and_not_the_lost_one() -> None:
    async with served() as server:
        session, watcher, running, _ = await start(server)
        await lose(server, session)
        await until(lambda: back(watcher))
        await until(lambda: session.say("send hello"))  # once the history has come
        await until(lambda: watcher.answers)
        assert ("was said", "send hello") not in watcher.seen
        await gone(running)


@asynchronous
async def test_what_was_lost_is_not_sent_again_before_the_history_has_told_of_it() -> None:
    async with served() as server:
        session, watcher, running, nap = await start(server)
        name = await lose_for_a_while(server, session, nap)
        server.speak(name, "hello")
        nap.awake.set()
        await until(lambda: watcher.seen.count("connected") == 2)
        assert not session.say("send hello")
        await until(lambda: ("was said", "send hello") in watcher.seen)
        assert session.say("send hello")
        await gone(running)


@asynchronous
async def test_what_was_lost_is_found_after_a_second_loss_as_well() -> None:
    async with served() as server:
        session, watcher, running, nap = await start(server)
        name = await lose_for_a_while(server, session, nap)
        server.deaf = True
        nap.awake.set()
        await until(lambda: watcher.seen.count("connected") == 2)
        nap.awake.clear()
        server.drop()
        await until(lambda: not session.connected)
        server.deaf = False
        server.speak(name, "hello")
        nap.awake.set()
        await until(lambda: ("was said", "send hello") in watcher.seen)
        await gone(running)
