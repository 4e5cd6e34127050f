from collections import Counter
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from server_fakes import FakeLoop, FakeTransport

from besedka.chat import Stamp
from besedka.chat.events import Left, Message
from besedka.dialects import Dialect, Ref, Request, Shown
from besedka.server import outbox as outbox_module
from besedka.server.outbox import Fanout, Outbox
from besedka.server.voice import Voice

STAMP = Stamp(1, 1)
HUGE = 1 << 40


class Scribe:
    """A dialect that says what it is asked to say, and counts. Only a `Left` depends on the language."""

    subprotocol = None

    def __init__(self, name: str) -> None:
        self.name = name
        self.written: Counter[tuple[object, ...]] = Counter()

    def read(self, text: str) -> Request:
        raise NotImplementedError

    def write(self, event: Shown, stamp: Stamp, language: str, ref: Ref | None = None) -> str:
        matters = self.language_matters(event)
        self.written[event, language if matters else None] += 1
        return f"{self.name}-{language if matters else '*'}-{getattr(event, 'name', '') or getattr(event, 'text', '')};"

    def language_matters(self, event: Shown) -> bool:
        return isinstance(event, Left)


def frame(text: str) -> bytes:
    return text.encode()


def message(number: int, text: str = "") -> Message:
    return Message(number, "alice", text or f"m{number}")


class House:
    def __init__(self, bound: int = HUGE, total: int = HUGE) -> None:
        self.loop = FakeLoop()
        self.overflowed: list[str] = []
        self.fanout = Fanout(self.loop.call_soon, self.overflow, bound=bound, total_bound=total)
        self.scribe = Scribe("a")
        self.voices = {
            (kind, language): self.voice(kind, language) for kind in "ab" for language in ("en", "ru")
        }

    def voice(self, kind: str, language: str) -> Voice:
        scribe = self.scribe if kind == "a" else self.__dict__.setdefault("other", Scribe("b"))
        return Voice(cast("Dialect", scribe), language, frame)

    def overflow(self, outbox: Outbox) -> None:
        self.overflowed.append(outbox.session)
        self.fanout.leave(outbox)

    def outbox(
        self, name: str = "one", kind: str = "a", language: str = "en"
    ) -> tuple[Outbox, FakeTransport]:
        transport = FakeTransport(self.loop)
        return Outbox(name, cast("Any", transport), self.voices[kind, language]), transport

    def member(
        self, name: str = "one", kind: str = "a", language: str = "en"
    ) -> tuple[Outbox, FakeTransport]:
        outbox, transport = self.outbox(name, kind, language)
        self.fanout.enter(outbox)
        return outbox, transport


def test_what_one_turn_produced_is_one_write() -> None:
    house = House()
    _, transport = house.member()
    for number in range(5):
        house.fanout.broadcast(message(number), STAMP)
    house.loop.run()
    assert transport.writes == [b"a-*-m0;a-*-m1;a-*-m2;a-*-m3;a-*-m4;"]


def test_a_private_message_stands_between_the_public_ones_around_it() -> None:
    house = House()
    outbox, transport = house.member()
    _, other = house.member("two")
    house.fanout.broadcast(message(1), STAMP)
    house.fanout.tell(outbox, b"(psst)")
    house.fanout.broadcast(message(2), STAMP)
    house.loop.run()
    assert transport.writes == [b"a-*-m1;(psst)a-*-m2;"]
    assert other.writes == [b"a-*-m1;a-*-m2;"]


def test_who_enters_in_the_middle_of_a_turn_sees_nothing_from_before() -> None:
    house = House()
    house.fanout.broadcast(message(1), STAMP)
    outbox, transport = house.member()
    house.fanout.tell(outbox, b"(welcome)")
    house.fanout.broadcast(message(2), STAMP)
    house.loop.run()
    assert transport.writes == [b"(welcome)a-*-m2;"]


def test_who_leaves_in_the_middle_of_a_turn_sees_nothing_of_what_follows() -> None:
    house = House()
    outbox, transport = house.member()
    house.fanout.broadcast(message(1), STAMP)
    house.fanout.leave(outbox)
    house.fanout.leave(outbox)
    house.fanout.tell(outbox, b"(bye)")
    house.fanout.broadcast(message(2), STAMP)
    house.loop.run()
    assert transport.writes == [b"a-*-m1;(bye)"]


def test_a_new_language_begins_where_it_was_asked_for() -> None:
    house = House()
    outbox, transport = house.member()
    house.fanout.broadcast(Left("x", "exit"), STAMP)
    house.fanout.change_voice(outbox, house.voices["a", "ru"])
    house.fanout.broadcast(Left("y", "exit"), STAMP)
    house.loop.run()
    assert transport.writes == [b"a-en-x;a-ru-y;"]


def test_a_message_is_encoded_once_for_all_languages_and_members() -> None:
    house = House()
    for number in range(50):
        house.member(str(number), "a", ("en", "ru")[number % 2])
    house.fanout.broadcast(message(1), STAMP)
    house.fanout.broadcast(Left("x", "exit"), STAMP)
    house.loop.run()
    assert house.scribe.written == {
        (message(1), None): 1,
        (Left("x", "exit"), "en"): 1,
        (Left("x", "exit"), "ru"): 1,
    }


def test_a_batch_that_grows_large_is_written_within_its_turn() -> None:
    house = House()
    _, transport = house.member()
    for number in range(20):
        house.fanout.broadcast(message(number, "x" * 4000), STAMP)
    assert len(transport.writes) == 1
    house.loop.run()
    assert b"".join(transport.writes).count(b";") == 20


def test_nothing_is_written_to_a_connection_that_closes() -> None:
    house = House()
    outbox, transport = house.member()
    transport.closing = True
    house.fanout.broadcast(message(1), STAMP)
    house.fanout.tell(outbox, b"(hm)")
    house.loop.run()
    assert transport.writes == []


def test_the_member_over_its_bound_is_named_after_the_flush_and_nobody_else() -> None:
    house = House(bound=100)
    _, slow = house.member("slow")
    _, quick = house.member("quick")
    slow.stuck = True
    for _ in range(30):
        house.fanout.broadcast(message(1), STAMP)
        house.loop.run()
    assert house.overflowed == ["slow"]
    assert len(quick.writes) == 30
    assert slow.buffered <= 100 + 7


def test_a_storm_of_private_messages_within_one_turn_fills_no_memory() -> None:
    house = House(bound=1 << 20)
    victim, stuck = house.member("victim")
    stuck.stuck = True
    for _ in range(1000):
        house.fanout.tell(victim, b"x" * 16_000)
        assert stuck.buffered + victim.owed < 3 << 19
    house.fanout.leave(victim)
    house.fanout.tell(victim, b"farewell")
    house.loop.run()
    assert house.overflowed == ["victim"]
    assert stuck.writes[-1] == b"farewell"
    assert len(set(map(len, stuck.writes[:-1]))) == 1


def test_answers_alone_can_pass_the_bound_too() -> None:
    house = House(bound=100)
    outbox, transport = house.member()
    transport.stuck = True
    house.fanout.tell(outbox, b"x" * 101)
    house.loop.run()
    assert house.overflowed == ["one"]


def test_the_largest_go_when_all_together_are_over_the_total_bound() -> None:
    house = House(total=250)
    members = [house.member(str(number)) for number in range(3)]
    for (outbox, transport), size in zip(members, (50, 150, 100), strict=True):
        transport.stuck = True
        house.fanout.tell(outbox, b"x" * size)
    house.fanout.broadcast(message(1), STAMP)
    house.loop.run()
    assert house.overflowed == ["1"]


def test_the_total_bound_holds_when_members_get_nothing_but_answers_one_after_the_other() -> None:
    house = House(total=250)
    for number in range(5):
        outbox, transport = house.member(str(number))
        transport.stuck = True
        house.fanout.tell(outbox, b"x" * 100)
        house.loop.run()
    assert len(house.overflowed) == 3


def test_what_has_been_read_meanwhile_counts_no_more() -> None:
    house = House(total=250)
    outbox, transport = house.member()
    for _ in range(20):
        transport.stuck = True
        house.fanout.tell(outbox, b"x" * 100)
        house.loop.run()
        transport.read_all()
    assert house.overflowed == []


NAMES = ("ann", "bob", "cid")
STEPS = st.one_of(
    st.tuples(st.just("enter"), st.sampled_from(NAMES)),
    st.tuples(st.just("leave"), st.sampled_from(NAMES)),
    st.tuples(st.just("tell"), st.sampled_from(NAMES)),
    st.tuples(st.just("voice"), st.sampled_from(NAMES), st.sampled_from("ab"), st.sampled_from(("en", "ru"))),
    st.tuples(st.just("say"), st.integers(0, 5000)),
    st.tuples(st.just("event")),
    st.tuples(st.just("turn")),
    st.tuples(st.just("flush")),
)


class Model:
    """The same, done the slow and obvious way: everybody gets everything at once."""

    def __init__(self) -> None:
        self.house = House()
        self.boxes = {name: self.house.outbox(name) for name in NAMES}
        self.expected = dict.fromkeys(NAMES, b"")
        self.inside: set[str] = set()
        self.count = 0
        self.turned = False

    def do(self, step: tuple[Any, ...]) -> None:
        self.count += 1
        getattr(self, f"do_{step[0]}")(*step[1:])

    def do_enter(self, name: str) -> None:
        if name not in self.inside:
            self.inside.add(name)
            self.house.fanout.enter(self.boxes[name][0])

    def do_leave(self, name: str) -> None:
        self.inside.discard(name)
        self.house.fanout.leave(self.boxes[name][0])

    def do_tell(self, name: str) -> None:
        data = f"({self.count})".encode()
        self.expected[name] += data
        self.house.fanout.tell(self.boxes[name][0], data)

    def do_voice(self, name: str, kind: str, language: str) -> None:
        self.house.fanout.change_voice(self.boxes[name][0], self.house.voices[kind, language])

    def do_say(self, size: int) -> None:
        self.do_event(message(self.count, f"{self.count}" + "x" * size))

    def do_event(self, event: Shown | None = None) -> None:
        event = event or Left(f"n{self.count}", "exit")
        for name in self.inside:
            self.expected[name] += self.boxes[name][0].voice.encode(event, STAMP)
        self.house.scribe.written.clear()
        self.house.fanout.broadcast(event, STAMP)

    def do_turn(self) -> None:
        self.turned = True
        self.house.loop.turn()
        for name, (_, transport) in self.boxes.items():
            assert self.expected[name].startswith(b"".join(transport.writes))

    def do_flush(self) -> None:
        before = {name: len(transport.writes) for name, (_, transport) in self.boxes.items()}
        self.house.loop.run()
        for name, (_, transport) in self.boxes.items():
            if not self.turned:
                assert len(transport.writes) <= before[name] + 1
            assert b"".join(transport.writes) == self.expected[name]
        assert max(self.house.scribe.written.values(), default=0) <= 1
        self.turned = False


@settings(max_examples=300)
@given(st.lists(STEPS, max_size=40), st.sampled_from([1, 2, 1000]))
def test_everybody_gets_exactly_what_the_order_says_in_one_write_a_flush(
    steps: list[tuple[Any, ...]], portion: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox_module, "_PORTION", portion)
        model = Model()
        for step in [*steps, ("flush",)]:
            model.do(step)
        model.do_flush()


def test_a_large_room_is_written_in_portions_and_reading_goes_on_between_them() -> None:
    house = House()
    members = [house.member(f"m{number}") for number in range(2500)]
    house.fanout.flush()
    house.fanout.broadcast(message(1), STAMP)
    for reached in (0, 1000, 2000, 2500):  # The first turn is waited for more.
        house.loop.turn()
        assert sum(len(transport.writes) for _, transport in members) == reached


def test_who_is_behind_is_not_overtaken_by_an_answer_and_everybody_else_keeps_the_order() -> None:
    house = House()
    members = [house.member(f"m{number}") for number in range(2500)]
    house.fanout.flush()
    house.fanout.broadcast(message(1), STAMP)
    house.loop.turn()
    house.loop.turn()
    house.fanout.tell(members[-1][0], b"(hm)")
    house.fanout.broadcast(message(2), STAMP)
    house.loop.run()
    assert b"".join(members[-1][1].writes) == b"a-*-m1;(hm)a-*-m2;"
    assert {b"".join(transport.writes) for _, transport in members[:-1]} == {b"a-*-m1;a-*-m2;"}


def test_what_is_to_happen_behind_the_last_words_happens_behind_them() -> None:
    house = House()
    _, transport = house.member()
    house.fanout.broadcast(message(1), STAMP)
    seen: list[int] = []
    house.fanout.when_flushed(lambda: seen.append(len(transport.writes)))
    house.loop.run()
    house.fanout.when_flushed(lambda: seen.append(len(transport.writes)))
    house.loop.run()
    assert seen == [1, 1]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_member_that_only_joined_this_turn_shares_the_next_batch(language: str) -> None:
    house = House()
    _, transport = house.member("one", "b", language)
    house.loop.run()
    house.fanout.broadcast(message(1), STAMP)
    house.loop.run()
    assert transport.writes == [b"b-*-m1;"]
