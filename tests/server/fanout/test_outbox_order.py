"""Whatever happens in whatever order, everybody gets exactly what the order says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outbox_house import STAMP, House, message

from besedka.chat.language.events import Left
from besedka.dialects import Shown
from besedka.server.fanout import fanout as fanout_module

NAMES = ("ann", "bob", "cid")
AUTHORS = ("dan", "eva")
STEPS = st.one_of(
    st.tuples(st.just("enter"), st.sampled_from(NAMES)),
    st.tuples(st.just("leave"), st.sampled_from(NAMES)),
    st.tuples(st.just("tell"), st.sampled_from(NAMES)),
    st.tuples(
        st.just("encoding"), st.sampled_from(NAMES), st.sampled_from("ab"), st.sampled_from(("en", "ru"))
    ),
    st.tuples(st.just("hide"), st.sampled_from(NAMES), st.frozensets(st.sampled_from([*AUTHORS, "nobody"]))),
    st.tuples(st.just("say"), st.integers(0, 5000), st.none() | st.sampled_from(AUTHORS)),
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

    def do_encoding(self, name: str, kind: str, language: str) -> None:
        self.house.fanout.change_encoding(self.boxes[name][0], self.house.encodings[kind, language])

    def do_hide(self, name: str, authors: frozenset[str]) -> None:
        self.house.fanout.change_filter(self.boxes[name][0], authors)

    def do_say(self, size: int, author: str | None) -> None:
        self.do_event(message(self.count, f"{self.count}" + "x" * size), author)

    def do_event(self, event: Shown | None = None, author: str | None = None) -> None:
        event = event or Left(f"n{self.count}", "exit")
        for name in self.inside:
            outbox = self.boxes[name][0]
            if author not in outbox.hidden:
                self.expected[name] += outbox.encoding.encode(event, STAMP)
        self.house.dialect.written.clear()
        self.house.fanout.broadcast(event, STAMP, author)

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
        assert max(self.house.dialect.written.values(), default=0) <= 1
        self.turned = False


@settings(max_examples=300)
@given(st.lists(STEPS, max_size=40), st.sampled_from([1, 2, 1000]))
def test_everybody_gets_exactly_what_the_order_says_in_one_write_a_flush(
    steps: list[tuple[Any, ...]], portion: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fanout_module, "_PORTION", portion)
        model = Model()
        for step in [*steps, ("flush",)]:
            model.do(step)
        model.do_flush()
