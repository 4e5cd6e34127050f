"""What the operating system knows of a connection, on real sockets."""

import socket
from collections.abc import Iterator
from typing import Any, cast

import pytest

from besedka.server.net.socket_state import peek, round_trip


class Transport:
    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer

    def get_extra_info(self, name: str) -> socket.socket:
        assert name == "socket"
        return self._peer


@pytest.fixture
def pair() -> Iterator[tuple[Any, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        theirs = socket.create_connection(listener.getsockname())
        ours, _ = listener.accept()
    ours.setblocking(False)
    with ours, theirs:
        yield cast("Any", Transport(ours)), theirs


def wait_for(transport: Any, expected: bytes) -> None:
    while peek(transport) is None:
        pass
    assert peek(transport) == expected


def test_nothing_waits_in_a_silent_connection(pair: tuple[Any, socket.socket]) -> None:
    assert peek(pair[0]) is None


def test_a_byte_that_waits_is_seen_and_stays(pair: tuple[Any, socket.socket]) -> None:
    transport, theirs = pair
    theirs.sendall(b"hello")
    wait_for(transport, b"h")
    assert transport.get_extra_info("socket").recv(9) == b"hello"


def test_the_end_is_seen(pair: tuple[Any, socket.socket]) -> None:
    transport, theirs = pair
    theirs.shutdown(socket.SHUT_WR)
    wait_for(transport, b"")


def test_a_reset_is_an_end(pair: tuple[Any, socket.socket]) -> None:
    transport, theirs = pair
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    theirs.close()
    wait_for(transport, b"")


def test_what_is_closed_already_is_an_end_without_a_round_trip(pair: tuple[Any, socket.socket]) -> None:
    transport, _ = pair
    transport.get_extra_info("socket").close()
    assert peek(transport) == b""
    assert round_trip(transport) == 0.0


def test_the_round_trip_on_one_machine_is_short(pair: tuple[Any, socket.socket]) -> None:
    assert 0 <= round_trip(pair[0]) < 1


def test_a_system_that_does_not_tell_has_none(
    pair: tuple[Any, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(socket, "TCP_INFO", raising=False)
    assert round_trip(pair[0]) == 0.0
