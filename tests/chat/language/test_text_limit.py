import pytest

from besedka.chat.language.events import Refused
from besedka.chat.language.text_limit import too_long


@pytest.mark.parametrize("text", ["", "abc", "😀😀😀", "a\r\nb", "\u202eabc\x1b\x07"])
def test_what_is_counted_is_characters_of_the_clean_text(text: str) -> None:
    assert too_long(text, 3) is None


@pytest.mark.parametrize("text", ["abcd", "😀😀😀😀", "e\u0301e\u0301"])
def test_a_text_that_is_too_long_is_told_by_how_much(text: str) -> None:
    assert too_long(text, 3) == Refused("text-too-long", {"limit": 3, "length": 4})
