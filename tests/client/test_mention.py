import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.client.terminal.mention import mentions


@pytest.mark.parametrize(
    ("text", "name", "places"),
    [
        ("hi bob!", "bob", [(3, 6)]),
        ("BOB and Bob.", "bob", [(0, 3), (8, 11)]),
        ("bobby", "bob", []),
        ("abob", "bob", []),
        ("bob-2 bob.x bob_", "bob", []),
        ("@bob: yes", "bob", [(1, 4)]),
        ("привет, Боб", "боб", [(8, 11)]),
        ("a.b", "a.b", [(0, 3)]),
        ("axb", "a.b", []),
        ("groß bob", "bob", [(5, 8)]),
        ("ſtraße groß", "groß", []),
        ("hi", "", []),
    ],
)
def test_a_name_is_found_as_a_whole_word(text: str, name: str, places: list[tuple[int, int]]) -> None:
    assert mentions(text, name) == places


@given(st.text(), st.text(min_size=1, max_size=5))
def test_places_are_within_the_text(text: str, name: str) -> None:
    assert all(0 <= start < stop <= len(text) for start, stop in mentions(text, name))
