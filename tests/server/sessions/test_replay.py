"""What is kept of what happened, and what of it somebody has missed."""

from hypothesis import given
from hypothesis import strategies as st

from besedka.chat import Stamp
from besedka.chat.language.deliveries import Filter, FilterChanged
from besedka.chat.language.events import Left, Message
from besedka.server.sessions.replay import Item, Record, missed


def item(number: int, seq: int, author: str | None = None, text: str = "") -> Item:
    shown = Message(seq, "ann", text) if text else Left(f"n{number}", "exit")
    return Item(number, seq, shown, Stamp(seq, seq), None, author)


def filter_item(number: int, seq: int, *hidden: str) -> Item:
    return Item(number, seq, FilterChanged(Filter(frozenset(hidden))), Stamp(seq, seq))


def record(*items: Item, bound: int = 10**6) -> Record:
    made = Record(bound)
    for one in items:
        made.add(one)
    return made


def test_what_was_addressed_to_one_and_to_all_is_one_stream_again() -> None:
    own, shared = record(item(2, 5), item(4, 6)), record(item(1, 5), item(3, 6), item(5, 7))
    gap = missed(own, shared, 4)
    assert [one.number for one in gap.items] == [1, 2, 3, 4, 5]
    assert gap.whole


def test_only_what_comes_behind_the_last_entry_that_was_seen() -> None:
    gap = missed(record(item(2, 5)), record(item(1, 5), item(3, 6)), 5)
    assert [one.number for one in gap.items] == [3]


def test_what_a_filter_hid_when_it_was_said_is_not_missed_and_all_else_is() -> None:
    own = record(filter_item(2, 2, "dan"), filter_item(4, 4))
    shared = record(item(1, 1, "dan"), item(3, 3, "dan"), item(5, 5, "dan"))
    assert [one.number for one in missed(own, shared, 0).items] == [1, 5]


def test_a_filter_that_was_there_before_what_is_kept_still_hides() -> None:
    own = record(filter_item(1, 1, "dan"), item(2, 2), item(3, 3), bound=600)
    assert [one.number for one in missed(own, record(item(4, 4, "dan"), item(5, 5)), 0).items] == [2, 3, 5]


def test_an_answer_that_is_given_once_more_hides_no_loss() -> None:
    late = Item(2, 101, Left("n", "exit"), Stamp(5, 5))
    own = record(item(1, 100), late, item(3, 102), item(4, 103), bound=600)
    assert own.lost_up_to == 101
    assert not missed(own, record(), 50).whole


def test_what_had_to_go_is_said() -> None:
    shared = record(item(1, 1), item(2, 2), item(3, 3), bound=600)
    assert [one.number for one in shared] == [2, 3]
    assert not missed(record(), shared, 0).whole
    assert missed(record(), shared, 1).whole


def test_a_record_begins_with_what_it_has_not_kept() -> None:
    shared = record(item(1, 1))
    shared.begin(7)
    assert list(shared) == []
    assert not missed(record(), shared, 6).whole
    assert missed(record(), shared, 7).whole


@given(st.lists(st.integers(0, 300), max_size=30), st.integers(0, 3000))
def test_a_record_is_bounded_whatever_comes(sizes: list[int], bound: int) -> None:
    made = record(*(item(n, n, text="x" * size) for n, size in enumerate(sizes, 1)), bound=bound)
    kept = list(made)
    assert sum(256 + 4 * len(getattr(one.shown, "text", "")) for one in kept) <= bound
    assert made.lost_up_to == len(sizes) - len(kept)
