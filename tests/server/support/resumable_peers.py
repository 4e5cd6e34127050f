"""Peers whose sessions outlive their connections."""

import json
from typing import Any

from server_bench import Bench, Peer

__all__ = ["Visitor", "kinds", "resumable"]


def kinds(events: list[dict[str, Any]]) -> list[str]:
    """What the events are, in short."""
    return [event.get("text") or event.get("code") or event["type"] for event in events]


class Visitor:
    """Somebody over one connection after another."""

    def __init__(self, bench: Bench, name: str, address: str = "127.0.0.1") -> None:
        self.bench = bench
        self.name = name
        self.address = address
        self.token = ""
        self.seq = 0
        self.request = 0
        self.events: list[dict[str, Any]] = []
        """All that was told, over all connections."""
        self.peer: Peer

    def connect(self) -> "Visitor":
        self.peer = self.bench.peer(self.address).upgrade(f"/?name={self.name}&resume=1", json=True)
        return self

    def join(self) -> list[dict[str, Any]]:
        return self.connect().say({"type": "join"}).told()

    def resume(self, seq: int | None = None, token: str | None = None) -> list[dict[str, Any]]:
        self.connect().ask_back(seq, token)
        return self.told()

    def ask_back(self, seq: int | None = None, token: str | None = None) -> None:
        asked = self.token if token is None else token
        self.say({"type": "resume", "token": asked, "seq": self.seq if seq is None else seq})

    def say(self, *messages: dict[str, Any]) -> "Visitor":
        self.peer.say(*map(json.dumps, messages))
        return self

    def send(self, text: str, to: str | None = None, **fields: Any) -> "Visitor":
        self.request += 1
        to_one = {} if to is None else {"to": to}
        return self.say({"type": "send", "text": text, "request": self.request, **to_one, **fields})

    def told(self) -> list[dict[str, Any]]:
        """What has come since the last call. A client counts an entry as seen with its last event."""
        self.bench.loop.run()
        events = [json.loads(text) for text in self.peer.texts()]
        self.events += events
        for event in events:
            if event["type"] == "session":
                self.token = event["token"]
            if event["type"] != "resumed":
                self.seq = max(self.seq, event["seq"] - event.get("more", False))
        return events

    def cut(self) -> None:
        """The connection breaks."""
        self.peer.reset()


def resumable(bench: Bench, name: str, address: str = "127.0.0.1") -> Visitor:
    """Somebody who is in, and has read everything."""
    visitor = Visitor(bench, name, address)
    visitor.join()
    return visitor
