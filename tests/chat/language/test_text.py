from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.text import MAX_EXCERPT, clean, excerpt, is_blank, is_clean, without_invisible

BAD = "".join(
    map(chr, [*range(9), *range(11, 32), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, 0x2028, 0x2029,
              *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xD800, 0xDBFF, 0xDC00, 0xDFFF])
)  # fmt: skip
TEXTS = st.text() | st.text(st.sampled_from(BAD + "\n\tab я\u200d\u200c"))


@pytest.mark.parametrize("character", BAD.replace("\r", ""))
def test_what_could_harm_a_reader_is_removed(character: str) -> None:
    for newline in (True, False):
        assert clean(f"a{character}b", newline=newline) == "ab"
        assert not is_clean(f"a{character}b", newline=newline)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  two  spaces, \t a tab, 'quotes' -- and \\ more  ",
        "👩\u200d👩\u200d👧 नमस्\u200dते می\u200cخواهم",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\u00a0\u00ad\u200b\ufeff\u2060\u034f\u180e\ufff9\ufffd\ufffe\U0010ffff\ue000",
        "не\u0301 NFC \u212b",
    ],
)
def test_everything_else_comes_back_as_the_same_object(text: str) -> None:
    assert clean(text) is text
    assert clean(text, newline=False) is text
    assert is_clean(text)
    assert is_clean(text, newline=False)


def test_every_kind_of_line_break_becomes_one_newline() -> None:
    assert clean("a\nb\r\nc\rd\r\r\n\ne") == "a\nb\nc\nd\n\n\ne"


def test_newlines_are_clean_and_stay() -> None:
    assert clean(text := "a\n\nb\n") is text


def test_without_newlines_every_line_break_becomes_a_space() -> None:
    assert clean("a\nb\r\nc\rd", newline=False) == "a b c d"
    assert not is_clean("a\nb", newline=False)


def test_a_terminal_sequence_loses_what_makes_it_one() -> None:
    assert clean("\x1b[31mred\x9b0m\x07") == "[31mred0m"


@given(TEXTS, st.booleans())
def test_cleaning_gives_a_clean_text_and_adds_nothing(text: str, newline: bool) -> None:
    cleaned = clean(text, newline=newline)
    assert is_clean(cleaned, newline=newline)
    assert clean(cleaned, newline=newline) is cleaned
    assert len(cleaned) <= len(text)
    kept = [character for character in text if character not in BAD + "\n"]
    assert [character for character in cleaned if character not in "\n "] == [c for c in kept if c != " "]
    cleaned.encode()


@given(TEXTS)
def test_is_clean_says_whether_cleaning_changes_anything(text: str) -> None:
    assert is_clean(text) == (clean(text) == text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\t\n\r\n", "\u00a0\u3000\u2009\u1680", "\u200b\u200c\u200d\ufeff\u2060",
     "\u00ad\u034f\u115f\u3164\uffa0", "\ufe0f", "\U000e0041\U000e0100", "\u2800", "\x00\x1b\u202e\u2028\ud800"],
)  # fmt: skip
def test_a_text_without_anything_to_see_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize(
    "text", ["a", " \u200d.", "я", "😀", "\u0301", "\ufffd", "\n\n-", "\ue000", "\U0010ffff"]
)
def test_a_text_with_something_to_see_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@given(TEXTS)
def test_cleaning_does_not_change_whether_a_text_is_blank(text: str) -> None:
    assert is_blank(text) == is_blank(clean(text)) == is_blank(clean(text, newline=False))


@given(TEXTS)
def test_an_excerpt_is_clean_short_and_in_one_line(text: str) -> None:
    shown = excerpt(text)
    assert len(shown) <= MAX_EXCERPT
    assert is_clean(shown, newline=False)


@pytest.mark.parametrize("text", ["x" * 64, "\x1b" * 100 + "x"])
def test_an_excerpt_of_what_is_short_is_all_of_it(text: str) -> None:
    assert excerpt(text) == clean(text)


@pytest.mark.parametrize("text", ["x" * 65, "x" * 10**6, "x" * 60 + "\x1b" * 300])
def test_an_excerpt_of_what_is_long_ends_with_an_ellipsis(text: str) -> None:
    assert excerpt(text).endswith("x…")


@pytest.mark.parametrize(("text", "seen"), [("ann", "ann"), ("оля\u200b ", "оля "), ("\u2800\ufff9", "")])
def test_without_what_is_invisible_a_text_keeps_all_that_is_seen_and_its_spaces(text: str, seen: str) -> None:
    assert without_invisible(text) == seen
