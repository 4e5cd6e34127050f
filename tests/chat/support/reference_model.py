"""The bookkeeping of the stateful test: what is true of every entry, whatever people do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chat_bench import NOON, ChatBench, addressee, session_of
from hypothesis.stateful import RuleBasedStateMachine
from ignoring_model import IgnoringModel
from invariants import state_of
from unsent_model import UnsentModel

from besedka.chat import Delivery, Rules, Stamp
from besedka.chat.language.commands import Command, Ignore, Join, Leave, NodeStarted, Rename, Send, Unignore
from besedka.chat.language.deliveries import UNFILTERED, FilterChanged, OnNode
from besedka.chat.language.events import (
    Accepted,
    Cancelled,
    Event,
    Farewell,
    Joined,
    Message,
    NotSent,
    Recorded,
    Renamed,
    Welcome,
)
from besedka.chat.state.people import Person

__all__ = ["NODES", "PEOPLE", "Bookkeeper"]

PEOPLE = [f"p{index}" for index in range(4)]
NODES = {who: "node" if index % 2 else "other" for index, who in enumerate(PEOPLE)}


@dataclass
class Said:
    """What the test knows of a message: who are its two ends, and how it ended."""

    author: Person
    recipient: Person | None
    written_as: str
    due: int | None = None
    outcome: str | None = None


class Bookkeeper(RuleBasedStateMachine):
    """Applies commands, keeps an account of its own of what people did, and checks every entry by it."""

    def open(self, rules: Rules) -> None:
        self.limits = rules
        self.bench = ChatBench(rules)
        self.said: dict[int, Said] = {}
        self.public: list[Recorded] = []
        self.sent_at: dict[Person, list[int]] = {}
        self.last_turn: dict[Person, tuple[int, int]] = {}
        self.visits = dict.fromkeys(PEOPLE, 0)
        self.everybody: list[Person] = []
        self.ignoring = IgnoringModel()
        self.unsent = UnsentModel()
        self.bots: set[str] = set()
        """The sessions that have come in as bots."""

    # -- who it is

    def visit(self, who: str) -> str:
        """Who comes back is another session."""
        return f"{who}.{self.visits.get(who, 0)}"

    def session(self, who: str) -> str:
        return session_of(self.visit(who))

    # -- what must be true of every entry

    def do(self, who: str | None, command: Command, node: str = "node") -> None:
        present = list(state_of(self.bench).people.values())
        hidden = {person: self.ignoring.hidden(person) for person in present}
        seen = {person: len(self.bench.streams[person.session]) for person in present}
        session = None if who is None else self.session(who)
        self.unsent.look_before(state_of(self.bench), self.bench.now)
        deliveries = self.apply(session, command, NODES.get(who or "", node))
        authors = {number: said.author for number, said in self.said.items()}
        self.unsent.check_after(state_of(self.bench), session, command, deliveries, authors)
        for person in present:
            self.check_what_is_seen(person, hidden[person], seen[person], deliveries)
        self.note_who_ignores_whom(session, command, deliveries)
        if who is not None and isinstance(command, Leave):
            self.visits[who] = self.visits.get(who, 0) + 1
        for gone in [person for person in present if not person.present and isinstance(command, NodeStarted)]:
            self.visits[next(who for who in PEOPLE if session_of(self.visit(who)) == gone.session)] += 1

    def check_what_is_seen(
        self, person: Person, hidden: set[Person], start: int, deliveries: list[Delivery]
    ) -> None:
        """Who ignores somebody gets no message of theirs, and everybody else gets them all."""
        expected = []
        for delivery in deliveries:
            event = delivery.event
            if not isinstance(event, Message):
                continue
            said = self.said[event.number]
            ends = None if said.recipient is None else (said.author, said.recipient)
            mine = ends is None or (person in ends and addressee(delivery) == person.session)
            due = said.author is person or said.author not in hidden
            assert due or ends is None or not mine
            expected += [event.number] if mine and due else []
        new = self.bench.streams[person.session][start:]
        assert [event.number for _, event in new if isinstance(event, Message)] == expected

    def note_who_ignores_whom(
        self, session: str | None, command: Command, deliveries: list[Delivery]
    ) -> None:
        state = state_of(self.bench)
        self.everybody += [person for person in state.people.values() if person not in self.everybody]
        person = state.people.get(session or "")
        answers = [d.event for d in deliveries if isinstance(d.event, Accepted) and addressee(d) == session]
        if person is not None and answers and isinstance(command, Ignore):
            self.ignoring.ignored(person, self.newly_hidden(person, deliveries, answers[0]))
        if person is not None and answers and isinstance(command, Unignore):
            self.ignoring.unignored(person, answers[0].name)
        came = any(isinstance(d.event, Welcome) for d in deliveries)
        if person is not None and (came or (answers and isinstance(command, Rename))):
            self.ignoring.took_a_name(person)
        self.ignoring.left()

    def newly_hidden(self, owner: Person, deliveries: list[Delivery], accepted: Accepted) -> list[Person]:
        """Who is hidden that was not: the one whom the answer names."""
        event = deliveries[-1].event
        assert isinstance(event, FilterChanged)
        assert addressee(deliveries[-1]) == owner.session
        before = {person.session for person in self.ignoring.hidden(owner)}
        new = event.filter.ignored - before
        visits = [person for person in self.everybody if person.session in new]
        assert owner not in visits
        assert len({person.network for person in visits}) == 1
        (target,) = {person for person in visits if person.session == owner.ignored[-1].sessions[-1]}
        assert target.name.shown == accepted.name
        assert not any(person.present for person in visits if person is not target)
        return [*(person for person in visits if person is not target), target]

    def apply(self, session: str | None, command: Command, node: str) -> list[Delivery]:
        voiceless = self.voiceless()
        self.note_who_is_a_bot(session, command)
        for_name = {person: person.name for person in voiceless}
        here = {person: person.name.shown for person in state_of(self.bench).people.values()}
        deliveries = self.bench.apply(session, command, node=node)
        stamp = self.bench.stream[-1][0] if deliveries else self.bench.chat.last
        assert stamp == self.bench.chat.last
        if isinstance(command, Send):
            self.note_what_was_sent(session, stamp.seq, deliveries)
        for delivery in deliveries:
            self.check_outcome(delivery)
            self.check_privacy(delivery)
            self.check_mark(delivery)
            self.check_message(stamp, delivery, voiceless, here)
        assert all(person.name == name for person, name in for_name.items())
        return deliveries

    def note_who_is_a_bot(self, session: str | None, command: Command) -> None:
        """Its first `Join` says so, and no later one."""
        fresh = session is not None and not self.bench.chat.is_in(session)
        if fresh and isinstance(command, Join) and command.bot:
            self.bots.add(session or "")

    def check_mark(self, delivery: Delivery) -> None:
        """Whatever a session is called, it is marked wherever it is named, and nobody else is."""
        event = delivery.event
        if isinstance(event, Message):
            assert event.bot == (self.said[event.number].author.session in self.bots)
        elif isinstance(event, Joined):
            assert event.bot == (delivery.author in self.bots)
        elif isinstance(event, Welcome):
            marked = {
                person.name.shown
                for person in state_of(self.bench).people.values()
                if person.session in self.bots
            }
            assert event.bots == tuple(name for name in event.members if name in marked)

    def voiceless(self) -> set[Person]:
        """Whose mute still runs at the time of the next entry."""
        known = {said.author for said in self.said.values()} | set(state_of(self.bench).people.values())
        return {person for person in known if (person.conduct.muted_until or 0) > self.bench.now}

    def note_what_was_sent(self, session: str | None, seq: int, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            event = delivery.event
            if isinstance(event, Accepted) and addressee(delivery) == session and event.number == seq:
                state = state_of(self.bench)
                author = state.people[session or ""]
                by_name = {person.name.shown: person for person in state.people.values()}
                recipient = None if event.name is None else by_name[event.name]
                self.said[seq] = Said(author, recipient, author.name.shown, event.due)

    def check_outcome(self, delivery: Delivery) -> None:
        """A message ends once."""
        event = delivery.event
        ended: list[tuple[int, str]] = []
        if isinstance(event, Message) and addressee(delivery) is None:
            ended = [(event.number, "sent")]
        elif isinstance(event, Message):
            # It comes to both ends, to the author first; what counts is the first time.
            said = self.said[event.number]
            first = said.author if said.author.present else said.recipient
            assert first is not None
            ended = [(event.number, "sent")] if addressee(delivery) == first.session else []
        elif isinstance(event, Cancelled):
            ended = [(pending.number, "cancelled") for pending in event.messages]
        elif isinstance(event, NotSent):
            ended = [(event.message.number, "not sent")]
        for number, outcome in ended:
            assert self.said[number].outcome is None
            self.said[number].outcome = outcome

    def check_privacy(self, delivery: Delivery) -> None:
        """The text of a private message reaches its two ends, by whatever event, and the author who is back."""
        if isinstance(delivery.event, NotSent):
            return  # `UnsentModel` knows who is back.
        for number in map(int, re.findall(r"text-(\d+);", repr(delivery.event))):
            said = self.said[number]
            if said.recipient is not None:
                assert addressee(delivery) in (said.author.session, said.recipient.session)
                assert self.is_for(delivery, said)

    @staticmethod
    def is_for(delivery: Delivery, said: Said) -> bool:
        """What is not the message itself is for its author alone."""
        return isinstance(delivery.event, Message) or addressee(delivery) == said.author.session

    def check_message(
        self, stamp: Stamp, delivery: Delivery, voiceless: set[Person], here: dict[Person, str]
    ) -> None:
        event = delivery.event
        if isinstance(event, Renamed):
            assert event.old != event.new
        if not isinstance(event, Message):
            return
        said = self.said[event.number]
        author = said.author
        assert author not in voiceless
        assert said.recipient is None or said.recipient in here
        # Of who has left: by the name it was written under, or the last one when there were more than are held.
        assert event.author in ([here[author]] if author in here else [said.written_as, author.name.shown])
        assert event.delayed == (event.number != stamp.seq)
        if addressee(delivery) is None:
            self.public.append(Recorded(stamp, event))
        if event.delayed and addressee(delivery) in (None, author.session):
            self.check_pace(author, stamp.at)
            self.check_turn(said, event.number)

    def check_pace(self, author: Person, at: int) -> None:
        times = self.sent_at.setdefault(author, [])
        times.append(at)
        earlier = times[-1 - self.limits.pace :]
        assert len(earlier) <= self.limits.pace or at - earlier[0] >= self.limits.pace_window

    def check_turn(self, said: Said, number: int) -> None:
        """An author's delayed messages leave in the order in which they were due."""
        assert said.due is not None
        turn = (said.due, number)
        assert turn > self.last_turn.get(said.author, (0, 0))
        self.last_turn[said.author] = turn

    # -- what must be true at the end

    def check_streams(self) -> None:
        """Each session sees the state's order, from its welcome to its farewell and nothing beyond, and without what
        its filter hides."""
        for session, stream in self.bench.streams.items():
            assert stream == list(self.expected_stream(session))
            assert all(stamp.at >= NOON for stamp, _ in stream)

    def expected_stream(self, session: str) -> Iterator[tuple[Stamp, Event]]:
        inside, filter_now = False, UNFILTERED
        for stamp, delivery in self.bench.stream:
            event, audience = delivery.event, delivery.audience
            mine = addressee(delivery) == session
            if isinstance(event, FilterChanged):
                filter_now = event.filter if mine else filter_now
                continue
            inside = inside or (mine and isinstance(event, Welcome))
            here = not isinstance(audience, OnNode) or audience.node == self.bench._nodes[session]
            public = addressee(delivery) is None and here and not filter_now.hides(event, delivery.author)
            if mine or (inside and public):
                assert inside
                yield stamp, event
            inside = inside and not (mine and isinstance(event, Farewell))
