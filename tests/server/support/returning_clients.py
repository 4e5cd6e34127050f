"""Clients that do what docs/protocol.md asks of them, and a reference of what each of them had to see."""

import json
from typing import Any

from server_bench import Bench, Peer

from besedka.chat import Chat, Delivery, Entry
from besedka.chat.language.commands import Join
from besedka.chat.language.deliveries import EVERYBODY
from besedka.chat.language.events import Message, NotSent, Resumed, Undelivered
from besedka.server.resuming.tokens import hash_of
from besedka.wire.websocket import TextMessage

__all__ = ["Client", "Reference", "Sight"]

_TOLD = {Message: "message", NotSent: "not-sent", Undelivered: "undelivered"}

Sight = tuple[int, str, int]
"""An event that somebody has to see: its entry, its type, and the number of its message."""


class Reference:
    """What each session had to see, had no connection ever been lost."""

    def __init__(self, entries: list[Entry]) -> None:
        self._chat = Chat()
        self._tokens: dict[str | None, str] = {}
        self._seen: dict[str, list[Sight]] = {}
        self.public: set[Sight] = set()
        self.numbers: dict[str, set[int]] = {}
        """The numbers of the messages with a text: it was sent so often."""
        for entry in entries:
            self._apply(entry)

    def of(self, token: str) -> list[Sight]:
        """Return what the session of this token had to see, in order."""
        return self._seen.get(hash_of(token), [])

    def _apply(self, entry: Entry) -> None:
        if isinstance(entry.command, Join) and entry.command.token is not None:
            self._tokens[entry.origin.session] = entry.command.token
        for delivery in self._chat.apply(entry):
            if isinstance(delivery.event, Resumed):
                break  # What follows was told before.
            if type(delivery.event) in _TOLD:
                self._note(entry.seq, delivery)

    def _note(self, seq: int, delivery: Delivery) -> None:
        event: Any = delivery.event
        number = event.message.number if isinstance(event, NotSent) else event.number
        sight = (seq, _TOLD[type(event)], number)
        if isinstance(event, Message):
            self.numbers.setdefault(event.text, set()).add(number)
        if delivery.audience is EVERYBODY:
            self.public.add(sight)
        for session, token in self._tokens.items():
            is_told = delivery.audience in (EVERYBODY, session)
            if is_told and session is not None and self._chat.is_in(session):
                self._seen.setdefault(token, []).append(sight)


class Client:
    """Somebody who may be cut off after any byte, and comes back."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.peer: Peer | None = None
        self.token = ""
        self.is_in = False
        self.position = 0
        self.sights: list[Sight] = []
        self._known: set[tuple[str, int]] = set()
        self.unanswered: dict[int, dict[str, Any]] = {}
        self.request = 0
        self.returns: list[tuple[int, dict[str, Any]]] = []
        """The positions from which it came back, and what `resumed` said."""
        self.refusals: list[str] = []
        self._claim = 0
        self._read = 0

    def connect(self, bench: Bench) -> None:
        """Open a connection, over which it comes back or joins."""
        self.peer = bench.peer().upgrade(f"/?name={self.name}&resume=1", json=True)
        self._read = len(self.peer.output)
        self._claim = self.position
        self.is_in = False
        if self.token:
            self.ask({"type": "resume", "token": self.token, "seq": self.position})
        else:
            self.ask({"type": "join"})

    def ask(self, message: dict[str, Any]) -> None:
        if self.peer is not None and not self.peer.transport.closing and not self.peer.socket.close_sent:
            self.peer.say(json.dumps(message))

    def send(self, text: str, **fields: Any) -> None:
        """Send once; whatever has no answer is repeated with its number over the next connection."""
        if not self.is_in:
            return
        self.request += 1
        message = {"type": "send", "text": text, "request": self.request, "ref": self.request, **fields}
        self.unanswered[self.request] = message
        self.ask(message)

    def read(self, part: float = 1.0) -> None:
        """Read this part of the bytes that have come."""
        if self.peer is None:
            return
        self.peer.bench.loop.run()
        output = self.peer.output[: self._read + round((len(self.peer.output) - self._read) * part)]
        if not self.peer.socket.closed:
            self.peer.socket.receive(output[self._read :])
        self._read = len(output)
        for event in iter(self.peer.socket.next_event, None):
            if isinstance(event, TextMessage):
                self._see(json.loads(event.text))

    def cut(self) -> None:
        if self.peer is not None:
            self.peer.reset()
        self.peer, self.is_in = None, False

    def _see(self, event: dict[str, Any]) -> None:
        kind = event["type"]
        if kind == "resumed":
            self.returns.append((self._claim, event))
            self._come_in()
        else:
            if kind == "welcome":
                self.is_in = True
            self.position = max(self.position, event["seq"] - event.get("more", False))
        if kind == "session":
            self.token = event["token"]
        elif kind == "refused":
            self.refusals.append(event["code"])
        if kind in ("accepted", "refused"):
            self.unanswered.pop(event.get("ref", 0), None)
        if kind in _TOLD.values():
            number = event.get("number", event.get("message", {}).get("number", 0))
            sight = (event["seq"], kind, number)
            assert event["seq"] > self._claim, "told again though it was seen"
            if (kind, number) not in self._known:  # As the last events of an entry are told again.
                self._known.add((kind, number))
                self.sights.append(sight)

    def _come_in(self) -> None:
        self.is_in = True
        for message in self.unanswered.values():
            self.ask(message)
