"""Delivery of events to the sessions of this node, in order."""

from collections.abc import Callable
from typing import Any, cast, get_args

from besedka.chat import Chat, Delivery, Stamp
from besedka.chat.language.commands import Departure
from besedka.chat.language.deliveries import EVERYBODY, HIDEABLE, FilterChanged, OnNode
from besedka.chat.language.events import Accepted, Answer, Event, Farewell, Welcome
from besedka.dialects import Ref, Shown, split
from besedka.server.fanout.fanout import Fanout
from besedka.server.fanout.outbox import Outbox
from besedka.server.process.log import SHOWN, Log, log_delivery, log_failure
from besedka.server.sessions.replay import Item, Record, missed
from besedka.server.sessions.session import Session

__all__ = ["Deliverer"]


class Deliverer:
    """Passes deliveries to the outboxes of their sessions, in order.

    For resumable sessions, deliveries are also recorded: at most `record_bound` bytes shared by all of them,
    and again for each. `now` returns the stamp for events that no entry has made. `chat` is queried for who
    is in, and for sessions' filters.
    """

    def __init__(
        self,
        node: str,
        fanout: Fanout,
        log: Log,
        now: Callable[[], Stamp],
        chat: Chat,
        *,
        record_bound: int,
    ) -> None:
        self._here = OnNode(node)
        self._fanout = fanout
        self._log = log
        self._debugging = log.debugging
        self._now = now
        self._chat = chat
        self._record_bound = record_bound
        self._record: Record | None = None
        self._delivered = 0
        self.sessions: dict[str | None, Session] = {}
        """The sessions of this node, by identifier."""

    # Sessions.

    def add(self, session: Session, *, resumable: bool) -> None:
        """Add a session: it gets its deliveries from now on. For a `resumable` one they are also recorded."""
        self.sessions[session.id] = session
        if resumable:
            session.record = Record(self._record_bound)
            if self._record is None:
                self._record = Record(self._record_bound)
                self._record.begin(self._now().seq)

    def forget(self, session: Session) -> bool:
        """Remove a session; return whether it was present."""
        if self.sessions.pop(session.id, None) is None:
            return False
        if session.record is not None and all(other.record is None for other in self.sessions.values()):
            self._record = None
        return True

    def detach(self, session: Session) -> None:
        """Keep the session without its connection: deliveries to it are recorded, within bounds.

        Pending parts of answers are dropped, and the requests that waited for them are carried out.
        """
        if session.outbox is not None:
            self._fanout.leave(session.outbox)
            session.outbox = None
            session.let_go()
            session.forget_unsaid()

    def attach(
        self, session: Session, outbox: Outbox, seq: int, on_end: Callable[[Departure | None], None]
    ) -> bool:
        """Give the session a new connection, and replay in order what it missed.

        `seq` is the last entry that the session has seen. `on_end` is called as documented in `Session`. Returns False
        if some missed deliveries were dropped. Raises `ValueError` for a session that is not resumable.
        """
        if session.record is None or self._record is None:
            raise ValueError("nothing was kept of what the session was to see")
        self.detach(session)
        session.outbox, session.on_end = outbox, on_end
        outbox.hidden = self._chat.filter_of(session.id).ignored
        gap = missed(session.record, self._record, seq)
        for item in gap.items:
            shown = cast("Event", item.shown)
            if type(shown) in _ANSWERS:
                self.answer(session, shown, item.stamp, item.ref)
            else:
                self.tell(session, shown, item.stamp)
        if self._chat.is_in(session.id):  # Otherwise its welcome is still to come.
            self._fanout.enter(outbox)
        return gap.whole

    # Output.

    def tell(self, session: Session, shown: Shown, stamp: Stamp, ref: Ref | None = None) -> None:
        """Send an event to one session at this point of the order."""
        outbox = session.outbox
        if outbox is not None:
            self._fanout.tell(outbox, outbox.encoding.encode(shown, stamp, ref))

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

        `author` is the entry's session if it belongs to this node. `asked` tells whether it waits for the
        answer, which is otherwise not sent; `ref` is its own identifier of the request.
        """
        event: Any
        for delivery in deliveries:
            try:
                audience, event = delivery.audience, delivery.event
                kind = type(event)
                if self._debugging or kind in SHOWN:
                    log_delivery(self._log, stamp.seq, delivery)
                if type(audience) is not str:
                    if audience is EVERYBODY or audience == self._here:
                        self._broadcast(event, stamp, delivery.author if kind in HIDEABLE else None)
                    continue
                session = self.sessions.get(audience)
                if session is None:
                    continue  # It belongs to another node, or has ended here.
                if kind not in _ANSWERS:
                    self._deliver(session, event, stamp)
                elif session is not author:
                    self._deliver_answer(session, event, stamp, None)
                elif asked:  # Otherwise the entry is a repetition, and was already answered.
                    self._deliver_answer(session, event, delivery.stamp or stamp, ref, stamp.seq)
            except Exception as error:  # noqa: BLE001 - an internal error must not affect other sessions
                log_failure(self._log, f"delivering entry {stamp.seq}", error)

    def _broadcast(self, event: Event, stamp: Stamp, author: str | None) -> None:
        self._fanout.broadcast(event, stamp, author)
        if self._record is not None:
            self._record.add(self._item(event, stamp, author=author))

    def _deliver_answer(
        self, session: Session, answer: Any, stamp: Stamp, ref: Ref | None, seq: int = 0
    ) -> None:
        if session.record is not None:
            session.record.add(self._item(answer, stamp, ref, seq=seq))
        outbox = session.outbox
        if type(answer) is Accepted and outbox is not None and not session.unsaid:
            # The most frequent answer, and never long.
            self._fanout.tell(outbox, outbox.encoding.encode(answer, stamp, ref))
        elif type(answer) is Farewell:
            self._end(session, answer, stamp, ref)
        else:
            self.answer(session, answer, stamp, ref)

    def _deliver(self, session: Session, event: Event | FilterChanged, stamp: Stamp) -> None:
        outbox = session.outbox
        if session.record is not None:
            session.record.add(self._item(event, stamp))
        if isinstance(event, FilterChanged):
            if outbox is not None:
                self._fanout.change_filter(outbox, event.filter.ignored)
            return
        if isinstance(event, Welcome) and outbox is not None:
            self._fanout.enter(outbox)
        self.tell(session, event, stamp)

    def _end(self, session: Session, farewell: Farewell, stamp: Stamp, ref: Ref | None) -> None:
        """Send the last event of a session, skipping pending parts of answers, and remove the session."""
        self.tell(session, farewell, stamp, ref)
        if session.outbox is not None:
            self._fanout.leave(session.outbox)
        self.forget(session)
        session.on_end(farewell.reason)

    def _item(
        self,
        shown: Shown | FilterChanged,
        stamp: Stamp,
        ref: Ref | None = None,
        *,
        author: str | None = None,
        seq: int = 0,
    ) -> Item:
        """Return an item of the entry `seq`, or of the stamp's entry if `seq` is 0."""
        self._delivered += 1
        return Item(self._delivered, seq or stamp.seq, shown, stamp, ref, author)


_ANSWERS = frozenset(get_args(Answer))
