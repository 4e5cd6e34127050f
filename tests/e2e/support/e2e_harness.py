"""Real servers in processes of their own, and real sockets; whatever is started here is ended here."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from child_log import read_log
from protocol_schemas import validate
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0
"""Seconds after which a test gives up what it waits for: long, since a machine may have other things to do."""


def environment(**extra: str) -> dict[str, str]:
    """Ours, without what would be taken for an option."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("BESEDKA_", "LC_", "LANG"))
    }
    return {**kept, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **extra}


def disposed(what: str) -> tuple[str, ...]:
    """For `Server(prefix=…)`: SIGHUP is `SIG_DFL` or `SIG_IGN` for it, whatever it is for us."""
    code = f"import os, signal, sys; signal.signal(signal.SIGHUP, signal.{what}); os.execv(sys.argv[1], sys.argv[1:])"
    return sys.executable, "-c", code


class Server:
    """`python server_init.py --port 0 …`, from its banner to its exit code."""

    def __init__(
        self,
        *options: str,
        stdout: int = subprocess.PIPE,
        prefix: tuple[str, ...] = (),
        tree: Path = ROOT,
        **extra: str,
    ) -> None:
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by `end`
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "server_init.py", "--port", "0", *options],
            cwd=tree,
            env=environment(**extra),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=self.log,
            text=True,
        )
        self._has_metrics = "--metrics" in options  # which the banner has a line more for
        self.banner = self._read_banner() if stdout == subprocess.PIPE else ""
        self.port = self._find_port()

    def _read_banner(self) -> str:
        assert self.process.stdout is not None
        lines = [self.process.stdout.readline() for _ in range(6 + self._has_metrics)]
        return "".join(lines)

    def _find_port(self) -> int:
        """From the banner; or, when nobody can read that, from the log."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = re.search(r"(?:ws://[^\s]*:|event=started.* port=)(\d+)", self.banner or self.logged())
            if found:
                return int(found[1])
            time.sleep(0.02)
        raise AssertionError(self.logged())

    def logged(self) -> str:
        return read_log(self.log)

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send the signal; returns the exit code, and how long it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(PATIENCE), time.monotonic() - began

    def end(self) -> None:
        """End it, however it is; and nothing that it said may look like a bug."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        log = self.logged()
        self.log.close()
        if self.process.stdout is not None:
            self.process.stdout.close()
        assert "Traceback" not in log
        assert "event=internal" not in log, log

    # Ways in.

    def socket(self) -> "Wire":
        return Wire(socket.create_connection(("127.0.0.1", self.port), PATIENCE))

    def lines(self, first: str = "help cancel\n") -> "Wire":
        """In the chat by lines, past the greeting."""
        wire = self.socket()
        wire.send(first)
        wire.until("cancel [NUMBER | all]")
        return wire

    @contextlib.contextmanager
    def websocket(self, path: str = "/", **options: Any) -> Iterator[ClientConnection]:
        # By itself it would stop to read, and its pings would make of a slow machine a broken connection.
        quiet = {
            "max_queue": None,
            "ping_interval": None,
            "open_timeout": PATIENCE,
            "close_timeout": PATIENCE,
        }
        options = {**quiet, **options}
        with connect(f"ws://127.0.0.1:{self.port}{path}", **options) as peer:
            yield peer

    @contextlib.contextmanager
    def program(self, path: str = "/") -> Iterator["Program"]:
        with self.websocket(path, subprotocols=[Subprotocol("besedka.v1.json")]) as peer:
            assert peer.subprotocol == "besedka.v1.json"
            yield Program(peer)

    def http(self, request: str | bytes) -> str:
        """One request, and all that comes back."""
        with self.socket() as wire:
            wire.send(request)
            return wire.rest()


class Wire:
    """A socket that is read with patience."""

    def __init__(self, peer: socket.socket) -> None:
        self.peer = peer
        self.seen = ""

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.peer.close()

    def send(self, data: str | bytes) -> None:
        self.peer.sendall(data.encode() if isinstance(data, str) else data)

    def until(self, words: str) -> str:
        """Read until the words have come; returns all that came before and with them since the last call."""
        while words not in self.seen:
            data = self.peer.recv(1 << 16)
            assert data, f"the end instead of {words!r} behind {self.seen!r}"
            self.seen += data.decode(errors="replace")
        end = self.seen.index(words) + len(words)
        head, self.seen = self.seen[:end], self.seen[end:]
        return head

    def rest(self) -> str:
        """Everything up to the end; a reset is an end, too."""
        with contextlib.suppress(ConnectionError):
            while data := self.peer.recv(1 << 16):
                self.seen += data.decode(errors="replace")
        head, self.seen = self.seen, ""
        return head

    def finish(self) -> None:
        """`nc -N`: nothing more will be sent."""
        self.peer.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Gone without a word."""
        self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.peer.close()


def last_words(peer: ClientConnection) -> tuple[list[str], int | None]:
    """All that still comes until the server closes, and its close code."""
    heard: list[str] = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            heard.append(str(peer.recv(PATIENCE)))
    return heard, peer.close_code


class Program:
    """A client of the JSON dialect, every message of which is held against the published schemas."""

    def __init__(self, peer: ClientConnection) -> None:
        self.peer = peer
        self.welcome = self.next("welcome")
        self.name: str = self.welcome["name"]

    def ask(self, kind: str, **fields: Any) -> None:
        message = {"type": kind, **fields}
        validate(message, "in")
        self.peer.send(json.dumps(message))

    def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.peer.recv(PATIENCE))
        validate(message, "out")
        return message

    def next(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next message of this type with these values; what comes before it is passed over."""
        while True:
            message = self.receive()
            if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
                return message


FROZEN = """
import socket, sys, time
peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
peer.sendall(b"GET /?name=frozen HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n")
peer.recv(10000)
print("in", flush=True)
time.sleep(60)
"""


@contextlib.contextmanager
def frozen_client(port: int) -> Iterator[None]:
    """A client process that has joined and is then stopped in its tracks."""
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", FROZEN, str(port)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"in\n"
        process.send_signal(signal.SIGSTOP)
        yield
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
