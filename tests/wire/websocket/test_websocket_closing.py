from collections.abc import Callable

import pytest
from websocket_helpers import MASK, client, masked, server
from wire_helpers import bytewise, feed, pull

from besedka.wire import WireUsageError
from besedka.wire.websocket import (
    Closed,
    Fragment,
    Ping,
    Pong,
    TextMessage,
    WebSocket,
    WebSocketState,
)
from besedka.wire.websocket.frames import Opcode, encode_frame


def test_the_peers_close_is_answered_with_its_code() -> None:
    ws = server()
    assert feed(ws, [client().close(3001, "за делом")]) == [
        Closed(3001, "за делом", clean=True, by_peer=True)
    ]
    assert ws.state is WebSocketState.CLOSED
    assert ws.closed
    assert ws.take_outgoing() == encode_frame(Opcode.CLOSE, (3001).to_bytes(2, "big"))


def test_a_close_without_a_code_is_answered_without_one() -> None:
    ws = client()
    assert feed(ws, [server().close(None)]) == [Closed(1005, "", clean=True, by_peer=True)]
    assert ws.take_outgoing() == encode_frame(Opcode.CLOSE, b"", mask=MASK)


def test_our_close_ends_with_the_peers_answer() -> None:
    ours, theirs = server(), client()
    feed(theirs, [ours.close(1001, "stopping")])
    assert ours.state is WebSocketState.CLOSING_LOCAL
    assert ours.close_sent
    assert not ours.closed
    assert feed(ours, [theirs.take_outgoing()]) == [Closed(1001, "", clean=True, by_peer=False)]
    assert ours.take_outgoing() == b""


def test_two_closes_that_cross_are_a_clean_end() -> None:
    ours, theirs = server(), client()
    first, second = ours.close(1001), theirs.close(1000)
    assert feed(ours, [second]) == [Closed(1000, "", clean=True, by_peer=False)]
    assert feed(theirs, [first]) == [Closed(1001, "", clean=True, by_peer=False)]


def test_an_unanswered_ping_is_answered_before_our_close() -> None:
    ws = server()
    feed(ws, [masked(Opcode.PING, b"?")])
    assert ws.close(1000) == encode_frame(Opcode.PONG, b"?") + encode_frame(Opcode.CLOSE, b"\x03\xe8")
    assert ws.take_outgoing() == b""


def test_an_unanswered_ping_is_answered_before_the_close_of_a_failure() -> None:
    ws = server()
    feed(ws, [masked(Opcode.PING, b"?"), b"\xff\xff"])
    assert [type(event) for event in feed(client(), [ws.take_outgoing()])] == [Pong, Closed]


def test_a_ping_after_our_close_is_told_but_not_answered() -> None:
    ws = server()
    ws.close()
    assert feed(ws, [masked(Opcode.PING, b"?")]) == [Ping(b"?")]
    assert ws.take_outgoing() == b""


def test_data_after_our_close_is_passed_over_without_being_kept() -> None:
    ws = server(max_message_bytes=10)
    feed(ws, [masked(Opcode.TEXT, b"begun", fin=False)])
    ws.close()
    late = masked(Opcode.CONTINUATION, bytes(100_000)) + masked(Opcode.TEXT, b"\xff" * 100)
    for chunk in bytewise(late):
        ws.receive(chunk)
        assert ws.next_event() in (None, Fragment())
        assert len(ws._buffer) < 20
    assert feed(ws, [masked(Opcode.CLOSE)]) == [Closed(1005, "", clean=True, by_peer=False)]


def test_a_frame_that_had_begun_before_our_close_is_passed_over() -> None:
    ws = server()
    frame = masked(Opcode.TEXT, b"half of it came")
    feed(ws, [frame[:10]])
    ws.close()
    assert feed(ws, [frame[10:], masked(Opcode.PONG)]) == [Fragment(), Pong(b"")]


def test_a_violation_after_our_close_ends_the_wait_and_says_nothing_more() -> None:
    ws = server()
    ws.close()
    assert feed(ws, [b"\xff\xff"]) == [Closed(1002, "reserved bits are set", clean=False, by_peer=False)]
    assert ws.take_outgoing() == b""
    assert ws.state is WebSocketState.FAILED


def test_bytes_after_the_peers_close_are_dropped() -> None:
    ws = server()
    closed = Closed(1005, "", clean=True, by_peer=True)
    assert feed(ws, [masked(Opcode.CLOSE) + masked(Opcode.TEXT, b"late")]) == [closed]
    assert feed(ws, [masked(Opcode.TEXT, b"later")]) == []
    assert len(ws._buffer) == 0


def test_the_end_of_bytes_without_a_close_is_1006() -> None:
    ws = server()
    ws.receive(masked(Opcode.TEXT, b"last") + b"\x81")
    ws.receive_eof()
    assert pull(ws) == [TextMessage("last"), Closed(1006, "", clean=False, by_peer=True)]
    assert ws.state is WebSocketState.LOST


def test_the_end_of_bytes_after_our_close_is_not_clean() -> None:
    ws = server()
    ws.close()
    ws.receive_eof()
    assert pull(ws) == [Closed(1006, "", clean=False, by_peer=False)]


def test_the_end_of_bytes_after_both_closes_says_nothing_more() -> None:
    ws = server()
    feed(ws, [masked(Opcode.CLOSE)])
    ws.receive_eof()
    assert pull(ws) == []


@pytest.mark.parametrize(
    "send",
    [
        lambda ws: ws.send_text("x"),
        lambda ws: ws.send_binary(b"x"),
        lambda ws: ws.send_ping(),
        lambda ws: ws.close(),
    ],
)
@pytest.mark.parametrize("end", [lambda ws: ws.close(), lambda ws: feed(ws, [masked(Opcode.CLOSE)])])
def test_nothing_can_be_sent_after_our_close(
    send: Callable[[WebSocket], bytes], end: Callable[[WebSocket], object]
) -> None:
    ws = server()
    end(ws)
    with pytest.raises(WireUsageError, match="cannot send"):
        send(ws)
