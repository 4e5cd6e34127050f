import gc
import socket
import weakref

import pytest
from server_bench import Bench, Peer, handshake

from besedka.server.process.config import Config

POST = "POST / HTTP/1.1\r\nHost: chat\r\nContent-Length: 30\r\n\r\nsend I was never said\nsend no\n"


def members(bench: Bench) -> int:
    return bench.hub.population


def test_a_silent_peer_is_greeted_after_three_seconds_and_a_half_and_is_in_with_enter() -> None:
    bench = Bench()
    peer = bench.peer()
    bench.loop.advance(3.49)
    assert peer.output == b""
    bench.loop.advance(0.02)
    assert "Press Enter" in peer.text
    assert members(bench) == 0
    peer.send(b"\n")
    assert "Welcome" in peer.text
    assert members(bench) == 1


def test_a_peer_whose_bytes_wait_is_not_greeted() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.transport.socket.waiting = b"G"
    bench.loop.advance(5)
    assert peer.output == b""
    peer.upgrade()
    assert members(bench) == 1


def test_half_a_line_is_not_interrupted_by_the_greeting() -> None:
    bench = Bench()
    peer = bench.peer().send(b"GE")
    bench.loop.advance(3.6)
    assert peer.output == b""


def test_a_first_line_makes_a_chat_by_lines_at_once() -> None:
    peer = Bench().peer().send(b"send hi\n")
    assert "guest-1: hi" in peer.text


def test_patience_with_half_a_line_ends_in_a_greeting() -> None:
    bench = Bench()
    peer = bench.peer().send(b"us")
    bench.loop.advance(10.1)
    assert "Press Enter" in peer.text
    peer.send(b"ers\n")
    assert "guest-1 (you)" in peer.text


def test_telnet_commands_are_stripped() -> None:
    peer = Bench().peer().send(b"\xff\xfb\x18send h\xff\xf1i\r\n")
    assert "guest-1: hi" in peer.text


@pytest.mark.parametrize("cut", [0, 1, 5, 15, 17, 40, len(POST) - 8])
def test_a_post_with_commands_in_its_body_never_becomes_chat(cut: int) -> None:
    bench = Bench()
    listener = bench.websocket()
    peer = bench.peer().send(POST[:cut])
    bench.loop.advance(0.6)
    peer.send(POST[cut:])
    bench.loop.advance(20)
    assert not any("never said" in text or ": no" in text for text in listener.texts())
    assert members(bench) == 1


def test_a_request_line_behind_the_patience_is_no_chat_either() -> None:
    bench = Bench()
    peer = bench.peer().send(b"POST /")
    bench.loop.advance(10.1)
    peer.send(b" HTTP/1.1\r\n\r\nsend hi\n")
    assert b": hi" not in peer.output
    assert members(bench) == 0
    assert peer.transport.finished


def test_half_a_request_line_and_the_end_is_nobody() -> None:
    bench = Bench()
    peer = bench.peer().send(b"GET / HTTP/1.0").eof()
    assert peer.output == b""
    assert bench.registry.connections == {}
    assert not any("joined" in line for line in bench.lines)


def test_lines_never_become_http() -> None:
    bench = Bench()
    peer = bench.lines_peer("help cancel\n").send("GET /healthz HTTP/1.1\r\nHost: chat\r\n\r\n")
    assert "There is no command" in peer.text
    assert b"200 OK" not in peer.output


def test_tls_is_not_spoken_and_hung_up_on() -> None:
    bench = Bench()
    peer = bench.peer().send(b"\x16\x03\x01\x02\x00\x01")
    assert peer.transport.aborted
    assert 'event=refused why="tls on a plain port"' in bench.lines


def test_a_slow_head_gets_its_408_and_the_end() -> None:
    bench = Bench()
    peer = bench.peer().send(b"GET / HTTP/1.1\r\n")
    for _ in range(11):
        peer.send(b"X")
        bench.loop.advance(1)
    assert peer.text.startswith("HTTP/1.1 408 ")
    assert peer.transport.finished
    bench.loop.advance(2)
    assert bench.registry.connections == {}


def test_connect_and_close_leaves_nothing() -> None:
    bench = Bench()
    bench.peer().eof()
    bench.peer().reset()
    assert bench.registry.connections == {}
    assert bench.loop.pending == []


@pytest.mark.parametrize("begun", [b"\r\n", b"G", b"GET / HTTP/1.1\r\nHost", b"users\n", b"exit\n"])
def test_a_reset_at_any_moment_leaves_no_session_and_no_timer(begun: bytes) -> None:
    bench = Bench(Config())
    peer = bench.peer().send(begun)
    peer.reset()
    assert members(bench) == 0
    assert bench.registry.connections == {}
    assert bench.loop.pending == []


def test_a_reset_between_the_last_words_and_our_end_is_no_error() -> None:
    bench = Bench()
    peer = bench.lines_peer()
    peer.transport.reset_at_eof = True
    peer.send(b"exit\n")
    assert "Goodbye" in peer.text
    bench.loop.advance(1.1)
    assert bench.registry.connections == {}


def test_a_page_for_a_peer_that_does_not_read_waits_for_it() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.transport.stuck = True
    peer.transport.buffered = 1 << 16
    peer.send("GET / HTTP/1.0\r\n\r\n")
    peer.transport.read_all()
    bench.loop.advance(1.1)
    assert bench.registry.connections == {}


def test_a_system_without_those_options_goes_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TCP_KEEPIDLE", "TCP_USER_TIMEOUT"):
        monkeypatch.delattr(socket, name, raising=False)
    assert Bench().peer().transport.socket.options[socket.SOL_SOCKET, socket.SO_KEEPALIVE] == 1


def test_a_socket_that_cannot_be_tuned_any_more_is_no_error() -> None:
    bench = Bench()
    peer = Peer(bench, "127.0.0.1")
    peer.transport.socket.gone = True
    peer.open()
    assert len(bench.registry.connections) == 1


def test_the_send_buffer_is_bounded() -> None:
    options = Bench().peer().transport.socket.options
    assert options[socket.SOL_SOCKET, socket.SO_SNDBUF] == Config().send_buffer
    assert options[socket.IPPROTO_TCP, socket.TCP_NODELAY] == 1


def test_a_half_closed_peer_gets_its_answers_and_then_the_end() -> None:
    bench = Bench()
    peer = bench.peer().send(b"send hi\nusers").eof()
    assert peer.text.index(": hi") < peer.text.index("(you)") < peer.text.index("Goodbye")
    assert peer.transport.closing
    assert bench.registry.connections == {}
    assert bench.loop.pending == []


def test_a_half_closed_peer_that_does_not_read_its_answers_is_aborted() -> None:
    bench = Bench()
    peer = bench.lines_peer()
    peer.transport.stuck = True
    peer.eof()
    bench.loop.advance(5.1)
    assert peer.transport.aborted


def test_a_half_closed_peer_that_said_only_empty_lines_is_let_go() -> None:
    bench = Bench(Config(max_clients=1))
    bench.lines_peer()
    peer = bench.peer().send(b"\r\n").eof()
    bench.loop.advance(20)
    assert peer.transport.closing
    assert len(bench.registry.connections) == 1


def test_after_our_end_what_comes_is_not_heard() -> None:
    bench = Bench()
    peer = bench.lines_peer().send(b"exit\n")
    before = peer.output
    peer.send(b"send hi\n")
    peer.eof()
    assert peer.output == before
    assert peer.transport.closing


def test_who_does_not_hang_up_after_exit_is_hung_up_on_after_a_second() -> None:
    bench = Bench()
    peer = bench.lines_peer().send(b"exit\n")
    bench.loop.advance(0.9)
    assert not peer.transport.closing
    bench.loop.advance(0.2)
    assert peer.transport.closing


def test_who_does_not_read_our_last_words_is_aborted_after_five_seconds() -> None:
    bench = Bench()
    peer = bench.lines_peer()
    peer.transport.stuck = True
    peer.send(b"exit\n")
    bench.loop.advance(4.9)
    assert len(bench.registry.connections) == 1
    bench.loop.advance(0.2)
    assert peer.transport.aborted
    assert bench.loop.pending == []


def test_a_peer_can_be_aborted() -> None:
    bench = Bench()
    peer = bench.lines_peer()
    peer.connection.abort()
    bench.loop.run()
    assert members(bench) == 0


@pytest.mark.parametrize("leave", [b"exit\n", b""], ids=["by exit", "by a lost connection"])
@pytest.mark.parametrize("first", [b"hello\n", handshake("/?name=ann"), handshake(json=True), b"GET / HT"])
def test_who_has_gone_is_freed_without_a_garbage_collector(first: bytes, leave: bytes) -> None:
    bench = Bench()
    gc.collect()
    gc.disable()
    try:
        peer = bench.peer().send(first)
        chat_connection = peer.connection.chat_connection
        kept = [weakref.ref(one) for one in (peer.connection, chat_connection) if one is not None]
        del chat_connection
        peer.send(leave)
        peer.reset()
        bench.loop.advance(10)
        bench.loop.timers.clear()
        peer.transport.protocol = None  # as asyncio does
        del peer
        assert [reference for reference in kept if reference() is not None] == []
    finally:
        gc.enable()
