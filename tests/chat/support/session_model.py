"""An account of sessions that come back: what each must be told, and how each private message ends."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chat_bench import ChatBench, addressee

from besedka.chat import Delivery, Entry, Rules
from besedka.chat.language.commands import Detach, Join, Leave, NodeStarted, Resume, Seen, Send
from besedka.chat.language.events import (
    Accepted,
    Away,
    Event,
    Message,
    NotSent,
    Resumed,
    Silenced,
    Undelivered,
)

__all__ = ["SessionModel"]

KINDS = (Message, NotSent, Silenced, Undelivered)


@dataclass
class Told:
    """An event that was told once: to all (`to` is None) or to one session."""

    seq: int
    event: Event
    author: str | None
    to: str | None


@dataclass
class Session:
    """What is known of a session from the entries about it alone."""

    name: str
    network: str
    node: str
    resumable: bool
    joined: int
    confirmed: int
    away_at: int = 0
    until: int | None = None
    away: bool = False


@dataclass
class SessionModel:
    """Is told of each entry, before and after it, and checks what it gave."""

    bench: ChatBench
    rules: Rules
    here: dict[str, Session] = field(default_factory=dict)
    log: list[Told] = field(default_factory=list)
    ends: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    """The two ends of each accepted message."""
    waiting: dict[int, int] = field(default_factory=dict)
    """The private messages that have not ended, and the entries by which they were sent."""
    hidden: set[int] = field(default_factory=set)
    """Those that their recipient's filter hid."""

    # -- before an entry

    def expect(self, entry: Entry) -> None:
        """Judge who will be here after it, and shown as away."""
        self._time_passes(entry)
        command, session = entry.command, self.here.get(entry.origin.session or "")
        if isinstance(command, NodeStarted):
            self._node_starts(entry)
        elif isinstance(command, Join):
            self._make_room(command)
        elif session is None:
            return
        elif isinstance(command, Leave):
            del self.here[session.name]
        elif isinstance(command, Resume) and session.resumable:
            session.until, session.away, session.node = None, False, entry.origin.node
        elif isinstance(command, Detach) and (session.node == entry.origin.node or not session.resumable):
            # Before it may end: what its client has seen comes back to nobody.
            self._confirm_seen(session, command.seen, entry)
            self._detach(session, entry.at)

    def _time_passes(self, entry: Entry) -> None:
        self.aways = 0
        for session in list(self.here.values()):
            if session.until is None or self._starts_anew(entry, session):
                continue
            if session.away_at <= entry.at and not session.away:
                session.away = True
                self.aways += 1
            if session.until <= entry.at:
                del self.here[session.name]

    def _make_room(self, command: Join) -> None:
        """A newcomer takes the name of a lost session of its network whose client was never heard."""
        people = self.bench.chat._state.people  # type: ignore[union-attr]
        for session in list(self.here.values()):
            person = people[session.name]
            names = [forms.shown for forms in (person.name, *person.held.values())]
            is_unheard = session.until is not None and session.confirmed == session.joined
            if command.name in names and command.network == session.network and is_unheard:
                del self.here[session.name]

    @staticmethod
    def _starts_anew(entry: Entry, session: Session) -> bool:
        return isinstance(entry.command, NodeStarted) and entry.origin.node == session.node

    def _node_starts(self, entry: Entry) -> None:
        for session in [session for session in self.here.values() if session.node == entry.origin.node]:
            if session.until is not None:
                session.until = None
                self._begin_grace(session, entry.at)
            else:
                self._detach(session, entry.at)

    def _detach(self, session: Session, at: int) -> None:
        if session.until is not None:
            return
        detached = [other for other in self.here.values() if other.until is not None]
        of_network = sum(other.network == session.network for other in detached)
        full = len(detached) >= self.rules.max_detached or of_network >= self.rules.max_detached_network
        if full or not session.resumable:
            del self.here[session.name]
        else:
            self._begin_grace(session, at)

    def _begin_grace(self, session: Session, at: int) -> None:
        session.until = at + self.rules.grace
        session.away_at = session.away_at if session.away else at + self.rules.away_after

    # -- after an entry

    def check(self, entry: Entry, deliveries: list[Delivery]) -> None:
        """Check what the entry gave, and note it."""
        command, name = entry.command, entry.origin.session or ""
        if isinstance(command, Join) and name not in self.here and self.bench.chat.is_in(name):
            resumable = command.token is not None
            self.here[name] = Session(
                name, command.network, entry.origin.node, resumable, entry.seq, entry.seq
            )
        self._note_ends(entry, deliveries)
        told_before = self._note_what_is_told(entry, deliveries)
        self._confirm(entry)
        if any(isinstance(delivery.event, Resumed) for delivery in deliveries):
            self._check_resumed(name, deliveries, told_before)
        self._check_who_is_here(deliveries)
        self._check_that_messages_end()

    def _note_ends(self, entry: Entry, deliveries: Iterable[Delivery]) -> None:
        for delivery in deliveries:
            event = delivery.event
            if isinstance(entry.command, Send) and isinstance(event, Accepted):
                people = self.bench.chat._state.people.values()  # type: ignore[union-attr]
                by_name = {person.name.shown: person.session for person in people}
                to = None if event.name is None else by_name[event.name]
                self.ends[event.number or 0] = (entry.origin.session or "", to)

    def _note_what_is_told(self, entry: Entry, deliveries: Iterable[Delivery]) -> int:
        """Note what is told for the first time; return how much had been told when the session was resumed."""
        before = len(self.log)
        for delivery in deliveries:
            event, to = delivery.event, addressee(delivery)
            if isinstance(event, Resumed):
                before = len(self.log)
            if not isinstance(event, KINDS) or delivery.stamp is not None:
                continue
            if isinstance(entry.command, Join) and isinstance(event, Silenced):
                continue
            self.log.append(Told(entry.seq, event, delivery.author, to))
            if isinstance(event, Message) and to is not None:
                self._begin_to_wait(event.number, to, entry.seq)
            if isinstance(event, Undelivered):
                self._comes_back(event, to)
        return before

    def _begin_to_wait(self, number: int, to: str, seq: int) -> None:
        """A private message was told to one end: to its recipient, or to its author alone, for what is hidden."""
        author, recipient = self.ends[number]
        session = self.here.get(recipient or "")
        ignored = author in self.bench.chat.filter_of(recipient or "").ignored
        detached = session is not None and session.until is not None
        if (
            author != recipient
            and session is not None
            and session.resumable
            and (to == recipient or (ignored and detached))
        ):
            self.waiting[number] = seq
            if to != recipient:
                self.hidden.add(number)

    def _comes_back(self, event: Undelivered, to: str | None) -> None:
        author, recipient = self.ends[event.number]
        assert to == author, "somebody else was told"
        assert event.number in self.waiting or recipient not in self.here, "it ended twice"
        self.waiting.pop(event.number, None)

    def _confirm(self, entry: Entry) -> None:
        command, session = entry.command, self.here.get(entry.origin.session or "")
        if session is None or not isinstance(command, Detach | Resume | Seen):
            return
        if isinstance(command, Detach) and session.node != entry.origin.node:
            return
        self._confirm_seen(session, command.seq if isinstance(command, Seen) else command.seen, entry)
        if isinstance(command, Resume):
            ignored = self.bench.chat.filter_of(session.name).ignored
            for number in list(self.waiting):
                author, recipient = self.ends[number]
                # What was hidden when it was said is not told after an `unignore` either.
                if recipient == session.name and (author in ignored or number in self.hidden):
                    del self.waiting[number]

    def _confirm_seen(self, session: Session, seen: int, entry: Entry) -> None:
        session.confirmed = max(session.confirmed, min(seen, entry.seq - 1))
        for number, seq in list(self.waiting.items()):
            if self.ends[number][1] == session.name and seq <= session.confirmed:
                del self.waiting[number]

    def _check_resumed(self, name: str, deliveries: list[Delivery], before: int) -> None:
        """It is told exactly what it has missed, in its order, and how much is gone."""
        session, hidden = self.here[name], self.bench.chat.filter_of(name).ignored
        missed = [
            told for told in self.log[:before] if told.seq > session.confirmed and told.to in (None, name)
        ]
        (resumed,) = [delivery.event for delivery in deliveries if isinstance(delivery.event, Resumed)]
        public = [told for told in missed if told.to is None]
        history = [told for told in self.log[:before] if told.to is None][-self.rules.history_size :]
        gone = [told for told in public if told not in history]
        visible = [told for told in public if told in history and told.author not in hidden]
        assert resumed.missed == len(gone) + len(visible)
        again = visible[max(0, len(visible) - self.rules.max_replayed) :]
        assert resumed.gap == resumed.missed - len(again)
        private = [told for told in missed if told.to is not None][resumed.lost :]
        expected = [
            told for told in missed if told in again or (told in private and self._is_told(told, hidden))
        ]
        replayed = [delivery for delivery in deliveries if delivery.stamp is not None]
        assert [(d.stamp.seq, d.event, d.author) for d in replayed if d.stamp] == [
            (told.seq, told.event, told.author) for told in expected
        ]

    def _is_told(self, told: Told, hidden: frozenset[str]) -> bool:
        if isinstance(told.event, Silenced):
            person = self.bench.chat._state.people[told.to or ""]  # type: ignore[union-attr]
            return person.conduct.muted_until == told.event.until
        return not (isinstance(told.event, Message) and told.author in hidden)

    def _check_who_is_here(self, deliveries: list[Delivery]) -> None:
        people = self.bench.chat._state.people  # type: ignore[union-attr]
        assert set(people) == set(self.here)
        for name, session in self.here.items():
            assert people[name].detached == (session.until is not None)
            assert people[name].away == session.away
        assert sum(isinstance(delivery.event, Away) for delivery in deliveries) == self.aways

    def _check_that_messages_end(self) -> None:
        """Who is gone has left nothing behind of which somebody here was not told."""
        for number in list(self.waiting):
            author, recipient = self.ends[number]
            if recipient not in self.here:
                assert author not in self.here, "nobody was told"
                del self.waiting[number]
