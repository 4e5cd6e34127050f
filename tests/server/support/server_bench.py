"""A server without sockets and without waiting, and peers to talk to it."""

from itertools import count
from typing import Any, cast

from server_fakes import FakeLoop, FakeTransport
from troubled_journal import DAWN, TroubledJournal

from besedka.chat import Rules
from besedka.journal import Archive, Commit, Journal, MemoryJournal, NotStored, Opening
from besedka.server.admission.connection_registry import ConnectionRegistry
from besedka.server.connections.connection import Connection
from besedka.server.net.keepalive import Keepalive
from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.sessions.hub import Hub
from besedka.wire.websocket import Role, TextMessage, WebSocket

LIVES = count(1)
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = (
    f"Host: chat\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\n"
    "Sec-WebSocket-Version: 13\r\n"
)


def handshake(path: str = "/", *headers: str, json: bool = False) -> bytes:
    extra = "".join(f"{header}\r\n" for header in headers)
    if json:
        extra += "Sec-WebSocket-Protocol: besedka.v1.json\r\n"
    return f"GET {path} HTTP/1.1\r\n{UPGRADE}{extra}\r\n".encode()


class Peer:
    """The other end of a connection."""

    def __init__(self, bench: "Bench", address: str) -> None:
        self.bench = bench
        self.transport = FakeTransport(bench.loop, address)
        self.connection = Connection(bench.registry)
        self.transport.protocol = self.connection
        self._socket: WebSocket | None = None
        self._seen = 0

    def open(self) -> "Peer":
        self.connection.connection_made(cast("Any", self.transport))
        self.bench.loop.run()
        return self

    def send(self, data: bytes | str) -> "Peer":
        self.connection.receive(data.encode() if isinstance(data, str) else data)
        self.bench.loop.run()
        return self

    def eof(self) -> "Peer":
        if not self.connection.eof_received():
            self.transport.close()
        self.bench.loop.run()
        return self

    def reset(self) -> None:
        self.transport.abort()
        self.bench.loop.run()

    @property
    def output(self) -> bytes:
        return b"".join(self.transport.writes)

    @property
    def text(self) -> str:
        return self.output.decode(errors="replace")

    # As a WebSocket.

    def upgrade(self, path: str = "/", *headers: str, json: bool = False) -> "Peer":
        self.send(handshake(path, *headers, json=json))
        self._socket = WebSocket(Role.CLIENT, new_mask=lambda: b"\1\2\3\4")
        assert self.output.startswith(b"HTTP/1.1 101 ")
        self._seen = self.output.index(b"\r\n\r\n") + 4
        return self

    def say(self, *texts: str) -> "Peer":
        return self.send(b"".join(self.socket.send_text(text) for text in texts))

    @property
    def socket(self) -> WebSocket:
        assert self._socket is not None
        return self._socket

    def events(self) -> list[Any]:
        """What has come since the last call."""
        output = self.output
        self.socket.receive(output[self._seen :])
        self._seen = len(output)
        return list(iter(self.socket.next_event, None))

    def texts(self) -> list[str]:
        return [event.text for event in self.events() if isinstance(event, TextMessage)]


class Recorder:
    """As much of a logger as the log needs."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 - as `logging` has it
        return True

    def log(self, level: int, line: str) -> None:
        self._lines.append(line)


class Bench:
    """A server that is all there but for the operating system."""

    def __init__(
        self,
        config: Config | None = None,
        *,
        slow: bool = False,
        opening: Opening | None = None,
        archive: Archive | None = None,
        rules: Rules | None = None,
    ) -> None:
        self.config = config or Config(flood=0.0)
        self.loop = FakeLoop()
        self.clock = DAWN
        self.lines: list[str] = []
        self._opening = opening
        self._archive = archive
        self.journal: Any
        loop = cast("Any", self.loop)
        self.log = Log(cast("Any", Recorder(self.lines)))
        self.hub = Hub(
            loop,
            self._slow if slow else self._quick,
            rules or Rules(max_text=self.config.max_message),
            self.log,
            node="node",
            life=f"life {next(LIVES)}",
            outbox_bound=self.config.outbox,
            total_bound=self.config.total_outbox,
        )
        self.keepalive = Keepalive(loop, self.config.keepalive)
        self.registry = ConnectionRegistry(
            loop, self.config, self.hub, self.keepalive, self.log, "again" if opening else "test"
        )
        if slow:
            self.journal.commit()

    def _slow(self, commit: Commit, not_stored: NotStored) -> Journal:
        self.journal = TroubledJournal(commit, not_stored, self._opening)
        self.journal.archive = self._archive
        return cast("Journal", self.journal)

    def _quick(self, commit: Commit, _not_stored: NotStored) -> Journal:
        self.journal = MemoryJournal(lambda: self.clock, commit)
        return cast("Journal", self.journal)

    def peer(self, address: str = "127.0.0.1") -> Peer:
        return Peer(self, address).open()

    def lines_peer(self, first: str = "help cancel\n") -> Peer:
        return self.peer().send(first)

    def websocket(self, path: str = "/", *, json: bool = False) -> Peer:
        return self.peer().upgrade(path, json=json)
