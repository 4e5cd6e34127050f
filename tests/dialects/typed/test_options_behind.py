"""Options behind the text of `send`: examples. The rules are in test_grammar.py."""

import pytest

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Refused
from besedka.dialects.commands.requests import Ask
from besedka.dialects.guessing.typed_words import MAX_OFFER
from besedka.dialects.typed.line import read_line


def ask(line: str) -> Ask:
    return read_line(line, newline=True).ask


def refused(line: str) -> Refused:
    answer = ask(line)
    assert isinstance(answer, Refused)
    return answer


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("send hi -u bob", Send("hi", "bob")),
        ("send hi -u bob -t 5", Send("hi", "bob", 5)),
        ("send hi -t 5 -u bob", Send("hi", "bob", 5)),
        ("send hi --username=bob", Send("hi", "bob")),
        ("send hi --username bob --time=5", Send("hi", "bob", 5)),
        ("send hi --time=5", Send("hi", delay=5)),
        ("send -t 5 hi -u bob", Send("hi", "bob", 5)),
        ("send -u bob hi -t 5", Send("hi", "bob", 5)),
        ("send a  b \t -u  bob \n", Send("a  b", "bob")),
        ("send one\n two\n-u bob", Send("one\n two", "bob")),
        ("send hi\u00a0-u\u3000bob", Send("hi", "bob")),
        ("send hi -t -5", Send("hi", delay=-5)),
        ("send - -u bob", Send("-", "bob")),
        ("send — -u bob", Send("—", "bob")),
        ("send —Yes, said he -u bob", Send("—Yes, said he", "bob")),
        ("send hi -- -u bob", Send("hi --", "bob")),
        ("send -- hi -u bob", Send("hi -u bob")),
        ("send -t 5 -- hi -u bob ", Send("hi -u bob ", delay=5)),
        ("send -- -u -- bob", Send("-u -- bob")),
        ("send it takes -t 5 minutes", Send("it takes -t 5 minutes")),
        ("send use –t and -T and --tiem as text here", Send("use –t and -T and --tiem as text here")),
        ("send ls -l --color=auto", Send("ls -l --color=auto")),
        ("send it was -5° - really", Send("it was -5° - really")),
        ("send an e-u bob", Send("an e-u bob")),
        ('send -- "-u bob"', Send('"-u bob"')),
        ("send -- [-u bob]", Send("[-u bob]")),
        ("send well - you know", Send("well - you know")),
        ("send wait —until tomorrow", Send("wait —until tomorrow")),
        ("send dijo —un hombre alto— que no", Send("dijo —un hombre alto— que no")),
        ("send —Да, —говорит, —у вас", Send("—Да, —говорит, —у вас")),
        ("send a-u b, x --- y -> user (-: _-_", Send("a-u b, x --- y -> user (-: _-_")),
        ("send ls -la --usage --sort=name", Send("ls -la --usage --sort=name")),
        ("send ラーメン ーu8", Send("ラーメン ーu8")),
        ("send می\u200cخواهم -\u200c- نه", Send("می\u200cخواهم -\u200c- نه")),
        ("send hi  ", Send("hi  ")),
    ],
)
def test_a_line_is_understood(line: str, expected: Send) -> None:
    assert ask(line) == expected


@pytest.mark.parametrize(
    ("line", "code", "params"),
    [
        ("send hi -u", "missing-value", {"option": "-u", "as_text": "send -- hi -u"}),
        ("send hi -t ", "missing-value", {"option": "-t", "as_text": "send -- hi -t"}),
        ("send hi --username=", "missing-value", {"option": "--username"}),
        ("send hi -u -t 5", "missing-value", {"option": "-u", "as_text": "send -- hi -u -t 5"}),
        ("send hi -u -x you", "missing-value", {"option": "-u"}),
        ("send hi --username= you there", "missing-value", {"option": "--username"}),
        ("send -u a hi -u b", "duplicate-option", {"option": "-u", "as_text": "send -u a -- hi -u b"}),
        ("send -u a hi -u b there", "duplicate-option", {"option": "-u"}),
        ("send hi -t 5 --time=6", "duplicate-option", {"option": "--time"}),
        ("send it costs -t abc", "bad-number", {"given": "abc", "as_text": "send -- it costs -t abc"}),
        ("send hi –u bob", "bad-option", {"option": "–u", "nearest": "-u", "as_text": "send -- hi –u bob"}),
        ("send hi -U bob there", "bad-option", {"option": "-U", "nearest": "-u"}),
        ("send hi -г bob", "bad-option", {"option": "-г", "nearest": "-u"}),
        ("send hi —time 5", "bad-option", {"option": "—time", "nearest": "--time"}),
        ("send hi -t5", "bad-option", {"option": "-t5", "nearest": "-t"}),
        ("send hi -ubob", "bad-option", {"option": "-ubob", "nearest": "-u"}),
        ("send hi -u=bob there", "bad-option", {"option": "-u=bob", "nearest": "-u"}),
        ("send hi --user bob there", "bad-option", {"option": "--user", "nearest": "--username"}),
        ("send hi --usrname bob", "bad-option", {"option": "--usrname", "nearest": "--username"}),
        ("send hi --to bob there", "bad-option", {"option": "--to", "nearest": "--username"}),
        ("send hi --delay 5", "bad-option", {"option": "--delay", "nearest": "--time"}),
        ("send hi -u: bob", "bad-option", {"option": "-u:", "nearest": "-u"}),
    ],
)
def test_what_may_be_an_option_is_refused_with_what_is_right(
    line: str, code: str, params: dict[str, object]
) -> None:
    answer = refused(line)
    assert answer.code == code
    assert {key: answer.params[key] for key in params} == params
    assert answer.params.get("syntax") or code == "bad-number"


@pytest.mark.parametrize(
    ("line", "private", "public"),
    [
        ("hi -u bob how are you", "send -u bob hi how are you", "send -- hi -u bob how are you"),
        ("-t 5 hi -u bob you", "send -u bob -t 5 hi you", "send -t 5 -- hi -u bob you"),
        ("hi -u bob you -t 5", "send -u bob -t 5 hi you", "send -t 5 -- hi -u bob you"),
        ("hi --username=bob - so", "send -u bob -- hi - so", "send -- hi --username=bob - so"),
        ("hi -u bob --", "send -u bob -- hi --", "send -- hi -u bob --"),
        ("one\n-u bob\ntwo", "send -u bob one\ntwo", "send -- one\n-u bob\ntwo"),
    ],
)
def test_a_recipient_inside_the_text_is_refused_with_both_readings(
    line: str, private: str, public: str
) -> None:
    answer = refused(f"send {line}")
    assert answer.code == "misplaced-option"
    assert (answer.params["private"], answer.params["public"]) == (private, public)
    assert answer.params["name"] == "bob"


def test_a_recipient_that_was_named_rightly_is_not_offered_as_text_for_all() -> None:
    assert refused("send hi -u bob -t abc").params.get("as_text") is None
    assert refused("send hi -u bob -u ann").params.get("as_text") is None


def test_a_line_is_offered_whole_or_not_at_all() -> None:
    answer = refused("send hi -u bob " + "x" * MAX_OFFER)
    assert answer.code == "misplaced-option"
    assert (answer.params["private"], answer.params["public"]) == (None, None)


@pytest.mark.parametrize(
    "word", ["-u", "-t", "–u", "--user", "-uu", "--", "-", "—", "a", "\u2003", "-u=", "-a" * 9]
)
def test_a_long_line_takes_no_time(word: str) -> None:
    ask("send hi " + f"{word} " * 50_000)
    ask("send hi " + word * 50_000)
