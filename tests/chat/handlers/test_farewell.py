"""What a farewell says of the delayed messages that will still be sent."""

from typing import get_args

import pytest
from chat_bench import NOON, ChatBench

from besedka.chat.language.commands import Departure
from besedka.chat.language.events import Event, Farewell


@pytest.fixture
def bench() -> ChatBench:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    return bench


def farewell(events: list[Event]) -> Farewell:
    assert isinstance(events[-1], Farewell)
    return events[-1]


@pytest.mark.parametrize("reason", get_args(Departure))
def test_it_counts_what_will_still_be_sent_and_says_when_the_last_goes(
    bench: ChatBench, reason: Departure
) -> None:
    bench.schedule("ann", "last", 60)
    bench.schedule("ann", "first", 5, to="bob")
    assert farewell(bench.leave("ann", reason)) == Farewell(reason, pending=2, last=NOON + 60_000)
    bench.wait(60)
    assert bench.heard("bob") == ["first", "last"]


def test_what_was_taken_back_or_has_been_sent_does_not_count(bench: ChatBench) -> None:
    bench.schedule("ann", "sent", 1)
    bench.wait(1)
    bench.schedule("ann", "taken back", 5)
    bench.cancel("ann")
    assert farewell(bench.leave("ann")) == Farewell("exit")


def test_other_peoples_messages_do_not_count(bench: ChatBench) -> None:
    bench.schedule("bob", "mine", 5)
    assert farewell(bench.leave("ann")) == Farewell("exit")


def test_what_nobody_will_be_there_for_does_not_count(bench: ChatBench) -> None:
    bench.schedule("ann", "to myself", 5, to="ann")
    bench.schedule("ann", "to who has left by then", 5, to="bob")
    bench.leave("bob")
    assert farewell(bench.leave("ann")) == Farewell("exit")


def test_what_is_due_before_a_mute_ends_does_not_count(bench: ChatBench) -> None:
    bench.schedule("ann", "during the mute", 599)
    bench.schedule("ann", "at its very end", 600)
    bench.mute("ann")
    bench.forget()
    assert farewell(bench.leave("ann")) == Farewell("exit", pending=1, last=NOON + 600_000)
    bench.wait(600)
    assert bench.heard("bob") == ["at its very end"]


def test_when_the_server_stops_nothing_will_be_sent_any_more(bench: ChatBench) -> None:
    bench.schedule("ann", "lost", 5)
    bench.stop()
    assert farewell(bench.leave("ann")) == Farewell("exit")
