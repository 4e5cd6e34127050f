"""A session that lost its connection: what the others see, and when."""

import pytest
from invariants import check_everything
from stage import NOON, Stage, token_of

from besedka.chat import Rules
from besedka.chat.language.commands import Departure, Detach, Join
from besedka.chat.language.events import (
    Away,
    Farewell,
    Left,
    Resumed,
    Returned,
    UsersListed,
)
from besedka.chat.language.questions import ListUsers

REASONS: list[Departure] = ["exit", "lost", "timeout", "slow", "error"]


def pair(rules: Rules | None = None) -> Stage:
    """Ann, who sees it, and bob, who can come back."""
    stage = Stage(rules)
    stage.join("ann")
    stage.join("bob", resumable=True)
    stage.forget()
    return stage


def away(stage: Stage) -> list[str]:
    answer = stage.chat.answer(stage.session("ann"), ListUsers())
    assert isinstance(answer, UsersListed)
    return [user.name for user in answer.users if user.away]


def test_nobody_is_told_of_a_connection_that_is_lost() -> None:
    stage = pair()
    assert stage.detach("bob") == []
    stage.wait(14.999)
    assert stage.seen("ann") == []
    assert stage.names("ann") == ["ann", "bob"]
    assert away(stage) == []


def test_after_fifteen_seconds_it_is_shown_as_away() -> None:
    stage = pair()
    stage.detach("bob")
    assert stage.chat.next_due() == NOON + 15_000
    stage.wait(15)
    assert stage.seen("ann") == [Away("bob")]
    assert away(stage) == ["bob"]


def test_a_newcomer_is_told_who_is_away() -> None:
    stage = pair()
    stage.detach("bob")
    stage.wait(20)
    assert stage.join("cid").away == ("bob",)


def test_after_five_minutes_it_leaves_for_good() -> None:
    stage = pair()
    stage.detach("bob")
    stage.wait(299.999)
    assert stage.chat.session_of(token_of(stage.session("bob"))) == stage.session("bob")
    stage.wait(0.001)
    assert stage.seen("ann") == [Away("bob"), Left("bob", "lost")]
    assert stage.times("ann", Away) == [15_000]
    assert stage.times("ann", Left) == [300_000]
    assert stage.chat.session_of(token_of(stage.session("bob"))) is None
    assert stage.names("ann") == ["ann"]
    check_everything(stage)


def test_one_late_entry_tells_both_in_their_order() -> None:
    stage = pair()
    stage.detach("bob")
    stage.sleep(900)
    stage.send("ann", "hello?")
    assert stage.seen("ann")[:2] == [Away("bob"), Left("bob", "lost")]


def test_without_a_time_to_be_away_it_leaves_without_being_shown_as_away() -> None:
    stage = pair(Rules(grace=10_000, away_after=10_000))
    stage.detach("bob")
    stage.wait(10)
    assert stage.seen("ann") == [Left("bob", "lost")]


def test_without_a_grace_it_leaves_at_the_next_tick() -> None:
    stage = pair(Rules(grace=0))
    stage.detach("bob")
    assert stage.chat.next_due() == NOON
    stage.wait(0)
    assert stage.seen("ann") == [Left("bob", "lost")]


def test_a_session_without_a_token_ends_with_its_connection() -> None:
    stage = pair()
    stage.join("cid")
    stage.forget()
    deliveries = stage.apply(stage.session("cid"), Detach("timeout"))
    assert [delivery.event for delivery in deliveries] == [Farewell("timeout"), Left("cid", "timeout")]


def test_a_connection_that_is_lost_twice_has_one_grace() -> None:
    stage = pair()
    stage.detach("bob")
    stage.wait(10)
    stage.detach("bob", "timeout")
    stage.wait(5)
    assert stage.seen("ann") == [Away("bob")]
    stage.wait(285)
    assert stage.seen("ann") == [Left("bob", "lost")]


@pytest.mark.parametrize("reason", REASONS)
def test_a_leave_ends_it_at_once_with_or_without_a_connection(reason: Departure) -> None:
    for detached in (False, True):
        stage = pair()
        if detached:
            stage.detach("bob")
        stage.leave("bob", reason)
        assert stage.seen("ann") == [Left("bob", reason)]
        assert stage.chat.next_due() is None
        check_everything(stage)


def test_who_comes_back_in_time_was_never_away() -> None:
    stage = pair()
    stage.detach("bob")
    stage.wait(14.999)
    (_, resumed), *_ = stage.resume("bob")
    assert isinstance(resumed, Resumed)
    assert resumed.state.name == "bob"
    stage.wait(600)
    assert stage.seen("ann") == []
    assert stage.names("ann") == ["ann", "bob"]


def test_who_comes_back_later_has_returned() -> None:
    stage = pair()
    stage.detach("bob")
    stage.wait(100)
    (_, resumed), *missed = stage.resume("bob")
    assert missed == []
    assert isinstance(resumed, Resumed)
    assert resumed.state.away == ()
    assert stage.seen("ann") == [Away("bob"), Returned("bob")]
    assert away(stage) == []
    stage.wait(900)
    assert stage.seen("ann") == []


def test_each_loss_has_a_grace_of_its_own() -> None:
    stage = pair()
    for _ in range(3):
        stage.detach("bob")
        stage.wait(299)
        stage.resume("bob")
    assert stage.seen("ann") == [Away("bob"), Returned("bob")] * 3
    stage.detach("bob")
    stage.wait(300)
    assert stage.seen("ann") == [Away("bob"), Left("bob", "lost")]


def test_who_comes_back_with_the_entry_that_ends_its_grace_is_too_late() -> None:
    stage = pair()
    stage.detach("bob")
    stage.sleep(300)
    stage.resume("bob")
    assert stage.seen("ann") == [Away("bob"), Left("bob", "lost")]
    assert not stage.chat.is_in(stage.session("bob"))
    assert stage.seen("bob") == []


def test_the_newer_connection_counts_though_the_older_is_not_known_to_be_lost() -> None:
    stage = pair()
    (_, first), *_ = stage.resume("bob")
    (_, second), *_ = stage.resume("bob")
    assert isinstance(first, Resumed)
    assert isinstance(second, Resumed)
    assert stage.seen("ann") == []
    check_everything(stage)


def test_a_session_without_a_token_cannot_be_resumed() -> None:
    stage = pair()
    assert stage.resume("ann") == []


def test_a_token_that_somebody_has_serves_nobody_else() -> None:
    stage = pair()
    token = token_of(stage.session("bob"))
    stage.do("cid", Join("south", "cid", token=token))
    assert stage.chat.session_of(token) == stage.session("bob")
    stage.detach("cid")
    assert stage.names("ann") == ["ann", "bob"]


def test_nobody_has_a_token_before_the_first_entry_and_nobody_has_another_one() -> None:
    stage = pair()
    assert stage.chat.session_of("another") is None
