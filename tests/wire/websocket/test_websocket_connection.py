from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websocket_helpers import MASK, client, masked, server
from wire_helpers import bytewise, cut, every_way, feed, places, pull

from besedka.wire import WireUsageError
from besedka.wire.websocket import (
    BinaryMessage,
    Closed,
    Fragment,
    Ping,
    Pong,
    Role,
    TextMessage,
    WebSocket,
    WebSocketEvent,
    WebSocketState,
    encode_text,
)
from besedka.wire.websocket.frames import Opcode, encode_frame


def failure(data: bytes, new: Callable[[], WebSocket] = server) -> Closed:
    """How the data fails a connection, after checking that it is told with the same code, and read no more."""
    *begun, event = every_way(new, data)
    assert set(map(type, begun)) <= {Fragment}
    assert isinstance(event, Closed)
    assert not event.clean
    assert not event.by_peer
    ws = new()
    assert feed(ws, [data, masked(Opcode.TEXT, b"late")]) == [*begun, event]
    assert ws.state is WebSocketState.FAILED
    assert ws.close_sent
    assert ws.closed
    other = server() if new is client else client()
    assert feed(other, [ws.take_outgoing()]) == [Closed(event.code, event.reason, clean=True, by_peer=True)]
    return event


@pytest.mark.parametrize("new", [server, client])
def test_the_hello_of_the_rfc_is_read_in_both_roles(new: Callable[[], WebSocket]) -> None:
    frame = bytes.fromhex("818537fa213d7f9f4d5158" if new is server else "810548656c6c6f")
    assert every_way(new, frame) == [TextMessage("Hello")]


def test_the_fragmented_hello_of_the_rfc_is_one_message() -> None:
    assert every_way(client, bytes.fromhex("010348656c80026c6f")) == [Fragment(), TextMessage("Hello")]


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65535, 65536])
def test_texts_of_every_kind_of_length_are_read_in_both_roles(length: int) -> None:
    text = "x" * length
    assert feed(server(), [client().send_text(text)]) == [TextMessage(text)]
    assert feed(client(), [server().send_text(text)]) == [TextMessage(text)]


def test_a_server_frame_for_many_is_the_frame_for_one() -> None:
    assert encode_text("привет") == encode_text("привет".encode()) == server().send_text("привет")


def test_a_lone_surrogate_cannot_be_sent() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode_text("\ud800")


def test_binary_messages_go_both_ways() -> None:
    assert feed(server(), [client().send_binary(b"\xff")]) == [BinaryMessage(b"\xff")]
    assert feed(client(), [server().send_binary(b"\xff")]) == [BinaryMessage(b"\xff")]


def test_control_frames_may_stand_between_fragments() -> None:
    frames = [
        masked(Opcode.TEXT, b"one ", fin=False),
        masked(Opcode.PING, b"?"),
        masked(Opcode.PONG, b"!"),
        masked(Opcode.CONTINUATION, b"two"),
    ]
    assert every_way(server, b"".join(frames)) == [Fragment(), Ping(b"?"), Pong(b"!"), TextMessage("one two")]


def test_one_event_is_pulled_at_a_time_and_the_rest_stays() -> None:
    ws = server()
    ws.receive(masked(Opcode.TEXT, b"1") + masked(Opcode.TEXT, b"2"))
    assert ws.next_event() == TextMessage("1")
    ws.receive(masked(Opcode.TEXT, b"3"))
    assert pull(ws) == [TextMessage("2"), TextMessage("3")]


def test_a_ping_is_answered_with_its_payload_once() -> None:
    ws = client()
    assert feed(ws, [server().send_ping(b"now")]) == [Ping(b"now")]
    assert feed(server(), [ws.take_outgoing()]) == [Pong(b"now")]
    assert ws.take_outgoing() == b""


def test_of_many_pings_only_the_latest_is_answered() -> None:
    ws = server()
    assert len(feed(ws, [b"".join(masked(Opcode.PING, b"%d" % n) for n in range(1000))])) == 1000
    assert ws.take_outgoing() == encode_frame(Opcode.PONG, b"999")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xc1\x80", 1002),
        (b"\x83\x80", 1002),
        (b"\x81\x05Hello", 1002),
        (b"\x81\x00", 1002),
        (b"\x09\x80", 1002),
        (b"\x89\xfe", 1002),
        (b"\x82\xfe\x00\x7d", 1002),
        (b"\x82\xff\x80" + bytes(7), 1002),
        (masked(Opcode.CONTINUATION), 1002),
        (masked(Opcode.TEXT, fin=False) + masked(Opcode.TEXT), 1002),
        (masked(Opcode.BINARY, fin=False) + masked(Opcode.BINARY), 1002),
        (masked(Opcode.CLOSE, b"\x03"), 1002),
        (masked(Opcode.CLOSE, b"\x03\xed"), 1002),
        (masked(Opcode.CLOSE, b"\x03\xe8\xff"), 1007),
        (masked(Opcode.TEXT, b"\xff"), 1007),
        (masked(Opcode.TEXT, b"\xf4\x90", fin=False), 1007),
        (masked(Opcode.TEXT, b"\xff" * 200), 1007),
    ],
)
def test_what_a_client_must_not_do_fails_with_the_right_code(data: bytes, code: int) -> None:
    assert failure(data).code == code


def test_a_server_must_not_mask() -> None:
    assert failure(masked(Opcode.TEXT, b"Hello"), client).code == 1002
    assert failure(b"\x81\x80" + MASK, client).code == 1002


@pytest.mark.parametrize("length", [11, 126, 1 << 16, 1 << 40])
def test_a_message_over_the_limit_fails_when_its_header_came(length: int) -> None:
    size = 0 if length < 126 else 2 if length < 1 << 16 else 8
    start = bytes((0x81, 0x80 | {0: length, 2: 126, 8: 127}[size]))
    event = failure(
        start + (length.to_bytes(size, "big") if size else b"") + MASK, lambda: server(max_message_bytes=10)
    )
    assert (event.code, event.reason) == (1009, "message is longer than 10 bytes")


def test_a_message_in_too_many_fragments_fails() -> None:
    data = masked(Opcode.TEXT, fin=False) + masked(Opcode.CONTINUATION, fin=False) * 1024
    assert failure(data).code == 1009


def test_every_fragment_is_an_event_so_that_none_is_free() -> None:
    data = masked(Opcode.TEXT, fin=False) + masked(Opcode.CONTINUATION, fin=False) * 9
    assert feed(server(), [data]) == [Fragment()] * 10


@pytest.mark.parametrize("code", [1005, 1006, 1015, 2000, 0])
def test_closing_with_a_code_that_must_not_travel_raises_and_changes_nothing(code: int) -> None:
    ws = server()
    with pytest.raises(WireUsageError):
        ws.close(code)
    assert ws.state is WebSocketState.OPEN
    assert not ws.close_sent


def test_a_ping_of_ours_that_is_too_long_raises() -> None:
    with pytest.raises(WireUsageError):
        server().send_ping(bytes(126))


def test_a_client_without_masks_and_a_server_with_them_cannot_be_made() -> None:
    with pytest.raises(WireUsageError):
        WebSocket(Role.CLIENT)
    with pytest.raises(WireUsageError):
        WebSocket(Role.SERVER, new_mask=lambda: MASK)


def test_a_client_asks_for_a_fresh_mask_with_every_frame() -> None:
    supply = iter([b"1111", b"2222"])
    ws = WebSocket(Role.CLIENT, new_mask=lambda: next(supply))
    assert (ws.send_text("")[2:6], ws.send_ping()[2:6]) == (b"1111", b"2222")


def test_received_views_are_copied() -> None:
    ws = server()
    shared = bytearray(masked(Opcode.TEXT, b"Hello"))
    ws.receive(memoryview(shared))
    shared[:] = bytes(len(shared))
    assert pull(ws) == [TextMessage("Hello")]


def test_a_read_full_of_tiny_frames_leaves_no_byte_behind() -> None:
    ws = server()
    assert len(feed(ws, [masked(Opcode.TEXT, b"x") * 30_000])) == 30_000
    ws.receive(b"")
    assert len(ws._buffer) == 0


payloads = st.text(max_size=300) | st.binary(max_size=300)


@given(st.lists(payloads), st.sampled_from(list(Role)), places)
def test_what_one_role_sends_the_other_receives_however_it_is_cut(
    messages: list[str | bytes], role: Role, where: list[int]
) -> None:
    sender, receiver = (server(), client()) if role is Role.SERVER else (client(), server())
    sent = b"".join(sender.send_text(m) if isinstance(m, str) else sender.send_binary(m) for m in messages)
    expected: list[WebSocketEvent] = [
        TextMessage(m) if isinstance(m, str) else BinaryMessage(m) for m in messages
    ]
    assert feed(receiver, cut(sent, where)) == expected


control = st.sampled_from([Opcode.PING, Opcode.PONG, Opcode.CLOSE])
data_frames = st.builds(
    masked,
    st.sampled_from([Opcode.CONTINUATION, Opcode.TEXT, Opcode.BINARY]),
    st.text(max_size=60).map(str.encode) | st.binary(max_size=60),
    fin=st.booleans(),
)
control_frames = st.builds(masked, control, st.binary(max_size=20))
wild = st.lists(data_frames | control_frames | st.binary(max_size=6), max_size=12).map(b"".join)


@given(wild | st.binary(max_size=400), places, st.booleans())
def test_any_bytes_give_the_same_events_however_they_are_cut(
    data: bytes, where: list[int], closing: bool
) -> None:
    results = []
    for chunks in ([data], list(bytewise(data)), cut(data, where)):
        ws = server(max_message_bytes=100)
        out = ws.close(1001) if closing else b""
        events = feed(ws, chunks)
        ws.receive_eof()
        events += pull(ws)
        assert len(ws._buffer) == 0
        assert sum(isinstance(event, Closed) for event in events) == 1
        results.append((events, ws.state, (out + ws.take_outgoing())))
    assert results[0] == results[1] == results[2]


@given(wild)
def test_whatever_comes_our_close_is_the_last_frame_of_ours(data: bytes) -> None:
    ws, peer = server(), client()
    out = b""
    for chunk in bytewise(data):
        feed(ws, [chunk])
        out += ws.take_outgoing()
    events = feed(peer, [out])
    assert all(isinstance(event, Pong) for event in events[:-1])
    assert ws.close_sent is (bool(events) and isinstance(events[-1], Closed))
