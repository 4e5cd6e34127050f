"""Where the journal, the chat and the outboxes meet: sessions on one side, entries on the other."""

from asyncio import AbstractEventLoop
from collections.abc import Callable
from typing import cast, get_args

from besedka.chat import Chat, Entry, Rules, Stamp
from besedka.chat.commands import Command, Departure, Join, Leave, SetRules, Stop
from besedka.chat.events import Answer, Event, Farewell, Refused, Welcome
from besedka.chat.questions import Question
from besedka.dialects import Help, HelpShown, LanguageSet, Ref, Request, Shown, UseLanguage, split
from besedka.journal import Commit, Journal
from besedka.server.fanout import Fanout
from besedka.server.log import Log, log_delivery
from besedka.server.outbox import Outbox
from besedka.server.session import Session
from besedka.server.waker import Waker

__all__ = ["Hub"]


class Hub:
    """Feeds the chat with what the journal commits, and hands the deliveries to the outboxes, in that order.

    `make_journal` makes the journal from the callback that it is to commit to.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        make_journal: Callable[[Commit], Journal],
        rules: Rules,
        log: Log,
        *,
        outbox_bound: int,
        total_bound: int,
    ) -> None:
        self._chat = Chat()
        self._sessions: dict[str, Session] = {}
        self._rules = rules
        self._log = log
        self._stopped = False
        self.fanout = Fanout(loop, self._slow, bound=outbox_bound, total_bound=total_bound)
        self._journal = make_journal(self._commit)
        self._waker = Waker(loop, self._journal, self._chat.next_due)
        self._journal.append(None, SetRules(rules))

    @property
    def population(self) -> int:
        """How many sessions this node has."""
        return len(self._sessions)

    @property
    def durable(self) -> bool:
        """Whether what is said here outlives the server."""
        return self._journal.durable

    def join(
        self, outbox: Outbox, network: str, name: str | None, on_end: Callable[[Farewell], None]
    ) -> Session:
        """A new session asks to come in.

        What is written to `outbox` begins with its welcome.
        """
        session = Session(outbox, self._append, self._reply, on_end)
        self._sessions[session.id] = session
        session.submit(Request(Join(network, name)))
        return session

    def part(self, session: Session, reason: Departure) -> None:
        """The connection can carry nothing more: the session gets nothing from here on, and leaves."""
        self.fanout.leave(session.outbox)
        if self._sessions.pop(session.id, None) is not None and not self._stopped:
            self._journal.append(session.id, Leave(reason))

    def stop(self) -> None:
        """The server stops: everybody is told, and authors what is lost with it.

        Sessions stay to be closed.
        """
        self._waker.stop()
        self._stopped = not self._journal.durable
        if self._stopped:
            self._journal.append(None, Stop())

    def now(self) -> Stamp:
        """The stamp of an answer: the last applied entry, and the present time."""
        return Stamp(self._chat.last.seq, self._journal.now())

    def tell(
        self, session: Session, shown: Shown, stamp: Stamp | None = None, ref: Ref | None = None
    ) -> None:
        """Say something to one session, at this point of the order."""
        outbox = session.outbox
        self.fanout.tell(outbox, outbox.voice.encode(shown, stamp or self.now(), ref))

    def tell_more(self, session: Session) -> None:
        """Tell the next part of an answer that was too long for one event."""
        part, ref = session.next_unsaid()
        self.tell(session, part, ref=ref)
        if not session.unsaid:
            session.go_on()

    def _append(self, session: Session, command: Command) -> None:
        self._journal.append(session.id, command)

    def _reply(self, session: Session, request: Request) -> None:
        """Answer what is no command: a question, or something about the session itself."""
        ask = request.ask
        shown: Shown
        if isinstance(ask, Help):
            shown = HelpShown(ask.topic, self._rules)
        elif isinstance(ask, UseLanguage):
            self.fanout.change_voice(session.outbox, session.outbox.voice.kin(ask.language))
            shown = LanguageSet(ask.language)
        elif isinstance(ask, Refused):
            shown = ask
        else:
            shown = self._chat.answer(session.id, cast("Question", ask))
        self._answer(session, shown, self.now(), request.ref)

    def _answer(self, session: Session, shown: Shown, stamp: Stamp, ref: Ref | None) -> None:
        """Tell an answer: a long one in parts, which the connection asks for (`tell_more`) as fast as it takes them."""
        parts = split(shown)
        if not session.unsaid:
            self.tell(session, parts[0], stamp, ref)
            parts = parts[1:]
        if parts:
            session.owe(parts, ref)

    def _commit(self, entry: Entry) -> None:
        """An entry has come back: apply it, deliver, and let its session go on."""
        stamp = Stamp(entry.seq, entry.at)
        author = self._sessions.get(entry.session or "")
        ref = author.committed() if author else None
        for delivery in self._chat.apply(entry):
            log_delivery(self._log, entry, delivery)
            if delivery.to is None:
                self.fanout.broadcast(delivery.event, stamp)
            elif delivery.to in self._sessions:
                session = self._sessions[delivery.to]
                if isinstance(delivery.event, Farewell):
                    self._end(session, delivery.event, stamp, ref)
                elif delivery.to == entry.session and type(delivery.event) in _ANSWERS:
                    self._answer(session, delivery.event, stamp, ref)
                else:
                    self._deliver(session, delivery.event, stamp)
        self._waker.rearm()
        if author and author.id in self._sessions:  # A session that has ended asks for nothing more.
            author.go_on()

    def _deliver(self, session: Session, event: Event, stamp: Stamp) -> None:
        if isinstance(event, Welcome):
            self.fanout.enter(session.outbox)
        self.tell(session, event, stamp)

    def _end(self, session: Session, farewell: Farewell, stamp: Stamp, ref: Ref | None) -> None:
        """The session has left the chat: its last event, whatever else it was to be told."""
        self.tell(session, farewell, stamp, ref)
        self.fanout.leave(session.outbox)
        del self._sessions[session.id]
        session.on_end(farewell)

    def _slow(self, outbox: Outbox) -> None:
        """Somebody does not read: it gets its farewell behind its backlog."""
        session = self._sessions.get(outbox.session)
        if session is not None and outbox.start is not None:
            self.fanout.leave(outbox)
            session.submit(Request(Leave("slow")))
            session.forget_unsaid()  # It would be told to nobody, and the farewell would wait behind it.


_ANSWERS = frozenset(get_args(Answer))
