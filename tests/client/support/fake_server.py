"""A small chat for the client's tests: the JSON dialect over the real wire, and handles to misbehave with."""

import asyncio
import itertools
import ssl
from typing import Any

from fake_peer import Peer
from fake_sessions import LIMITS, Sessions

from besedka.chat.language.events import (
    Message,
    Pending,
    Recorded,
    Stamp,
)
from besedka.dialects.dialect import SUBPROTOCOLS

__all__ = ["LIMITS", "NOON", "FakeServer", "Peer"]

NOON = 1_700_000_000_000


class FakeServer:
    """State of the chat, and what is to go wrong: set before a client connects."""

    def __init__(self) -> None:
        self.peers: list[Peer] = []
        self.history: list[Recorded] = []
        self.seq = itertools.count(1)
        self.guests = itertools.count(1)
        self.at = NOON
        self.last = Stamp(0, NOON)
        self.refuse: bytes | None = None  # an HTTP response in the place of the upgrade
        self.greet = b""  # what the next connections are told before their handshake
        self.greeted = 0  # and how many of them
        self.subprotocols = SUBPROTOCOLS
        self.mute = self.deaf = False  # accepts, and never says anything; answers no command
        self.asked: list[object] = []
        self.port = 0
        self.pending: list[Pending] = []
        self.ghosts: set[str] = set()  # names of connections that are dead, and counted as alive
        self.resume = False  # an older server, without sessions that come back
        self.sessions = Sessions()
        self._server: asyncio.Server | None = None

    def stamp(self) -> Stamp:
        self.at += 1000
        self.last = Stamp(next(self.seq), self.at)
        return self.last

    async def start(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Peer(self), "127.0.0.1", port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        self.drop()
        await asyncio.sleep(0)

    def drop(self) -> None:
        for peer in list(self.peers):
            peer.transport.abort()

    def forget(self) -> None:
        """The grace of every session is over."""
        self.sessions.by_token.clear()

    def restart(self) -> None:
        """A server that keeps nothing on disk begins anew."""
        self.forget()
        self.sessions.life += 1
        self.seq, self.last, self.history, self.pending = itertools.count(1), Stamp(0, self.at), [], []
        self.drop()

    def close(self, code: int, reason: str = "bye") -> None:
        for peer in list(self.peers):
            peer.transport.write(peer.socket.close(code, reason))

    def say(self, event: Any, *, but: Peer | None = None) -> Stamp:
        stamp = self.stamp()
        for peer in self.peers:
            if peer is not but and peer.name:
                peer.hear(event, stamp)
        self.sessions.note(event, stamp)
        return stamp

    def names(self) -> tuple[str, ...]:
        away = (session.name for session in self.sessions.away())
        return tuple(sorted({*away, *(peer.name for peer in self.peers if peer.name)}))

    def is_bot(self, name: str) -> bool:
        return any(peer.bot for peer in self.peers if peer.name == name)

    def speak(self, author: str, text: str, **more: Any) -> None:
        number = self.last.seq + 1
        message = Message(number, author, text, **more)
        stamp = self.say(message)
        if message.to is None:
            self.history = [*self.history, Recorded(stamp, message)][-LIMITS.history :]

    def raw(self, text: str) -> None:
        for peer in self.peers:
            peer.transport.write(peer.socket.send_text(text))
