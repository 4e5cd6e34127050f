"""What a client has asked and has no answer for when it loses its connection, and what it asks without one."""

import asyncio

import pytest
from async_tests import asynchronous, until
from lasting import Naps, Reader, kept

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Accepted, Refused, Stamp, UsersListed
from besedka.chat.language.questions import ListUsers
from besedka.client import ConnectionLost


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
