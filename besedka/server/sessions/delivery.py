"""Hands what happens to the sessions of this node, in order."""

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
    """Hands deliveries to the outboxes of the sessions that they are for, in their order.

    What is to be told again to a session that comes back is kept meanwhile: for all of them together, and for each,
    `record_bound` bytes at the most. `now` gives the stamp of what no entry has made; `chat` is asked who is in, and
    what is hidden from whom.
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
        """Those of this node, by their identifiers."""

    # Who is here.

    def add(self, session: Session, *, resumable: bool) -> None:
        """From here on, what is for this session reaches it; for a `resumable` one it is kept as well."""
        self.sessions[session.id] = session
        if resumable:
            session.record = Record(self._record_bound)
            if self._record is None:
                self._record = Record(self._record_bound)
                self._record.begin(self._now().seq)

    def forget(self, session: Session) -> bool:
        """Let go of a session; returns whether it was here."""
        if self.sessions.pop(session.id, None) is None:
            return False
        if session.record is not None and all(other.record is None for other in self.sessions.values()):
            self._record = None
        return True

    def detach(self, session: Session) -> None:
        """Keep the session without its connection: what entries deliver to it is kept, within bounds. What waited
        for the rest of an answer goes on."""
        if session.outbox is not None:
            self._fanout.leave(session.outbox)
            session.outbox = None
            session.let_go()
            session.forget_unsaid()

    def attach(
        self, session: Session, outbox: Outbox, seq: int, on_end: Callable[[Departure | None], None]
    ) -> bool:
        """Give the session a connection again. It has seen everything up to entry `seq`, is told what it has missed,
        in order, and goes on from there; `on_end` is called as `Session` says. Returns False when some of it is not
        kept any more.

        Raises `ValueError` for a session that is not resumable.
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
        if self._chat.is_in(session.id):  # Else its welcome is still to come.
            self._fanout.enter(outbox)
        return gap.whole

    # Telling.

    def tell(self, session: Session, shown: Shown, stamp: Stamp, ref: Ref | None = None) -> None:
        """Say something to one session, at this point of the order."""
        outbox = session.outbox
        if outbox is not None:
            self._fanout.tell(outbox, outbox.encoding.encode(shown, stamp, ref))

    def answer(self, session: Session, shown: Shown, stamp: Stamp, ref: Ref | None) -> None:
        """Tell an answer: a long one in parts, which the connection asks for (`tell_more`) as fast as it takes them."""
        parts = split(shown)
        if not session.unsaid:
            self.tell(session, parts[0], stamp, ref)
            parts = parts[1:]
        if parts:
            session.owe(parts, ref)

    def tell_more(self, session: Session) -> None:
        """Tell the next part of an answer that was too long for one event."""
        part, ref = session.next_unsaid()
        self.tell(session, part, self._now(), ref)
        if not session.unsaid:
            session.go_on()

    # Deliveries.

    def deliver(
        self, deliveries: list[Delivery], stamp: Stamp, author: Session | None, asked: bool, ref: Ref | None
    ) -> None:
        """Hand over the deliveries of an entry with this stamp, in their order. `author` is the entry's session, if it
        is of this node; `asked` tells whether it waits for the answer, which is not given otherwise, and `ref` what it
        called its request."""
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
                    continue  # Another node's, or its connection is gone.
                if kind not in _ANSWERS:
                    self._deliver(session, event, stamp)
                elif session is not author:
                    self._deliver_answer(session, event, stamp, None)
                elif asked:  # Else the journal repeats itself, and the answer has been given.
                    self._deliver_answer(session, event, delivery.stamp or stamp, ref, stamp.seq)
            except Exception as error:  # noqa: BLE001 - a bug of ours, and nobody else's trouble
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
            # Most of what is answered, and never long.
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
        """Deliver the last event of a session, whatever else it was to be told, and forget the session."""
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
        """An item of the entry `seq`, or, when that is 0, of the one that the stamp is of."""
        self._delivered += 1
        return Item(self._delivered, seq or stamp.seq, shown, stamp, ref, author)


_ANSWERS = frozenset(get_args(Answer))
