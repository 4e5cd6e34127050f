"""Several requests on one connection, and how it ends."""

import pytest
from server_bench import Bench, Peer, handshake

from besedka.server.process.config import Config

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: chat\r\n\r\n"
PAGE = b"GET / HTTP/1.1\r\nHost: chat\r\n\r\n"


def answers(peer: Peer) -> list[int]:
    """The statuses of all answers."""
    return [int(part.split()[0]) for part in peer.text.split("HTTP/1.1 ")[1:]]


def test_requests_are_answered_one_after_the_other() -> None:
    bench = Bench()
    peer = bench.peer()
    for _ in range(3):
        peer.send(HEALTH)
        bench.loop.advance(9)
    assert answers(peer) == [200, 200, 200]
    assert "Connection: close" not in peer.text
    assert not peer.transport.finished


def test_requests_that_come_together_are_answered_in_their_order() -> None:
    peer = Bench().peer().send(HEALTH + PAGE + HEALTH + b"GET /x HTTP/1.1\r\nHost: chat\r\n\r\n" + HEALTH)
    assert answers(peer) == [200, 200, 200, 404]
    assert peer.text.index("<html") > peer.text.index('"status"')
    assert peer.transport.finished


@pytest.mark.parametrize("cut", range(1, 2 * len(HEALTH)))
def test_requests_may_be_cut_anywhere(cut: int) -> None:
    data = 2 * HEALTH
    peer = Bench().peer().send(data[:cut]).send(data[cut:])
    assert answers(peer) == [200, 200]


def test_a_request_whose_bytes_wait_to_be_read_is_not_too_late() -> None:
    bench = Bench()
    peer = bench.peer().send("GET /healthz HTTP/1.1\r\nHost: c")
    peer.transport.socket.waiting = b"h"
    bench.loop.advance(15)
    assert peer.output == b""
    peer.send("hat\r\n\r\n")
    assert "200 OK" in peer.text


def test_one_connection_asks_twenty_times_a_second_and_by_the_length_of_its_heads() -> None:
    bench = Bench(Config())
    short = bench.peer().send("GET /healthz HTTP/1.1\r\nHost: chat\r\n\r\n" * 300)
    long = bench.peer().send(f"GET /{'%' * 16_000} HTTP/1.1\r\nHost: chat\r\n\r\n" * 20)
    assert 90 <= short.text.count("200 OK") <= 110
    assert long.text.count("404 Not Found") == 1
    bench.loop.advance(1)
    assert 105 <= short.text.count("200 OK") <= 130
    bench.loop.advance(20)
    assert short.text.count("200 OK") == 300


def test_who_is_in_debt_and_goes_leaves_no_timer() -> None:
    bench = Bench(Config())
    peer = bench.peer().send("GET /healthz HTTP/1.1\r\nHost: chat\r\n\r\n" * 300)
    before = peer.text.count("200 OK")
    peer.connection.resume_writing()
    bench.loop.run()
    assert peer.text.count("200 OK") == before
    peer.reset()
    assert bench.loop.pending == []


def test_each_request_has_its_turn() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.connection.receive(3 * HEALTH)
    assert answers(peer) == [200]
    assert not peer.transport.reading
    bench.loop.turn()
    assert answers(peer) == [200, 200]
    bench.loop.run()
    assert answers(peer) == [200, 200, 200]
    assert peer.transport.reading


def test_who_does_not_read_answers_gets_no_more_of_them() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.transport.stuck = True
    peer.transport.buffered = 1 << 16
    peer.send(500 * PAGE)
    assert answers(peer) == [200]
    assert not peer.transport.reading
    peer.transport.read_all()
    bench.loop.run()
    assert len(answers(peer)) == 500


def test_who_never_reads_is_aborted() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.transport.stuck = True
    peer.transport.buffered = 1 << 16
    peer.send(2 * PAGE)
    bench.loop.advance(16)
    assert peer.transport.aborted
    assert (bench.registry.connections, bench.loop.pending) == ({}, [])


def test_after_ten_seconds_without_a_request_the_connection_ends_without_a_word() -> None:
    bench = Bench()
    peer = bench.peer().send(HEALTH)
    bench.loop.advance(10.1)
    assert answers(peer) == [200]
    assert peer.transport.finished
    bench.loop.advance(2)
    assert (bench.registry.connections, bench.loop.pending) == ({}, [])


def test_half_a_second_request_gets_its_408() -> None:
    bench = Bench()
    peer = bench.peer().send(HEALTH + b"GET / HT")
    bench.loop.advance(10.1)
    assert answers(peer) == [200, 408]
    assert peer.transport.finished


@pytest.mark.parametrize(
    "last",
    [
        b"GET /healthz HTTP/1.1\r\nHost: chat\r\nConnection: close\r\n\r\n",
        b"GET /healthz HTTP/1.0\r\n\r\n",
        b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: chat\r\nContent-Length: 5\r\n\r\n",
        b"GET /x HTTP/1.1\r\nHost: chat\r\n\r\n",
        b"GET /ws HTTP/1.1\r\nHost: chat\r\n\r\n",
        b"bad\r\n\r\n",
    ],
)
def test_behind_some_requests_there_is_no_other(last: bytes) -> None:
    bench = Bench()
    peer = bench.peer().send(HEALTH + last + HEALTH)
    assert len(answers(peer)) == 2
    assert "close\r\n" in peer.text
    assert peer.transport.finished
    peer.send(HEALTH)
    bench.loop.advance(20)
    assert len(answers(peer)) == 2


def test_a_body_is_never_taken_for_a_request() -> None:
    peer = Bench().peer().send(f"POST / HTTP/1.1\r\nHost: chat\r\nContent-Length: {len(HEALTH)}\r\n\r\n")
    peer.send(HEALTH)
    assert answers(peer) == [405]


def test_when_all_places_are_taken_no_connection_is_kept() -> None:
    bench = Bench(Config(max_clients=2))
    assert not bench.peer().send(HEALTH).transport.finished
    second = bench.peer().send(HEALTH)
    assert "Connection: close" in second.text
    assert second.transport.finished


def test_a_request_without_its_end_and_nothing_more_is_let_go() -> None:
    bench = Bench()
    peer = bench.peer().send(HEALTH + HEALTH[:9]).eof()
    assert answers(peer) == [200]
    assert (bench.registry.connections, bench.loop.pending) == ({}, [])


def test_requests_before_the_peers_end_are_all_answered() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.connection.receive(3 * HEALTH)
    peer.eof()
    assert answers(peer) == [200, 200, 200]
    assert (bench.registry.connections, bench.loop.pending) == ({}, [])


def test_a_partial_request_behind_waiting_ones_ends_with_the_peer() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.connection.receive(2 * HEALTH + HEALTH[:9])
    peer.eof()
    assert answers(peer) == [200, 200]
    assert (bench.registry.connections, bench.loop.pending) == ({}, [])


def test_bytes_that_come_between_a_request_and_its_turn_are_kept() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.connection.receive(HEALTH + HEALTH[:9])
    peer.send(HEALTH[9:])
    assert answers(peer) == [200, 200]


def test_a_websocket_may_begin_behind_a_request() -> None:
    bench = Bench()
    peer = bench.peer().send(HEALTH + handshake("/ws"))
    assert answers(peer) == [200, 101]
    assert peer.transport.reading
    assert bench.hub.population == 1
    bench.loop.advance(11)
    assert bench.hub.population == 1


def test_the_end_of_the_peer_reaches_a_websocket_that_begins_late() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.connection.receive(HEALTH + handshake("/ws"))
    peer.eof()
    assert bench.hub.population == 0
    assert (bench.registry.connections, bench.loop.pending) == ({}, [])


def test_a_reset_while_requests_wait_leaves_nothing() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.connection.receive(3 * HEALTH)
    peer.reset()
    assert answers(peer) == [200]
    assert (bench.registry.connections, bench.loop.pending) == ({}, [])
