import json

from chat_bench import ChatBench, session_of, token_of
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from invariants import check_everything, state_of
from picture import drawn, picture
from session_model import SessionModel

from besedka.chat import Chat, Delivery, Entry, Origin, Rules
from besedka.chat.language.commands import (
    Command,
    Detach,
    Ignore,
    Join,
    Leave,
    NodeStarted,
    Rename,
    Report,
    Resume,
    Seen,
    Send,
    Tick,
    Unignore,
)
from besedka.chat.language.events import Message
from besedka.journal.codec import read_entry, write_entry

PEOPLE = [f"p{index}" for index in range(4)]
NETWORKS = dict(zip(PEOPLE, ["north", "north", "north", "south"], strict=True))
NODES = ["node", "other"]
NAMES = ["ann", "bob", "cid", "dan"]

people = st.sampled_from(PEOPLE)
names = st.sampled_from(NAMES)
nodes = st.sampled_from(NODES)


class SessionsMachine(RuleBasedStateMachine):
    """People lose their connections and come back, on any node, in the middle of everything."""

    @initialize(kept=st.sampled_from([1, 3, 100]), replayed=st.sampled_from([0, 2, 500]))
    def begin(self, kept: int, replayed: int) -> None:
        rules = Rules(
            grace=9000,
            away_after=3000,
            max_detached=3,
            max_detached_network=2,
            max_kept=kept,
            max_replayed=replayed,
            history_size=4,
            complaints_tolerated=0,
            mute=5000,
            max_late=60_000,
        )
        self.bench = ChatBench(rules)
        self.model = SessionModel(self.bench, rules)
        self.visits = dict.fromkeys(PEOPLE, 0)
        self.odd: set[str] = set()
        """Sessions whose clients have said what is not true."""
        for who, name in zip(PEOPLE, NAMES, strict=True):
            self.join(who, name, resumable=who != "p2")

    def visit(self, who: str) -> str:
        """Who has left comes back as another session."""
        return f"{who}.{self.visits[who]}"

    def session(self, who: str) -> str:
        return session_of(self.visit(who))

    def is_in(self, who: str) -> bool:
        return self.bench.chat.is_in(self.session(who))

    def do(self, who: str | None, command: Command, node: str | None = None) -> list[Delivery]:
        session = None if who is None else self.session(who)
        person = state_of(self.bench).people.get(session or "")
        place = node or (person.node if person else "node")
        bench = self.bench
        self.model.expect(Entry(len(bench.journal) + 1, bench.now, Origin(place, session), command))
        deliveries = bench.apply(session, command, node=place)
        self.model.check(bench.journal[-1], deliveries)
        return deliveries

    # -- what may happen

    @rule(who=people, name=names, resumable=st.sampled_from([True, True, False]), node=nodes)
    def join(self, who: str, name: str, resumable: bool, node: str = "node") -> None:
        if self.is_in(who):
            return
        self.visits[who] += 1
        token = token_of(self.session(who)) if resumable else None
        if resumable:
            self.bench._resumable.add(self.session(who))
        self.do(who, Join(NETWORKS[who], name, token=token), node)

    @rule(who=people)
    def leave(self, who: str) -> None:
        self.do(who, Leave())

    @rule(who=people, command=st.builds(Rename, names) | st.builds(Report, names))
    def do_something(self, who: str, command: Command) -> None:
        self.do(who, command)

    @rule(who=people, command=st.builds(Ignore, names) | st.builds(Unignore, names))
    def ignore_or_not(self, who: str, command: Command) -> None:
        self.do(who, command)

    @rule(who=people, delay=st.none() | st.sampled_from([1, 2, 9]))
    def say(self, who: str, delay: int | None) -> None:
        self.do(who, Send("public", None, delay))

    @rule(who=people, to=people, delay=st.none() | st.none() | st.sampled_from([1, 2, 9]))
    def whisper(self, who: str, to: str, delay: int | None) -> None:
        if self.is_in(to):
            self.do(who, Send("private", self.bench.name_of(self.visit(to)), delay))

    @rule(
        who=people,
        to=people,
        private=st.lists(st.booleans(), min_size=2, max_size=5),
        delay=st.none() | st.just(1),
    )
    def say_and_whisper(self, who: str, to: str, private: list[bool], delay: int | None) -> None:
        for one in private:
            if one:
                self.whisper(who, to, delay)
            else:
                self.say(who, delay)

    @rule(who=people, other=people, early=st.booleans())
    def one_who_ignores_another_is_gone_for_a_while(self, who: str, other: str, early: bool) -> None:
        if early:
            self.say_and_whisper(other, who, [True, False], None)
        if self.is_in(other):
            self.do(who, Ignore(self.bench.name_of(self.visit(other))))
        self.a_lost_connection_is_noticed(who, None)
        self.say_and_whisper(other, who, [True, False], None)

    @rule(later=st.sampled_from([0, 1, 500, 1000, 3000, 8000, 20_000]))
    def time_passes(self, later: int) -> None:
        self.bench.now += later
        self.do(None, Tick())

    @rule(later=st.sampled_from([1000, 3000, 9000]))
    def time_passes_without_a_tick(self, later: int) -> None:
        self.bench.now += later

    @rule(who=people)
    def a_connection_dies(self, who: str) -> None:
        if self.session(who) in state_of(self.bench).people and self.session(who) in self.bench._resumable:
            self.bench.cut(self.visit(who))

    @rule(who=people, node=st.none() | st.none() | nodes)
    def a_lost_connection_is_noticed(self, who: str, node: str | None) -> None:
        self.a_connection_dies(who)
        self.do(who, Detach("lost"), node)

    @rule(who=people, node=st.none() | nodes)
    def come_back(self, who: str, node: str | None) -> None:
        if self.is_in(who):
            self.a_connection_dies(who)
            self.do(who, Resume(self.bench.position(self.visit(who))), node)

    @rule(who=people)
    def confirm(self, who: str) -> None:
        if self.is_in(who) and self.session(who) not in self.bench._cut:
            self.do(who, Seen(self.bench.position(self.visit(who))))

    @rule(
        who=people,
        back=st.integers(-2, 12),
        kind=st.sampled_from([Seen, Resume, lambda seq: Detach("slow", seq)]),
    )
    def say_what_is_not_true(self, who: str, back: int, kind: type[Seen]) -> None:
        if self.is_in(who):
            self.odd.add(self.session(who))
            self.do(who, kind(len(self.bench.journal) - back))

    @rule(node=nodes, really=st.sampled_from([False, False, True]))
    def a_node_dies_and_starts_again(self, node: str, really: bool) -> None:
        if really:
            self.do(None, NodeStarted(self.bench.new_life(node)), node)

    # -- what must be true always

    @invariant()
    def the_state_is_sound(self) -> None:
        check_everything(self.bench)

    def teardown(self) -> None:
        if not hasattr(self, "bench"):
            return
        for session, stream in self.bench.streams.items():
            numbers = [event.number for _, event in stream if isinstance(event, Message)]
            assert session in self.odd or len(numbers) == len(set(numbers)), "told twice"
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


TestSessionsStateful = SessionsMachine.TestCase
TestSessionsStateful.settings = settings(max_examples=300, stateful_step_count=60, deadline=None)
