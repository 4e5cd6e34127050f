"""The mark of a bot, as people read it."""

import sys
from datetime import timedelta, timezone
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.events import (
    Event,
    HistoryListed,
    Joined,
    Limits,
    Message,
    Recorded,
    Stamp,
    User,
    UsersListed,
    Welcome,
)
from besedka.chat.names.forms import NameForms, examine
from besedka.dialects import LocalClock, Shown
from besedka.dialects.plain.event_lines import describe
from besedka.dialects.plain.plain_dialect import PlainDialect
from besedka.dialects.plain.styled_lines import SpanStyle

AT = 1_795_391_822_123
STAMP = Stamp(17, AT)
CLOCK = LocalClock(timezone(timedelta(hours=3)))
PLAIN = PlainDialect("plain", newline=True, clock=CLOCK)
MUTED = "muted until 02:57:03"


def en(event: Shown) -> str:
    return PLAIN.write(event, STAMP, "en")


def ru(event: Shown) -> str:
    return PLAIN.write(event, STAMP, "ru")


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Message(17, "robot", "hi", bot=True), "#17 robot (bot): hi"),
        (Message(17, "robot", "one\ntwo", bot=True), "#17 robot (bot): one\n  | two"),
        (Message(18, "robot", "hi", "ann", bot=True), "#18 robot (bot) → ann (private): hi"),
        (Message(19, "robot", "hi", delayed=True, bot=True), "#19 robot (bot) (delayed): hi"),
        (Message(20, "robot", "hi", "ann", True, True), "#20 robot (bot) → ann (private, delayed): hi"),
        (Joined("robot", bot=True), "* robot (bot) has come in"),
        (Joined("robot", ignored=True, bot=True), "* robot (bot) (ignored) has come in"),
        (Joined("robot", AT + 1000, bot=True), f"* robot (bot) has come in, {MUTED}"),
        (
            UsersListed("ann", (User("ann"), User("robot", AT + 1000, ignored=True, bot=True))),
            f"= 2 people are here:\n  ann (you)\n  robot (bot) (ignored) ({MUTED})",
        ),
        (
            UsersListed("robot", (User("robot", bot=True),)),
            "= 1 person is here:\n  robot (bot) (you)",
        ),
        (
            HistoryListed((Recorded(STAMP, Message(17, "robot", "hi", bot=True)),)),
            "= The last message:\n  02:57:02 #17 robot (bot): hi",
        ),
    ],
)
def test_a_bot_is_marked_beside_its_name(event: Event, said: str) -> None:
    assert en(event) == f"02:57:02 {said}"
    assert ru(event).count(" (бот)") == said.count(" (bot)")
    assert "bot)" not in ru(event)


def test_a_welcome_marks_the_bots_among_the_members() -> None:
    welcome = Welcome("ann", ("ann", "robot", "zoe"), 3, Limits(4000, 32, 604_800, 100, 20), bots=("robot",))
    assert "3 people are here: ann, robot (bot), zoe" in en(welcome)
    assert "ann, robot (бот), zoe" in ru(welcome)


def test_a_mark_is_written_in_the_words_of_each_language() -> None:
    event = Message(1, "robot", "hi", bot=True)
    assert PLAIN.language_matters(event)
    assert en(event) != ru(event)


@given(st.text(), st.booleans())
def test_what_somebody_says_has_no_place_where_the_mark_stands(text: str, bot: bool) -> None:
    before = en(Message(1, "ann", text, bot=bot)).split(": ")[0]
    assert before == ("02:57:02 #1 ann (bot)" if bot else "02:57:02 #1 ann")


def test_the_mark_is_no_part_of_the_name() -> None:
    (line,) = describe(Message(1, "robot", "hi", bot=True), STAMP, "en", CLOCK)
    assert [span.text for span in line.spans if span.style is SpanStyle.NAME] == ["robot"]
    assert [span.text for span in line.spans if span.style is SpanStyle.BOT] == ["bot"]


@pytest.mark.parametrize(
    "name", ["robot (bot)", "robot(bot)", "robot（bot）", "robot❨bot❩", "robot⒝", "(бот)"]
)
def test_nobody_can_be_called_as_if_marked(name: str) -> None:
    assert not isinstance(examine(name), NameForms)


def test_no_name_has_a_bracket_of_any_script() -> None:
    brackets = [char for char in map(chr, range(sys.maxunicode + 1)) if is_bracket(char)]
    assert len(brackets) > 100
    assert [char for char in brackets if isinstance(examine(f"a{char}"), NameForms)] == []


def is_bracket(char: str) -> bool:
    return category(char) in ("Ps", "Pe", "Pi", "Pf")
