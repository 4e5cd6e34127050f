from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat import Entry, Origin
from besedka.chat.language.commands import Command, Rename, Send, Tick
from besedka.journal import MemoryJournal

SERVER = Origin("node")
SESSION = Origin("node", "s", 1)


class Clock:
    def __init__(self, now: int = 1000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def journal(clock: Callable[[], int]) -> tuple[MemoryJournal, list[Entry]]:
    entries: list[Entry] = []
    return MemoryJournal(clock, entries.append), entries


def test_an_entry_is_committed_before_append_returns() -> None:
    memory, entries = journal(Clock())
    memory.append(SESSION, Send("hi"))
    assert entries == [Entry(1, 1000, SESSION, Send("hi"))]


def test_numbers_have_no_gaps() -> None:
    memory, entries = journal(Clock())
    for _ in range(5):
        memory.append(SERVER, Tick())
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]


def test_a_clock_that_steps_back_is_held() -> None:
    clock = Clock()
    memory, entries = journal(clock)
    memory.append(SERVER, Tick())
    clock.now = 10
    memory.append(SERVER, Tick())
    assert entries[1].at == 1000
    assert memory.now() == 1000


def test_a_tick_can_bring_its_time_with_it() -> None:
    memory, entries = journal(Clock())
    memory.append(SERVER, Tick(), not_before=5000)
    memory.append(SERVER, Tick(), not_before=2000)
    assert [entry.at for entry in entries] == [5000, 5000]


def test_what_is_appended_while_an_entry_is_committed_comes_after_it() -> None:
    order: list[str] = []

    def commit(entry: Entry) -> None:
        order.append(f"begin {entry.seq}")
        if entry.seq == 1:
            memory.append(SESSION, Rename("a"))
            memory.append(SESSION, Rename("b"))
        order.append(f"end {entry.seq}")

    memory = MemoryJournal(Clock(), commit)
    memory.append(SESSION, Send("x"))
    assert order == ["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]


def test_a_failed_commit_stops_nothing_that_comes_later() -> None:
    seen: list[int] = []

    def commit(entry: Entry) -> None:
        if entry.seq == 1:
            raise ValueError("broken")
        seen.append(entry.seq)

    memory = MemoryJournal(Clock(), commit)
    with pytest.raises(ValueError, match="broken"):
        memory.append(SERVER, Tick())
    memory.append(SERVER, Tick())
    assert seen == [2]


def test_it_says_that_it_keeps_nothing() -> None:
    assert MemoryJournal(Clock(), lambda _: None).durable is False


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000))))
def test_time_never_decreases_whatever_the_clock_does(steps: list[tuple[int, int]]) -> None:
    clock = Clock()
    memory, entries = journal(clock)
    command: Command = Tick()
    for now, not_before in steps:
        clock.now = now
        memory.append(SERVER, command, not_before=not_before)
    times = [entry.at for entry in entries]
    assert times == sorted(times)
    assert all(entry.at >= not_before for entry, (_, not_before) in zip(entries, steps, strict=True))
