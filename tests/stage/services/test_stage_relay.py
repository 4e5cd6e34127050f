"""The relay between real sockets."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator

import pytest
from async_tests import asynchronous

from besedka.stage.services.relay import Relay
from besedka.stage.services.relaying.conduct import PASS, Conduct
from tests.ports import free_port

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
HALF_OPEN, CUT = Conduct("half-open"), Conduct("cut")


class Line:
    """A relay, and the target behind it, whose connections a test speaks for."""

    def __init__(self, relay: Relay, port: int, accepted: "asyncio.Queue[Streams]") -> None:
        self.relay = relay
        self.port = port
        self.accepted = accepted
        self.open: list[Streams] = []

    async def client(self) -> Streams:
        self.open.append(await asyncio.open_connection("127.0.0.1", self.port))
        return self.open[-1]

    async def pair(self) -> tuple[Streams, Streams]:
        client = await self.client()
        self.open.append(await self.accepted.get())
        return client, self.open[-1]


@contextlib.asynccontextmanager
async def line() -> AsyncIterator[Line]:
    accepted: asyncio.Queue[Streams] = asyncio.Queue()
    server = await asyncio.start_server(lambda *streams: accepted.put_nowait(streams), "127.0.0.1", 0)
    relay = Relay(("127.0.0.1", 0), server.sockets[0].getsockname()[:2])
    port = await relay.start()
    relayed = Line(relay, port, accepted)
    try:
        yield relayed
    finally:
        relay.close()
        server.close()
        for _, writer in relayed.open:
            await ended(writer)


def reset(writer: asyncio.StreamWriter) -> None:
    peer = writer.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def ended(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def is_reset(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read(1) == b"never"
    except ConnectionResetError:
        return True


async def gone(relay: Relay) -> None:
    while relay.state["connections"]:  # noqa: ASYNC110 - the relay has no event for it
        await asyncio.sleep(0.01)


@asynchronous
@pytest.mark.parametrize("size", [1, 7, 100_000])
async def test_what_is_said_arrives_in_both_directions_in_pieces_of_any_size(size: int) -> None:
    said = bytes(range(256)) * (1 if size == 1 else 4000)
    async with line() as relayed:
        (reader, writer), (heard, answers) = await relayed.pair()
        for source, sink in ((writer, heard), (answers, reader)):
            for start in range(0, len(said), size):
                source.write(said[start : start + size])
                await asyncio.sleep(0)
            assert await sink.readexactly(len(said)) == said


@asynchronous
@pytest.mark.parametrize("client_first", [True, False])
async def test_whoever_finishes_first_still_hears_the_other_one(client_first: bool) -> None:
    async with line() as relayed:
        client, target = await relayed.pair()
        (reader, writer), (heard, answers) = (client, target) if client_first else (target, client)
        writer.write(b"last words")
        writer.write_eof()
        assert await heard.read() == b"last words"
        answers.write(b"so long")
        await answers.drain()
        assert await reader.readexactly(7) == b"so long"
        answers.write_eof()
        assert await reader.read() == b""
        await gone(relayed.relay)


@asynchronous
@pytest.mark.parametrize("client_first", [True, False])
async def test_a_reset_of_one_end_is_one_of_the_other(client_first: bool) -> None:
    async with line() as relayed:
        client, target = await relayed.pair()
        first, second = (client, target) if client_first else (target, client)
        reset(first[1])
        assert await is_reset(second[0])
        await gone(relayed.relay)


@asynchronous
async def test_a_target_that_does_not_listen_is_a_reset() -> None:
    with free_port() as unused:
        relay = Relay(("127.0.0.1", 0), ("127.0.0.1", unused))
        port = await relay.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await is_reset(reader)
        await ended(writer)
        await gone(relay)
        relay.close()


@asynchronous
async def test_a_target_that_does_not_read_stops_the_client_and_loses_nothing() -> None:
    many = 64 << 20
    async with line() as relayed:
        (_, writer), (heard, answers) = await relayed.pair()
        answers.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(b"x" * many)
        before, waiting = many, writer.transport.get_write_buffer_size()
        while waiting < before:  # until nothing moves any more
            await asyncio.sleep(0.3)
            before, waiting = waiting, writer.transport.get_write_buffer_size()
        assert waiting > many // 2
        answers.transport.resume_reading()  # type: ignore[attr-defined]
        for _ in range(64):
            assert await heard.readexactly(1 << 20) == b"x" * (1 << 20)


@asynchronous
async def test_a_cut_resets_both_ends_and_everybody_who_comes_until_it_is_over() -> None:
    async with line() as relayed:
        (reader, _), (heard, _) = await relayed.pair()
        await relayed.relay.follow(CUT)
        assert relayed.relay.state["connections"] == 0
        assert await is_reset(reader)
        assert await is_reset(heard)
        another, _ = await relayed.client()
        assert await is_reset(another)
        assert relayed.accepted.empty()
        await relayed.relay.follow(PASS)
        (_, writer), (heard, _) = await relayed.pair()
        writer.write(b"again")
        assert await heard.readexactly(5) == b"again"


@asynchronous
async def test_while_it_is_slow_an_answer_takes_both_delays() -> None:
    async with line() as relayed:
        (reader, writer), (heard, answers) = await relayed.pair()
        await relayed.relay.follow(Conduct("slow", delay=0.15))
        began = asyncio.get_running_loop().time()
        writer.write(b"ping")
        answers.write(await heard.readexactly(4))
        assert await reader.readexactly(4) == b"ping"
        assert asyncio.get_running_loop().time() - began >= 0.3
        assert relayed.relay.state["delay"] == 0.15


@asynchronous
async def test_half_open_is_silence_and_those_who_spoke_into_it_are_reset_afterwards() -> None:
    async with line() as relayed:
        (reader, writer), (heard, _) = await relayed.pair()
        (other_reader, _), (_, other_answers) = await relayed.pair()
        await relayed.relay.follow(HALF_OPEN)
        writer.write(b"is anybody here?")
        newcomer, _ = await relayed.client()
        ears = [asyncio.ensure_future(is_reset(each)) for each in (reader, heard, newcomer)]
        while relayed.relay.state["accepted"] < 3:  # noqa: ASYNC110 - the relay has no event for it
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        assert not any(ear.done() for ear in ears)
        await relayed.relay.follow(PASS)
        assert await asyncio.gather(*ears) == [True, True, True]
        other_answers.write(b"still here")
        assert await other_reader.readexactly(10) == b"still here"
        assert relayed.accepted.empty()


@asynchronous
async def test_nobody_is_told_of_an_end_that_went_while_it_was_half_open() -> None:
    async with line() as relayed:
        (_, writer), (heard, _) = await relayed.pair()
        await relayed.relay.follow(HALF_OPEN)
        ear = asyncio.ensure_future(is_reset(heard))
        reset(writer)
        await asyncio.sleep(0.1)
        assert not ear.done()
        await relayed.relay.follow(PASS)
        assert await ear
        await gone(relayed.relay)


@asynchronous
async def test_three_hundred_connections_are_kept_apart() -> None:
    async with line() as relayed:
        pairs = [await relayed.pair() for _ in range(300)]
        assert relayed.relay.state["connections"] == 300
        for number, ((_, writer), _) in enumerate(pairs):
            writer.write(b"%4d" % number)
        heard = [await target[0].readexactly(4) for _, target in pairs]
        assert heard == [b"%4d" % number for number in range(300)]
