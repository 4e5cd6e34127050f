"""A connection at the address of the metrics, without sockets and without waiting."""

from typing import Any, cast

import pytest
from server_fakes import FakeLoop, FakeTransport

from besedka.server.metrics.one_request import MOST, OneRequest
from besedka.server.metrics.pages import Pages
from besedka.server.metrics.server_figures import Figures
from besedka.server.process.readiness import Readiness, State

GET = b"GET /%b HTTP/1.1\r\nHost: metrics\r\n\r\n"


class House:
    """Connections of one loop."""

    def __init__(self, state: State = "ready") -> None:
        self.loop = FakeLoop()
        self.figures = CountedFigures()
        self.pages = Pages(self.figures, Readiness(state), self.loop.time)
        self.connections: dict[OneRequest, None] = {}

    def visit(self, *data: bytes, stuck: bool = False) -> FakeTransport:
        transport = FakeTransport(self.loop)
        transport.stuck = stuck
        transport.protocol = OneRequest(cast("Any", self.loop), self.pages, self.connections)
        transport.protocol.pause_writing = transport.protocol.resume_writing = lambda: None
        transport.protocol.connection_made(cast("Any", transport))
        self.send(transport, *data)
        return transport

    def send(self, transport: FakeTransport, *data: bytes) -> None:
        for piece in data:
            transport.protocol.data_received(piece)
        self.loop.run()


class CountedFigures(Figures):
    made = 0

    def exposition(self) -> bytes:
        self.made += 1
        return super().exposition()


def said(transport: FakeTransport) -> bytes:
    return b"".join(transport.writes)


def status(transport: FakeTransport) -> int:
    return int(said(transport).split(b" ")[1])


def test_a_request_is_answered_however_it_is_cut() -> None:
    request = GET % b"readyz"
    whole, cut = House().visit(request), House().visit(*(bytes([byte]) for byte in request))
    assert said(whole).endswith(b'\r\n\r\n{"status": "ready"}\n')
    assert said(cut).partition(b"\r\n\r\n")[2] == said(whole).partition(b"\r\n\r\n")[2]
    assert b"\r\nConnection: close\r\n" in said(whole)
    assert b"Retry-After" not in said(whole)


@pytest.mark.parametrize("state", ["starting", "replaying", "stopping"])
def test_who_is_not_ready_says_so_and_when_to_ask_again(state: State) -> None:
    found = House(state).visit(GET % b"readyz")
    assert status(found) == 503
    assert b"\r\nRetry-After: 1\r\n" in said(found)
    assert said(found).endswith(b'{"status": "%b"}\n' % state.encode())
    assert status(House(state).visit(GET % b"healthz")) == 200


@pytest.mark.parametrize("path", [b"readyz", b"healthz", b"metrics", b"nowhere"])
def test_head_has_the_head_of_get_and_no_more(path: bytes) -> None:
    get, head = House().visit(GET % path), House().visit((GET % path).replace(b"GET", b"HEAD"))
    assert status(head) == status(get)
    assert said(head).endswith(b"\r\n\r\n")
    assert said(head).count(b"\r\n\r\n") == 1
    length = int(said(get).partition(b"\r\nContent-Length: ")[2].partition(b"\r\n")[0])
    assert length == len(said(get).partition(b"\r\n\r\n")[2]) > 0
    if path != b"metrics":  # whose figures change
        assert b"\r\nContent-Length: %d\r\n" % length in said(head)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", 400),
        (b"\0" * 100 + b"\n", 400),
        (b"hello\r\n\r\n", 400),
        (b"GET /metrics HTTP/1.1\n\n", 400),
        (b"GET /metrics HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", 505),
        (b"GET /" + b"x" * (1 << 18), 414),
        (b"GET / HTTP/1.1\r\nHost: " + b"x" * (1 << 18), 431),
        (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 200, 431),
        (b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 405),
        (b"GET /metrics/ HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET http://x/readyz HTTP/1.1\r\nHost: x\r\n\r\n", 200),
    ],
)
def test_bad_requests_are_refused_and_the_connection_ends(data: bytes, expected: int) -> None:
    house = House()
    found = house.visit(data)
    assert status(found) == expected
    assert found.finished
    house.loop.advance(1)
    assert found.closing
    assert not found.aborted
    assert house.connections == {}
    assert house.loop.pending == []


def test_what_follows_the_first_request_has_no_answer() -> None:
    house = House()
    found = house.visit((GET % b"readyz") * 3, GET % b"metrics")
    house.send(found, GET % b"metrics", b"\xff" * 1000)
    assert said(found).count(b"HTTP/1.1 ") == 1
    assert not found.closing


def test_who_sends_on_and_on_behind_a_request_is_not_read_for_ever() -> None:
    house = House()
    found = house.visit(GET % b"readyz", *[b"x" * (1 << 14)] * 4)
    assert not found.closing
    house.send(found, b"x")
    assert found.closing


@pytest.mark.parametrize("data", [[], [b"GET /metrics HTTP/1.1\r\n"]])
def test_who_sends_no_request_has_ten_seconds(data: list[bytes]) -> None:
    house = House()
    found = house.visit(*data)
    house.loop.advance(9.9)
    assert not found.closing
    house.loop.advance(0.1)
    assert found.aborted
    assert house.connections == {}


def test_who_sends_a_byte_a_second_has_ten_seconds_too() -> None:
    house = House()
    found = house.visit()
    for byte in (GET % b"readyz")[:10]:
        assert not found.closing
        house.send(found, bytes([byte]))
        house.loop.advance(1)
    assert found.aborted
    assert said(found) == b""


def test_who_does_not_read_the_answer_has_ten_seconds_too() -> None:
    house = House()
    found = house.visit(GET % b"metrics", stuck=True)
    aborted = []
    for seconds in (9.9, 0.1):
        house.loop.advance(seconds)
        aborted.append(found.aborted)
    assert aborted == [False, True]
    assert house.connections == {}


def test_an_answer_that_is_read_late_is_read_whole() -> None:
    house = House()
    found = house.visit(GET % b"metrics", stuck=True)
    house.loop.advance(5)
    found.read_all()
    house.loop.run()
    assert not found.aborted
    assert house.connections == {}
    assert house.loop.pending == []


def test_one_more_connection_than_may_be_is_cut_until_another_ends() -> None:
    house = House()
    found = [house.visit() for _ in range(MOST)]
    assert not any(transport.closing for transport in found)
    one_more = house.visit(GET % b"readyz")
    assert one_more.aborted
    assert said(one_more) == b""
    found[3].close()
    house.loop.run()
    assert status(house.visit(GET % b"readyz")) == 200
    assert house.visit().aborted
    assert len(house.connections) == MOST


def test_the_figures_are_put_together_at_most_ten_times_a_second() -> None:
    house = House()
    texts = []
    for _ in range(5):
        for _ in range(20):
            found = house.visit(GET % b"metrics")
            texts.append(said(found).partition(b"\r\n\r\n")[2])
            found.close()
        house.loop.advance(0.0625)
    assert all(texts)
    assert house.figures.made == 3  # after 0, 0.125 and 0.25 seconds
