"""A client that loses its connection, and a server that keeps its session."""

import pytest
from async_tests import asynchronous, until
from cutting_relay import real_chat
from lasting import Naps, Reader, away, kept

from besedka.chat.language.commands import Rename
from besedka.chat.language.events import Farewell, Resumed, UsersListed, Welcome
from besedka.client import ConnectionLost, Disconnected, HandshakeRefused, Reconnecting, connect
from besedka.dialects.commands.requests import SessionGranted


@asynchronous
async def test_the_iteration_goes_on_with_what_was_missed() -> None:
    async with kept() as (server, chat):
        reader = Reader(chat)
        server.speak("eve", "before")
        await chat.users()
        server.drop()
        server.speak("eve", "missed")
        await reader.until(Resumed)
        server.speak("eve", "after")
        await reader.until("after")
        assert isinstance(await chat.exit(), Farewell)
        assert await reader.end() is None
        assert reader.kinds == [
            *(Welcome, SessionGranted, "before", UsersListed),
            *(Disconnected, Reconnecting, Resumed, "missed", "after", Farewell),
        ]
        assert reader.events[6].missed == 1
        assert chat.over


@asynchronous
async def test_a_loss_is_told_with_its_code_and_the_time_since_which_nothing_was_heard() -> None:
    async with kept() as (server, chat):
        reader = Reader(chat)
        heard_at = chat._session._channel.link.heard_at  # type: ignore[union-attr]
        server.close(1013, "too slow")
        await reader.until(Resumed)
        (lost,) = (event for event in reader.events if isinstance(event, Disconnected))
        assert (lost.code, lost.why) == (1013, "too slow")
        assert lost.since >= int(heard_at * 1000)
        assert [event for event in reader.events if isinstance(event, Reconnecting)] == [
            Reconnecting(1, 0.0, "too slow")
        ]


@pytest.mark.parametrize("code", [1000, 1001, 1012])
@asynchronous
async def test_a_clean_close_without_a_farewell_is_a_loss_too(code: int) -> None:
    async with kept() as (server, chat):
        reader = Reader(chat)
        server.close(code)
        await reader.until(Resumed)
        assert await chat.users()


@asynchronous
async def test_name_and_welcome_follow_what_is_resumed() -> None:
    async with kept() as (server, chat):
        reader = Reader(chat)
        await chat.rename("robert")
        server.drop()
        await reader.until(Resumed)
        assert chat.name == chat.welcome.name == "robert"
        assert server.asked == [Rename("robert")]


@asynchronous
async def test_a_server_that_closes_again_and_again_is_not_tried_without_a_pause() -> None:
    naps = Naps(over=True)
    async with kept(backoff=naps.backoff()) as (server, chat):
        reader = Reader(chat)
        for losses in range(1, 5):
            server.drop()
            await until(lambda losses=losses: reader.kinds.count(Resumed) == losses)  # type: ignore[misc]
        assert naps.taken == [0.5, 1.0, 2.0]


@asynchronous
async def test_waking_tries_at_once() -> None:
    naps = Naps()
    async with kept(backoff=naps.backoff()) as (server, chat):
        reader = Reader(chat)
        port = server.port
        await away(naps, server)
        await server.start(port)
        chat.wake()
        await reader.until(Resumed)
        assert naps.taken == [0.5]


@asynchronous
async def test_waking_pings_a_connection_that_seems_alive() -> None:
    async with kept() as (server, chat):
        chat.wake()
        await until(lambda: server.peers[0].pings == 1)
        assert chat.connected


@asynchronous
async def test_a_chat_that_is_full_says_so_before_the_session_is_in() -> None:
    async with real_chat(max_clients=1) as (server, _, _):
        address = f"127.0.0.1:{server.port}"
        async with connect(address, name="ann"):
            with pytest.raises(HandshakeRefused) as caught:
                await connect(address, name="bob")
            assert caught.value.status == 503
            assert caught.value.passing


@asynchronous
async def test_a_server_that_keeps_no_sessions_is_asked_with_numbers() -> None:
    async with real_chat(grace=0) as (_, relay, port):
        chat = await connect(f"127.0.0.1:{port}", name="ann")
        assert (await chat.send("hi")).number
        assert not chat.resumable
        reader = Reader(chat)
        relay.cut()
        assert isinstance(await reader.end(), ConnectionLost)
