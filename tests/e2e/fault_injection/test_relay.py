"""The relay of the tests: bytes pass, and each trouble is what its name says."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from e2e_harness import PATIENCE
from relay import CALM, Relay, Troubles, relay_to

DATA = bytes(range(256)) * 400


class Echo:
    """A server that sends back what it gets; `ends` has how each connection ended."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.ends: list[str] = []
        self.ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer = self._listener.accept()[0]
                self._threads.append(threading.Thread(target=self._serve, args=(peer,)))
                self._threads[-1].start()

    def _serve(self, peer: socket.socket) -> None:
        end = "FIN"
        with peer:
            try:
                while data := peer.recv(1 << 16):
                    peer.sendall(data)
            except ConnectionError:
                end = "RST"
        self.ends.append(end)
        self.ended.set()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in (self._accepting, *self._threads):
            thread.join(PATIENCE)


@pytest.fixture
def echo() -> Iterator[Echo]:
    one = Echo()
    yield one
    one.close()


@contextlib.contextmanager
def client(relay: Relay) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", relay.port), PATIENCE) as peer:
        yield peer


def read(peer: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        data = peer.recv(1 << 16)
        assert data, f"only {len(got)} bytes"
        got += data
    return got


@pytest.mark.parametrize(
    "troubles", [CALM, Troubles(delay=0.01, split=1.0)], ids=["calm", "delayed and split"]
)
def test_all_bytes_pass_in_order_and_so_does_the_end(echo: Echo, troubles: Troubles) -> None:
    with relay_to(echo.port, troubles) as relay, client(relay) as peer:
        sending = threading.Thread(target=peer.sendall, args=(DATA,))
        sending.start()
        assert read(peer, len(DATA)) == DATA
        sending.join()
        peer.shutdown(socket.SHUT_WR)
        assert peer.recv(1) == b""
    assert (relay.seen["splits"] > 0) == (troubles.split > 0)


def test_a_cut_resets_both_sides(echo: Echo) -> None:
    with relay_to(echo.port) as relay, client(relay) as peer:
        peer.sendall(b"x")
        assert read(peer, 1) == b"x"
        relay.cut()
        with pytest.raises(ConnectionResetError):
            peer.recv(1)
        assert echo.ended.wait(PATIENCE)
    assert echo.ends == ["RST"]


def test_every_connection_ends_some_day_by_rst_or_fin(echo: Echo) -> None:
    with relay_to(echo.port, Troubles(lifetime=0.001)) as relay:
        for _ in range(20):
            with client(relay) as peer, contextlib.suppress(ConnectionError):
                assert peer.recv(1) == b""
    assert min(relay.seen["cuts by RST"], relay.seen["cuts by FIN"]) > 0


def test_a_half_open_connection_loses_what_goes_one_way(echo: Echo) -> None:
    with relay_to(echo.port, Troubles(lifetime=0.001, half_open=1.0, silence=0.001)) as relay:
        for _ in range(20):
            with client(relay) as peer, contextlib.suppress(ConnectionError):
                assert peer.recv(1) == b""
    assert relay.seen["half-opens"] == 20


def test_connections_may_be_refused_and_later_ones_relayed_again(echo: Echo) -> None:
    with relay_to(echo.port, Troubles(refused=1.0)) as relay:
        with client(relay) as peer, contextlib.suppress(ConnectionError):
            assert peer.recv(1) == b""
        relay.calm()
        with client(relay) as peer:
            peer.sendall(b"x")
            assert read(peer, 1) == b"x"
    assert relay.seen["refused"] == 1


def test_where_nobody_listens_connections_end_and_the_relay_stays(echo: Echo) -> None:
    with relay_to(1) as relay:
        with client(relay) as peer, contextlib.suppress(ConnectionError):
            assert peer.recv(1) == b""
        relay.target = echo.port
        with client(relay) as peer:
            peer.sendall(b"x")
            assert read(peer, 1) == b"x"
