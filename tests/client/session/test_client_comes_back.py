"""A client that loses its connection, and a server that keeps its session."""

import asyncio

import pytest
from async_tests import asynchronous, until
from cutting_relay import real_chat
from fake_server import FakeServer
from lasting import Naps, Reader, joining, kept
from serving import served

from besedka.chat.language.commands import Leave, Rename, Send
from besedka.chat.language.events import Accepted, Farewell, Refused, Resumed, Stamp, UsersListed, Welcome
from besedka.chat.language.questions import ListUsers
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
async def test_a_call_gets_its_first_answer_after_the_loss() -> None:
    async with kept() as (server, chat):
        (session,) = server.sessions.by_token.values()
        server.deaf = True
        sending = asyncio.ensure_future(chat.send("once"))
        await until(lambda: server.asked)
        session.answers[1] = Accepted("send", number=77), Stamp(5, 5)  # carried out; the answer was lost
        server.deaf = False
        server.drop()
        assert (await sending).number == 77
        assert server.asked == [Send("once"), Send("once")]
        assert server.history == []


@asynchronous
async def test_what_has_no_answer_is_asked_again_in_its_order() -> None:
    async with kept() as (server, chat):
        reader = Reader(chat)
        server.deaf = True
        refs = [chat.post_nowait(ask) for ask in (Send("one"), ListUsers(), "send two")]
        await until(lambda: len(server.asked) == 3)
        server.deaf = False
        server.drop()
        await until(lambda: not chat.unanswered)
        await until(lambda: reader.kinds[-1] is Accepted)
        assert [row.message.text for row in server.history] == ["one", "two"]
        assert refs == [1, 2, 3]
        assert server.asked[3:] == server.asked[:3]


@asynchronous
async def test_what_is_asked_without_a_connection_waits_for_one() -> None:
    naps = Naps()
    async with kept(backoff=naps.backoff()) as (server, chat):
        port = server.port
        await server.stop()
        await until(lambda: naps.taken)
        assert not chat.connected
        sending = [asyncio.ensure_future(chat.send(f"{number}")) for number in range(3)]
        posted = chat.post_nowait(ListUsers())
        draining = asyncio.ensure_future(chat.drain())
        await asyncio.sleep(0)
        assert [each.written for each in chat.unanswered] == [False] * 4
        assert [each.ref for each in chat.unanswered] == [posted, 2, 3, 4]
        assert not draining.done()
        await server.start(port)
        naps.over.set()
        await asyncio.gather(*sending, draining)
        assert [row.message.text for row in server.history] == ["0", "1", "2"]


@asynchronous
async def test_no_more_than_a_thousand_requests_wait_for_a_connection() -> None:
    naps = Naps()
    async with kept(backoff=naps.backoff()) as (server, chat):
        port = server.port
        await server.stop()
        await until(lambda: naps.taken)
        for _ in range(1000):
            chat.post_nowait(ListUsers())
        with pytest.raises(ConnectionLost, match="waiting"):
            await chat.send("one too many")
        await server.start(port)
        naps.over.set()
        await until(lambda: not chat.unanswered)
        assert (await chat.send("now")).number
        assert Send("one too many") not in server.asked


@asynchronous
async def test_no_more_requests_are_in_flight_than_the_server_keeps_answers() -> None:
    async with kept() as (server, chat):
        server.deaf = True
        for number in range(200):
            chat.post_nowait(Send(str(number)))
        await until(lambda: len(server.asked) == 64)
        assert sum(each.written for each in chat.unanswered) == 64
        server.deaf = False
        server.drop()
        await chat.drain()
        await chat.users()
        assert sorted({each.text for each in server.asked if isinstance(each, Send)}, key=int) == [
            str(number) for number in range(200)
        ]


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
async def test_parts_of_an_answer_that_was_cut_off_are_no_part_of_the_next() -> None:
    async with kept() as (server, chat):
        server.deaf = True
        asking = asyncio.ensure_future(chat.users())
        await until(lambda: server.asked)
        server.raw(
            '{"type":"users","seq":3,"at":"2026-11-22T23:57:02.123Z","ref":1,"you":"bob","more":true,'
            '"users":[{"name":"ghost"}]}'
        )
        stream = aiter(chat)
        while not isinstance((await anext(stream)).event, UsersListed):
            pass
        server.deaf = False
        server.drop()
        assert [user.name for user in await asking] == ["bob"]


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
async def test_leaving_without_a_connection_waits_for_one_as_long_as_asked() -> None:
    naps = Naps()
    async with kept(backoff=naps.backoff()) as (server, chat):
        port = server.port
        await server.stop()
        await until(lambda: naps.taken)
        leaving = asyncio.ensure_future(chat.exit(60))
        await asyncio.sleep(0)
        await server.start(port)
        naps.over.set()
        assert await leaving == Farewell("exit")
        assert server.asked == [Leave("exit")]


async def away(naps: Naps, server: FakeServer) -> None:
    await server.stop()
    await until(lambda: naps.taken)


@asynchronous
async def test_leaving_a_server_that_is_gone_takes_no_longer_than_asked() -> None:
    naps = Naps()
    async with kept(backoff=naps.backoff()) as (server, chat):
        reader = Reader(chat)
        await away(naps, server)
        assert await chat.exit(0.01) is None
        assert await reader.end() is None
        assert chat.over
        assert not chat.resumable


@asynchronous
async def test_a_client_that_is_aborted_without_a_connection_does_not_come_back() -> None:
    naps = Naps()
    async with kept(backoff=naps.backoff()) as (server, chat):
        reader = Reader(chat)
        await away(naps, server)
        asking = asyncio.ensure_future(chat.users())
        await asyncio.sleep(0)
        chat.abort()
        assert isinstance(await reader.end(), ConnectionLost)
        with pytest.raises(ConnectionLost, match="aborted"):
            await asking


@asynchronous
async def test_closing_leaves_the_chat() -> None:
    async with kept() as (server, chat):
        await chat.close()
        assert server.asked == [Leave("exit")]
        assert not server.sessions.by_token
        await chat.close()
    async with served() as older, joining(older) as chat:
        await chat.close()
        assert older.asked == []


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


@asynchronous
async def test_a_server_that_does_not_know_numbers_is_asked_again_without_them() -> None:
    async with kept() as (server, chat):
        server.resume = False
        chat._session.token = None
        server.deaf = True
        refs = [chat.post_nowait(ask) for ask in (Send("one"), Send("two"))]
        await until(lambda: len(server.asked) == 2)
        for ref, code in zip(refs, ("not-numbered", "unknown-field"), strict=True):
            params = {} if code == "not-numbered" else {"field": "request", "nearest": None}
            server.peers[0].tell(Refused(code, params), server.last, ref)
        server.deaf = False
        await until(lambda: not chat.unanswered)
        assert [row.message.text for row in server.history] == ["one", "two"]
        assert '"request"' not in "".join(server.peers[0].received[-2:])
        reader = Reader(chat)
        await reader.until(Accepted)
        assert Refused not in reader.kinds
