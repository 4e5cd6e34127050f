"""Sessions of the fake server that come back."""

import itertools
from typing import Any

from besedka.chat.language.commands import Seen
from besedka.chat.language.events import Limits, Message, Refused, Resumed, Stamp, Undelivered, Welcome
from besedka.dialects.commands.requests import JoinChat, Replaced, Request, ResumeSession, SessionGranted
from besedka.wire.websocket import WebSocket

__all__ = ["LIMITS", "FakeSession", "ResumingPeer", "Sessions"]

LIMITS = Limits(4000, 32, 604_800, 100, 20)


class FakeSession:
    """Somebody, with a connection (`peer`) or without one."""

    def __init__(self, token: str, peer: Any) -> None:
        self.token = token
        self.peer: Any = peer
        self.name, self.bot, self.code = peer.name, peer.bot, peer.code
        self.log: list[tuple[Any, Stamp]] = []
        self.answers: dict[int, tuple[Any, Stamp]] = {}
        self.ignored: dict[str, None] = peer.ignored

    def note(self, event: Any, stamp: Stamp) -> None:
        """What is told again if it was not seen."""
        if isinstance(event, Message | Undelivered):
            self.log.append((event, stamp))

    def since(self, seq: int) -> list[tuple[Any, Stamp]]:
        return [row for row in self.log if row[1].seq > seq]


class Sessions:
    """All of them, by their tokens."""

    def __init__(self) -> None:
        self.life = 1
        self.by_token: dict[str, FakeSession] = {}
        self.seen: list[int] = []
        self._numbers = itertools.count(1)

    def grant(self, peer: Any) -> FakeSession:
        token = f"life{self.life}.secret{next(self._numbers)}"
        session = self.by_token[token] = FakeSession(token, peer)
        return session

    def why_not(self, token: str) -> str:
        return "unknown-session" if token.startswith(f"life{self.life}.") else "new-server"

    def away(self) -> list[FakeSession]:
        return [session for session in self.by_token.values() if session.peer is None]

    def note(self, event: Any, stamp: Stamp) -> None:
        for session in self.by_token.values():
            session.note(event, stamp)


class ResumingPeer:
    """What a connection of the fake server knows of its session."""

    server: Any
    transport: Any
    socket: WebSocket
    name: str
    bot: bool
    code: str
    ignored: dict[str, None]

    def __init__(self) -> None:
        self.session: FakeSession | None = None
        self.joining: tuple[str | None, str] | None = None
        self.number: int | None = None
        self.asked_to_resume = False

    def is_about_session(self, request: Request) -> bool:
        """Whether the request is about the session itself; it is carried out then."""
        ask, server = request.ask, self.server
        if self.joining is not None:
            self.begin(ask, self.joining)
        elif isinstance(ask, JoinChat):
            self.tell(Refused("unknown-type", {"type": "join", "nearest": None}), server.last, request.ref)
        elif isinstance(ask, Seen):
            server.sessions.seen.append(ask.seq)
        else:
            self.number = request.number
            return False
        return True

    def repeats(self, request: Request) -> bool:
        """Whether the request came before; it is answered again then."""
        kept = None if self.session is None else self.session.answers.get(request.number or 0)
        if kept is not None:
            self.tell(*kept, request.ref)
        return kept is not None

    def keep(self, event: Any, stamp: Stamp, ref: Any) -> None:
        if self.session is not None and ref is not None and self.number is not None:
            self.session.answers[self.number] = event, stamp

    def is_detached(self) -> bool:
        """Whether the session outlives the connection, which has ended."""
        session = self.session
        if session is None or session.token not in self.server.sessions.by_token:
            return False
        if session.peer is self:
            session.peer = None
        return True

    def end_session(self) -> None:
        if self.session is not None:
            del self.server.sessions.by_token[self.session.token]

    def begin(self, ask: Any, asked: tuple[str | None, str]) -> None:
        """The first message of a connection whose session may come back."""
        sessions = self.server.sessions
        self.asked_to_resume = isinstance(ask, ResumeSession)
        if isinstance(ask, JoinChat) and not self.server.mute:
            self.joining = None
            self.welcome(*asked)
            self.session = sessions.grant(self)
            self.tell(SessionGranted(self.session.token, 300), self.server.last)
        elif isinstance(ask, ResumeSession) and not self.server.mute:
            found = sessions.by_token.get(ask.token)
            if found is None:
                self.tell(Refused(sessions.why_not(ask.token)), self.server.last)
            else:
                self.joining = None
                self.go_on(found, ask.seq)

    def go_on(self, session: FakeSession, seq: int) -> None:
        if session.peer is not None:
            session.peer.tell(Replaced(), self.server.last)
            session.peer.transport.write(session.peer.socket.close(4001, "replaced"))
        session.peer, self.session = self, session
        self.name, self.bot, self.code, self.ignored = (
            session.name,
            session.bot,
            session.code,
            session.ignored,
        )
        names = self.server.names()
        rows = session.since(seq)
        missed = sum(row[0].to is None for row in rows)
        state = Welcome(self.name, names, len(names), LIMITS)
        self.tell(Resumed(state, missed), self.server.stamp())
        for event, stamp in rows:
            self.tell(event, stamp)

    def welcome(self, name: str | None, code: str) -> None:
        raise NotImplementedError

    def tell(self, event: Any, stamp: Stamp, ref: Any = None) -> None:
        raise NotImplementedError
