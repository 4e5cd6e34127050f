import sys
from collections import Counter
from types import FrameType
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.names.forms import NameForms, examine, fold_name
from besedka.client.terminal.layout.mention import mentions

NAMES = st.text("abßİéևкЁ王カ._-", min_size=1, max_size=6).filter(
    lambda name: isinstance(examine(name), NameForms) and name.strip(".-") != ""
)


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
        ("ſtraße groß", "groß", [(7, 11)]),
        ("GROSS", "groß", [(0, 5)]),
        ("hi WEISS!", "Weiß", [(3, 8)]),
        ("ՍԵՒԱԿ, բարեւ", "Սևակ", [(0, 5)]),
        ("i\u0307pek und İPEK", "İpek", [(0, 5), (10, 14)]),
        ("cafe\u0301.", "café", [(0, 5)]),
        ("café", "cafe\u0301", [(0, 4)]),
        ("cafe\u0301", "cafe", []),
        ("a.bob", "bob", []),
        ("so...bob...", "bob", []),
        ("...bob...", "bob", [(3, 6)]),
        ("bob. and bob", "bob.", [(0, 4)]),
        ("❤\ufe0fbob", "bob", [(2, 5)]),
        ("می\u200cرود", "می", []),
        ("№bob nobob", "bob", [(1, 4)]),
        ("bobさん、王さん 王子", "bob", [(0, 3)]),
        ("bobさん、王さん", "王さん", [(6, 9)]),
        ("カナさん カナダ", "カナ", [(0, 2)]),
        ("สวัสดีสมชายครับ", "สมชาย", [(6, 11)]),
        ("hi:", ":", []),
        ("hi", "", []),
    ],
)
def test_a_name_is_found_as_a_whole_word(text: str, name: str, places: list[tuple[int, int]]) -> None:
    assert mentions(text, name) == places


@given(st.text(), st.text(min_size=1, max_size=5))
def test_places_are_within_the_text(text: str, name: str) -> None:
    assert all(0 <= start < stop <= len(text) for start, stop in mentions(text, name))


@given(st.text(), NAMES)
def test_a_name_alone_calls_somebody_however_it_is_written(rest: str, name: str) -> None:
    for written in (name, name.upper(), name.swapcase(), normalize("NFD", name)):
        if fold_name(written) == fold_name(name):
            assert (0, len(written)) in mentions(f"{written} {rest}", name)


def test_no_part_of_a_text_is_read_again_for_each_name() -> None:
    """Counted in comparisons: each word is folded once."""
    counted = Counter[str]()

    def count(frame: FrameType, event: str, _: object) -> None:
        counted[frame.f_code.co_name] += event == "call"

    sys.setprofile(count)
    try:
        mentions("bo" * 2000 + " bobo" * 500, "bob")
    finally:
        sys.setprofile(None)
    assert counted["fold_name"] <= 502
