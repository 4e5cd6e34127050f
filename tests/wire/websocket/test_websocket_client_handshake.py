import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_helpers import bytewise, cut, feed, places, pull

from besedka.wire import WireUsageError
from besedka.wire.http import HttpRequest, RequestParser, encode_response
from besedka.wire.websocket import (
    ClientHandshake,
    HandshakeFailed,
    NotHttp,
    Opened,
    Upgrade,
    WebSocketState,
    accept,
)

KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # RFC 6455, 1.3
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def client(*subprotocols: str) -> ClientHandshake:
    key = base64.b64decode(KEY)
    return ClientHandshake(host="server.example.com", target="/chat", key=key, subprotocols=subprotocols)


AGREED = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": ACCEPT}


def outcome(data: bytes, *subprotocols: str, eof: bool = False) -> Opened | HandshakeFailed | NotHttp | None:
    """How a handshake ends with the data fed whole, after checking that byte by byte it ends alike."""
    ends = []
    for chunks in ([data], list(bytewise(data))):
        handshake = client(*subprotocols)
        events = feed(handshake, chunks)
        if eof:
            handshake.receive_eof()
            events += pull(handshake)
        ends.append(events)
    assert ends[0] == ends[1]
    return ends[0][0] if ends[0] else None


def reply(changes: dict[str, str | None], *more: tuple[str, str], status: int = 101) -> bytes:
    items = [(name, value) for name, value in (AGREED | changes).items() if value is not None]
    return encode_response(status, headers=[*items, *more])


def test_the_clients_request_is_one_that_the_server_accepts() -> None:
    handshake = client("a", "b")
    [parsed] = feed(RequestParser(), [handshake.request])
    assert isinstance(parsed, HttpRequest)
    assert (parsed.method, parsed.target, parsed.host) == ("GET", "/chat", "server.example.com")
    result = accept(parsed, subprotocols=["b"])
    assert isinstance(result, Upgrade)
    assert feed(handshake, [result.response]) == [Opened("b")]
    assert handshake.state is WebSocketState.OPEN


def test_the_client_sends_headers_of_its_users() -> None:
    handshake = ClientHandshake(host="h", target="/", key=bytes(16), headers=[("Origin", "http://h")])
    assert b"\r\nOrigin: http://h\r\n" in handshake.request


def test_the_answer_of_the_rfc_opens_and_what_follows_is_kept() -> None:
    handshake = client()
    assert handshake.state is WebSocketState.CONNECTING
    assert feed(handshake, [reply({}) + b"\x81\x00"]) == [Opened(None)]
    assert handshake.trailing == b"\x81\x00"


@given(places)
def test_it_does_not_matter_how_the_answer_is_cut(where: list[int]) -> None:
    handshake = client("a")
    data = reply({"Upgrade": "WebSocket", "Connection": "x, upgrade", "Sec-WebSocket-Protocol": "a"})
    assert feed(handshake, cut(data, where)) == [Opened("a")]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"Upgrade": None}, "Upgrade"),
        ({"Upgrade": "h2c"}, "Upgrade"),
        ({"Connection": None}, "Connection"),
        ({"Connection": "close"}, "Connection"),
        ({"Sec-WebSocket-Accept": None}, "Accept"),
        ({"Sec-WebSocket-Accept": ACCEPT.lower()}, "Accept"),
        ({"Sec-WebSocket-Extensions": "permessage-deflate"}, "extension"),
        ({"Sec-WebSocket-Protocol": "c"}, "subprotocol"),
        ({"Sec-WebSocket-Protocol": "a, b"}, "subprotocol"),
        ({"Sec-WebSocket-Protocol": ""}, "subprotocol"),
    ],
)
def test_an_answer_that_does_not_fit_fails(wrong: dict[str, str | None], word: str) -> None:
    event = outcome(reply(wrong), "a", "b")
    assert isinstance(event, HandshakeFailed)
    assert event.status == 101
    assert word in event.why


@pytest.mark.parametrize("name", ["Upgrade", "Sec-WebSocket-Accept", "Sec-WebSocket-Protocol"])
def test_an_answer_with_a_field_twice_fails(name: str) -> None:
    data = reply({"Sec-WebSocket-Protocol": "a"}, (name, {**AGREED, "Sec-WebSocket-Protocol": "a"}[name]))
    assert isinstance(outcome(data, "a"), HandshakeFailed)


def test_a_refusal_comes_with_its_text() -> None:
    event = outcome(encode_response(403, b"not you\n") + b"more")
    assert event == HandshakeFailed(403, "the server answered 403 Forbidden", b"not you\n")


def test_a_refusal_whose_text_breaks_off_comes_with_what_there_was() -> None:
    event = outcome(encode_response(403, b"not you\n")[:-4], eof=True)
    assert event == HandshakeFailed(403, "the server answered 403 Forbidden", b"not ")


@pytest.mark.parametrize("length", ["5000", "12345678901234567890", "x", "-1", "²", ""])
def test_a_refusal_of_doubtful_length_comes_without_its_text(length: str) -> None:
    data = f"HTTP/1.1 500 \r\nContent-Length: {length}\r\n\r\nsome text".encode("latin-1")
    assert outcome(data) == HandshakeFailed(500, "the server answered 500")


def test_a_reason_reaches_nobody_with_control_characters() -> None:
    assert outcome(b"HTTP/1.1 500 a\x9b\xe9\r\n\r\n") == HandshakeFailed(500, "the server answered 500 a??")


def test_what_does_not_speak_http_is_told_from_a_refusal() -> None:
    assert outcome(b"SSH-2.0-OpenSSH_9.6\r\n") == NotHttp(b"SSH-2.0")
    assert outcome(b"1") == NotHttp(b"1")
    assert outcome(b"HTTP/9 mail\r\n\r\n") == HandshakeFailed(None, "malformed status line")
    assert outcome(b"HTTP/1.1 mail\n") == HandshakeFailed(None, "lines must end in CR LF")


def test_a_connection_that_ends_before_the_answer_fails() -> None:
    handshake = client()
    feed(handshake, [b"HTTP/1.1 101"])
    handshake.receive_eof()
    assert pull(handshake) == [HandshakeFailed(None, "the connection ended before the server had answered")]
    assert handshake.state is WebSocketState.LOST


def test_a_failed_handshake_says_nothing_more() -> None:
    handshake = client()
    assert len(feed(handshake, [encode_response(404), reply({})])) == 1
    assert handshake.state is WebSocketState.FAILED


@given(st.binary(), places)
def test_no_answer_makes_the_client_raise(data: bytes, where: list[int]) -> None:
    handshake = client()
    feed(handshake, cut(b"HTTP/1.1 101 X\r\n" + data, where))
    handshake.receive_eof()
    pull(handshake)
    assert handshake.state in (WebSocketState.FAILED, WebSocketState.LOST)


def test_a_key_of_another_length_raises() -> None:
    with pytest.raises(WireUsageError):
        ClientHandshake(host="h", target="/", key=bytes(15))
