import json
import pickle

from chat_bench import LOOPBACK
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from invariants import check_everything, state_of
from picture import drawn, picture
from reference_model import NODES, PEOPLE, Bookkeeper

from besedka.chat import Chat, Rules, Stamp
from besedka.chat.language.commands import (
    Cancel,
    Ignore,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Rename,
    Report,
    Send,
    Tick,
    Unignore,
)
from besedka.chat.language.deliveries import UNFILTERED
from besedka.chat.language.events import Recorded, UsersListed
from besedka.chat.language.questions import ListUsers
from besedka.chat.state.messages import HistoryRow
from besedka.journal.codec import read_entry, write_entry

NETWORKS = ["north", "north", "south", LOOPBACK]
NAMES = ["ann", "ANN", "bob", "b0b", "ВОВ", "оля", "zoe", "guest-1", "guest-l", "no name"]

people = st.sampled_from(PEOPLE)
names = st.sampled_from(NAMES)


class ChatMachine(Bookkeeper):
    """Several people from several networks do whatever comes to mind."""

    @initialize(
        tolerated=st.sampled_from([0, 1, 3]),
        remembered=st.sampled_from([2, 10_000]),
        pace=st.sampled_from([1, 2, 10]),
        held=st.sampled_from([0, 1, 3]),
        late=st.sampled_from([None, 0, 2000]),
    )
    def begin(self, tolerated: int, remembered: int, pace: int, held: int, late: int | None) -> None:
        rules = Rules(
            complaints_tolerated=tolerated,
            max_remembered=remembered,
            max_late=late,
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
        self.open(rules)
        for who, network, name in zip(PEOPLE, NETWORKS, NAMES, strict=False):
            self.join(who, network, name)

    # -- what may happen

    @rule(who=people, network=st.sampled_from(NETWORKS), name=st.none() | names, bot=st.booleans())
    def join(self, who: str, network: str, name: str | None, bot: bool = False) -> None:
        kept = state_of(self.bench).conducts._by_network.get(network, {})
        muted = [conduct for conduct in kept if (conduct.muted_until or 0) > self.bench.now]
        fresh = not self.bench.chat.is_in(self.session(who))
        self.do(who, Join(network, name, bot=bot))
        if muted and fresh:
            assert state_of(self.bench).people[self.session(who)].conduct in muted

    @rule(who=people)
    def leave(self, who: str) -> None:
        self.do(who, Leave())

    @rule(who=people, name=names)
    def rename(self, who: str, name: str) -> None:
        self.do(who, Rename(name))

    @rule(who=people, to=st.none() | names, delay=st.none() | st.sampled_from([0, 1, 2, 3, 9]))
    def send(self, who: str, to: str | None, delay: int | None) -> None:
        number = len(self.bench.journal) + 1
        self.do(who, Send(f"text-{number};", to, delay))

    @rule(who=people, other=people, gone=people)
    def somebody_leaves_while_a_private_message_waits(self, who: str, other: str, gone: str) -> None:
        if self.bench.chat.is_in(self.session(other)):
            self.send(who, self.bench.name_of(self.visit(other)), 1)
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
        if not self.bench.chat.is_in(self.session(who)):
            return
        name = self.bench.name_of(self.visit(who))
        for index, network in enumerate(["east", "moon", "mars", "star"]):
            self.do(f"w{index}", Join(network))
            self.do(f"w{index}", Report(name))
            self.do(f"w{index}", Leave())

    @rule(who=people, name=names)
    def ignore(self, who: str, name: str) -> None:
        if self.limits.max_late is None:  # What a start restores of ignoring is in no model.
            self.do(who, Ignore(name))

    @rule(who=people, other=people)
    def ignore_somebody_who_then_speaks(self, who: str, other: str) -> None:
        if self.bench.chat.is_in(self.session(other)):
            self.ignore(who, self.bench.name_of(self.visit(other)))
            self.send(other, None, None)

    @rule(who=people, name=names)
    def unignore(self, who: str, name: str) -> None:
        self.do(who, Unignore(name))

    @rule(who=people, name=st.none() | names)
    def leave_and_come_back(self, who: str, name: str | None) -> None:
        if self.bench.chat.is_in(self.session(who)):
            person = state_of(self.bench).people[self.session(who)]
            self.do(who, Leave())
            self.do(who, Join(person.network, name or person.name.shown))
            self.send(who, None, None)

    @rule(who=people)
    def leave_come_back_as_a_guest_and_take_the_name_again(self, who: str) -> None:
        if self.bench.chat.is_in(self.session(who)):
            person = state_of(self.bench).people[self.session(who)]
            self.do(who, Leave())
            self.do(who, Join(person.network))
            self.do(who, Rename(person.name.shown))
            self.send(who, None, None)

    @rule(later=st.sampled_from([1, 500, 999, 1000, 3000, 7000, 30_000]))
    def time_passes_without_a_tick(self, later: int) -> None:
        self.bench.now += later

    @rule()
    def tick(self) -> None:
        self.do(None, Tick())
        due = self.bench.chat.next_due()
        assert due is None or due > self.bench.now

    @rule()
    def time_passes_to_what_is_due_next(self) -> None:
        self.bench.now = max(self.bench.now, self.bench.chat.next_due() or 0)
        self.tick()

    @rule(really=st.sampled_from([False] * 9 + [True]))
    def stop(self, really: bool) -> None:
        if really:
            over = state_of(self.bench).nodes["node"].over
            self.do(None, NodeStopped(self.bench.life(), durable=False))
            doomed = [person for person in self.everybody if person.node == "node"]
            assert over or not any(person.pending for person in doomed)

    @rule(really=st.sampled_from([False] * 9 + [True]), node=st.sampled_from(["node", "other"]))
    def a_node_dies_and_starts_again(self, really: bool, node: str) -> None:
        if really:
            self.do(None, NodeStarted(self.bench.new_life(node)), node)
            assert all(person.node != node for person in state_of(self.bench).people.values())

    @rule(
        really=st.sampled_from([False, False, True]),
        who=people,
        to=st.none() | names,
        down=st.sampled_from([1000, 1500, 5000]),
        name=st.none() | names,
    )
    def a_message_comes_due_while_its_author_is_not_connected(
        self, really: bool, who: str, to: str | None, down: int, name: str | None
    ) -> None:
        if really and self.bench.chat.is_in(self.session(who)):
            person, node = state_of(self.bench).people[self.session(who)], NODES[who]
            self.send(who, to, 1)
            self.bench.now += down
            self.do(None, NodeStarted(self.bench.new_life(node)), node)
            self.do(who, Join(person.network, name or person.name.shown))

    # -- what must be true always

    @invariant()
    def the_state_is_sound(self) -> None:
        check_everything(self.bench)

    @invariant()
    def a_message_is_pending_or_has_ended(self) -> None:
        state = state_of(self.bench)
        pending = {number for number in state.agenda._live if number > 0}
        for number, said in self.said.items():
            if number in pending:
                assert said.outcome is None
            elif said.outcome is None:
                assert not said.author.present, "nobody was told"
        kept = self.public[-self.limits.history_size :]
        assert [_recorded(said) for said in state.lobby.history] == kept

    @invariant()
    def each_public_message_is_told_of_once(self) -> None:
        assert len(self.bench.messages) == len(self.public)
        assert [_recorded(said) for said in self.bench.messages[-5:]] == self.public[-5:]

    @invariant()
    def who_is_listed_is_marked_if_it_came_as_a_bot(self) -> None:
        people = state_of(self.bench).people
        marked = {person.name.shown for person in people.values() if person.session in self.bots}
        for session in people:
            listed = self.bench.chat.answer(session, ListUsers())
            assert isinstance(listed, UsersListed)
            assert {user.name for user in listed.users if user.bot} == marked

    @invariant()
    def a_filter_hides_what_its_owner_ignores(self) -> None:
        for person in state_of(self.bench).people.values():
            hidden = {other.session for other in self.ignoring.hidden(person)}
            told = self.bench._filters.get(person.session, UNFILTERED)
            assert told == self.bench.chat.filter_of(person.session)
            assert told.ignored <= set(hidden)
            said = {row.session for row in state_of(self.bench).lobby.history}
            for ended in set(hidden) - told.ignored:
                assert ended not in said
                assert ended not in {author.session for author in state_of(self.bench).authors.values()}
                assert not self.bench.chat.is_in(ended)

    def teardown(self) -> None:
        if not hasattr(self, "bench"):
            return
        self.check_streams()
        for journal in (self.bench.journal, pickle.loads(pickle.dumps(self.bench.journal))):  # noqa: S301
            chat = Chat()
            again = [
                (Stamp(entry.seq, entry.at), delivery) for entry in journal for delivery in chat.apply(entry)
            ]
            assert again == self.bench.stream
            assert picture(chat) == picture(self.bench.chat)
        self.check_a_restored_chat()

    def check_a_restored_chat(self) -> None:
        journal, chat = self.bench.journal, Chat()
        half = len(journal) // 2
        for entry in journal[:half]:
            chat.apply(entry)
        restored = Chat.restore(json.loads(json.dumps(chat.snapshot())))
        for entry in journal[half:]:
            assert drawn(restored.apply(read_entry(write_entry(entry)))) == drawn(chat.apply(entry))
        assert picture(restored) == picture(self.bench.chat)


def _recorded(said: HistoryRow) -> Recorded:
    return Recorded(Stamp(said.seq, said.at), said.message)


TestChatStateful = ChatMachine.TestCase
TestChatStateful.settings = settings(max_examples=400, stateful_step_count=60, deadline=None)
