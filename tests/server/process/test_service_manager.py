"""What a service manager is told, and that nothing waits for it."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from server_bench import Recorder

from besedka.server.process.log import Log
from besedka.server.process.service_manager import ServiceManager


def manager(address: str | None) -> tuple[ServiceManager, list[str]]:
    lines: list[str] = []
    environ = {} if address is None else {"NOTIFY_SOCKET": address}
    return ServiceManager(environ, Log(cast("Any", Recorder(lines)))), lines


def tell_everything(told: ServiceManager) -> None:
    told.starting("Starting")
    told.ready("Ready")
    told.reloading()
    told.ready("Ready")
    told.stopping()


@contextlib.contextmanager
def listening(address: str, kind: int = socket.SOCK_DGRAM) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, kind) as peer:
        peer.bind(address)
        peer.setblocking(False)
        yield peer


def test_each_state_is_one_datagram_of_assignments(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with listening(address) as peer:
        told, lines = manager(address)
        assert told.is_listening
        tell_everything(told)
        heard = [peer.recv(4096).decode().splitlines() for _ in range(5)]
        with pytest.raises(BlockingIOError):
            peer.recv(4096)
    reloading = heard.pop(2)
    assert heard == [
        ["STATUS=Starting"],
        ["READY=1", "STATUS=Ready"],
        ["READY=1", "STATUS=Ready"],
        ["STOPPING=1", "STATUS=Stopping"],
    ]
    assert reloading[0] == "RELOADING=1"
    assert reloading[1].startswith("MONOTONIC_USEC=")
    assert reloading[1].partition("=")[2].isdigit()
    assert lines == []


@pytest.mark.parametrize("address", [None, ""])
def test_without_a_socket_nobody_is_told(address: str | None) -> None:
    told, lines = manager(address)
    assert not told.is_listening
    tell_everything(told)
    assert lines == []


@pytest.mark.parametrize(
    "address", ["/nowhere/at/all", "vsock:2:1", "@", "/" + "x" * 300, "/a\0b", "/\udcff"]
)
def test_a_socket_that_is_not_there_is_one_warning(address: str) -> None:
    told, lines = manager(address)
    tell_everything(told)
    (line,) = lines
    assert line.startswith("event=service-manager-untold why=")


def test_a_socket_of_another_kind_is_one_warning(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with listening(address, socket.SOCK_STREAM):
        told, lines = manager(address)
        tell_everything(told)
    assert len(lines) == 1


def test_a_manager_that_does_not_read_keeps_nobody_waiting(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with listening(address) as peer:
        told, lines = manager(address)
        while not lines:  # Until the socket is full.
            told.ready("x" * 4000)
        told.stopping()
        assert len(lines) == 1
        with contextlib.suppress(BlockingIOError):
            while True:
                peer.recv(1 << 13)
        told.stopping()
        assert peer.recv(4096).startswith(b"STOPPING=1\n")
