import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.client.terminal.layout.palette import NAME_COLOURS_256, name_colour, paint, sgr


@given(st.text())
def test_a_name_keeps_its_colour_whatever_its_capitals(name: str) -> None:
    assert name_colour(name, 256) == name_colour(name, 256)
    assert name_colour("Bob", 8) == name_colour("BOB", 8)


def test_the_colours_of_names_are_the_same_in_every_session() -> None:
    assert [name_colour(name, 256) for name in ("alice", "боб")] == ["38;5;94", "38;5;166"]


@pytest.mark.parametrize(("one", "other"), [("Weiß", "WEISS"), ("Սևակ", "ՍԵՒԱԿ"), ("café", "cafe\u0301")])
def test_one_name_has_one_colour_however_it_is_written(one: str, other: str) -> None:
    assert name_colour(one, 256) == name_colour(other, 256)


def luminance(colour: int) -> float:
    """WCAG 2's relative luminance of a colour of the 6x6x6 cube."""
    steps = (0, 95, 135, 175, 215, 255)
    index = colour - 16
    channels = [steps[index // 36] / 255, steps[index // 6 % 6] / 255, steps[index % 6] / 255]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", NAME_COLOURS_256)
def test_names_are_readable_on_black_and_on_white(colour: int) -> None:
    assert (luminance(colour) + 0.05) / 0.05 >= 3
    assert 1.05 / (luminance(colour) + 0.05) >= 3


def test_paint_ends_what_it_begins() -> None:
    assert paint("x", sgr("1", "", "31")) == "\x1b[1;31mx\x1b[0m"
    assert paint("x", sgr("", "")) == "x"
    assert paint("", "1") == ""
