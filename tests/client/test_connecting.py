import asyncio
import ssl

import pytest
from async_tests import asynchronous, until
from serving import served

from besedka.client import BadAddress, HandshakeRefused, ServerUnreachable, connect, connecting
from besedka.client.connection.channel import _tls_trouble
from besedka.wire.http import encode_response
from tests.ports import free_port


@asynchronous
async def test_nobody_there_is_unreachable() -> None:
    with free_port() as port, pytest.raises(ServerUnreachable) as caught:
        await connect(f"127.0.0.1:{port}")
    assert (caught.value.address, caught.value.code) == (f"127.0.0.1:{port}", "network")


def test_nonsense_is_no_address() -> None:
    with pytest.raises(BadAddress):
        connect("ftp://example.org")


@asynchronous
async def test_a_server_that_never_welcomes_is_unreachable_after_the_timeout() -> None:
    async with served() as server:
        server.mute = True
        with pytest.raises(ServerUnreachable, match="no answer within") as caught:
            await connect(f"127.0.0.1:{server.port}", timeout=0.05)
        assert caught.value.code == "timeout"


@asynchronous
async def test_a_server_that_hangs_up_before_the_welcome_is_unreachable() -> None:
    async with served() as server:
        server.mute = True
        connecting = asyncio.ensure_future(connect(f"127.0.0.1:{server.port}")._connect())
        await until(lambda: server.peers and server.peers[0].parser is None)
        server.drop()
        with pytest.raises(ServerUnreachable) as caught:
            await connecting
        assert caught.value.code == "closed"


@asynchronous
async def test_a_session_is_a_bots_if_it_asks_for_it() -> None:
    async with served() as server, connect(f"127.0.0.1:{server.port}", name="ann") as ann:
        async with connect(f"127.0.0.1:{server.port}", name="robot", bot=True) as robot:
            assert robot.welcome.bots == ("robot",)
            await robot.send("hi")
            assert [(user.name, user.bot) for user in await ann.users()] == [("ann", False), ("robot", True)]
            assert [said.message.bot for said in await ann.history()] == [True]
        assert ann.welcome.bots == ()


@asynchronous
async def test_the_address_may_say_that_a_session_is_a_bots() -> None:
    async with served() as server, connect(f"ws://127.0.0.1:{server.port}/?bot=1", name="robot") as robot:
        assert robot.welcome.bots == ("robot",)


@asynchronous
async def test_a_refused_handshake_tells_the_status_and_what_the_server_says() -> None:
    async with served() as server:
        server.refuse = encode_response(503, b"the chat is full\n\x1b[2Jmore")
        with pytest.raises(HandshakeRefused) as caught:
            await connect(f"127.0.0.1:{server.port}")
        assert (caught.value.status, caught.value.why) == (503, "the chat is full")


@asynchronous
async def test_a_refusal_without_words_tells_the_status() -> None:
    async with served() as server:
        server.refuse = encode_response(403)
        with pytest.raises(HandshakeRefused, match="HTTP 403"):
            await connect(f"127.0.0.1:{server.port}")


@asynchronous
async def test_a_websocket_that_is_no_chat_is_refused() -> None:
    async with served() as server:
        server.subprotocols = ("besedka.v2.json",)
        with pytest.raises(HandshakeRefused, match=r"besedka\.v1\.json"):
            await connect(f"127.0.0.1:{server.port}")


GREETING = b"14:03:20 * Welcome to Besedka!\x1b[2J\r\n14:03:20 * 1 person is here\r\n"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "LATE_HANDSHAKE_PAUSES", (0.0, 0.0, 0.0))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("greeting", [GREETING, b"", b"1", b"\xff\xfd\x06"])
@asynchronous
async def test_a_handshake_that_came_too_late_is_tried_again(greeting: bytes) -> None:
    async with served() as server:
        server.greet, server.greeted = greeting, 3
        async with connect(f"127.0.0.1:{server.port}", name="bob") as chat:
            assert chat.name == "bob"
        assert not server.greeted


@pytest.mark.usefixtures("quick")
@asynchronous
async def test_a_request_timeout_is_tried_again() -> None:
    async with served() as server:
        server.greet, server.greeted = encode_response(408), 2
        async with connect(f"127.0.0.1:{server.port}") as chat:
            assert chat.connected
        server.refuse = encode_response(408, b"too slow")
        with pytest.raises(HandshakeRefused, match="too slow"):
            await connect(f"127.0.0.1:{server.port}")


@pytest.mark.usefixtures("quick")
@asynchronous
async def test_something_that_never_speaks_http_is_unreachable_and_says_what_it_said() -> None:
    async with served() as server:
        server.greet, server.greeted = GREETING, 99
        with pytest.raises(ServerUnreachable, match=r": “14:03:20 \* Welcome to Besedka!\[2J”$") as caught:
            await connect(f"127.0.0.1:{server.port}")
        assert caught.value.code == "no-http"
        assert server.greeted == 95


@pytest.mark.usefixtures("quick")
@asynchronous
async def test_a_server_that_hangs_up_before_any_answer_is_unreachable() -> None:
    async with served() as server:
        server.greeted = 99
        with pytest.raises(ServerUnreachable) as caught:
            await connect(f"127.0.0.1:{server.port}")
        assert caught.value.code == "closed"


@asynchronous
async def test_tries_end_with_the_timeout_and_say_why() -> None:
    async with served() as server:
        server.greet, server.greeted = GREETING, 99
        with pytest.raises(ServerUnreachable) as caught:
            await connect(f"127.0.0.1:{server.port}", timeout=0.05)
        assert caught.value.code == "no-http"


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"Welcome to a chat by lines!\r\n", b""]
)
@asynchronous
async def test_a_server_without_tls_is_told_from_one_that_is_not_there(answer: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(ServerUnreachable) as caught:
        await connect(f"wss://127.0.0.1:{port}")
    assert caught.value.code == "no-tls"
    assert caught.value.why
    server.close()


@asynchronous
async def test_nobody_there_is_nobody_there_for_wss_as_well() -> None:
    with pytest.raises(ServerUnreachable) as caught:
        await connect("wss://127.0.0.1:1")
    assert caught.value.code == "network"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), "no-tls"),
        (ConnectionResetError(104, "Connection reset by peer"), "no-tls"),
        (ConnectionRefusedError(111, "Connection refused"), "network"),
        (ssl.SSLError(1, "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] alert"), "tls"),
        (OSError(113, "No route to host"), "network"),
    ],
)
def test_an_error_tells_what_is_wrong_with_tls(error: OSError, code: str) -> None:
    assert _tls_trouble(error) == code


@asynchronous
async def test_a_cancelled_connect_leaves_no_connection() -> None:
    async with served() as server:
        server.mute = True
        connecting = asyncio.ensure_future(connect(f"127.0.0.1:{server.port}")._connect())
        await until(lambda: server.peers and server.peers[0].parser is None)
        connecting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await connecting
        await until(lambda: not server.peers)


@asynchronous
async def test_an_error_while_entering_a_with_is_the_same_error() -> None:
    with pytest.raises(ServerUnreachable):
        async with connect("127.0.0.1:1"):
            pass
