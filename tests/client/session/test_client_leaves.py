"""A client that leaves, closes or is aborted, with a connection and without one."""

import asyncio

import pytest
from async_tests import asynchronous, until
from lasting import Naps, Reader, away, joining, kept
from serving import served

from besedka.chat.language.commands import Leave
from besedka.chat.language.events import Farewell
from besedka.client import ConnectionLost


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
