"""The messages on the disk are paged and found as those in memory, however many of them are stored, or indexed.

Both are compared with a plain list.
"""

import sqlite3
from collections.abc import Iterator
from itertools import count
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_bench import Lines
from sqlite_messages import Listed, indexed, look, nobody, rows_of, table_of

from besedka.chat import Rules
from besedka.chat.language.matching import terms
from besedka.chat.state.history import History
from besedka.chat.state.messages import Hides, HistoryRow
from besedka.journal.sqlite.archive import messages, words
from besedka.journal.sqlite.archive.messages import StoredMessages
from besedka.journal.sqlite.archive.words import Words, has_fts5, query_of

BOTH = [False, True] if has_fts5() else [False]
TEXTS = st.text("abсдеёЁ \n茶道の.,!:)🎉\u0301\u0308\u200b1", min_size=1, max_size=8)
HIDDEN = st.frozensets(st.sampled_from([f"session {index}" for index in range(4)]), max_size=2)
SPLIT = st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 6))
"""Messages that are stored, batches of them that are indexed, and those that are looked at before the index."""


@pytest.fixture(autouse=True, scope="module")
def small() -> Iterator[None]:
    """Small portions, so that few messages are several of them."""
    with patch.object(messages, "_CHUNK", 2), patch.object(words, "_BATCH", 3):
        yield


def hides(hidden: frozenset[str]) -> Hides:
    return lambda row: row.session in hidden


def looked(
    rows: list[HistoryRow], stored: int, batches: int | None = 0, *, index: bool = True
) -> StoredMessages:
    """A file with the first of the rows; all that have not left the memory for certain are waiting."""
    connection = table_of(rows[:stored])
    if index and has_fts5():
        indexed(connection, Words(Lines()), batches)
    return look(connection, rows[max(0, stored - 2) :], index=index)


def in_memory(rows: list[HistoryRow]) -> History:
    history = History(Rules(history_kept=1000))
    history.extend(rows)
    return history


def whole_entries(rows: list[HistoryRow], stored: int) -> int:
    while 0 < stored < len(rows) and rows[stored].seq == rows[stored - 1].seq:
        stored += 1
    return stored


@pytest.mark.parametrize("index", BOTH)
@given(st.lists(TEXTS, max_size=12), TEXTS, HIDDEN, SPLIT, st.integers(1, 12))
def test_a_search_finds_what_one_in_a_list_or_in_memory_finds(
    index: bool, texts: list[str], typed: str, hidden: frozenset[str], split: tuple[int, int, int], limit: int
) -> None:
    rows = rows_of(texts)
    stored, batches, recent = split
    wanted = terms(typed)
    with patch.object(messages, "_RECENT", recent):
        if wanted:
            found = looked(rows, whole_entries(rows, stored), batches, index=index).search(
                wanted, limit, hides(hidden)
            )
            assert found == Listed(rows).search(wanted, limit, hides(hidden))
            assert found == in_memory(rows).search(wanted, limit, hides(hidden))


@pytest.mark.parametrize("index", BOTH)
@given(TEXTS, TEXTS)
def test_a_text_is_found_by_each_of_its_words(index: bool, before: str, text: str) -> None:
    rows = rows_of([f"{before} {text}"])
    with patch.object(messages, "_RECENT", 0):
        stored = looked(rows, 1, None, index=index)
        for piece in filter(terms, text.split()):
            assert list(stored.search(terms(piece), 1, nobody).rows) == rows


@given(st.integers(0, 14), st.integers(1, 9), st.integers(95, 120) | st.none(), HIDDEN, SPLIT)
def test_the_messages_before_one_are_those_in_a_list_or_in_memory(
    size: int, count: int, number: int | None, hidden: frozenset[str], split: tuple[int, int, int]
) -> None:
    rows = rows_of(["a"] * size)
    found = looked(rows, whole_entries(rows, split[0])).before(number, count, hides(hidden))
    assert found == Listed(rows).before(number, count, hides(hidden))
    assert found == in_memory(rows).before(number, count, hides(hidden))


@given(st.integers(0, 14), st.integers(1, 9), st.integers(95, 120), HIDDEN, SPLIT)
def test_the_messages_around_one_are_those_in_a_list_or_in_memory(
    size: int, count: int, number: int, hidden: frozenset[str], split: tuple[int, int, int]
) -> None:
    rows = rows_of(["a"] * size)
    found = looked(rows, whole_entries(rows, split[0])).around(number, count, hides(hidden))
    assert found == Listed(rows).around(number, count, hides(hidden))
    assert found == in_memory(rows).around(number, count, hides(hidden))


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30, -(10**30)])
def test_a_number_too_large_for_the_file_is_that_of_no_message(number: int) -> None:
    rows = rows_of(["a", "b", "c"])
    stored = looked(rows, whole_entries(rows, 2))
    assert stored.around(number, 3, nobody) is None
    assert stored.before(number, 3, nobody) == Listed(rows).before(number, 3, nobody)


@given(st.integers(0, 14), st.integers(98, 116), st.integers(98, 116))
def test_what_was_recorded_after_the_question_does_not_exist(size: int, limit: int, number: int) -> None:
    rows = rows_of(["a"] * size)
    known = [row for row in rows if row.seq <= limit]
    stored = look(table_of(rows), known, limit=limit)
    assert stored.before(None, 99, nobody) == known
    assert stored.before(number, 3, nobody) == Listed(known).before(number, 3, nobody)
    assert stored.around(number, 3, nobody) == Listed(known).around(number, 3, nobody)
    assert stored.search(terms("a"), 99, nobody) == Listed(known).search(terms("a"), 99, nobody)


@pytest.mark.parametrize("index", BOTH)
def test_a_message_comes_back_as_it_was(index: bool) -> None:
    rows = rows_of(["one", "two\x00\n", "three"])
    stored = looked(rows, 3, None, index=index)
    assert stored.before(None, 9, nobody) == rows
    assert list(stored.search(terms("two"), 9, nobody).rows) == [
        row for row in rows if "two" in row.message.text
    ]


@pytest.mark.parametrize("index", BOTH)
@pytest.mark.parametrize(
    "typed", ['"', "a*", "a OR b", "NEAR(a b)", "tokens:a", "-a", "^a", "a'", "%", "\x00a"]
)
def test_nothing_that_is_typed_is_query_syntax(index: bool, typed: str) -> None:
    with patch.object(messages, "_RECENT", 0):
        stored = looked(rows_of(["x", "y"]), 2, None, index=index)
        assert stored.search(terms(typed), 9, nobody).rows == ()


def test_a_search_of_very_many_words_is_not_too_much_for_the_index() -> None:
    typed = " ".join(f"{index}茶{chr(0x4E00 + index)}" for index in range(60))
    with patch.object(messages, "_RECENT", 0):
        rows = rows_of([typed, "x"])
        assert list(looked(rows, 2, None).search(terms(typed), 9, nobody).rows) == [
            row for row in rows if row.message.text == typed
        ]


def test_the_index_is_asked_for_the_longest_words_and_for_short_ones_only_alone() -> None:
    assert query_of(terms("a to longest longer")) == f"w{b'longest'.hex()}* AND w{b'longer'.hex()}*"
    assert query_of(terms("a")) == f"w{b'a'.hex()}*"
    assert query_of(terms("茶")) == f"c{'茶'.encode().hex()}"


@pytest.mark.parametrize("index", BOTH)
def test_a_search_that_takes_too_long_says_that_it_is_not_whole(index: bool) -> None:
    rows = rows_of(["a"] * 40)
    connection = table_of(rows)
    if index:
        indexed(connection, Words(Lines()))
    seconds = count(0, 0.5)
    with patch.object(messages, "_RECENT", 4):
        found = look(connection, index=index, clock=lambda: next(seconds)).search(terms("a"), 40, nobody)
    assert not found.whole
    assert 0 < len(found.rows) < 40
    assert list(found.rows) == rows[::-1][: len(found.rows)]
    seconds = count(0, 0.5)
    found = look(connection, index=index, clock=lambda: next(seconds)).search(terms("a"), 2, nobody)
    assert found.whole
    assert len(found.rows) == 2


@pytest.mark.parametrize(("behind", "whole"), [(0, True), (3, False), (10**6, False)])
def test_a_search_shares_its_time_with_those_that_wait_and_a_page_does_not(behind: int, whole: bool) -> None:
    rows = rows_of(["a"] * 40)
    seconds = count(0, 0.04)
    messages = look(table_of(rows), clock=lambda: next(seconds), behind=behind)
    found = messages.search(terms("a"), 99, nobody)
    assert found.whole == whole
    assert len(found.rows) >= 4
    assert len(messages.before(None, 40, nobody)) == 40


def test_looking_for_a_page_ends_as_well_if_nearly_everything_is_hidden() -> None:
    seconds = count(0, 0.5)
    stored = look(table_of(rows_of(["a"] * 40)), clock=lambda: next(seconds))
    assert stored.before(None, 3, lambda _: True) == []
    assert next(seconds) < 9


@pytest.mark.parametrize(
    "number", [0, -1, 1 << 53, (1 << 63) - 1, 1 << 63, 1 << 64, 10**40, -(1 << 63), -(10**40)]
)
def test_a_number_that_no_message_can_have_stands_before_or_behind_all(number: int) -> None:
    rows = rows_of(["a", "b", "c"])
    for stored in range(4):
        messages = looked(rows, whole_entries(rows, stored))
        assert messages.around(number, 3, nobody) is None
        assert messages.before(number, 3, nobody) == Listed(rows).before(number, 3, nobody)


def test_few_rows_are_read_for_a_page_of_many() -> None:
    connection = table_of(rows_of(["a"] * 3000))
    statements: list[str] = []
    stored = look(connection)
    connection.set_trace_callback(statements.append)
    assert len(stored.around(1501, 10, nobody) or ()) == 10
    assert len(statements) < 50
    assert all(
        "SCAN" not in row[3]
        for text in statements
        for row in connection.execute(f"EXPLAIN QUERY PLAN {text}")
    )


@pytest.mark.parametrize(
    "damage", ["DROP TABLE words", "DELETE FROM words_data"] if True in BOTH else ["SELECT 1"]
)
def test_a_damaged_index_has_everything_looked_at(damage: str) -> None:
    rows = rows_of(["a"] * 9)
    connection = indexed(table_of(rows), Words(Lines()))
    connection.execute(damage)
    with patch.object(messages, "_RECENT", 0):
        assert list(look(connection).search(terms("a"), 99, nobody).rows) == rows[::-1]


def test_a_damaged_table_is_an_error_of_sqlite() -> None:
    connection = table_of(rows_of(["a"] * 9))
    stored = look(connection)
    connection.execute("DROP TABLE messages")
    with pytest.raises(sqlite3.Error, match="no such table"):
        stored.before(None, 3, nobody)
