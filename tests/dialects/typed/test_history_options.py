"""`history` with its number and options, in any order; and the words of `search`, exactly as typed."""

import pytest

from besedka.chat.language.events import Refused
from besedka.chat.language.questions import Search, ShowHistory
from besedka.dialects.commands.requests import Ask
from besedka.dialects.typed.line import read_line


def ask(line: str) -> Ask:
    return read_line(line, newline=True).ask


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("history 50", ShowHistory(50)),
        ("history --before 17", ShowHistory(before=17)),
        ("history --before #17", ShowHistory(before=17)),
        ("history --before=17", ShowHistory(before=17)),
        ("history 50 --before 17", ShowHistory(50, before=17)),
        ("history --before 17 50", ShowHistory(50, before=17)),
        ("history --around 17", ShowHistory(around=17)),
        ("history 3 --around=#17", ShowHistory(3, around=17)),
        ("history --before 1 --around 2", ShowHistory(before=1, around=2)),
        ("history -- 5", ShowHistory(5)),
        ("search кот", Search("кот")),
        ("search  two   words ", Search("two   words ")),
        ("search -u --before 5", Search("-u --before 5")),
        ('search "a" OR b*', Search('"a" OR b*')),
        ("search -- a", Search("-- a")),
    ],
)
def test_what_is_typed_is_asked(line: str, expected: Ask) -> None:
    assert ask(line) == expected


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("history x", "bad-number"),
        ("history #5", "bad-number"),
        ("history -5", "bad-option"),
        ("history 5 6", "surplus-argument"),
        ("history --before", "missing-value"),
        ("history --before x", "bad-number"),
        ("history --before 1 --before 2", "duplicate-option"),
        ("history 5 --befor 1", "bad-option"),
        ("history 5 —before 1", "bad-option"),
        ("history --after 5", "bad-option"),
        ("history -- --before 5", "bad-number"),
        ("search", "missing-argument"),
        ("search  ", "missing-argument"),
    ],
)
def test_what_is_wrong_is_refused(line: str, code: str) -> None:
    answer = ask(line)
    assert isinstance(answer, Refused)
    assert answer.code == code


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("find кот", "search кот"),
        ("найди кот", "search кот"),
        ("поиск ёлка", "search ёлка"),
        ("histroy 50", "history 50"),
        ("log 5", "history 5"),
        ("--around 17", "history --around 17"),
    ],
)
def test_the_line_that_was_probably_meant_is_offered(line: str, offered: str) -> None:
    answer = ask(line)
    assert isinstance(answer, Refused)
    assert answer.params["line"] == offered
