"""wss:// with a certificate that nobody but these tests trusts."""

import ssl

import pytest
import trustme
from async_tests import asynchronous
from fake_server import FakeServer

from besedka.chat.language.events import Message
from besedka.client import ServerUnreachable, connect

AUTHORITY = trustme.CA()


async def secure_server() -> FakeServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("localhost").configure_cert(context)
    server = FakeServer()
    await server.start(tls=context)
    return server


@asynchronous
async def test_a_trusted_server_is_entered_and_a_slow_reader_loses_nothing() -> None:
    server = await secure_server()
    trusting = ssl.create_default_context()
    AUTHORITY.configure_trust(trusting)
    async with connect(f"wss://localhost:{server.port}", name="bob", tls=trusting) as chat:
        stream = chat.__aiter__()
        await stream.__anext__()
        for number in range(150):
            server.speak("eve", f"{number} " + "x" * 20_000)
        assert [user.name for user in await chat.users()] == ["bob"]
        events = [(await stream.__anext__()).event for _ in range(150)]
        assert all(isinstance(event, Message) for event in events)
        assert await chat.exit() is not None
    await server.stop()


@asynchronous
async def test_a_certificate_that_nobody_vouches_for_is_unreachable() -> None:
    server = await secure_server()
    with pytest.raises(ServerUnreachable, match="certificate") as caught:
        await connect(f"wss://localhost:{server.port}")
    assert caught.value.code == "tls"
    await server.stop()
