import asyncio
import itertools
from typing import Any

import pytest
from async_tests import asynchronous, until
from fake_server import FakeServer
from serving import served

from besedka.client.connection.client_connection import ClientConnection
from besedka.client.connection.liveness import LivenessMonitor
from besedka.dialects.json.json_dialect import SUBPROTOCOL
from besedka.wire.websocket import ClientHandshake


class Heard:
    """A listener that writes down."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []

    def opened(self, subprotocol: str | None) -> None:
        self.calls.append(("opened", subprotocol))

    def refused(self, status: int | None, why: str) -> None:
        self.calls.append(("refused", status))

    def not_http(self, said: str) -> None:
        self.calls.append(("not_http", said))

    def message_received(self, text: str) -> None:
        self.calls.append(("received", text[:16]))

    def ended(self, code: int, reason: str, *, clean: bool) -> None:
        self.reason = reason
        self.calls.append(("ended", code, clean))


async def link_to(
    server: FakeServer, silence: float = 60.0, patience: float = 60.0, **more: Any
) -> tuple[ClientConnection, Heard]:
    heard = Heard()
    handshake = ClientHandshake(host="h", target="/", key=bytes(16), subprotocols=(SUBPROTOCOL,))
    link = ClientConnection(handshake, heard, liveness=LivenessMonitor(silence, patience, tick=0.005), **more)
    await asyncio.get_running_loop().create_connection(lambda: link, "127.0.0.1", server.port)
    await until(lambda: heard.calls)
    return link, heard


@asynchronous
async def test_a_link_opens_hears_and_closes() -> None:
    async with served() as server:
        link, heard = await link_to(server)
        assert link.open
        await until(lambda: len(heard.calls) == 2)
        await link.close(5)
        assert [call[0] for call in heard.calls] == ["opened", "received", "ended"]
        assert heard.calls[-1] == ("ended", 1000, True)
        assert not link.open


@asynchronous
async def test_the_reason_of_a_close_is_made_fit_to_be_shown() -> None:
    async with served() as server:
        link, heard = await link_to(server)
        peer = server.peers[0]
        peer.transport.write(peer.socket.close(4000, "go\x1b]0;away\x07\nnow\u202e"))
        await until(lambda: heard.calls[-1][0] == "ended")
        assert (heard.calls[-1], heard.reason) == (("ended", 4000, True), "go]0;away now")
        await link.close(1)


@asynchronous
async def test_a_silent_server_is_pinged_and_given_up() -> None:
    async with served() as server:
        server.mute = True
        link, heard = await link_to(server, silence=0.01, patience=0.01)
        server.peers[0].transport.pause_reading()
        await until(lambda: not link.open)
        assert heard.calls[-1] == ("ended", 1006, False)


@asynchronous
async def test_a_server_that_answers_pings_is_kept() -> None:
    async with served() as server:
        link, _ = await link_to(server, silence=0.005, patience=1)
        await until(lambda: server.peers[0].pings == 2)  # the second goes out when the first has been judged
        assert link.open
        await link.close(1)


@asynchronous
async def test_a_server_is_pinged_at_once_after_a_sleep_of_the_machine() -> None:
    async with served() as server:
        link, _ = await link_to(server, wall=itertools.chain([0.0], itertools.repeat(3600.0)).__next__)
        await until(lambda: server.peers[0].pings)
        assert link.open
        await link.close(1)


@asynchronous
async def test_a_paused_link_is_not_silent() -> None:
    async with served() as server:
        link, heard = await link_to(server, silence=0.005, patience=0.005)
        await until(lambda: len(heard.calls) == 2)
        link.pause()
        link.pause()
        await asyncio.sleep(0.05)
        assert link.open
        server.speak("eve", "hello")
        link.resume()
        link.resume()
        await until(lambda: len(heard.calls) == 3)
        await link.close(1)


@asynchronous
async def test_what_arrived_while_paused_is_heard_before_the_end() -> None:
    async with served() as server:
        link, heard = await link_to(server)
        await until(lambda: len(heard.calls) == 2)
        server.speak("eve", "hello")
        server.close(1001)
        original = heard.message_received

        def message_received(text: str) -> None:
            original(text)
            link.pause()

        heard.message_received = message_received  # type: ignore[method-assign]
        await until(lambda: len(heard.calls) == 3)
        link.resume()
        await until(lambda: len(heard.calls) == 4)
        assert heard.calls[-1] == ("ended", 1001, True)


@asynchronous
async def test_a_server_that_does_not_answer_a_close_is_cut_off() -> None:
    async with served() as server:
        link, heard = await link_to(server)
        server.peers[0].transport.pause_reading()
        await link.close(0.01)
        assert heard.calls[-1] == ("ended", 1006, False)
        server.peers[0].transport.abort()


@asynchronous
async def test_closing_before_the_handshake_is_over_cuts_off() -> None:
    async with served() as server:
        heard = Heard()
        link = ClientConnection(ClientHandshake(host="h", target="/", key=bytes(16)), heard)
        await asyncio.get_running_loop().create_connection(lambda: link, "127.0.0.1", server.port)
        await link.close(5)
        assert heard.calls == [("ended", 1006, False)]


@asynchronous
async def test_a_server_that_hangs_up_in_the_handshake_is_told() -> None:
    async with served() as server:
        server.refuse = b"HTTP/1.1 101 Swi"
        link, heard = await link_to(server)
        assert not link.open
        assert heard.calls == [("ended", 1006, False)]


@asynchronous
async def test_a_server_that_does_not_speak_http_is_told_from_one_that_refuses() -> None:
    async with served() as server:
        server.refuse = b"14:03:20 * Welcome\r\nto"
        _, heard = await link_to(server)
        assert heard.calls == [("not_http", "14:03:20 * Welcome"), ("ended", 1006, False)]


@asynchronous
async def test_writing_waits_while_the_system_takes_no_more() -> None:
    async with served() as server:
        link, _ = await link_to(server)
        server.peers[0].transport.pause_reading()
        for _ in range(200):
            link.send("x" * 100_000)
        draining = asyncio.ensure_future(link.drain())
        await asyncio.sleep(0.01)
        assert not draining.done()
        link.abort("enough")
        await draining


@pytest.mark.parametrize("paused", [True, False])
@asynchronous
async def test_a_broken_connection_is_an_end_without_a_close(paused: bool) -> None:
    async with served() as server:
        link, heard = await link_to(server)
        if paused:
            link.pause()
        server.drop()
        link.resume()
        await until(lambda: heard.calls[-1][0] == "ended")
        assert heard.calls[-1] == ("ended", 1006, False)
