"""The command line grammar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.commands import Cancel, Leave, Rename, Report, Send
from besedka.chat.language.events import Refused
from besedka.chat.language.questions import ListScheduled, ListUsers, ShowHistory
from besedka.dialects.commands.requests import Ask, Help, UseLanguage
from besedka.dialects.commands.table import COMMANDS
from besedka.dialects.typed.line import read_line

SEND = "send [-u NAME] [-t SECONDS] [--] TEXT"


def ask(line: str, *, newline: bool = True) -> Ask:
    return read_line(line, newline=newline).ask


def refused(line: str) -> Refused:
    answer = ask(line)
    assert isinstance(answer, Refused)
    return answer


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("help", Help()),
        ("help send", Help("send")),
        ("help /SEND", Help("send")),
        ("rename алиса", Rename("алиса")),
        ("rename -dash-", Rename("-dash-")),
        ("exit", Leave("exit")),
        ("users", ListUsers()),
        ("scheduled", ListScheduled()),
        ("history", ShowHistory()),
        ("report bob", Report("bob")),
        ("lang RU", UseLanguage("ru")),
        ("cancel", Cancel()),
        ("cancel 17", Cancel(17)),
        ("cancel #17", Cancel(17)),
        ("cancel -1", Cancel(-1)),
        ("cancel ALL", Cancel(everything=True)),
        ("send hello", Send("hello")),
        ("/Send hello", Send("hello")),
        ("  SEND\thello", Send("hello")),
        ("send\u3000hello", Send("hello")),
        ("send -u bob hi", Send("hi", "bob")),
        ("send --username bob hi", Send("hi", "bob")),
        ("send --username=bob hi", Send("hi", "bob")),
        ("send -t 5 hi", Send("hi", delay=5)),
        ("send --time 5 hi", Send("hi", delay=5)),
        ("send --time=+5 hi", Send("hi", delay=5)),
        ("send -t -5 hi", Send("hi", delay=-5)),
        ("send -u bob -t 5 hi", Send("hi", "bob", 5)),
        ("send -t 5 -u bob hi", Send("hi", "bob", 5)),
        ("send --username=-t hi", Send("hi", "-t")),
        ("send - is a dash", Send("- is a dash")),
        ("send -- -u bob", Send("-u bob")),
        ("send --  two", Send(" two")),
        ("send -u bob -- -- hi", Send("-- hi", "bob")),
        ("send \"a  b\"  'c' ", Send("\"a  b\"  'c' ")),
        ("send one\ntwo", Send("one\ntwo")),
        ("send\none", Send("one")),
    ],
)
def test_a_line_is_understood(line: str, expected: Ask) -> None:
    assert ask(line) == expected


@pytest.mark.parametrize("line", ["", "   ", "\n\t", "\x1b\x00"])
def test_an_empty_line_is_refused(line: str) -> None:
    assert refused(line) == Refused("empty-line")


def test_an_unknown_command_offers_the_nearest_one() -> None:
    assert refused("hist") == Refused("unknown-command", {"word": "hist", "nearest": "history"})


def test_an_unknown_command_far_from_all_offers_nothing() -> None:
    assert refused("приветствую всех").params["nearest"] is None


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("helo", "help"), ("usres", "users"), ("hello", None), ("byte", None), ("shedlued", "scheduled")],
)
def test_a_short_word_may_have_one_mistake_and_a_longer_one_two(word: str, nearest: str | None) -> None:
    assert refused(word).params["nearest"] == nearest


def test_a_topic_of_help_that_is_no_command_is_an_unknown_command() -> None:
    assert refused("help snd") == Refused("unknown-command", {"word": "snd", "nearest": "send"})


@pytest.mark.parametrize(
    ("line", "command", "argument"),
    [
        ("rename", "rename", "NAME"),
        ("report  ", "report", "NAME"),
        ("lang", "lang", "en|ru"),
        ("send", "send", "TEXT"),
        ("send  ", "send", "TEXT"),
        ("send -u bob", "send", "TEXT"),
        ("send --", "send", "TEXT"),
        ("send -- ", "send", "TEXT"),
    ],
)
def test_a_missing_argument_is_named(line: str, command: str, argument: str) -> None:
    answer = refused(line)
    assert answer.code == "missing-argument"
    assert (answer.params["command"], answer.params["argument"]) == (command, argument)


@pytest.mark.parametrize(
    ("line", "argument"),
    [
        ("users -a", "-a"),
        ("rename a b", "b"),
        ("cancel 1 2", "2"),
        ("cancel all 2", "2"),
        ("exit now!", "now!"),
    ],
)
def test_a_surplus_argument_is_named(line: str, argument: str) -> None:
    answer = refused(line)
    assert (answer.code, answer.params["argument"]) == ("surplus-argument", argument)
    assert str(answer.params["syntax"]).startswith(line.split(maxsplit=1)[0])


@pytest.mark.parametrize(
    ("line", "rule"),
    [("rename a b", "space"), ("report a b", "space"), ("cancel 1 2", None), ("exit now", None)],
)
def test_a_surplus_argument_behind_a_name_is_a_space_in_a_name(line: str, rule: str | None) -> None:
    assert refused(line).params.get("rule") == rule


@pytest.mark.parametrize(
    ("line", "option", "nearest"),
    [
        ("send -x hi", "-x", None),
        ("send --foo hi", "--foo", None),
        ("send --user bob hi", "--user", "--username"),
        ("send --tiem=5 hi", "--tiem=5", "--time"),
        ("send -u=bob hi", "-u=bob", "-u"),
        ("send -5° outside", "-5°", None),
        ("send -t5 hi", "-t5", "-t"),
        ("send -ubob hi", "-ubob", "-u"),
        ("send -U bob hi", "-U", "-u"),
        ("send -г bob hi", "-г", "-u"),
        ("send –u bob hi", "–u", "-u"),
        ("send −t 5 hi", "−t", "-t"),
        ("send —time 5 hi", "—time", "--time"),
        ("send —username=bob hi", "—username=bob", "--username"),
        ("send —usrname bob hi", "—usrname", "--username"),
        ("send --ГЫУКТФЬУ bob hi", "--ГЫУКТФЬУ", "--username"),
        ("send -u: bob hi", "-u:", "-u"),
        ("send --to bob hi", "--to", "--username"),
        ("send --delay=5 hi", "--delay=5", "--time"),
        ("send --- hi", "---", None),
    ],
)
def test_an_unknown_option_is_never_taken_for_text(line: str, option: str, nearest: str | None) -> None:
    answer = refused(line)
    assert (answer.code, answer.params["option"], answer.params["syntax"]) == ("bad-option", option, SEND)
    assert answer.params["nearest"] == nearest


@pytest.mark.parametrize("line", ["send -u a -u b hi", "send -u a --username=b hi", "send -t 1 --time 2 hi"])
def test_an_option_given_twice_is_refused(line: str) -> None:
    assert refused(line).code == "duplicate-option"


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("send -u", "-u"),
        ("send --username=", "--username"),
        ("send --username= hi", "--username"),
        ("send -t", "-t"),
        ("send -u -t 5 hi", "-u"),
        ("send -u --time=5 hi", "-u"),
        ("send -u -- hi", "-u"),
        ("send -u -bob- hi", "-u"),
    ],
)
def test_an_option_without_a_value_is_refused(line: str, option: str) -> None:
    answer = refused(line)
    assert (answer.code, answer.params["option"]) == ("missing-value", option)


@pytest.mark.parametrize("given", ["soon", "1.5", "5s", "٥", "²", "--5", "1_0", "0x10", "+", "#5"])
def test_only_whole_numbers_in_ascii_digits_are_seconds(given: str) -> None:
    assert refused(f"send -t {given} hi") == Refused("bad-number", {"argument": "SECONDS", "given": given})


def test_a_bad_number_of_a_message_is_refused() -> None:
    params = {"argument": "NUMBER", "given": "##1", "flag": "all", "nearest": None}
    assert refused("cancel ##1") == Refused("bad-number", params)


@pytest.mark.parametrize("word", ["al", "alll", "--all", "-ALL", "фдд", "все", "Всё", "everything"])
def test_who_means_all_is_offered_it(word: str) -> None:
    assert refused(f"cancel {word}").params["nearest"] == "all"


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30, "+5", "0"])
def test_a_number_is_passed_on_as_it_was_typed(number: str) -> None:
    assert ask(f"cancel #{number}") == Cancel(int(number))
    assert ask(f"send -t {number} hi") == Send("hi", delay=int(number))


def test_a_number_of_a_million_digits_is_refused_at_once() -> None:
    params = {"argument": "SECONDS", "given": "9" * 63 + "…", "rule": "too-long"}
    assert refused(f"send -t {'9' * 1_000_000} hi") == Refused("bad-number", params)


def test_leading_zeros_are_no_size() -> None:
    assert ask(f"send -t {'0' * 50}5 hi") == Send("hi", delay=5)


def test_a_language_that_is_not_there_is_refused() -> None:
    assert refused("lang fr") == Refused("bad-language", {"given": "fr", "known": ("en", "ru")})


def test_what_was_typed_comes_back_cut() -> None:
    assert refused("x" * 100_000).params["word"] == "x" * 63 + "…"


def test_a_bare_line_has_no_line_breaks() -> None:
    assert ask("send one\ntwo", newline=False) == Send("one two")


def test_escape_sequences_do_not_come_through() -> None:
    assert ask("send \x1b[31mred\u202e") == Send("[31mred")


@given(st.text(), st.booleans())
def test_any_text_whatsoever_is_a_request(text: str, newline: bool) -> None:
    request = read_line(text, newline=newline)
    assert request.ref is None
    assert 0 <= request.cost <= 1


@pytest.mark.parametrize("name", [spec.name for spec in COMMANDS])
def test_every_command_is_known_in_any_case_and_with_a_slash(name: str) -> None:
    for spelling in (name, name.upper(), f"/{name}"):
        answer = ask(spelling)
        assert not isinstance(answer, Refused) or answer.code == "missing-argument"


@pytest.mark.parametrize(
    ("line", "cost"),
    [
        ("send hi", 1.0),
        ("send -u bob hi", 0.5),
        ("send -t 5 hi", 1.0),
        ("send -u bob -t 5 hi", 1.0),
        ("send -u bob -t 0 hi", 0.5),
        ("send hi -u bob", 0.5),
        ("rename bob", 1.0),
        ("report bob", 1.0),
        ("help", 1.0),
        ("history", 1.0),
        ("users", 1.0),
        ("cancel", 0.5),
        ("scheduled", 0.5),
        ("lang ru", 0.5),
        ("lang fr", 0.5),
        ("nonsense", 0.5),
        ("exit", 0.0),
    ],
)
def test_every_request_has_its_cost(line: str, cost: float) -> None:
    assert read_line(line, newline=True).cost == cost
