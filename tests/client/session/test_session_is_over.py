"""How a session that can be resumed ends for good."""

import asyncio
import json
from typing import Any

import pytest
from async_tests import asynchronous, until
from fake_server import FakeServer
from lasting import Naps, Reader, joining, kept
from serving import served

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Resumed
from besedka.client import (
    ConnectionLost,
    ConnectionReplaced,
    Disconnected,
    HandshakeRefused,
    SavedSession,
    SessionOver,
    Unanswered,
    connect,
)
from besedka.dialects.commands.requests import Replaced
from besedka.wire.http import encode_response


async def saved_of(server: FakeServer) -> SavedSession:
    (session,) = server.sessions.by_token.values()
    return SavedSession(session.token, 0, 0)


@asynchronous
async def test_a_newer_connection_ends_it() -> None:
    async with kept() as (server, chat):
        reader = Reader(chat)
        async with joining(server, session=await saved_of(server)) as newer:
            error = await reader.end()
            assert isinstance(error, ConnectionReplaced)
            assert (error.reason, error.code) == ("replaced", 4001)
            assert reader.kinds[-1] is Replaced
            assert len(server.peers) == 1
            with pytest.raises(ConnectionReplaced):
                await chat.send("x")
            assert newer.connected
            assert await newer.users()


@asynchronous
async def test_a_close_for_a_newer_connection_is_enough() -> None:
    async with kept() as (server, chat):
        server.close(4001)
        assert isinstance(await Reader(chat).end(), ConnectionReplaced)


@pytest.mark.parametrize(("end", "reason"), [("forget", "unknown-session"), ("restart", "new-server")])
@asynchronous
async def test_a_server_that_does_not_know_it_any_more_ends_it_and_what_has_no_answer_is_said(
    end: str, reason: str
) -> None:
    naps = Naps()
    async with kept(backoff=naps.backoff()) as (server, chat):
        reader = Reader(chat)
        await chat.send("answered")
        server.deaf = True
        asking = asyncio.ensure_future(chat.send("lost"))
        await until(lambda: len(server.asked) == 2)
        port = server.port
        await server.stop()
        await until(lambda: naps.taken)
        posted = chat.post_nowait("users")
        getattr(server, end)()
        await server.start(port)
        naps.over.set()
        error = await reader.end()
        assert isinstance(error, SessionOver)
        assert error.reason == reason
        assert error.unanswered == chat.unanswered
        assert error.unanswered == (Unanswered(2, Send("lost"), True), Unanswered(posted, "users", False))
        with pytest.raises(SessionOver):
            await asking
        assert chat.over
        assert not chat.resumable


@asynchronous
async def test_a_refusal_for_good_ends_it_and_a_passing_one_does_not() -> None:
    naps = Naps()
    async with kept(backoff=naps.backoff()) as (server, chat):
        reader = Reader(chat)
        server.refuse = encode_response(503, b"full")
        server.drop()
        await until(lambda: naps.taken)
        server.refuse = encode_response(403, b"not you")
        naps.over.set()
        error = await reader.end()
        assert isinstance(error, SessionOver)
        assert error.reason == "refused"
        assert isinstance(error.__cause__, HandshakeRefused)
        assert error.__cause__.status == 403


@asynchronous
async def test_a_server_that_was_replaced_by_an_older_one_is_another_one() -> None:
    async with kept() as (server, chat):
        reader = Reader(chat)
        server.resume = False
        server.drop()
        error = await reader.end()
        assert isinstance(error, SessionOver)
        assert error.reason == "new-server"


@pytest.mark.parametrize("end", ["forget", "restart"])
@asynchronous
async def test_an_exit_whose_farewell_was_lost_is_no_error(end: str) -> None:
    async with kept() as (server, chat):
        reader = Reader(chat)
        server.deaf = True
        chat.post_nowait("exit")
        await until(lambda: server.asked)
        getattr(server, end)()
        server.drop()
        assert await reader.end() is None
        assert chat.over


@asynchronous
async def test_what_nobody_understands_ends_it() -> None:
    async with kept() as (server, chat):
        server.raw("[]")
        error = await Reader(chat).end()
        assert isinstance(error, ConnectionLost)
        assert "nobody understands" in error.why
        assert chat.over


@asynchronous
async def test_a_bug_in_reconnecting_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: logged.append(context["exception"]))
    async with kept() as (server, chat):
        reader = Reader(chat)
        bug = ZeroDivisionError("a bug")

        async def fail() -> None:
            raise bug

        monkeypatch.setattr(chat._session._returning, "_attempt", fail)
        server.drop()
        error = await reader.end()
        assert isinstance(error, ConnectionLost)
        assert "a bug" in error.why
        assert logged == [bug]


@asynchronous
async def test_a_session_that_another_process_takes_up_goes_on_where_that_one_was() -> None:
    async with kept() as (server, chat):
        reader = Reader(chat)
        await chat.send("one")
        await reader.until("one")
        saved = await chat.detach()
        assert isinstance(saved, SavedSession)
        assert await reader.end() is None
        server.speak("eve", "two")
        async with joining(server, session=saved) as again:
            other = Reader(again)
            await other.until("two")
            assert "one" not in other.kinds
            assert (again.name, again.resumable) == ("bob", True)
            await again.send("three")
            server.drop()
            await other.until(Disconnected)
            await other.until(Resumed)
            assert [row.message.text for row in server.history] == ["one", "two", "three"]


@asynchronous
async def test_a_session_that_ends_with_its_connection_is_not_saved() -> None:
    async with served() as server, joining(server) as chat:
        assert await chat.detach() is None
        assert chat.over


@pytest.mark.parametrize(("token", "reason"), [("life1.x", "unknown-session"), ("life0.x", "new-server")])
@asynchronous
async def test_a_saved_session_that_nobody_knows_is_an_error(token: str, reason: str) -> None:
    async with served() as server:
        server.resume = True
        with pytest.raises(SessionOver) as caught:
            await joining(server, session=SavedSession(token, 5, 7))
        assert caught.value.reason == reason


@asynchronous
async def test_the_token_is_not_shown_anywhere() -> None:
    async with kept() as (server, chat):
        reader = Reader(chat)
        await chat.users()
        (token,) = server.sessions.by_token
        server.drop()
        await reader.until(Resumed)
        server.forget()
        server.drop()
        error = await reader.end()
        saved = SavedSession(token, 1, 1)
        shown = [repr(each) for each in (*reader.events, error, chat, saved, chat.welcome)]
        assert token not in "".join([*shown, *reader.texts, str(error)])
        granted = next(text for text in reader.texts if '"session"' in text)
        assert json.loads(granted)["token"] == ""


@pytest.mark.parametrize("query", ["?resume=1", "?numbered=1&resume=1"])
@asynchronous
async def test_an_address_cannot_ask_for_what_only_the_library_can_do(query: str) -> None:
    async with served() as server:
        server.resume = True
        async with connect(f"ws://127.0.0.1:{server.port}/{query}", resume=False) as chat:
            assert not chat.resumable
            assert await chat.send("hi")
            assert '"request"' not in "".join(server.peers[0].received)


@asynchronous
async def test_an_older_server_is_asked_without_numbers() -> None:
    async with served() as server, joining(server) as chat:
        await chat.users()
        assert not chat.resumable
        assert '"request"' not in server.peers[0].received[-1]
        reader = Reader(chat)
        server.drop()
        error = await reader.end()
        assert isinstance(error, ConnectionLost)
        assert not isinstance(error, SessionOver)


@asynchronous
async def test_an_own_attempt_that_arrives_late_does_not_end_it_and_a_newer_connection_does() -> None:
    async with kept(backoff=Naps(over=True).backoff()) as (server, chat):
        reader = Reader(chat)
        (session,) = server.sessions.by_token.values()
        server.mute = True  # takes the token, and does not answer
        server.drop()
        await until(lambda: any(peer.joining is not None and peer.asked_to_resume for peer in server.peers))
        server.mute = False
        server.drop()
        await reader.until(Resumed)
        late = server.peers[-1]
        late.tell(Replaced(), server.last)
        late.transport.write(late.socket.close(4001, "replaced"))
        await until(lambda: reader.kinds.count(Resumed) == 2)
        assert Replaced not in reader.kinds
        session.peer.tell(Replaced(), server.last)
        session.peer.transport.write(session.peer.socket.close(4001, "replaced"))
        assert isinstance(await reader.end(), ConnectionReplaced)
