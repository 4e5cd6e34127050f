"""Delivery of events to the sessions of this node, in order."""

from collections.abc import Callable
from typing import Any, cast, get_args

from besedka.chat import Chat, Delivery, Stamp
from besedka.chat.language.deliveries import EVERYBODY, HIDEABLE, FilterChanged, OnNode
from besedka.chat.language.events import Accepted, Answer, Event, Farewell, Message, Resumed, Welcome
from besedka.dialects import Ref, Replaced, SessionGranted, Shown, Unfinished, split
from besedka.server.fanout.fanout import Fanout
from besedka.server.process.log import SHOWN, Log, log_delivery, log_failure
from besedka.server.resuming.finality import ANSWER_AND_MESSAGE, KEPT, find_unfinished
from besedka.server.sessions.session import Session

__all__ = ["Deliverer"]


class Deliverer:
    """Passes deliveries to the outboxes of their sessions, in order.

    Those to a session without a connection are dropped.

    `now` returns the stamp for events that no entry has made. `chat` is queried for sessions' filters. `take`, once
    set, returns the session of a `Resumed` on its new connection, or None if that is gone.
    """

    def __init__(self, node: str, fanout: Fanout, log: Log, now: Callable[[], Stamp], chat: Chat) -> None:
        self._here = OnNode(node)
        self._fanout = fanout
        self._log = log
        self._debugging = log.debugging
        self._now = now
        self._chat = chat
        self._resumable = 0
        """Number of sessions that can be resumed: only for them the end of an entry matters."""
        self.take: Callable[[str], Session | None] = _take_none
        self.sessions: dict[str | None, Session] = {}
        """The sessions with a connection on this node, by identifier."""

    # Sessions.

    def add(self, session: Session) -> None:
        """Add a session: it gets its deliveries from now on."""
        self.sessions[session.id] = session
        self._resumable += session.resumable

    def forget(self, session: Session) -> bool:
        """Remove a session; return whether it was present. One that has a newer connection is not."""
        if self.sessions.get(session.id) is not session:
            return False
        del self.sessions[session.id]
        self._resumable -= session.resumable
        return True

    def _replace(self, session: Session) -> None:
        """Let the session go on over its new connection; tell its older one, if there is any."""
        older = self.sessions.get(session.id)
        if older is not None:
            self.forget(older)
            self.tell(older, Replaced(), self._now())
            if older.outbox is not None:
                self._fanout.leave(older.outbox)
            older.on_end("replaced")
        self.add(session)
        self._enter(session)

    def _enter(self, session: Session) -> None:
        """Send broadcasts to the session from this point of the order."""
        if session.outbox is not None:
            session.outbox.hidden = self._chat.filter_of(session.id).ignored
            self._fanout.enter(session.outbox)

    # Output.

    def tell(self, session: Session, shown: Shown, stamp: Stamp, ref: Ref | None = None) -> None:
        """Send an event to one session at this point of the order."""
        outbox = session.outbox
        if outbox is not None:
            self._fanout.tell(outbox, outbox.encoding.encode(shown, stamp, ref))
            if self._fanout.counts is not None:
                self._fanout.counts.count_told(shown)

    def answer(self, session: Session, shown: Shown, stamp: Stamp, ref: Ref | None) -> None:
        """Send an answer. A long one is sent in parts, requested by the connection (`tell_more`) at its own pace."""
        parts = split(shown)
        if not session.unsaid:
            self.tell(session, parts[0], stamp, ref)
            parts = parts[1:]
        if parts:
            session.owe(parts, ref)

    def tell_more(self, session: Session) -> None:
        """Send the next part of an answer that was too long for one event."""
        part, ref, stamp = session.next_unsaid()
        self.tell(session, part, stamp or self._now(), ref)
        if not session.unsaid:
            session.go_on()

    # Deliveries.

    def deliver(
        self, deliveries: list[Delivery], stamp: Stamp, author: Session | None, asked: bool, ref: Ref | None
    ) -> None:
        """Pass on the deliveries of an entry with this stamp, in order.

        `author` is the entry's session if it has a connection on this node. `asked` tells whether it waits for the
        answer, which is otherwise not sent; `ref` is its own identifier of the request.
        """
        # A session that is resumed with this entry, perhaps the first of this life, gets more than two of them.
        is_needed = self._resumable or len(deliveries) > ANSWER_AND_MESSAGE
        unfinished = find_unfinished(deliveries, stamp) if is_needed else ()
        absent: str | None = (
            None  # The session whose `Resumed` finds no connection: what it has missed is not told.
        )
        for place, delivery in enumerate(deliveries):
            try:
                if self._debugging or type(delivery.event) in SHOWN:
                    log_delivery(self._log, stamp.seq, delivery)
                audience = delivery.audience
                if type(audience) is not str:
                    self._broadcast(delivery, stamp, place in unfinished)
                    continue
                if type(delivery.event) is Resumed and not self._take(audience):
                    absent = audience
                session = None if audience == absent else self.sessions.get(audience)
                if session is None:
                    continue  # It belongs to another node, has no connection, or has ended here.
                if type(delivery.event) not in _ANSWERS:
                    self._deliver(session, delivery, stamp, place in unfinished)
                elif session is not author:
                    self._deliver_answer(session, delivery.event, stamp, None)
                elif asked:  # Otherwise the entry is a repetition, and was already answered.
                    shown = _shown(session, delivery.event, place in unfinished)
                    self._deliver_answer(session, shown, delivery.stamp or stamp, ref)
            except Exception as error:  # noqa: BLE001 - an internal error must not affect other sessions
                log_failure(self._log, f"delivering entry {stamp.seq}", error)

    def _take(self, session_id: str) -> bool:
        """Let a session that is told `Resumed` go on over its new connection; return False if that is gone."""
        session = self.take(session_id)
        if session is not None:
            self._replace(session)
        return session is not None

    def _broadcast(self, delivery: Delivery, stamp: Stamp, unfinished: bool) -> None:
        audience, event = delivery.audience, cast("Event", delivery.event)
        if audience is EVERYBODY or audience == self._here:
            author = delivery.author if type(event) in HIDEABLE else None
            self._fanout.broadcast(Unfinished(event) if unfinished else event, stamp, author)

    def _deliver_answer(self, session: Session, answer: Any, stamp: Stamp, ref: Ref | None) -> None:
        outbox = session.outbox
        if type(answer) in _NEVER_LONG and outbox is not None and not session.unsaid:
            # The most frequent answer, also when its message follows.
            self._fanout.tell(outbox, outbox.encoding.encode(answer, stamp, ref))
            if self._fanout.counts is not None:
                self._fanout.counts.count_accepted()
        elif type(answer) is Farewell:
            self._end(session, answer, stamp, ref)
        else:
            self.answer(session, answer, stamp, ref)

    def _deliver(self, session: Session, delivery: Delivery, stamp: Stamp, unfinished: bool) -> None:
        event, stamp = delivery.event, delivery.stamp or stamp
        if isinstance(event, FilterChanged):
            if session.outbox is not None:
                self._fanout.change_filter(session.outbox, event.filter.ignored)
            return
        if isinstance(event, Welcome):
            self._enter(session)
        if (
            session.resumable
            and type(event) in KEPT
            and not (isinstance(event, Message) and event.to is None)
        ):
            session.note_kept(stamp.seq)
        self.tell(session, _shown(session, event, unfinished), stamp)
        if session.secret is not None and isinstance(event, Welcome):
            self._grant(session, session.secret, stamp)

    def _grant(self, session: Session, secret: str, stamp: Stamp) -> None:
        """Tell a new session the token by which it can be resumed: here, and nowhere else."""
        rules, session.secret = self._chat.rules, None
        if rules is not None:
            self.tell(session, SessionGranted(secret, rules.grace // _MS), stamp)

    def _end(self, session: Session, farewell: Farewell, stamp: Stamp, ref: Ref | None) -> None:
        """Send the last event of a session, skipping pending parts of answers, and remove the session."""
        self.tell(session, farewell, stamp, ref)
        if session.outbox is not None:
            self._fanout.leave(session.outbox)
        self.forget(session)
        session.on_end(farewell.reason)


def _shown(session: Session, event: Any, unfinished: bool) -> Any:
    return Unfinished(event) if unfinished and session.resumable else event


def _take_none(_: str) -> Session | None:
    """Placeholder for `take` while nothing can be resumed."""
    return None


_ANSWERS = frozenset(get_args(Answer))
_NEVER_LONG = frozenset({Accepted, Unfinished})
"""Answers that have no rows. Of those only what says something is followed by another event to its session."""
_MS = 1000
