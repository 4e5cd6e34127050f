import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.client.terminal.layout.width import (
    cells,
    graphemes,
    most_cells,
    most_width,
    next_boundary,
    previous_boundary,
    width,
)

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("", []),
        ("abc", ["a", "b", "c"]),
        ("e\u0301x", ["e\u0301", "x"]),
        (f"a{FAMILY}b", ["a", FAMILY, "b"]),
        ("🇷🇺🇩🇪🇫", ["🇷🇺", "🇩🇪", "🇫"]),
        ("👍🏽!", ["👍🏽", "!"]),
        ("🏴\U000e0067\U000e007f.", ["🏴\U000e0067\U000e007f", "."]),
        ("हिन्दी", ["हि", "न्", "दी"]),
        ("각\u11a8", ["각\u11a8"]),
        ("\u1100\u1161\u11a8가\u11a8", ["\u1100\u1161\u11a8", "가\u11a8"]),
        ("\u1161\u1161\ud7cb", ["\u1161\u1161\ud7cb"]),
        ("\n\u0301é", ["\n", "\u0301", "é"]),
        ("漢字", ["漢", "字"]),
        ("↔\ufe0f©", ["↔\ufe0f", "©"]),
    ],
)
def test_text_is_cut_into_what_people_see(text: str, clusters: list[str]) -> None:
    assert graphemes(text) == clusters


@pytest.mark.parametrize(
    ("grapheme", "size"),
    [
        ("a", 1),
        ("\n", 0),
        ("я", 1),
        ("漢", 2),
        ("ｱ", 1),
        ("Ａ", 2),
        (FAMILY, 2),
        ("🇷🇺", 2),
        ("❤\ufe0f", 2),
        ("1\ufe0f\u20e3", 2),
        ("e\u0301", 1),
        ("\u0301", 0),
        ("\u200b", 0),
        ("\u200d", 0),
        ("\u1161", 0),
        ("한", 2),
        ("\x85", 0),
    ],
)
def test_a_cluster_has_its_cells(grapheme: str, size: int) -> None:
    assert cells(grapheme) == size


def test_the_width_of_a_text_is_that_of_its_clusters() -> None:
    assert width("abc") == 3
    assert width(f"я漢{FAMILY}") == 5
    assert width("a\tb") == 2


@pytest.mark.parametrize(
    ("grapheme", "size"),
    [
        ("a", 1),
        ("漢", 2),
        (FAMILY, 6),
        ("e\u0301", 1),
        ("हि", 2),
        ("\u00ad", 1),
        ("\u0601", 1),
        ("\u0378", 2),
    ],
)
def test_on_an_unkind_terminal_a_cluster_is_as_wide_as_its_parts(grapheme: str, size: int) -> None:
    assert most_cells(grapheme) == size


def test_the_most_that_a_text_may_take_is_that_of_its_clusters() -> None:
    assert most_width("abc") == 3
    assert most_width(f"я漢{FAMILY}") == 9


@given(st.text())
def test_no_cluster_is_wider_than_the_most(text: str) -> None:
    assert all(most_cells(item) >= cells(item) for item in graphemes(text))


@given(st.text())
def test_clusters_joined_are_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


@given(st.text(alphabet="ae\u0301👨\u200d👩🇷🇺漢 "), st.integers(0, 30))
def test_boundaries_lead_through_the_text_and_stay_in_it(text: str, position: int) -> None:
    position = min(position, len(text))
    after, before = next_boundary(text, position), previous_boundary(text, position)
    assert position < after <= len(text) or after == position == len(text)
    assert 0 <= before < position or before == position == 0
