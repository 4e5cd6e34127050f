"""A connection of the fake server."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fake_sessions import LIMITS, ResumingPeer

from besedka.chat.language.commands import Cancel, Ignore, Leave, Rename, Report, Send, Unignore
from besedka.chat.language.events import (
    Accepted,
    Cancelled,
    Farewell,
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
    Joined,
    Left,
    Message,
    Pending,
    Refused,
    Renamed,
    ScheduledListed,
    SearchListed,
    Stamp,
    User,
    UsersListed,
    Welcome,
)
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, Search, ShowHistory
from besedka.dialects.commands.requests import (
    Help,
    HelpShown,
    LanguageSet,
    Request,
    UseLanguage,
)
from besedka.dialects.dialect import JSON
from besedka.wire.http import HttpRequest, RequestParser, encode_response
from besedka.wire.websocket import Closed, Ping, Role, TextMessage, Upgrade, WebSocket, accept

if TYPE_CHECKING:
    from fake_server import FakeServer


class Peer(ResumingPeer, asyncio.Protocol):
    """A connection of the fake server."""

    def __init__(self, server: "FakeServer") -> None:
        super().__init__()
        self.server = server
        self.parser: RequestParser | None = RequestParser()
        self.socket = WebSocket(Role.SERVER)
        self.name = ""
        self.bot = False
        self.code = "en"
        self.received: list[str] = []
        self.pings = 0
        self.ignored: dict[str, None] = {}

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.server.peers.append(self)
        self.person = self.server.greeted > 0
        self.server.greeted -= self.person
        if self.person:
            transport.write(self.server.greet)

    def connection_lost(self, exc: Exception | None) -> None:
        self.server.peers.remove(self)
        if not self.is_detached() and self.name:
            self.server.say(Left(self.name, "lost"))

    def data_received(self, data: bytes) -> None:
        if self.person:
            self.transport.close()
        elif self.parser is not None:
            self.parser.receive(data)
            request = self.parser.next_event()
            if isinstance(request, HttpRequest):
                self.shake_hands(request)
        else:
            self.socket.receive(data)
            while (event := self.socket.next_event()) is not None:
                if isinstance(event, Ping):
                    self.pings += 1
                elif isinstance(event, TextMessage):
                    self.received.append(event.text)
                    self.answer(JSON.read(event.text))
                elif isinstance(event, Closed):
                    self.transport.write(self.socket.take_outgoing())
                    self.transport.close()
            self.transport.write(self.socket.take_outgoing())

    def shake_hands(self, request: HttpRequest) -> None:
        upgrade = accept(request, subprotocols=self.server.subprotocols)
        if self.server.refuse is not None or not isinstance(upgrade, Upgrade):
            self.transport.write(self.server.refuse or encode_response(400, b"no"))
            self.transport.close()
            return
        self.parser = None
        self.transport.write(upgrade.response)
        self.bot = request.query.get("bot") == "1"
        asked = request.query.get("name"), request.query.get("lang", "en")
        if self.server.resume and request.query.get("resume") == "1":
            self.joining = asked
        elif not self.server.mute:
            self.welcome(*asked)

    def welcome(self, name: str | None, code: str) -> None:
        taken = set(self.server.names()) | self.server.ghosts
        self.code = code
        self.name = name if name and name not in taken else f"guest-{next(self.server.guests)}"
        stamp = self.server.say(Joined(self.name, bot=self.bot), but=self)
        names = self.server.names()
        bots = tuple(name for name in names if self.server.is_bot(name))
        self.tell(Welcome(self.name, names, len(names), LIMITS, bots=bots), stamp)
        if name in taken:
            self.tell(Refused("name-taken", {"name": name}), stamp)

    def tell(self, event: Any, stamp: Stamp, ref: Any = None) -> None:
        self.keep(event, stamp, ref)
        if not self.socket.close_sent and not self.socket.closed:
            text = JSON.write(event, stamp, self.code, ref)
            self.transport.write(self.socket.send_text(text))

    def hear(self, event: Any, stamp: Stamp) -> None:
        """What is told to everybody, as who ignores somebody gets it."""
        if isinstance(event, Joined):
            event = replace(event, ignored=event.name in self.ignored)
        if not isinstance(event, Message) or event.author not in self.ignored:
            self.tell(event, stamp)

    def ignore(self, name: str) -> Accepted:
        self.ignored[name] = None
        return Accepted("ignore", name=name)

    def unignore(self, name: str) -> Accepted:
        del self.ignored[name]
        return Accepted("unignore", name=name)

    def users(self) -> UsersListed:
        names = sorted(peer.name for peer in self.server.peers)
        is_bot = self.server.is_bot
        rows = (User(name, ignored=name in self.ignored, bot=is_bot(name)) for name in names)
        return UsersListed(self.name, tuple(rows))

    def list_ignored(self) -> IgnoredListed:
        here = {peer.name for peer in self.server.peers}
        return IgnoredListed(tuple(IgnoredUser(name, name in here) for name in self.ignored))

    def answer(self, request: Request) -> None:
        ask, server = request.ask, self.server
        if self.is_about_session(request):
            return
        server.asked.append(ask)
        if server.deaf or self.repeats(request):
            return
        if isinstance(ask, Send) and ask.delay is None:
            self.send(ask, request)
            return
        if isinstance(ask, Rename) and ask.name in server.ghosts:
            ask = Refused("name-taken", {"name": ask.name})
        if isinstance(ask, Rename):
            old, self.name = self.name, ask.name
            if self.session is not None:
                self.session.name = ask.name
            stamp = server.say(Renamed(old, ask.name))
            self.tell(Accepted("rename", name=ask.name), stamp, request.ref)
            return
        answers: dict[type, Callable[[], Any]] = {
            Send: lambda: self.delay(ask),
            ListUsers: self.users,
            ListIgnored: self.list_ignored,
            Ignore: lambda: self.ignore(ask.name),  # type: ignore[union-attr,arg-type]
            Unignore: lambda: self.unignore(ask.name),  # type: ignore[union-attr,arg-type]
            ShowHistory: lambda: HistoryListed(tuple(server.history)),
            Search: lambda: SearchListed(tuple(reversed(server.history)), text=ask.text),  # type: ignore[union-attr]
            ListScheduled: lambda: ScheduledListed(tuple(server.pending)),
            Cancel: lambda: Cancelled(tuple(server.pending[-1:])),
            Report: lambda: Accepted("report", name=ask.name),  # type: ignore[union-attr]
            Help: lambda: HelpShown(ask.topic),  # type: ignore[union-attr]
            UseLanguage: lambda: self.speak(ask.language),  # type: ignore[union-attr]
            Refused: lambda: ask,
            Leave: lambda: Farewell("exit"),
        }
        self.tell(answers[type(ask)](), server.last, request.ref)
        if isinstance(ask, Leave):
            self.end_session()
            self.transport.write(self.socket.close(1000, "bye"))

    def speak(self, code: str) -> LanguageSet:
        self.code = code
        return LanguageSet(code)

    def delay(self, ask: Any) -> Accepted:
        stamp = self.server.stamp()
        pending = Pending(stamp.seq, ask.text, stamp.at + ask.delay * 1000, ask.to)
        self.server.pending.append(pending)
        return Accepted("send", number=stamp.seq, due=pending.due, name=ask.to)

    def send(self, ask: Send, request: Request) -> None:
        if ask.to is not None and ask.to not in self.server.names():
            refused = Refused("no-such-user", {"name": ask.to, "nearest": None})
            self.tell(refused, self.server.last, request.ref)
            return
        if ask.to is None:
            self.server.speak(self.name, ask.text, bot=self.bot)
        else:
            stamp = self.server.stamp()
            message = Message(stamp.seq, self.name, ask.text, to=ask.to, bot=self.bot)
            for session in self.server.sessions.by_token.values():
                if session.name in (self.name, ask.to):
                    session.note(message, stamp)
            for peer in self.server.peers:
                if peer.name in (self.name, ask.to):
                    peer.tell(message, stamp)
        self.tell(Accepted("send", number=self.server.last.seq, name=ask.to), self.server.last, request.ref)
