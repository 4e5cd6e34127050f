"""Words that were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.dialects.guessing.typed_words import MAX_OFFER, is_whole_number, near_word, offer, whole_number


@given(st.integers(-(10**64) + 1, 10**64 - 1))
def test_whole_numbers_are_read(number: int) -> None:
    assert whole_number(str(number)) == number


@pytest.mark.parametrize("word", ["", "-", "+", "1.0", "१", "1 ", "--1"])
def test_everything_else_is_no_number(word: str) -> None:
    assert whole_number(word) is None


@pytest.mark.parametrize(("word", "size"), [("+0", 0), ("-0", 0), ("+5", 5), ("0" * 100 + "7", 7)])
def test_signs_and_leading_zeros_are_no_size(word: str, size: int) -> None:
    assert whole_number(word) == size


@pytest.mark.parametrize("word", ["9" * 65, "-" + "9" * 1_000_000])
def test_a_number_of_too_many_digits_is_a_whole_number_that_is_not_read(word: str) -> None:
    assert is_whole_number(word)
    assert whole_number(word) is None


def test_a_line_is_offered_whole_or_not_at_all() -> None:
    assert offer("x" * MAX_OFFER) == "x" * MAX_OFFER
    assert offer("x" * (MAX_OFFER + 1)) is None


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("-x", "-u", None),
        ("-u", "-u", "-u"),
        ("--foo", "--flood", None),
        ("--prt", "--port", "--port"),
        ("--usrename", "--username", "--username"),
        ("--user", "--username", "--username"),
        ("hello", "help", None),
    ],
)
def test_a_word_is_near_when_few_of_its_letters_are_wrong(word: str, known: str, near: str | None) -> None:
    assert near_word(word, [known]) == near
