"""The messages on the disk are paged and found as those in memory are."""

import sqlite3
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat import Rules
from besedka.chat.handlers import answers
from besedka.chat.language.events import HistoryListed, Message, Refused, SearchListed
from besedka.chat.language.matching import terms
from besedka.chat.language.questions import Search, ShowHistory
from besedka.chat.state.history import HistoryRow
from besedka.chat.state.state import State
from besedka.journal.sqlite.archive import Archive, has_fts5

BOTH = [False, True] if has_fts5(sqlite3.connect(":memory:")) else [False]
TEXTS = st.text("abсдеёЁ \n茶道の.,!:)🎉\u0301\u0308\u200b1", min_size=1, max_size=8)


def rows_of(texts: list[str]) -> list[HistoryRow]:
    """Every third message was delayed and stands after the next two; sessions take turns."""
    order = sorted(range(len(texts)), key=lambda index: index + (2.5 if index % 3 == 0 else 0))
    return [
        HistoryRow(
            100 + place,
            1000 + place,
            Message(100 + index, f"user{index % 4}", texts[index], None, index % 3 == 0, index % 2 == 0),
            f"session {index % 4}",
            f"user{index % 4}",
            "north",
        )
        for place, index in enumerate(order)
    ]


def archive_with(rows: list[HistoryRow], *, indexed: bool) -> Archive:
    archive = Archive(sqlite3.connect(":memory:"), indexed=indexed)
    archive.create()
    archive.append(rows)
    return archive


def in_memory(rows: list[HistoryRow], hidden: frozenset[str]) -> tuple[State, Any]:
    state = State(Rules(history_kept=1000))
    state.lobby.history.extend(rows)
    return state, SimpleNamespace(hidden=hidden)


def numbers(rows: list[HistoryRow] | None) -> list[int] | None:
    return None if rows is None else [row.message.number for row in rows]


def listed(answer: HistoryListed | SearchListed | Refused) -> list[int] | None:
    return None if isinstance(answer, Refused) else [row.message.number for row in answer.messages]


HIDDEN = st.frozensets(st.sampled_from([f"session {index}" for index in range(4)]), max_size=2)


@pytest.mark.parametrize("indexed", BOTH)
@given(st.lists(TEXTS, max_size=12), TEXTS, HIDDEN)
def test_a_search_finds_what_one_in_memory_finds(
    indexed: bool, texts: list[str], typed: str, hidden: frozenset[str]
) -> None:
    rows = rows_of(texts)
    wanted = terms(typed)
    found = archive_with(rows, indexed=indexed).search(wanted, 100, hidden) if wanted else None
    assert numbers(found) == listed(answers.search(*in_memory(rows, hidden), Search(typed)))


@pytest.mark.parametrize("indexed", BOTH)
@given(TEXTS, TEXTS)
def test_a_text_is_found_by_each_of_its_words(indexed: bool, before: str, text: str) -> None:
    archive = archive_with(rows_of([f"{before} {text}"]), indexed=indexed)
    for piece in filter(terms, text.split()):
        assert len(archive.search(terms(piece), 1)) == 1


@given(st.integers(0, 14), st.integers(1, 9), st.integers(95, 120) | st.none(), HIDDEN)
def test_the_messages_before_one_are_those_in_memory(
    size: int, count: int, number: int | None, hidden: frozenset[str]
) -> None:
    rows = rows_of(["a"] * size)
    question = ShowHistory(count, before=number)
    found = archive_with(rows, indexed=False).before(number, count, hidden)
    assert numbers(found) == listed(answers.history(*in_memory(rows, hidden), question))


@given(st.integers(0, 14), st.integers(1, 9), st.integers(95, 120), HIDDEN)
def test_the_messages_around_one_are_those_in_memory(
    size: int, count: int, number: int, hidden: frozenset[str]
) -> None:
    rows = rows_of(["a"] * size)
    question = ShowHistory(count, around=number)
    found = archive_with(rows, indexed=False).around(number, count, hidden)
    assert numbers(found) == listed(answers.history(*in_memory(rows, hidden), question))


@pytest.mark.parametrize("indexed", BOTH)
def test_a_message_comes_back_as_it_was(indexed: bool) -> None:
    rows = rows_of(["one", "two", "three"])
    archive = archive_with(rows, indexed=indexed)
    assert archive.before(None, 9) == rows
    assert archive.search(terms("two"), 9) == [row for row in rows if row.message.text == "two"]


@pytest.mark.parametrize("indexed", BOTH)
@pytest.mark.parametrize(
    "typed", ['"', "a*", "a OR b", "NEAR(a b)", "tokens:a", "-a", "^a", "a'", "%", "\x00a"]
)
def test_nothing_that_is_typed_is_query_syntax(indexed: bool, typed: str) -> None:
    archive = archive_with(rows_of(["x", "y"]), indexed=indexed)
    assert archive.search(terms(typed), 9) == []
