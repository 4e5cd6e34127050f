"""What looks to a reader as if it said whom a text is for is never said aloud, however it is written."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Refused
from besedka.chat.language.text import without_invisible
from besedka.dialects.commands.requests import Ask
from besedka.dialects.guessing.typed_words import DASHES
from besedka.dialects.typed.line import read_line

CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
INVISIBLE = [one for one in CHARACTERS if not without_invisible(one)]
PLACES = ["send hi {}", "send {} hi", "send hi {} how are you", "send one\n{}\ntwo"]


def ask(line: str) -> Ask:
    return read_line(line, newline=True).ask


def refused(line: str) -> Refused:
    answer = ask(line)
    assert isinstance(answer, Refused), line
    return answer


def test_what_is_drawn_as_nothing_is_known() -> None:
    for one in "\u00ad\u034f\u061c\u180e\u200b\u200d\u2060\u2063\ufe0f\ufeff\ufffa\U000e0075\u2800\u3164":
        assert not without_invisible(one), hex(ord(one))
    assert without_invisible("a b\u00a0ё- ") == "a b\u00a0ё- "


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "word", ["{}-u bob", "-{}u bob", "-u{} bob", "--user{}name=bob", "{}-{}u bob", "-u{}bob"]
)
def test_invisible_characters_hide_no_option(place: str, word: str) -> None:
    for one in INVISIBLE:
        line = place.format(word.replace("{}", one))
        answer = ask(line)
        # Some of them are cleaned away before anything is read: that is the option itself.
        assert isinstance(answer, Refused) or answer == ask(line.replace(one, "")), hex(ord(one))
        assert isinstance(answer, Refused) or (isinstance(answer, Send) and answer.to == "bob"), hex(ord(one))


def test_an_invisible_character_is_named() -> None:
    answer = refused("send hi -\u200bu bob")
    assert (answer.code, answer.params["nearest"], answer.params["rule"]) == ("bad-option", "-u", "invisible")
    assert answer.params["character"] == "U+200B"
    assert answer.params["as_text"] == "send -- hi -\u200bu bob"


def test_what_is_drawn_as_a_space_is_one_between_words() -> None:
    answer = refused("send hi\u3164-u bob how")
    assert answer.params["private"] == "send -u bob hi how"


@pytest.mark.parametrize("place", PLACES)
def test_every_dash_is_one(place: str) -> None:
    dashes = [one for one in CHARACTERS if unicodedata.category(one) == "Pd"]
    for dash in {*dashes, *DASHES, *"\u2212\u2043\u02d7\u2500\u30fc"}:
        for word in (f"{dash}u bob", f"{dash}{dash}username bob", f"{dash}user=bob"):
            answer = ask(place.format(word))
            assert isinstance(answer, Refused) or (isinstance(answer, Send) and answer.to == "bob"), word


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("hi --usernmae bob how are you", "send -u bob hi how are you"),
        ("hi --usrname bob how are you", "send -u bob hi how are you"),
        ("hi —usrname bob how are you", "send -u bob hi how are you"),
        ("hi --гыуктфьу bob how", "send -u bob hi how"),
        ("hi --usrname=bob, how", "send -u bob hi how"),
        ("hi --username:bob how", "send -u bob hi how"),
        ("hi --usernamebob how", "send -u bob hi how"),
        ("hi -ubob how are you", "send -u bob hi how are you"),
        ("hi －ｕ bob how are you", "send -u bob hi how are you"),
        ("hi －－ｕｓｅｒｎａｍｅ＝bob how", "send -u bob hi how"),
        ("hi -Ubob how are you", "send -u bob hi how are you"),
        ("hi \u2212ubob how are you", "send -u bob hi how are you"),
        ("hi -u:bob how are you", "send -u bob hi how are you"),
        ("hi -u bob, how are you", "send -u bob hi how are you"),
        ("hi «-u bob» how are you", "send -u bob hi how are you"),
        ('hi -u "bob" how', "send -u bob hi how"),
        ('hi "-u" bob how', "send -u bob hi how"),
        ('hi "-u" bob', "send -u bob hi"),
        ('"-u" bob how', "send -u bob how"),
        ("hi [-u bob]", "send -u bob hi"),
        ("hi **-u** bob you", "send -u bob hi you"),
        ("hi _-u_ bob you", "send -u bob hi you"),
        ("-t 5 hi (-u bob) you", "send -u bob -t 5 hi you"),
        ("the -update is here", "send -u pdate the is here"),
    ],
)
def test_a_recipient_in_disguise_is_refused_with_both_readings(text: str, private: str) -> None:
    answer = refused(f"send {text}")
    assert answer.code in ("bad-option", "misplaced-option")
    assert answer.params["private"] == private
    assert isinstance(ask(private), Send)
    public = ask(str(answer.params.get("public") or answer.params["as_text"]))
    said = text.removeprefix("-t 5 ")
    assert isinstance(public, Send)
    assert (public.text, public.to) == (said, None)


def test_without_a_text_there_is_nothing_to_say_to_one_alone() -> None:
    answer = refused('send "-u bob"')
    assert (answer.params["private"], answer.params["public"]) == (None, 'send -- "-u bob"')


def test_whom_else_it_is_for_is_not_offered() -> None:
    assert "private" not in refused("send -u ann hi –u bob there").params
    assert "private" not in refused("send hi –u -x there").params


wrappers = st.text(st.sampled_from("\"'`«“„([{<*_~|/\\#,.:;!?👉\u200b\u00ad"), max_size=4)
options = st.sampled_from(
    ["-u", "—u", "-U", "-г", "--username", "--usernmae", "--user", "--to", "-ubob", "--username=bob"]
)


@given(wrappers, options, wrappers, st.sampled_from(PLACES))
def test_quotes_and_brackets_hide_no_option(before: str, option: str, behind: str, place: str) -> None:
    answer = ask(place.format(f"{before}{option}{behind} bob"))
    assert isinstance(answer, Refused) or (isinstance(answer, Send) and answer.to is not None)


mistyped = st.builds(
    lambda at, letter, kept: "--" + "username"[:at] + letter + "username"[at + kept :],
    st.integers(0, 7),
    st.sampled_from(["", "x", "e", "-"]),
    st.integers(0, 1),
)


@given(mistyped, st.sampled_from(PLACES))
def test_a_typing_error_hides_no_option(word: str, place: str) -> None:
    answer = ask(place.format(f"{word} bob"))
    assert isinstance(answer, Refused) or (isinstance(answer, Send) and answer.to == "bob")


@pytest.mark.parametrize(
    "word", ["--usernxyz", "—abcdef", "-x", "ーu8", "-\u200b", '"-', "\u3164", "\u200b—x"]
)
def test_a_long_text_takes_no_time(word: str) -> None:
    ask("send hi " + f"{word} " * 50_000)
    ask("send hi " + word * 50_000)
