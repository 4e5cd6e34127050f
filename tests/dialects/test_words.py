"""Words that were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.text import is_clean
from besedka.dialects.words import MAX_WORD, clamp, cut, near_word, whole_number


@given(st.text())
def test_a_cut_word_is_clean_and_short(word: str) -> None:
    assert len(cut(word)) <= MAX_WORD
    assert is_clean(cut(word), newline=False)


@given(st.integers(-(10**12) + 1, 10**12 - 1))
def test_whole_numbers_are_read(number: int) -> None:
    assert whole_number(str(number)) == number


@pytest.mark.parametrize("word", ["", "-", "+", "1.0", "१", "1 ", "--1"])
def test_everything_else_is_no_number(word: str) -> None:
    assert whole_number(word) is None


@pytest.mark.parametrize(("word", "size"), [("9" * 13, 10**12), ("-" + "9" * 5000, -(10**12)), ("+0", 0)])
def test_long_numbers_stop_at_a_limit(word: str, size: int) -> None:
    assert whole_number(word) == size


def test_integers_stop_at_the_same_limit() -> None:
    assert [clamp(number) for number in (5, 10**20, -(10**20))] == [5, 10**12, -(10**12)]


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
