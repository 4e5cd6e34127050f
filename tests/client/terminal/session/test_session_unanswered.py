"""Lines whose connection ended before their answer came."""

from async_tests import asynchronous, until
from fake_server import FakeServer
from serving import served
from session_watcher import Nap, Watcher, gone, start

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Message
from besedka.client.terminal.session.terminal_session import TerminalSession

OFFERED = ("unanswered", ("send hello",))


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
async def test_lines_without_an_answer_are_given_back_when_the_history_does_not_have_them() -> None:
    async with served() as server:
        session, watcher, running, nap = await start(server)
        await lose_for_a_while(server, session, nap)
        assert not session.waiting
        assert OFFERED not in watcher.seen
        nap.awake.set()
        await until(lambda: OFFERED in watcher.seen)
        assert watcher.seen.index(OFFERED) > watcher.seen.index("connected", 1)
        await gone(running)


@asynchronous
async def test_lines_without_an_answer_are_given_back_to_somebody_who_leaves_meanwhile() -> None:
    async with served() as server:
        session, watcher, running, nap = await start(server)
        await lose_for_a_while(server, session, nap)
        await gone(running)
        assert OFFERED in watcher.seen


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


@asynchronous
async def test_a_line_that_the_history_holds_is_not_offered() -> None:
    async with served() as server:
        session, watcher, running, nap = await start(server)
        name = await lose_for_a_while(server, session, nap)
        server.speak(name, "hello")
        nap.awake.set()
        await until(lambda: ["hello"] in watcher.seen)
        server.speak("eve", "later")
        await until(lambda: isinstance(watcher.seen[-1], Message))
        assert OFFERED not in watcher.seen
        assert ("was said", "send hello") not in watcher.seen
        await gone(running)


@asynchronous
async def test_a_line_that_is_carried_out_after_it_was_offered_is_said_to_be() -> None:
    async with served() as server:
        session, watcher, running, nap = await start(server)
        name = await lose_for_a_while(server, session, nap)
        nap.awake.set()
        await until(lambda: OFFERED in watcher.seen)
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
        assert session.say("send hello")
        await until(lambda: watcher.answers)
        assert ("was said", "send hello") not in watcher.seen
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
        await until(lambda: ["hello"] in watcher.seen)
        await until(lambda: session.connected)
        assert OFFERED not in watcher.seen
        await gone(running)
