"""The rules of `send`'s grammar, each as a property."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Refused
from besedka.chat.language.text import clean, without_invisible
from besedka.dialects.commands.requests import Ask
from besedka.dialects.guessing.typed_words import DASHES
from besedka.dialects.json.reader import read_json
from besedka.dialects.typed.line import read_line

spaces = st.sampled_from([" ", "  ", "\t", "\n", "\u00a0", "\u3000 "])
characters = st.characters(exclude_categories=["Z", "C"])
dash = f"[{re.escape(DASHES)}]"
plain_words = st.text(characters, min_size=1, max_size=6).filter(
    lambda word: not re.match(rf"(?:\W|_)*{dash}|.*[\u115f\u1160\u2800\u3164\uffa0]", word)
)
dashed_words = st.sampled_from(["-", "--", "-t", "--time", "--time=5", "-5°", "-x", "—", "–", "—Да", "-а"])
names = st.text(st.characters(categories=["L", "Nd"]) | st.sampled_from("_."), min_size=1, max_size=6).filter(
    lambda name: name[0] not in DASHES and without_invisible(name) == name
)
seconds = st.integers(-9, 10**9)
texts = st.builds(
    lambda first, inner, last: "".join([first, *inner, *last]),
    plain_words,
    st.lists(st.tuples(spaces, plain_words | dashed_words).map("".join), max_size=5),
    st.lists(st.tuples(spaces, plain_words).map("".join), min_size=2, max_size=3),
).filter(lambda text: clean(text) == text)
"""Texts that begin with no dash and end with two words that are no options."""


def spelled(field: str, value: object) -> st.SearchStrategy[list[str]]:
    short, long = {"to": ("-u", "--username"), "delay": ("-t", "--time")}[field]
    return st.sampled_from([[short, f"{value}"], [long, f"{value}"], [f"{long}={value}"]])


@st.composite
def options(draw: st.DrawFn) -> tuple[list[str], list[str], str | None, int | None]:
    """Words before the text and behind it, and what they say."""
    to, delay = draw(st.none() | names), draw(st.none() | seconds)
    sides: tuple[list[str], list[str]] = ([], [])
    for field, value in draw(st.permutations([("to", to), ("delay", delay)])):
        if value is not None:
            draw(st.sampled_from(sides)).extend(draw(spelled(field, value)))
    return (*sides, to, delay)


def ask(line: str) -> Ask:
    return read_line(line, newline=True).ask


def refused(line: str) -> Refused:
    answer = ask(line)
    assert isinstance(answer, Refused)
    return answer


@given(options(), texts, spaces, spaces, st.just("") | spaces)
def test_options_stand_before_or_behind_the_text_in_any_order_and_spelling(
    given_options: tuple[list[str], list[str], str | None, int | None],
    text: str,
    space: str,
    before_options: str,
    end: str,
) -> None:
    before, behind, to, delay = given_options
    line = space.join(["send", *before, text])
    if behind:
        line += before_options + space.join(behind) + end
    assert ask(line) == Send(text, to, delay)


@given(texts, st.just("") | spaces)
def test_without_options_behind_it_the_text_stays_as_typed_to_the_last_character(text: str, end: str) -> None:
    assert ask(f"send {text}{end}") == Send(text + end)


@given(st.text())
def test_two_dashes_before_the_text_switch_options_off_at_both_ends(text: str) -> None:
    for line in (text, f"{text} -u bob", f"-u {text}", f"{text} -u bob how", f"{text} -t"):
        text_alone = clean(line)
        expected = Send(text_alone) if text_alone else "missing-argument"
        answer = ask(f"send -- {text_alone}")
        assert (answer.code if isinstance(answer, Refused) else answer) == expected


@given(texts, st.sampled_from(["-u", "--username", "--username=", "-t", "--time", "--time="]), spaces)
def test_an_option_that_dangles_at_the_end_lacks_its_value(text: str, option: str, space: str) -> None:
    answer = refused(f"send {text}{space}{option}")
    assert (answer.code, answer.params["option"]) == ("missing-value", option.rstrip("="))


@given(texts, names, texts, st.booleans())
def test_a_recipient_inside_the_text_is_refused_and_both_lines_that_are_offered_say_what_they_promise(
    first: str, name: str, last: str, joined: bool
) -> None:
    option = f"--username={name}" if joined else f"-u {name}"
    answer = refused(f"send {first} {option} {last}")
    assert answer.code == "misplaced-option"
    assert ask(str(answer.params["private"])) == Send(f"{first} {last}", name)
    assert ask(str(answer.params["public"])) == Send(f"{first} {option} {last}")


@given(texts, st.sampled_from(["-t 5", "--time 5", "--time=5", "-t", "–t 5", "-T 5"]), texts)
def test_a_delay_inside_the_text_is_text(first: str, option: str, last: str) -> None:
    assert ask(f"send {first} {option} {last}") == Send(f"{first} {option} {last}")


meant = st.builds(
    lambda dashes, letters, value: (dashes + letters + value, letters),
    st.text(st.sampled_from(DASHES), min_size=1, max_size=3),
    st.sampled_from(["u", "U", "г", "Г", "username", "Username", "гыуктфьу", "user"]),
    st.sampled_from(["", "=bob"]),
).filter(lambda pair: not re.fullmatch("-u|--username(=.*)?", pair[0]))


@given(texts, meant, st.just("") | texts.map(" ".__add__), st.booleans())
def test_what_was_meant_as_a_recipient_is_refused_with_what_was_meant(
    text: str, word: tuple[str, str], rest: str, before: bool
) -> None:
    option, letters = word
    answer = refused(f"send {option} bob {text}{rest}" if before else f"send {text} {option} bob{rest}")
    nearest = "-u" if letters.lower() in ("u", "г") else "--username"
    assert (answer.code, answer.params["nearest"]) == ("bad-option", nearest)


@given(
    texts, st.sampled_from(["-t abc", "-t", "–t 5", "-t 5 -t 6", "-u", "-u -t 5", "–u bob", "-T 5", "-t5"])
)
def test_the_line_that_is_offered_says_all_of_it_as_text(text: str, options: str) -> None:
    line = str(refused(f"send {text} {options}").params["as_text"])
    assert ask(line) == Send(f"{text} {options}")


pieces = st.sampled_from(
    [
        "-u",
        "-t",
        "--",
        "--time=3",
        "-",
        "bob",
        "5",
        "--username=",
        "--username=bob",
        "–u",
        "-U",
        "--user",
        "hi",
    ]
)


@given(st.lists(pieces, min_size=1).map(" ".join))
def test_whatever_is_said_to_all_has_no_recipient_in_it_but_behind_two_dashes(rest: str) -> None:
    answer = ask(f"send {rest}")
    if isinstance(answer, Send) and answer.to is None:
        verbatim = re.match(r"((-t|--time) \S+ |--time=\S+ )*-- ", rest)
        assert verbatim or not re.search(r"(?<!\S)([-–]u|-U|--user\S*)(?!\S)", answer.text)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.lists(pieces).map(" ".join))
def test_a_text_in_json_is_never_parsed(text: str) -> None:
    assert read_json(json.dumps({"type": "send", "text": text})).ask == Send(clean(text))
