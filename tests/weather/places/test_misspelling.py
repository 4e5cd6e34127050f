"""Similar keys."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.places.misspelling import MAX_LENGTH, at_one, at_two

KEYS = sorted(
    ["суздаль", "суздальский", "екатеринбург", "екатеринославка", "suzdal", "petersburg", "ab", "abcd"]
)


@pytest.mark.parametrize("key", ["суздал", "суздаьл", "усздаль", "суздальь", "суждаль", "уздаль"])
def test_one_error_anywhere_is_found(key: str) -> None:
    assert at_one(key, KEYS) == ("суздаль",)


@pytest.mark.parametrize(
    "key", ["екатиренбург", "екатеринбр", "екатеринбуррг", "екатринбугр", "етакеринбург"]
)
def test_two_errors_behind_the_first_letter_are_found_in_a_long_key(key: str) -> None:
    assert at_two(key, KEYS) == ("екатеринбург",)


def test_a_wrong_first_letter_is_the_only_error() -> None:
    assert at_one("икатеринбург", KEYS) == ("екатеринбург",)
    assert at_two("икатиринбург", KEYS) == ()


def test_short_keys_have_fewer_neighbors() -> None:
    assert at_one("abc", KEYS) == ()
    assert at_two("suzdala", KEYS) == ()
    assert at_one("abce", KEYS) == ("abcd",)


def test_too_long_a_key_has_none() -> None:
    longest = "a" * MAX_LENGTH
    assert at_one(longest, {longest[1:]}) == at_two(longest, [longest[1:]]) == (longest[1:],)
    assert at_one(longest + "a", {longest}) == at_two(longest + "a", [longest]) == ()


def distance(one: str, other: str) -> int:
    """Optimal string alignment, as textbooks have it."""
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for at, to in product(range(len(one) + 1), range(len(other) + 1)):
        if not at or not to:
            rows[at][to] = at + to
            continue
        same = one[at - 1] == other[to - 1]
        rows[at][to] = min(rows[at - 1][to] + 1, rows[at][to - 1] + 1, rows[at - 1][to - 1] + (not same))
        if at > 1 and to > 1 and one[at - 1] == other[to - 2] and one[at - 2] == other[to - 1]:
            rows[at][to] = min(rows[at][to], rows[at - 2][to - 2] + 1)
    return rows[-1][-1]


@given(st.text("abc", min_size=7, max_size=11), st.text("abc", min_size=7, max_size=12))
def test_two_errors_are_what_textbooks_call_so(tail: str, other: str) -> None:
    key, candidate = "a" + tail, "a" + other
    assert (at_two(key, [candidate]) == (candidate,)) == (distance(key, candidate) <= 2)


@given(st.text("abc", min_size=4, max_size=8), st.text("abc", min_size=3, max_size=9))
def test_one_error_is_what_textbooks_call_so(key: str, candidate: str) -> None:
    assert (at_one(key, {candidate}) == (candidate,)) == (distance(key, candidate) <= 1)
