from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.names import nearest as module
from besedka.chat.names.nearest import MAX_WORD, nearest

COMMANDS = ["help", "rename", "exit", "users", "send", "cancel", "scheduled", "history", "report", "lang"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("hepl", "help"), ("halp", "help"), ("hlp", "help"), ("helpp", "help"), ("HLEP", "help"),
        ("sned", "send"), ("histroy", "history"), ("hsitroy", "history"), ("sheduled", "scheduled"), ("usr", None),
        ("hist", "history"), ("HIST", "history"), ("re", None), ("c", "cancel"), ("h", None), ("x", None), ("", None),
        ("hello", "help"), ("helllo", None), ("history", "history"), ("rename", "rename"), ("ren", "rename"),
    ],
)  # fmt: skip
def test_a_mistyped_command_is_recognised(word: str, meant: str | None) -> None:
    assert nearest(word, COMMANDS) == meant


def test_names_of_any_script_are_compared_without_regard_to_capitals() -> None:
    assert nearest("БЕСЕЛКА", ["Беседка", "Иван"]) == "Беседка"
    assert nearest("иавн", ["Беседка", "Иван"]) == "Иван"
    assert nearest("strase", ["Straße"]) == "Straße"


def test_the_smallest_distance_wins_and_then_the_first_given() -> None:
    assert nearest("guest-5", ["guest-55x", "guest-6", "guest-7"]) == "guest-6"
    assert nearest("guest-5", ["guest-7", "guest-6"]) == "guest-7"


def test_a_near_word_is_preferred_to_a_completion() -> None:
    assert nearest("bob", ["bobby", "rob"]) == "rob"
    assert nearest("bob", ["bobby", "carl"]) == "bobby"


def test_one_word_given_twice_is_one_completion() -> None:
    assert nearest("hist", ["history", "history"]) == "history"


def test_nothing_is_near_when_there_is_nothing() -> None:
    assert nearest("bob", []) is None


def test_a_single_letter_is_not_taken_for_another() -> None:
    assert nearest("x", ["y"]) is None
    assert nearest("xy", ["xz", "ab"]) == "xz"


def test_the_limit_may_be_set() -> None:
    assert nearest("halp", ["help"], limit=0) is None
    assert nearest("help", ["help"], limit=0) == "help"
    assert nearest("hist", ["history"], limit=-1) == "history"
    assert nearest("hxlxp", ["help"], limit=2) == "help"
    assert nearest("hxlxpx", ["help"], limit=3) == "help"


def test_a_huge_word_is_not_looked_at() -> None:
    assert nearest("x" * 10**6, ["x"]) is None
    assert nearest("x" * MAX_WORD, ["x" * MAX_WORD + "y"]) == "x" * MAX_WORD + "y"
    assert nearest("x" * (MAX_WORD + 1), ["x" * MAX_WORD]) is None


def test_a_thousand_chosen_names_cost_some_twenty_comparisons_each(monkeypatch: pytest.MonkeyPatch) -> None:
    compare, count = module._is_within, 0

    def counted(edits: int, a: str, b: str) -> bool:
        nonlocal count
        count += 1
        return compare(edits, a, b)

    monkeypatch.setattr(module, "_is_within", counted)
    middle = "abcdefghijklmnopqrstuvwxyz01"
    names = [f"q{middle}z{chr(ord('a') + index % 26)}" for index in range(1000)]
    assert nearest(f"x{middle}yy!", names) is None
    assert nearest("guest-zzz", [f"guest-{number}" for number in range(1000, 2000)]) is None
    assert 0 < count < 2 * 1000 * (1 + 5 + 21)


def test_candidates_may_come_from_an_iterator() -> None:
    assert nearest("hist", iter(COMMANDS)) == "history"


def distance(a: str, b: str) -> int:
    """Optimal string alignment by the book: a table of all beginnings."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            replaced = table[i - 1, j - 1] + (a[i - 1] != b[j - 1])
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, replaced)
            if i > 1 and j > 1 and a[i - 2 : i] == b[j - 1] + b[j - 2]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(a), len(b)]


WORDS = st.text("abc", max_size=8)


@given(WORDS.filter(bool), st.lists(WORDS, max_size=6), st.none() | st.integers(0, 4))
def test_the_answer_is_what_measuring_every_candidate_gives(
    word: str, given_: list[str], limit: int | None
) -> None:
    near = min(1 if len(word) <= 4 else 2, len(word) - 1) if limit is None else min(limit, len(word) - 1)
    found = [candidate for candidate in given_ if distance(word, candidate) <= near]
    completions = {candidate for candidate in given_ if candidate.startswith(word)}
    expected = min(found, key=lambda candidate: distance(word, candidate), default=None)
    if expected is None and len(completions) == 1:
        expected = completions.pop()
    assert (
        nearest(word, given_) == expected if limit is None else nearest(word, given_, limit=limit) == expected
    )


@given(st.text(max_size=80), st.lists(st.text(max_size=80)))
def test_any_words_get_an_answer_that_was_given(word: str, given_: list[str]) -> None:
    assert nearest(word, given_) in (*given_, None)
