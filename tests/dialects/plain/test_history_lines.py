"""What people read of the history, and of what a search has found."""

from datetime import timedelta, timezone

import pytest

from besedka.chat.language.events import HistoryListed, Message, Recorded, Refused, SearchListed, Stamp
from besedka.dialects import LocalClock, Part, Shown
from besedka.dialects.plain.plain_dialect import PlainDialect

AT = 1_795_391_822_123
DIALECT = PlainDialect("plain", newline=False, clock=LocalClock(timezone(timedelta(hours=3))))
NOW = "02:57:02"


def said(shown: Shown, language: str = "en") -> str:
    return DIALECT.write(shown, Stamp(99, AT), language)


def rows(count: int) -> tuple[Recorded, ...]:
    return tuple(
        Recorded(Stamp(number, AT), Message(number, "ann", f"text {number}"))
        for number in range(1, count + 1)
    )


@pytest.mark.parametrize(
    ("event", "english", "russian"),
    [
        (HistoryListed(rows(2)), "The last 2 messages:", "Последние сообщения (2):"),
        (HistoryListed(rows(2), before=7), "2 messages before #7:", "2 сообщения перед #7:"),
        (HistoryListed(rows(5), before=7), "5 messages before #7:", "5 сообщений перед #7:"),
        (HistoryListed(rows(1), before=7), "1 message before #7:", "1 сообщение перед #7:"),
        (
            HistoryListed((), before=7),
            "There is nothing before #7.",
            "Более ранних сообщений, чем #7, нет.",
        ),
        (HistoryListed(rows(3), around=2), "Around #2:", "Вокруг #2:"),
        (
            SearchListed(rows(1), text="text"),
            "Found 1 message:",
            "Найдено 1 сообщение:",
        ),
        (
            SearchListed(rows(5), text="text"),
            "Found 5 messages, newest first:",
            "Найдено 5 сообщений, от новых к старым:",
        ),
        (
            SearchListed(rows(2), text="text", cut=True),
            "The newest 2 messages; there may be more:",
            "Показаны самые новые сообщения (2); возможно, есть и другие:",
        ),
        (
            SearchListed((), text="x", cut=True),
            "Nothing was found for `x` among the newer messages; the older ones were not searched.",
            "Среди более новых сообщений по запросу `x` ничего не найдено; более старые не просмотрены.",
        ),
        (
            SearchListed((), text="{n} `x"),
            "Nothing was found for `{n} `x`.",
            "По запросу `{n} `x` ничего не найдено.",
        ),
    ],
)
def test_the_head_says_which_messages_follow(event: Shown, english: str, russian: str) -> None:
    assert said(event).split("\n")[0] == f"{NOW} = {english}"
    assert said(event, "ru").split("\n")[0] == f"{NOW} = {russian}"


def test_each_message_has_its_time_its_number_and_its_author() -> None:
    assert said(SearchListed(rows(1), text="text")).split("\n")[1:] == [f"  {NOW} #1 ann: text 1"]


def test_a_later_part_has_no_head() -> None:
    part = Part(SearchListed(rows(1), text="text"), begins=False, total=9)
    assert said(part) == f"  {NOW} #1 ann: text 1"


@pytest.mark.parametrize(
    ("refused", "english"),
    [
        (
            Refused("count-out-of-range", {"given": 0, "limit": 1000}),
            "The number of messages must be 1 to 1000, not 0.",
        ),
        (Refused("before-and-around"), "`--before` and `--around` cannot be combined."),
        (Refused("not-in-history", {"number": 7}), "There is no public message #7 in the history."),
        (Refused("search-empty"), "There is no word to search for."),
        (
            Refused("search-too-long", {"limit": 200, "length": 201}),
            "The search is too long (201): it may have 200 characters at most.",
        ),
    ],
)
def test_a_refusal_says_what_would_be_right(refused: Refused, english: str) -> None:
    assert said(refused) == f"{NOW} ! {english}"
