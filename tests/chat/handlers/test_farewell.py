"""What a farewell says of the delayed messages that will still be sent."""

from typing import get_args

import pytest
from stage import NOON, Stage

from besedka.chat.language.commands import Departure
from besedka.chat.language.events import Event, Farewell


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.join_all("ann", "bob")
    return stage


def farewell(events: list[Event]) -> Farewell:
    assert isinstance(events[-1], Farewell)
    return events[-1]


@pytest.mark.parametrize("reason", get_args(Departure))
def test_it_counts_what_will_still_be_sent_and_says_when_the_last_goes(
    stage: Stage, reason: Departure
) -> None:
    stage.schedule("ann", "last", 60)
    stage.schedule("ann", "first", 5, to="bob")
    assert farewell(stage.leave("ann", reason)) == Farewell(reason, pending=2, last=NOON + 60_000)
    stage.wait(60)
    assert stage.heard("bob") == ["first", "last"]


def test_what_was_taken_back_or_has_been_sent_does_not_count(stage: Stage) -> None:
    stage.schedule("ann", "sent", 1)
    stage.wait(1)
    stage.schedule("ann", "taken back", 5)
    stage.cancel("ann")
    assert farewell(stage.leave("ann")) == Farewell("exit")


def test_other_peoples_messages_do_not_count(stage: Stage) -> None:
    stage.schedule("bob", "mine", 5)
    assert farewell(stage.leave("ann")) == Farewell("exit")


def test_what_nobody_will_be_there_for_does_not_count(stage: Stage) -> None:
    stage.schedule("ann", "to myself", 5, to="ann")
    stage.schedule("ann", "to who has left by then", 5, to="bob")
    stage.leave("bob")
    assert farewell(stage.leave("ann")) == Farewell("exit")


def test_what_is_due_before_a_mute_ends_does_not_count(stage: Stage) -> None:
    stage.schedule("ann", "during the mute", 599)
    stage.schedule("ann", "at its very end", 600)
    stage.mute("ann")
    stage.forget()
    assert farewell(stage.leave("ann")) == Farewell("exit", pending=1, last=NOON + 600_000)
    stage.wait(600)
    assert stage.heard("bob") == ["at its very end"]


def test_when_the_server_stops_nothing_will_be_sent_any_more(stage: Stage) -> None:
    stage.schedule("ann", "lost", 5)
    stage.stop()
    assert farewell(stage.leave("ann")) == Farewell("exit")
