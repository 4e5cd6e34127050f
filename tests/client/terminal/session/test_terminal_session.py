import asyncio

import pytest
from async_tests import asynchronous, until
from fake_server import FakeServer
from serving import served
from session_watcher import Nap, Watcher, gone, start

from besedka.chat.language.events import Message, Recorded, Refused, SearchListed, Welcome
from besedka.client import Backoff, Client, ConnectionLost, HandshakeRefused, connect
from besedka.client.terminal.session.terminal_session import TerminalSession
from besedka.wire.http import encode_response


@asynchronous
async def test_a_line_is_told_with_its_answer() -> None:
    async with served() as server:
        session, watcher, running, _ = await start(server)
        assert session.say("usres")
        await until(lambda: not session.waiting)
        assert watcher.answers == [("usres", Refused)]
        assert await session.leave()
        await running


@asynchronous
async def test_an_exit_that_was_typed_ends_the_run() -> None:
    async with served() as server:
        session, _, running, _ = await start(server)
        session.say("exit")
        await running
        assert not session.connected


@asynchronous
async def test_without_retries_a_lost_connection_is_an_error() -> None:
    async with served() as server:
        _, _, running, _ = await start(server, retry=False)
        server.drop()
        with pytest.raises(ConnectionLost):
            await running


@asynchronous
async def test_without_retries_a_server_that_goes_is_an_error() -> None:
    async with served() as server:
        _, _, running, _ = await start(server, retry=False)
        server.close(1001)
        with pytest.raises(ConnectionLost):
            await running


@asynchronous
async def test_a_lost_connection_comes_back_with_the_name_and_what_was_missed() -> None:
    async with served() as server:
        session, watcher, running, nap = await start(server)
        server.speak("eve", "before")
        await until(lambda: isinstance(watcher.seen[-1], Message))
        nap.awake.clear()
        server.drop()
        await until(lambda: nap.seconds)
        assert not session.connected
        assert not session.say("hello?")
        server.speak("eve", "meanwhile")
        nap.awake.set()
        await until(lambda: isinstance(watcher.seen[-1], Welcome) and len(watcher.seen) > 5)
        assert watcher.seen[-1].name == "bob"  # type: ignore[attr-defined]
        assert [item for item in watcher.seen[3:] if isinstance(item, str | list)] == [
            "lost, next try in 1",
            "away 1",
            "away 0",
            "connected",
            ["meanwhile"],
        ]
        await gone(running)


@asynchronous
async def test_an_answer_that_took_long_does_not_make_what_was_seen_missed() -> None:
    async with served() as server:
        _, watcher, running, nap = await start(server)
        asked = server.last
        server.speak("eve", "seen")
        server.peers[0].tell(SearchListed((), text="x"), asked)
        await until(lambda: isinstance(watcher.seen[-1], SearchListed))
        nap.awake.clear()
        server.drop()
        await until(lambda: nap.seconds)
        server.speak("eve", "meanwhile")
        nap.awake.set()
        await until(lambda: ["meanwhile"] in watcher.seen)
        assert [item for item in watcher.seen if isinstance(item, list)] == [["meanwhile"]]
        await gone(running)


@asynchronous
async def test_tries_go_on_with_growing_pauses_until_the_server_is_back() -> None:
    async with served() as server:
        port = server.port
        _, watcher, running, nap = await start(server)
        await server.stop()
        await until(lambda: len(nap.seconds) >= 3)
        await server.start(port)
        await until(lambda: watcher.seen.count("connected") == 2)
        assert nap.seconds[:3] == [0.5, 1.0, 2.0]
        await gone(running)


@asynchronous
async def test_a_restarted_server_leaves_a_note_about_the_gap() -> None:
    async with served() as server:
        port = server.port
        _, watcher, running, _ = await start(server)
        for _ in range(5):
            server.speak("eve", "x")
        await until(lambda: sum(isinstance(item, Message) for item in watcher.seen) == 5)
        await server.stop()
        fresh = FakeServer()
        fresh.at = server.at + 10_000
        await fresh.start(port)
        await until(lambda: "You may have missed messages meanwhile." in watcher.seen)
        await gone(running)
        await fresh.stop()


@asynchronous
async def test_delayed_messages_that_the_lost_session_had_are_told() -> None:
    async with served() as server:
        session, watcher, running, nap = await start(server)
        for _ in range(3):
            session.say("send -t 60 later")
        await until(lambda: len(watcher.answers) == 3)
        nap.awake.clear()
        server.drop()
        await until(lambda: nap.seconds)
        first, second, third = [pending.number for pending in server.pending]
        stamp = server.say(Message(second, "bob", "later", delayed=True))
        server.history.append(Recorded(stamp, Message(second, "bob", "later", delayed=True)))
        nap.awake.set()
        await until(lambda: watcher.numbers)
        assert watcher.numbers == f"#{first}, #{third}"
        await gone(running)


@asynchronous
async def test_a_full_server_is_tried_again_and_one_that_refuses_is_not() -> None:
    async with served() as server:
        _, _, running, nap = await start(server)
        server.refuse = encode_response(503, b"full")
        server.drop()
        await until(lambda: len(nap.seconds) >= 3)
        server.refuse = encode_response(403, b"go away")
        with pytest.raises(HandshakeRefused):
            await running


@asynchronous
async def test_a_connection_that_breaks_again_at_once_is_tried_again() -> None:
    async with served() as server:
        _, watcher, running, nap = await start(server)
        server.deaf = True  # the history will not come
        server.drop()
        await until(lambda: server.asked)
        server.speak("eve", "held")
        await asyncio.sleep(0.01)
        assert not any(isinstance(item, Message) for item in watcher.seen)
        server.drop()
        await until(lambda: watcher.seen.count("connected") == 3)
        assert any(isinstance(item, Message) for item in watcher.seen)
        assert len(nap.seconds) == 2
        await gone(running)


@asynchronous
async def test_a_flood_before_the_history_is_not_held_for_ever() -> None:
    async with served() as server:
        _, watcher, running, _ = await start(server)
        server.deaf = True
        server.drop()
        await until(lambda: server.asked)
        for _ in range(1100):
            server.speak("eve", "x")
        await until(lambda: sum(isinstance(item, Message) for item in watcher.seen) == 1100)
        await gone(running)


@asynchronous
async def test_leaving_without_a_connection_says_so() -> None:
    async with served() as server:
        session, _, running, nap = await start(server)
        nap.awake.clear()
        server.drop()
        await until(lambda: nap.seconds)
        assert not await session.leave()
        session.abort()
        await gone(running)


@asynchronous
async def test_hanging_up_ends_the_run() -> None:
    async with served() as server:
        session, _, running, _ = await start(server)
        session.abort()
        await running


@asynchronous
async def test_a_connection_that_is_gone_before_the_history_is_asked_for_is_tried_again() -> None:
    async with served() as server:
        chats: list[Client] = []

        async def again(name: str | None) -> Client:
            chats.append(await connect(f"127.0.0.1:{server.port}", name=name))
            if len(chats) == 2:
                chats[-1].abort()
            return chats[-1]

        watcher = Watcher()
        backoff = Backoff(uniform=lambda _, high: high, sleep=Nap())
        session = watcher.session = TerminalSession(watcher, again, backoff)
        running = asyncio.ensure_future(session.run(await again("bob")))
        await until(lambda: watcher.seen)
        server.drop()
        await until(lambda: len(chats) == 3 and session.connected)
        await gone(running)


@asynchronous
async def test_who_comes_in_sees_what_was_said_before_and_no_word_of_a_gap() -> None:
    async with served() as server:
        for number in range(25):
            server.speak("eve", f"before {number}")
        _, watcher, running, _ = await start(server)
        missed = [item for item in watcher.seen if isinstance(item, list)]
        assert missed == [[f"before {number}" for number in range(5, 25)]]
        assert isinstance(watcher.seen[-1], Welcome)
        assert not any(item == "You may have missed messages meanwhile." for item in watcher.seen)
        server.drop()
        await until(lambda: sum(isinstance(item, Welcome) for item in watcher.seen) == 2)
        assert [item for item in watcher.seen if isinstance(item, list)] == missed
        await gone(running)


@asynchronous
async def test_a_script_sees_only_what_happens() -> None:
    async with served() as server:
        server.speak("eve", "before")
        session, watcher, running, _ = await start(server, retry=False)
        await session.leave()
        await running
        assert not any(isinstance(item, list) for item in watcher.seen)
        assert [type(ask).__name__ for ask in server.asked] == ["Leave"]


@asynchronous
async def test_a_history_that_does_not_come_leaves_a_word_of_the_gap() -> None:
    async with served() as server:
        _, watcher, running, nap = await start(server)
        server.deaf = True
        server.drop()
        await until(lambda: server.asked)
        nap.awake.clear()
        server.drop()
        await until(lambda: watcher.seen.count("You may have missed messages meanwhile.") == 1)
        await gone(running)
