"""The wording, in both languages."""

import re
from collections.abc import Callable
from datetime import timedelta, timezone
from typing import cast

import pytest

from besedka.chat.language.commands import Departure
from besedka.chat.language.events import (
    Accepted,
    Cancelled,
    Farewell,
    HistoryListed,
    Joined,
    Left,
    Limits,
    Message,
    Muted,
    NotSent,
    Pending,
    Recorded,
    Refused,
    ScheduledListed,
    Stamp,
    User,
    UsersListed,
    Welcome,
)
from besedka.dialects import COMMANDS, LocalClock, Shown
from besedka.dialects.commands.requests import HelpShown, LanguageSet
from besedka.dialects.plain.plain_dialect import PlainDialect

AT = 1_795_391_822_123
STAMP = Stamp(17, AT)
PLAIN = PlainDialect("plain", newline=True, clock=LocalClock(timezone(timedelta(hours=3))))
NOW = "02:57:02"
ROW = Pending(18, "one\ntwo", AT + 98_000, "bob")
LIMITS = Limits(4000, 32, 604_800, 100, 20)


def en(event: Shown) -> str:
    return PLAIN.write(event, STAMP, "en")


def ru(event: Shown) -> str:
    return PLAIN.write(event, STAMP, "ru")


@pytest.mark.parametrize("say", [en, ru])
def test_the_greeting_fits_a_terminal(say: Callable[[Shown], str]) -> None:
    greeting = say(Welcome("guest-1234", ("guest-1234", "bob"), 2, LIMITS))
    assert all(len(line) <= 80 for line in greeting.split("\n"))


def test_one_message_of_history_needs_no_number() -> None:
    rows = (Recorded(STAMP, Message(3, "al", "hi")),)
    assert en(HistoryListed(rows)).startswith(f"{NOW} = The last message:\n")
    assert ru(HistoryListed(rows)).startswith(f"{NOW} = Последнее сообщение:\n")
    assert ru(HistoryListed(rows * 9)).startswith(f"{NOW} = Последние сообщения (9):\n")


def test_another_day_is_told_with_its_date_as_the_language_writes_it() -> None:
    accepted = Accepted("send", 11, AT + 86_400_000)
    assert " be sent on 2026-11-24 at 02:57:02, in 1 day; " in en(accepted)
    assert " будет отправлено 24.11.2026 в 02:57:02, через 1 день; " in ru(accepted)
    users = UsersListed("alice", (User("bob", AT + 86_400_000),))
    assert en(users).endswith("bob (muted until 2026-11-24 02:57:02)")
    assert ru(users).endswith("bob (не может писать до 24.11.2026 02:57:02)")


def test_a_reason_of_a_newer_server_is_a_departure_like_any_other() -> None:
    bored = cast("Departure", "bored")
    assert en(Left("bob", bored)) == f"{NOW} * bob has left"
    assert en(Farewell(bored)) == f"{NOW} * Goodbye!"


@pytest.mark.parametrize(
    ("pending", "english", "russian"),
    [
        (
            1,
            "1 delayed message will still be sent, at 02:58:02.",
            "1 отложенное сообщение ещё будет отправлено в 02:58:02.",
        ),
        (
            21,
            "21 delayed messages will still be sent, the last one at 02:58:02.",
            "Ещё будет отправлено 21 отложенное сообщение, последнее — в 02:58:02.",
        ),
        (
            5,
            "5 delayed messages will still be sent, the last one at 02:58:02.",
            "Ещё будет отправлено 5 отложенных сообщений, последнее — в 02:58:02.",
        ),
    ],
)
def test_a_farewell_says_what_will_still_be_sent(pending: int, english: str, russian: str) -> None:
    event = Farewell("exit", pending, AT + 60_000)
    assert en(event) == f"{NOW} * {english}\n{NOW} * Goodbye!"
    assert ru(event) == f"{NOW} * {russian}\n{NOW} * До свидания!"


def test_a_message_that_failed_by_a_bug_is_given_back() -> None:
    assert en(NotSent(ROW, "internal-error")).startswith(
        f"{NOW} ! #18 (private) was not sent: there is an error in the server. It said:"
    )


def test_russian_is_russian() -> None:
    assert ru(Joined("bob")) == f"{NOW} * bob входит в чат"
    assert ru(Message(1, "a", "b", "c")) == f"{NOW} #1 a → c (лично): b"
    assert ru(LanguageSet("ru")) == f"{NOW} = Язык изменён на русский."
    assert ru(Muted("bob", AT, 5)).endswith("5 жалоб")
    assert ru(ScheduledListed((ROW,) * 6)).startswith(f"{NOW} = Отложено 6 сообщений:")
    assert ru(Cancelled((ROW,) * 5)).startswith(f"{NOW} = 5 сообщений не будет отправлено:")
    assert "#11 → рита (лично): будет отправлено в 02:57:03" in ru(Accepted("send", 11, AT + 1000, "рита"))
    assert "Жалоба на «рита» принята" in ru(Accepted("report", name="рита"))


def test_what_stands_for_something_else_is_said_in_each_language() -> None:
    words = {
        "NAME": "ИМЯ",
        "TEXT": "ТЕКСТ",
        "SECONDS": "ВРЕМЯ",
        "COMMAND": "КОМАНДА",
        "NUMBER": "НОМЕР",
        "WORDS": "СЛОВА",
    }
    screens: list[Shown] = [HelpShown(), Refused("empty-line"), *(HelpShown(spec.name) for spec in COMMANDS)]
    for event in screens:
        english = re.findall(r"\b(?:[A-Z]{4,}|[А-Я]{3,})\b", en(event))
        russian = re.findall(r"\b(?:[A-Z]{4,}|[А-Я]{3,})\b", ru(event))
        assert {words[word] for word in english} == set(russian)
