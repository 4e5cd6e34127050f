"""Servers that are killed while people talk, and started again: what comes of their sessions."""

import contextlib
import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from e2e_harness import PATIENCE, Server
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection
from websockets.typing import Subprotocol


class Talker:
    """A client as docs/protocol.md wants it: it repeats what has no answer, and drops what it has already."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.token = ""
        self.position = 0
        self.unanswered: dict[int, dict[str, Any]] = {}
        self.messages: list[tuple[int, str]] = []
        self.first: list[str] = []
        """The types of the first events of its connections; of a refusal, its code."""
        self._peer: ClientConnection
        self._request = 0

    @contextlib.contextmanager
    def line(self, server: Server) -> Iterator[None]:
        """Join, or come back and repeat what had no answer."""
        address = f"/?name={self.name}&resume=1"
        with server.websocket(address, subprotocols=[Subprotocol("besedka.v1.json")]) as self._peer:
            self._ask(
                {"type": "resume", "token": self.token, "seq": self.position}
                if self.token
                else {"type": "join"}
            )
            event = self._receive()
            self.first.append(event.get("code", event["type"]))
            for message in list(self.unanswered.values()):
                self._ask(message)
            yield

    def send(self, text: str, **fields: Any) -> None:
        self._request += 1
        message = {"type": "send", "text": text, "request": self._request, "ref": self._request, **fields}
        self.unanswered[self._request] = message
        self._ask(message)

    def read(self, answers: int) -> None:
        """Read until so many requests have had their answers."""
        until = len(self.unanswered) - answers
        while len(self.unanswered) > until:
            self._receive()

    def read_to_the_end(self) -> None:
        """Read what the server has written before it was killed."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                self._receive()

    def _ask(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(ConnectionClosed):
            self._peer.send(json.dumps(message))

    def _receive(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self._peer.recv(PATIENCE))
        if event["type"] != "resumed":
            self.position = max(self.position, event["seq"] - event.get("more", False))
        if event["type"] == "session":
            self.token = event["token"]
        elif event["type"] == "accepted":
            self.unanswered.pop(event["ref"])
        elif event["type"] == "message" and (event["number"], event["text"]) not in self.messages:
            self.messages.append((event["number"], event["text"]))
        return event


def test_what_is_said_while_the_server_is_killed_again_and_again_is_said_once(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    options = ("--flood", "0", "--journal", str(tmp_path / "chat.db"))
    ann, bob = Talker("ann"), Talker("bob")
    sent: list[str] = []
    for life in range(4):
        server = start(*options)
        with ann.line(server), bob.line(server):
            for number in range(100):
                sent.append(f"{life} {number}")
                ann.send(sent[-1], **({"to": "bob"} if number % 3 == 0 else {}))
            ann.read(60)
            server.stop(signal.SIGKILL)
            ann.read_to_the_end()
            bob.read_to_the_end()
    server = start(*options)
    with ann.line(server), bob.line(server):
        ann.read(len(ann.unanswered))
        ann.send("over")
        for talker in (ann, bob):
            while talker.messages[-1][1] != "over":
                talker._receive()
    assert ann.first == bob.first == ["welcome", *["resumed"] * 4]
    for talker in (ann, bob):
        assert [text for _, text in talker.messages] == [*sent, "over"]


def test_a_server_without_a_journal_that_was_started_anew_says_so_and_lets_in(
    start: Callable[..., Server],
) -> None:
    ann = Talker("ann")
    first = start("--flood", "0")
    with ann.line(first):
        ann.send("lost with the server")
        ann.read(1)
        first.stop(signal.SIGKILL)
        ann.read_to_the_end()
    second = start("--flood", "0")
    for _ in range(20):
        with ann.line(second):
            pass
    assert ann.first == ["welcome", *["new-server"] * 20]
    ann.token = ""
    with ann.line(second):
        ann.send("hello")
        ann.read(1)
    assert ann.first[-1] == "welcome"
