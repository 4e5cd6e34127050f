"""Where the journal, the chat and the outboxes meet: sessions on one side, entries on the other."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable
from typing import Any, cast, get_args

from besedka.chat import Delivery, Entry, Origin, Rules, Stamp
from besedka.chat.commands import Command, Departure, Failed, Join, Leave, NodeStarted, NodeStopped, Tick
from besedka.chat.delivery import FilterChanged, OneSession, OnNode, hideable_author
from besedka.chat.events import Answer, Event, Farewell, Refused, Welcome
from besedka.chat.questions import Question
from besedka.dialects import Help, HelpShown, LanguageSet, Ref, Request, Shown, UseLanguage, split
from besedka.journal import MakeJournal, open_chat
from besedka.server.fanout import Fanout
from besedka.server.log import Log, log_delivery, log_failure
from besedka.server.missed import Item, Record, missed
from besedka.server.outbox import Outbox
from besedka.server.session import Session
from besedka.server.waker import Waker

__all__ = ["Hub"]

_RETRY = 1.0
"""Seconds until something of the server's own is appended again that could not be stored."""

_JOIN = 0
"""The number of the request that every session begins with."""


class Hub:
    """Feeds the chat with what the journal commits, and hands the deliveries to the outboxes, in that order.

    `make_journal` makes the journal from the callbacks for what it commits and for what it could not store. `node` is
    this node's name: what an earlier life of it has left in the journal ends here. `record_bound` is bytes, of what is
    kept for everybody, and again for each session that may come back.
    """

    def __init__(
        self,
        loop: AbstractEventLoop,
        make_journal: MakeJournal,
        rules: Rules,
        log: Log,
        *,
        node: str,
        outbox_bound: int,
        total_bound: int,
        record_bound: int = 0,
    ) -> None:
        self._loop = loop
        self._sessions: dict[str, Session] = {}
        self._log = log
        self._node = node
        self._stopped = False
        self._record_bound = record_bound
        self._record: Record | None = None
        self._delivered = 0
        self.fanout = Fanout(loop, self._slow, bound=outbox_bound, total_bound=total_bound)
        self.started = asyncio.Event()
        """Set when the node's life has begun in the journal; nobody may come in before."""
        self._journal = make_journal(self._commit, self._not_stored)
        opening = self._journal.open()
        self._chat = open_chat(opening, self._fail)
        self._waker = Waker(loop, self._journal, Origin(node), self._chat.next_due)
        self._append_own(NodeStarted(None if self._chat.rules == rules else rules))

    @property
    def population(self) -> int:
        """How many sessions this node has."""
        return len(self._sessions)

    @property
    def durable(self) -> bool:
        """Whether what is said here outlives the server."""
        return self._journal.durable

    # Sessions.

    def join(
        self,
        session_id: str,
        outbox: Outbox,
        network: str,
        name: str | None,
        on_end: Callable[[Departure | None], None],
        *,
        numbered: bool = False,
        resumable: bool = False,
    ) -> Session:
        """A new session asks to come in.

        What is written to `outbox` begins with its welcome. A `resumable` one can be detached and attached again.
        """
        record = self._start_recording() if resumable else None
        session = Session(
            session_id, outbox, self._append, self._reply, on_end, numbered=numbered, record=record
        )
        self._sessions[session.id] = session
        session.submit(Request(Join(network, name, numbered)), _JOIN)
        return session

    def part(self, session: Session, reason: Departure) -> None:
        """The connection can carry nothing more: the session gets nothing from here on, and leaves."""
        if session.outbox is not None:
            self.fanout.leave(session.outbox)
        if self._forget(session) and not self._stopped:
            self._append(session, Leave(reason), None)

    def detach(self, session: Session) -> None:
        """The connection is gone, and the session stays: what is delivered to it is kept, within bounds."""
        if session.outbox is not None:
            self.fanout.leave(session.outbox)
            session.let_go()
            session.outbox = None

    def attach(self, session: Session, outbox: Outbox, seq: int) -> bool:
        """The session has a connection again, and has seen everything up to entry `seq`: it is told what it has missed,
        in order, and goes on from there. Returns False when some of it is not kept any more."""
        self.detach(session)
        outbox.hidden = self._chat.filter_of(session.id).ignored
        if session.record is None or self._record is None:
            raise ValueError("nothing was kept of what the session was to see")
        gap = missed(session.record, self._record, outbox.hidden, seq)
        session.outbox = outbox
        for item in gap.items:
            self.fanout.tell(outbox, outbox.voice.encode(item.shown, item.stamp, item.ref))
        self.fanout.enter(outbox)
        return gap.whole

    def stop(self) -> None:
        """The server stops: everybody is told, and authors what is lost with it.

        Sessions stay to be closed; what becomes of them, the journal decides.
        """
        self._waker.stop()
        self._append_own(NodeStopped(self._journal.durable))
        self._stopped = True

    async def close(self) -> None:
        """Wait until the journal has settled everything."""
        await self._journal.close()

    # Telling.

    def now(self) -> Stamp:
        """The stamp of an answer: the last applied entry, and the present time."""
        return Stamp(self._chat.last.seq, self._journal.now())

    def tell(
        self, session: Session, shown: Shown, stamp: Stamp | None = None, ref: Ref | None = None
    ) -> None:
        """Say something to one session, at this point of the order."""
        outbox = session.outbox
        if outbox is not None:
            self.fanout.tell(outbox, outbox.voice.encode(shown, stamp or self.now(), ref))

    def tell_more(self, session: Session) -> None:
        """Tell the next part of an answer that was too long for one event."""
        part, ref = session.next_unsaid()
        self.tell(session, part, ref=ref)
        if not session.unsaid:
            session.go_on()

    def _answer(self, session: Session, shown: Shown, stamp: Stamp, ref: Ref | None) -> None:
        """Tell an answer: a long one in parts, which the connection asks for (`tell_more`) as fast as it takes them."""
        parts = split(shown)
        if not session.unsaid:
            self.tell(session, parts[0], stamp, ref)
            parts = parts[1:]
        if parts:
            session.owe(parts, ref)

    # Questions.

    def _reply(self, session: Session, request: Request) -> None:
        """Answer what is no command: a question, or something about the session itself."""
        ask = request.ask
        shown: Shown
        if isinstance(ask, Help):
            shown = HelpShown(ask.topic, self._chat.rules or Rules())
        elif isinstance(ask, UseLanguage):
            if session.outbox is not None:
                self.fanout.change_voice(session.outbox, session.outbox.voice.kin(ask.language))
            shown = LanguageSet(ask.language)
        elif isinstance(ask, Refused):
            shown = ask
        else:
            shown = self._look_up(session, cast("Question", ask))
        self._answer(session, shown, self.now(), request.ref)

    def _look_up(self, session: Session, question: Question) -> Answer:
        try:
            return self._chat.answer(session.id, question)
        except Exception as error:  # noqa: BLE001 - a bug of ours, and nobody else's trouble
            log_failure(self._log, f"answering {type(question).__name__}", error)
            return Refused("internal-error")

    # Commands, and what the journal makes of them.

    def _append(self, session: Session, command: Command, number: int | None) -> None:
        self._journal.append(Origin(self._node, session.id, number), command)

    def _append_own(self, command: Command) -> None:
        self._journal.append(Origin(self._node), command)

    def _commit(self, entry: Entry) -> None:
        """An entry has come back: apply it, deliver, and let its session go on."""
        origin, stamp = entry.origin, Stamp(entry.seq, entry.at)
        author = self._sessions.get(origin.session or "")
        asked, ref = author.settle(origin.request) if author else (False, None)
        for delivery in self._chat.apply(entry):
            log_delivery(self._log, entry, delivery)
            audience, event = delivery.audience, delivery.event
            if type(audience) is not OneSession:
                if not isinstance(audience, OnNode) or audience.node == self._node:
                    self._broadcast(delivery, stamp)
            elif audience.session not in self._sessions:
                pass  # Another node's.
            elif audience.session != origin.session or type(event) not in _ANSWERS:
                self._deliver(self._sessions[audience.session], event, stamp)
            elif asked and author:  # Else the journal repeats itself, and the answer has been given.
                self._deliver_answer(author, event, delivery.stamp or stamp, ref)
        self._waker.rearm()
        if isinstance(entry.command, NodeStarted):
            self.started.set()
        elif isinstance(entry.command, Join) and author and not self._chat.is_in(author.id):
            self._turn_away(author)
        elif author and author.id in self._sessions:  # A session that has ended asks for nothing more.
            author.go_on()

    def _broadcast(self, delivery: Delivery, stamp: Stamp) -> None:
        event, author = cast("Event", delivery.event), hideable_author(delivery)
        self.fanout.broadcast(event, stamp, author)
        if self._record is not None:
            self._record.add(self._item(event, stamp, author=author))

    def _deliver_answer(self, session: Session, answer: Any, stamp: Stamp, ref: Ref | None) -> None:
        if isinstance(answer, Farewell):
            self._end(session, answer, stamp, ref)
            return
        if session.record is not None:
            session.record.add(self._item(answer, stamp, ref))
        self._answer(session, answer, stamp, ref)

    def _deliver(self, session: Session, event: Event | FilterChanged, stamp: Stamp) -> None:
        if isinstance(event, FilterChanged):
            if session.outbox is not None:
                self.fanout.change_filter(session.outbox, event.filter.ignored)
            return
        if isinstance(event, Farewell):
            self._end(session, event, stamp, None)
            return
        if isinstance(event, Welcome) and session.outbox is not None:
            self.fanout.enter(session.outbox)
        if session.record is not None:
            session.record.add(self._item(event, stamp))
        self.tell(session, event, stamp)

    def _end(self, session: Session, farewell: Farewell, stamp: Stamp, ref: Ref | None) -> None:
        """The session has left the chat: its last event, whatever else it was to be told."""
        self.tell(session, farewell, stamp, ref)
        if session.outbox is not None:
            self.fanout.leave(session.outbox)
        self._forget(session)
        session.on_end(farewell.reason)

    def _turn_away(self, session: Session) -> None:
        """The session could not come in, and has been told why."""
        self._forget(session)
        session.on_end(None)

    def _forget(self, session: Session) -> bool:
        """Let go of a session; returns whether it was here."""
        if self._sessions.pop(session.id, None) is None:
            return False
        if session.record is not None and all(other.record is None for other in self._sessions.values()):
            self._record = None
        return True

    # What goes wrong.

    def _not_stored(self, origin: Origin, command: Command) -> None:
        """A command will never be an entry: its author is told; what the server itself asked for is tried again."""
        if origin.request is None:
            self._loop.call_later(_RETRY, self._append_again, origin, command)
            return
        session = self._sessions.get(origin.session or "")
        asked, ref = session.settle(origin.request) if session else (False, None)
        if session is None or not asked:
            return
        self._answer(session, Refused("not-stored"), self.now(), ref)
        if isinstance(command, Join):
            self._turn_away(session)
        else:
            session.go_on()

    def _append_again(self, origin: Origin, command: Command) -> None:
        if isinstance(command, Tick):
            self._waker.rearm()
        elif not self._stopped:
            self._journal.append(origin, command)

    def _fail(self, failed: Failed, error: Exception) -> None:
        """A handler has raised: the log has where, and the journal that it did, for those who replay the entry."""
        log_failure(self._log, f"entry {failed.seq}", error)
        self._loop.call_soon(self._append_own, failed)

    def _slow(self, outbox: Outbox) -> None:
        """Somebody does not read: it gets its farewell behind its backlog."""
        session = self._sessions.get(outbox.session)
        if session is not None and outbox.start is not None:
            self.fanout.leave(outbox)
            session.submit(Request(Leave("slow")))
            session.forget_unsaid()  # It would be told to nobody, and the farewell would wait behind it.

    # What is kept for who may come back.

    def _start_recording(self) -> Record:
        if self._record is None:
            self._record = Record(self._record_bound)
            self._record.begin(self._chat.last.seq)
        return Record(self._record_bound)

    def _item(self, shown: Shown, stamp: Stamp, ref: Ref | None = None, author: str | None = None) -> Item:
        self._delivered += 1
        return Item(self._delivered, shown, stamp, ref, author)


_ANSWERS = frozenset(get_args(Answer))
