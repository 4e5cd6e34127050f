"""What people type who know other chats: offered, never done."""

import pytest

from besedka.chat.language.events import Refused
from besedka.dialects.commands.table import BY_NAME
from besedka.dialects.guessing.keyboard_layouts import cyrillic, latin
from besedka.dialects.guessing.synonyms import SYNONYMS
from besedka.dialects.guessing.typed_words import MAX_OFFER
from besedka.dialects.typed.line import read_line


def refused(line: str) -> Refused:
    answer = read_line(line, newline=True).ask
    assert isinstance(answer, Refused)
    assert answer.code == "unknown-command"
    return answer


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("ыутв привет", "send привет"),
        ("ЫУТВ -г вася привет", "send -u вася привет"),
        ("ыутд привет", "send привет"),
        ("іутв привіт", "send привіт"),
        ("/ыутв привет", "send привет"),
        (".ьып bob hi", "send -u bob hi"),
        ("рудз ыутв", "help send"),
        ("сфтсуд фдд", "cancel all"),
        ("сфтсуд 17", "cancel 17"),
        ("дфтп ут", "lang en"),
        ("кутфьу вася", "rename вася"),
        ("/msg bob hi", "send -u bob hi"),
        ("/w bob  two  spaces", "send -u bob  two  spaces"),
        ("whisper bob hi", "send -u bob hi"),
        ("tell bob hi", "send -u bob hi"),
        ("/query bob hi", "send -u bob hi"),
        ("say hello", "send hello"),
        ("/me waves", "send waves"),
        ("сказать bob секрет", "send bob секрет"),
        ("написать bob секрет", "send -u bob секрет"),
        ("write bob hi", "send -u bob hi"),
        ("write to bob hi", "send -u bob hi"),
        ("send-u bob secret", "send -u bob secret"),
        ("/Send—u bob secret", "send -u bob secret"),
        ("send--username=bob secret", "send --username=bob secret"),
        ("ыутв-г bob secret", "send -u bob secret"),
        ("send-t 5 tea", "send -t 5 tea"),
        ("/write bob hi", "send -u bob hi"),
        ("/message bob hi", "send -u bob hi"),
        ("/talk bob hi", "send -u bob hi"),
        ("/msg -u bob hi", "send -u bob hi"),
        ("/msg hi --username=bob", "send hi --username=bob"),
        ("hi -u bob", "send hi -u bob"),
        ("hi --username=bob -t 5", "send hi --username=bob -t 5"),
        ("привет -г bob", "send привет -u bob"),
        ("see you at nine  -u bob", "send see you at nine  -u bob"),
        ("so  it is \n-u bob", "send so  it is \n-u bob"),
        ("bye -t 5", "send bye -t 5"),
        ("sned hi -u bob", "send hi -u bob"),
        ("/nick bob", "rename bob"),
        ("remind 60 tea", "send -t 60 tea"),
        ("/block mallory", "ignore mallory"),
        ("игнорировать mallory", "ignore mallory"),
        ("unblock mallory", "unignore mallory"),
        ("/mute mallory", "report mallory"),
        ("undo 17", "cancel 17"),
        ("сказать всем привет", "send всем привет"),
        ("отправить -u вася привет", "send -u вася привет"),
        ("имя вася", "rename вася"),
        ("помощь send", "help send"),
        ("помощь отправить", "help send"),
        ("отмена 17", "cancel 17"),
        ("жалоба вася", "report вася"),
        ("sned -u bob secret", "send -u bob secret"),
        ("-u bob secret", "send -u bob secret"),
        ("–u bob secret", "send -u bob secret"),
        ("--user=bob secret", "send --username=bob secret"),
    ],
)
def test_the_line_that_was_probably_meant_is_offered(line: str, offered: str) -> None:
    answer = refused(line)
    assert answer.params["line"] == offered
    assert answer.params["nearest"] == offered.split(maxsplit=1)[0]
    assert not isinstance(read_line(offered, newline=True).ask, Refused)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("выход", "exit"),
        ("ВЫХОД!", "exit"),
        ("ds[jl", "exit"),
        ("помощь", "help"),
        ("помощ", "help"),
        ("история", "history"),
        ("пользователи", "users"),
        ("кто", "users"),
        ("/who", "users"),
        ("who?", "users"),
        ('"send hi"', "send"),
        ("/names", "users"),
        ("/list #all", "users"),
        ("/quit see you", "exit"),
        ("/part", "exit"),
        ("exit()", "exit"),
        (":q!", "exit"),
        ("?", "help"),
        ("/msg bob", "send"),
        ("/msg", "send"),
        ("hi -u bob how are you", "send"),
        ("hi -u", "send"),
        ("send-ubob secret", "send"),
        ("hi", "history"),
        ("/nick -u bob", "rename"),
    ],
)
def test_a_command_is_offered_by_its_name(line: str, command: str) -> None:
    answer = refused(line)
    assert answer.params["nearest"] == command
    assert "line" not in answer.params


@pytest.mark.parametrize(
    "line", ["/join #chat", "why not", "me too", "all good here", "hello all", "белиберда"]
)
def test_what_is_probably_no_command_offers_none(line: str) -> None:
    assert refused(line).params["nearest"] is None


def test_what_only_looks_like_a_habit_is_not_offered_without_its_word() -> None:
    assert "line" not in refused("скажу bob правду").params


def test_a_line_is_offered_whole_or_not_at_all() -> None:
    answer = refused("say " + "x" * MAX_OFFER)
    assert answer.params["nearest"] == "send"
    assert "line" not in answer.params


@pytest.mark.parametrize("topic", ["/msg", "отправить", "ыутв"])
def test_a_topic_of_help_is_one_too(topic: str) -> None:
    assert refused(f"help {topic}").params["nearest"] == "send"


def test_no_habit_is_a_command_and_each_leads_to_one() -> None:
    assert not set(SYNONYMS) & set(BY_NAME)
    assert {meaning.split()[0] for meaning in SYNONYMS.values()} == set(BY_NAME)


@pytest.mark.parametrize(
    ("typed", "meant"), [("ыутв", "send"), ("РУДЗ", "help"), ("гыуктфьу", "username"), ("5", "5"), ("і", "s")]
)
def test_the_same_keys_in_the_latin_layout(typed: str, meant: str) -> None:
    assert latin(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("gjvjom", "помощь"), ("DS[JL", "выход"), ("`k", "ёл")])
def test_the_same_keys_in_the_russian_layout(typed: str, meant: str) -> None:
    assert cyrillic(typed) == meant
