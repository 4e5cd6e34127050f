import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat import Stamp
from besedka.chat.language.events import (
    Cancelled,
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
    Message,
    Pending,
    Recorded,
    ScheduledListed,
    SearchListed,
    Stopping,
    User,
    UsersListed,
)
from besedka.dialects import JSON, PLAIN, Part, Shown, split

STAMP = Stamp(7, 1_700_000_000_000)


def pending(texts: list[str]) -> tuple[Pending, ...]:
    return tuple(Pending(number, text, STAMP.at + 1000) for number, text in enumerate(texts))


def recorded(texts: list[str]) -> tuple[Recorded, ...]:
    return tuple(Recorded(STAMP, Message(number, "ann", text)) for number, text in enumerate(texts))


def answers(texts: list[str]) -> list[Shown]:
    return [
        HistoryListed(recorded(texts)),
        HistoryListed(recorded(texts), before=9),
        SearchListed(recorded(texts), text="a", cut=True),
        ScheduledListed(pending(texts)),
        Cancelled(pending(texts)),
        UsersListed("ann", tuple(map(User, texts))),
        IgnoredListed(tuple(IgnoredUser(text, here=True) for text in texts)),
    ]


def rows(shown: Shown) -> list[object]:
    event = shown.event if isinstance(shown, Part) else shown
    return list(getattr(event, "messages", ()) or getattr(event, "users", ()))


@pytest.mark.parametrize(
    "shown", [*answers([]), *answers(["short", "too"]), Stopping(), Message(1, "a", "x" * 99_999)]
)
def test_what_is_short_or_no_list_stays_one_event(shown: Shown) -> None:
    assert list(split(shown)) == [shown]


@given(st.lists(st.integers(0, 4000).map(lambda length: "😀" * length), min_size=9, max_size=30))
def test_the_parts_have_all_the_rows_in_order_and_none_is_long(texts: list[str]) -> None:
    for shown in answers(texts):
        parts = split(shown)
        assert [row for part in parts for row in rows(part)] == rows(shown)
        for part in parts:
            written = JSON.write(part, STAMP, "en")
            assert len(written.encode()) < 1 << 16
            assert json.loads(written).get("more", False) is (part is not parts[-1])


def test_a_hundred_long_ones_are_one_answer_with_one_head_for_people() -> None:
    parts = split(ScheduledListed(pending(["x" * 4000] * 100)))
    texts = [PLAIN.write(part, STAMP, "en") for part in parts]
    lines = "\n".join(texts).split("\n")
    assert len(parts) > 10
    assert "100 messages are waiting" in lines[0]
    assert len(lines) == 101
    assert all(line.startswith("  #") for line in lines[1:])


def test_a_row_is_never_cut() -> None:
    assert len(split(HistoryListed(recorded(["x" * 100_000] * 3)))) == 3
