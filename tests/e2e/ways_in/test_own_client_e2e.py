"""What our client sends, and our server: neither refuses what the papers allow."""

import asyncio
import os
import socket
from collections.abc import Coroutine
from typing import Any

import pytest
from e2e_harness import Server

from besedka.chat.language.events import Refused, UsersListed
from besedka.chat.language.questions import ListUsers
from besedka.client import Address, Client, RefusedError, connect
from besedka.dialects.json.json_dialect import SUBPROTOCOL
from besedka.wire.websocket import ClientHandshake

ADDRESSES = [
    "example.org",
    "example.org:99",
    "localhost",
    "[::1]:8765",
    "::1",
    "::ffff:127.0.0.1",
    "fe80::1%eth0",
    "[fe80::1%25eth0]:80",
    "ws://h",
    "wss://h",
    "my_host.local.",
    "пример.рф",
    "192.0.2.7",
    "h/ws",
    "ws://h/ws?",
    "ws://h/?name=eve&name=b&lang=ru",
    "ws://h/ws?x=%00&y=ü",
    "h?lang=",
]
NAMES = (
    "bob",
    "b b",
    "%",
    "&=+#?/",
    "zoe\u0308",
    "\N{WAVING HAND SIGN}",
    "\x00\n",
    "a\u202eb",
    " ",
    "я" * 2000,
)


def status(port: int, address: Address, name: str | None) -> bytes:
    """How the server answers the handshake of a client of ours that believes to be at this address."""
    handshake = ClientHandshake(
        host=address.authority,
        target=address.target(name=name),
        key=os.urandom(16),
        subprotocols=(SUBPROTOCOL,),
    )
    with socket.create_connection(("127.0.0.1", port)) as peer:
        peer.sendall(handshake.request)
        return peer.recv(12)


@pytest.mark.parametrize("text", ADDRESSES)
def test_every_address_that_the_client_takes_makes_a_handshake(server: Server, text: str) -> None:
    assert status(server.port, Address.parse(text), None) == b"HTTP/1.1 101"


@pytest.mark.parametrize("name", NAMES)
def test_every_name_that_is_wished_for_makes_a_handshake(server: Server, name: str) -> None:
    assert status(server.port, Address.parse("h"), name) == b"HTTP/1.1 101"


def within(server: Server, test: Any) -> None:
    async def run() -> None:
        async with connect(f"127.0.0.1:{server.port}", language="en") as chat:
            await test(chat)
            assert await chat.users()

    asyncio.run(asyncio.wait_for(run(), 20))


@pytest.mark.parametrize("ref", [0, -1, 2**63 - 1, -(2**63)])
def test_every_ref_of_64_bits_comes_back(server: Server, ref: int) -> None:
    async def test(chat: Client) -> None:
        await chat.post(ListUsers(), ref)
        async for received in chat:
            if isinstance(received.event, UsersListed | Refused):
                assert (received.ref, type(received.event)) == (ref, UsersListed)
                return

    within(server, test)


@pytest.mark.parametrize(
    "text", ["x" * 4000, "\N{WAVING HAND SIGN}" * 4000, '"\\' * 2000, "a\n" * 2000, "\x01" * 3990 + "hi"]
)
def test_every_text_of_the_longest_length_is_said(server: Server, text: str) -> None:
    async def test(chat: Client) -> None:
        assert (await chat.send(text)).number
        assert not isinstance((await chat.line(f"send -- {text}")).event, Refused)

    within(server, test)


@pytest.mark.parametrize("length", [4001, 12_000, 50_000, 60_000, 3_000_000])
def test_no_text_however_long_costs_the_connection(server: Server, length: int) -> None:
    async def test(chat: Client) -> None:
        calls: list[Coroutine[Any, Any, Any]] = [chat.send("x" * length), chat.send("hi", to="x" * length)]
        for call in (*calls, chat.rename("я" * (length // 2))):
            with pytest.raises(RefusedError):
                await call

    within(server, test)
