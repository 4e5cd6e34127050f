"""Ours against the `websockets` library's protocol without I/O, in memory, in both roles."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Close, Frame
from websockets.frames import Opcode as TheirOpcode
from websockets.http11 import Request as TheirRequest
from websockets.http11 import Response as TheirResponse
from websockets.protocol import Protocol
from websockets.protocol import State as TheirState
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol
from websockets.uri import parse_uri
from wire_helpers import cut, feed, places

from besedka.wire.http import HttpRequest, RequestParser
from besedka.wire.websocket import (
    BinaryMessage,
    ClientHandshake,
    Closed,
    Fragment,
    Opened,
    Ping,
    Pong,
    Rejection,
    Role,
    TextMessage,
    Upgrade,
    WebSocket,
    WebSocketState,
    accept,
)

MASK = b"\x01\x80\xff\x7f"


def outgoing(theirs: Protocol) -> bytes:
    return b"".join(theirs.data_to_send())


def give(theirs: Protocol, data: bytes) -> list[Frame]:
    """The frames that theirs makes of the data."""
    theirs.receive_data(data)
    return [event for event in theirs.events_received() if isinstance(event, Frame)]


def pair(role: Role) -> tuple[WebSocket, Protocol]:
    """Ours in the role, and theirs in the other one, both open."""
    if role is Role.SERVER:
        return WebSocket(role), ClientProtocol(parse_uri("ws://h/"), state=TheirState.OPEN)
    return WebSocket(role, new_mask=lambda: MASK), ServerProtocol(state=TheirState.OPEN)


def test_their_client_opens_on_our_server() -> None:
    theirs = ClientProtocol(
        parse_uri("ws://h:8765/?name=a"), subprotocols=[Subprotocol("x"), Subprotocol("y")]
    )
    theirs.send_request(theirs.connect())
    [request] = feed(RequestParser(), [outgoing(theirs)])
    assert isinstance(request, HttpRequest)
    result = accept(request, subprotocols=["y"])
    assert isinstance(result, Upgrade)
    theirs.receive_data(result.response)
    assert isinstance(theirs.events_received()[0], TheirResponse)
    assert theirs.handshake_exc is None
    assert (theirs.state, theirs.subprotocol) == (TheirState.OPEN, "y")


def test_their_client_understands_our_refusal() -> None:
    theirs = ClientProtocol(parse_uri("ws://h/"), origin="http://evil")  # type: ignore[arg-type]
    theirs.send_request(theirs.connect())
    [request] = feed(RequestParser(), [outgoing(theirs)])
    assert isinstance(request, HttpRequest)
    result = accept(request)
    assert isinstance(result, Rejection)
    theirs.receive_data(result.response)
    [response] = theirs.events_received()
    assert isinstance(response, TheirResponse)
    assert (response.status_code, response.body) == (403, f"{result.why}\n".encode())


@pytest.mark.parametrize(("offers", "agreed"), [(["x", "y"], "y"), ([], None)])
def test_our_client_opens_on_their_server(offers: list[str], agreed: str | None) -> None:
    ours = ClientHandshake(host="h:1", target="/", key=os.urandom(16), subprotocols=offers)
    theirs = ServerProtocol(subprotocols=[Subprotocol("y")] if offers else None)
    theirs.receive_data(ours.request)
    [request] = theirs.events_received()
    assert isinstance(request, TheirRequest)
    theirs.send_response(theirs.accept(request))
    assert feed(ours, [outgoing(theirs)]) == [Opened(agreed)]
    assert base64.b64decode(request.headers["Sec-WebSocket-Key"])


messages = st.lists(st.text(max_size=200) | st.binary(max_size=200), max_size=5)
roles = st.sampled_from(list(Role))


@given(messages, roles, places)
def test_what_we_send_they_receive(texts: list[str | bytes], role: Role, where: list[int]) -> None:
    ours, theirs = pair(role)
    data = b"".join(ours.send_text(m) if isinstance(m, str) else ours.send_binary(m) for m in texts)
    frames = [frame for piece in cut(data, where) for frame in give(theirs, piece)]
    assert [
        bytes(frame.data).decode() if frame.opcode is TheirOpcode.TEXT else frame.data for frame in frames
    ] == texts


@given(messages, roles, places)
def test_what_they_send_we_receive(texts: list[str | bytes], role: Role, where: list[int]) -> None:
    ours, theirs = pair(role)
    for text in texts:
        if isinstance(text, str):
            theirs.send_text(text.encode())
        else:
            theirs.send_binary(text)
    expected = [TextMessage(m) if isinstance(m, str) else BinaryMessage(m) for m in texts]
    assert feed(ours, cut(outgoing(theirs), where)) == expected


@given(st.text(min_size=1, max_size=50), roles, st.integers(min_value=1, max_value=7))
def test_their_fragments_are_our_message(text: str, role: Role, size: int) -> None:
    ours, theirs = pair(role)
    raw = text.encode()
    for place in range(0, len(raw), size):
        piece, fin = raw[place : place + size], place + size >= len(raw)
        theirs.send_continuation(piece, fin) if place else theirs.send_text(piece, fin)
        theirs.send_ping(b"?")
    events = feed(ours, [outgoing(theirs)])
    assert [event for event in events if event not in (Ping(b"?"), Fragment())] == [TextMessage(text)]


@pytest.mark.parametrize("role", list(Role))
def test_pings_are_answered_both_ways(role: Role) -> None:
    ours, theirs = pair(role)
    give(theirs, ours.send_ping(b"a"))
    assert feed(ours, [outgoing(theirs)]) == [Pong(b"a")]
    theirs.send_ping(b"b")
    assert feed(ours, [outgoing(theirs)]) == [Ping(b"b")]
    [pong] = give(theirs, ours.take_outgoing())
    assert (pong.opcode, pong.data) == (TheirOpcode.PONG, b"b")


@pytest.mark.parametrize("role", list(Role))
def test_our_close_is_clean_for_both(role: Role) -> None:
    ours, theirs = pair(role)
    give(theirs, ours.close(1001, "до встречи"))
    assert theirs.close_rcvd == Close(1001, "до встречи")
    [event] = feed(ours, [outgoing(theirs)])
    assert isinstance(event, Closed)
    assert (event.code, event.clean, ours.state) == (1001, True, WebSocketState.CLOSED)


@pytest.mark.parametrize("role", list(Role))
def test_their_close_is_clean_for_both(role: Role) -> None:
    ours, theirs = pair(role)
    theirs.send_close(4000, "bye")
    assert feed(ours, [outgoing(theirs)]) == [Closed(4000, "bye", clean=True, by_peer=True)]
    give(theirs, ours.take_outgoing())
    assert theirs.close_rcvd == Close(4000, "")


def raw_frame(first: int, masked: bool, payload: bytes) -> bytes:
    """A frame with any first byte and a mask of zeros, or none."""
    return bytes((first, len(payload) | (0x80 if masked else 0))) + bytes(4 if masked else 0) + payload


first_bytes = st.sampled_from([0x00, 0x80, 0x01, 0x81, 0x02, 0x82, 0x88, 0x89, 0x8A]) | st.integers(0, 255)
# Good and bad close codes among them, all of them UTF-8, as theirs leaves the text of messages to its user.
some_payloads = st.sampled_from([b"", b"text", b"\x0c\x00", b"\x0c\x00why", b"\x04\x00", b"\x03"])


@given(st.lists(st.tuples(first_bytes, some_payloads), max_size=6), roles, st.booleans())
def test_both_find_fault_with_the_same_frames(
    frames: list[tuple[int, bytes]], role: Role, well_masked: bool
) -> None:
    masked = (role is Role.SERVER) is well_masked
    data = b"".join(raw_frame(first, masked, payload) for first, payload in frames)
    ours, _ = pair(role)
    _, theirs = pair(Role.CLIENT if role is Role.SERVER else Role.SERVER)
    events = feed(ours, [data])
    theirs.receive_data(data)
    assert (ours.state is WebSocketState.FAILED) is (
        theirs.close_rcvd is None and theirs.close_sent is not None
    )
    if ours.state is WebSocketState.FAILED:
        assert theirs.close_sent is not None
        assert theirs.close_sent.code == events[-1].code == 1002
