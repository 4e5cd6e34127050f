import pickle
import re
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from picture import picture
from stage import LOOPBACK, NOON, Stage, addressee, session_of, told
from watch import check_everything, state_of

from besedka.chat import Chat, Delivery, Rules, Stamp
from besedka.chat.commands import Cancel, Command, Join, Leave, NodeStopped, Rename, Report, Send, Tick
from besedka.chat.events import (
    Accepted,
    Cancelled,
    Event,
    Farewell,
    Message,
    NotSent,
    Recorded,
    Renamed,
    Welcome,
)
from besedka.chat.people import Person

PEOPLE = [f"p{index}" for index in range(4)]
NETWORKS = ["north", "north", "south", LOOPBACK]
NAMES = ["ann", "ANN", "bob", "b0b", "ВОВ", "оля", "zoe", "guest-1", "guest-l", "no name"]

people = st.sampled_from(PEOPLE)
names = st.sampled_from(NAMES)


@dataclass
class Said:
    """What the test knows of a message: who are its two ends, and how it ended."""

    author: Person
    recipient: Person | None
    written_as: str
    outcome: str | None = None


class ChatMachine(RuleBasedStateMachine):
    """Several people from several networks do whatever comes to mind."""

    @initialize(
        tolerated=st.sampled_from([0, 1, 3]),
        remembered=st.sampled_from([2, 10_000]),
        pace=st.sampled_from([1, 2, 10]),
        held=st.sampled_from([0, 1, 3]),
    )
    def begin(self, tolerated: int, remembered: int, pace: int, held: int) -> None:
        self.limits = Rules(
            complaints_tolerated=tolerated,
            max_remembered=remembered,
            pace=pace,
            held_names=held,
            max_pending=6,
            max_pending_network=9,
            max_pending_total=20,
            history_size=5,
            mute=5000,
            name_hold=4000,
            departed_reportable=6000,
            complaint_lifetime=20_000,
        )
        self.stage = Stage(self.limits)
        self.said: dict[int, Said] = {}
        self.public: list[Recorded] = []
        self.sent_at: dict[Person, list[int]] = {}
        for who, network, name in zip(PEOPLE, NETWORKS, NAMES, strict=False):
            self.join(who, network, name)

    # -- what may happen

    @rule(who=people, network=st.sampled_from(NETWORKS), name=st.none() | names)
    def join(self, who: str, network: str, name: str | None) -> None:
        kept = state_of(self.stage).conducts._by_network.get(network, {})
        muted = [conduct for conduct in kept if (conduct.muted_until or 0) > self.stage.now]
        fresh = not self.stage.chat.is_in(session_of(who))
        self.do(who, Join(network, name))
        if muted and fresh:
            assert state_of(self.stage).people[session_of(who)].conduct in muted

    @rule(who=people)
    def leave(self, who: str) -> None:
        self.do(who, Leave())

    @rule(who=people, name=names)
    def rename(self, who: str, name: str) -> None:
        self.do(who, Rename(name))

    @rule(who=people, to=st.none() | names, delay=st.none() | st.sampled_from([0, 1, 2, 3, 9]))
    def send(self, who: str, to: str | None, delay: int | None) -> None:
        number = len(self.stage.journal) + 1
        self.do(who, Send(f"text-{number};", to, delay))

    @rule(who=people, other=people, gone=people)
    def somebody_leaves_while_a_private_message_waits(self, who: str, other: str, gone: str) -> None:
        if self.stage.chat.is_in(session_of(other)):
            self.send(who, self.stage.name_of(other), 1)
            self.do(gone, Leave())

    @rule(who=people, count=st.integers(2, 6))
    def send_many_for_one_second(self, who: str, count: int) -> None:
        for _ in range(count):
            self.send(who, None, 2)

    @rule(who=people, number=st.none() | st.integers(1, 60), everything=st.booleans())
    def cancel(self, who: str, number: int | None, everything: bool) -> None:
        self.do(who, Cancel(number, everything and number is None))

    @rule(who=people, name=names)
    def report(self, who: str, name: str) -> None:
        self.do(who, Report(name))

    @rule(who=people)
    def complain_of_one_until_it_is_muted(self, who: str) -> None:
        if not self.stage.chat.is_in(session_of(who)):
            return
        name = self.stage.name_of(who)
        for index, network in enumerate(["east", "moon", "mars", "star"]):
            self.do(f"w{index}", Join(network))
            self.do(f"w{index}", Report(name))
            self.do(f"w{index}", Leave())

    @rule(later=st.sampled_from([1, 500, 999, 1000, 3000, 7000, 30_000]))
    def time_passes_without_a_tick(self, later: int) -> None:
        self.stage.now += later

    @rule()
    def tick(self) -> None:
        self.do(None, Tick())
        due = self.stage.chat.next_due()
        assert due is None or due > self.stage.now

    @rule()
    def time_passes_to_what_is_due_next(self) -> None:
        self.stage.now = max(self.stage.now, self.stage.chat.next_due() or 0)
        self.tick()

    @rule(really=st.sampled_from([False] * 9 + [True]))
    def stop(self, really: bool) -> None:
        if really:
            self.do(None, NodeStopped(durable=False))
            assert state_of(self.stage).pending == 0

    # -- what must be true of every entry

    def do(self, who: str | None, command: Command) -> None:
        voiceless = self.voiceless()
        for_name = {person: person.name for person in voiceless}
        here = {person: person.name.shown for person in state_of(self.stage).people.values()}
        session = None if who is None else session_of(who)
        deliveries = self.stage.apply(session, command)
        stamp = self.stage.stream[-1][0] if deliveries else self.stage.chat.last
        assert stamp == self.stage.chat.last
        if isinstance(command, Send):
            self.note_what_was_sent(session, stamp.seq, deliveries)
        for delivery in deliveries:
            self.check_outcome(delivery)
            self.check_privacy(delivery)
            self.check_message(stamp, delivery, voiceless, here)
        assert all(person.name == name for person, name in for_name.items())

    def voiceless(self) -> set[Person]:
        """Whose mute still runs at the time of the next entry."""
        known = {said.author for said in self.said.values()} | set(state_of(self.stage).people.values())
        return {person for person in known if (person.conduct.muted_until or 0) > self.stage.now}

    def note_what_was_sent(self, session: str | None, seq: int, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            event = delivery.event
            if isinstance(event, Accepted) and addressee(delivery) == session and event.number == seq:
                state = state_of(self.stage)
                author = state.people[session or ""]
                by_name = {person.name.shown: person for person in state.people.values()}
                recipient = None if event.name is None else by_name[event.name]
                self.said[seq] = Said(author, recipient, author.name.shown)

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
        """The text of a private message reaches its two ends, by whatever event."""
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

    def check_pace(self, author: Person, at: int) -> None:
        times = self.sent_at.setdefault(author, [])
        times.append(at)
        earlier = times[-1 - self.limits.pace :]
        assert len(earlier) <= self.limits.pace or at - earlier[0] >= self.limits.pace_window

    # -- what must be true always

    @invariant()
    def the_state_is_sound(self) -> None:
        check_everything(self.stage)

    @invariant()
    def a_message_is_pending_or_has_ended(self) -> None:
        state = state_of(self.stage)
        pending = {number for number in state.agenda._live if number > 0}
        for number, said in self.said.items():
            if number in pending:
                assert said.outcome is None
            elif said.outcome is None:
                assert not said.author.present, "nobody was told"
        assert [said.recorded for said in state.lobby.history] == self.public[-self.limits.history_size :]

    def teardown(self) -> None:
        if not hasattr(self, "stage"):
            return
        self.check_streams()
        for journal in (self.stage.journal, pickle.loads(pickle.dumps(self.stage.journal))):  # noqa: S301
            chat = Chat()
            again = [
                (Stamp(entry.seq, entry.at), delivery) for entry in journal for delivery in chat.apply(entry)
            ]
            assert again == self.stage.stream
            assert picture(chat) == picture(self.stage.chat)

    def check_streams(self) -> None:
        """Each session sees the state's order, from its welcome to its farewell and nothing beyond."""
        for session, stream in self.stage.streams.items():
            expected: list[tuple[Stamp, Event]] = []
            inside = False
            for stamp, delivery in self.stage.stream:
                mine = addressee(delivery) == session
                inside = inside or (mine and isinstance(delivery.event, Welcome))
                if mine or (inside and addressee(delivery) is None):
                    assert inside
                    assert told(delivery.event)
                    expected.append((stamp, delivery.event))
                if mine and isinstance(delivery.event, Farewell):
                    inside = False
            assert stream == expected
            assert all(stamp.at >= NOON for stamp, _ in stream)


TestChatStateful = ChatMachine.TestCase
TestChatStateful.settings = settings(max_examples=400, stateful_step_count=60, deadline=None)
