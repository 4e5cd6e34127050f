"""A session that lost its connection: what the others see, and when."""

import pytest
from chat_bench import NOON, ChatBench, token_of
from invariants import check_everything

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


def pair(rules: Rules | None = None) -> ChatBench:
    """Ann, who sees it, and bob, who can come back."""
    bench = ChatBench(rules)
    bench.join("ann")
    bench.join("bob", resumable=True)
    bench.forget()
    return bench


def away(bench: ChatBench) -> list[str]:
    answer = bench.chat.answer(bench.session("ann"), ListUsers())
    assert isinstance(answer, UsersListed)
    return [user.name for user in answer.users if user.away]


def test_nobody_is_told_of_a_connection_that_is_lost() -> None:
    bench = pair()
    assert bench.detach("bob") == []
    bench.wait(14.999)
    assert bench.seen("ann") == []
    assert bench.names("ann") == ["ann", "bob"]
    assert away(bench) == []


def test_after_fifteen_seconds_it_is_shown_as_away() -> None:
    bench = pair()
    bench.detach("bob")
    assert bench.chat.next_due() == NOON + 15_000
    bench.wait(15)
    assert bench.seen("ann") == [Away("bob")]
    assert away(bench) == ["bob"]


def test_a_newcomer_is_told_who_is_away() -> None:
    bench = pair()
    bench.detach("bob")
    bench.wait(20)
    assert bench.join("cid").away == ("bob",)


def test_after_five_minutes_it_leaves_for_good() -> None:
    bench = pair()
    bench.detach("bob")
    bench.wait(299.999)
    assert bench.chat.session_of(token_of(bench.session("bob"))) == bench.session("bob")
    bench.wait(0.001)
    assert bench.seen("ann") == [Away("bob"), Left("bob", "lost")]
    assert bench.times("ann", Away) == [15_000]
    assert bench.times("ann", Left) == [300_000]
    assert bench.chat.session_of(token_of(bench.session("bob"))) is None
    assert bench.names("ann") == ["ann"]
    check_everything(bench)


def test_one_late_entry_tells_both_in_their_order() -> None:
    bench = pair()
    bench.detach("bob")
    bench.sleep(900)
    bench.send("ann", "hello?")
    assert bench.seen("ann")[:2] == [Away("bob"), Left("bob", "lost")]


def test_without_a_time_to_be_away_it_leaves_without_being_shown_as_away() -> None:
    bench = pair(Rules(grace=10_000, away_after=10_000))
    bench.detach("bob")
    bench.wait(10)
    assert bench.seen("ann") == [Left("bob", "lost")]


def test_without_a_grace_it_leaves_at_the_next_tick() -> None:
    bench = pair(Rules(grace=0))
    bench.detach("bob")
    assert bench.chat.next_due() == NOON
    bench.wait(0)
    assert bench.seen("ann") == [Left("bob", "lost")]


def test_a_session_without_a_token_ends_with_its_connection() -> None:
    bench = pair()
    bench.join("cid")
    bench.forget()
    deliveries = bench.apply(bench.session("cid"), Detach("timeout"))
    assert [delivery.event for delivery in deliveries] == [Farewell("timeout"), Left("cid", "timeout")]


def test_a_connection_that_is_lost_twice_has_one_grace() -> None:
    bench = pair()
    bench.detach("bob")
    bench.wait(10)
    bench.detach("bob", "timeout")
    bench.wait(5)
    assert bench.seen("ann") == [Away("bob")]
    bench.wait(285)
    assert bench.seen("ann") == [Left("bob", "lost")]


@pytest.mark.parametrize("reason", REASONS)
def test_a_leave_ends_it_at_once_with_or_without_a_connection(reason: Departure) -> None:
    for detached in (False, True):
        bench = pair()
        if detached:
            bench.detach("bob")
        bench.leave("bob", reason)
        assert bench.seen("ann") == [Left("bob", reason)]
        assert bench.chat.next_due() is None
        check_everything(bench)


def test_who_comes_back_in_time_was_never_away() -> None:
    bench = pair()
    bench.detach("bob")
    bench.wait(14.999)
    (_, resumed), *_ = bench.resume("bob")
    assert isinstance(resumed, Resumed)
    assert resumed.state.name == "bob"
    bench.wait(600)
    assert bench.seen("ann") == []
    assert bench.names("ann") == ["ann", "bob"]


def test_who_comes_back_later_has_returned() -> None:
    bench = pair()
    bench.detach("bob")
    bench.wait(100)
    (_, resumed), *missed = bench.resume("bob")
    assert missed == []
    assert isinstance(resumed, Resumed)
    assert resumed.state.away == ()
    assert bench.seen("ann") == [Away("bob"), Returned("bob")]
    assert away(bench) == []
    bench.wait(900)
    assert bench.seen("ann") == []


def test_each_loss_has_a_grace_of_its_own() -> None:
    bench = pair()
    for _ in range(3):
        bench.detach("bob")
        bench.wait(299)
        bench.resume("bob")
    assert bench.seen("ann") == [Away("bob"), Returned("bob")] * 3
    bench.detach("bob")
    bench.wait(300)
    assert bench.seen("ann") == [Away("bob"), Left("bob", "lost")]


def test_who_comes_back_with_the_entry_that_ends_its_grace_is_too_late() -> None:
    bench = pair()
    bench.detach("bob")
    bench.sleep(300)
    bench.resume("bob")
    assert bench.seen("ann") == [Away("bob"), Left("bob", "lost")]
    assert not bench.chat.is_in(bench.session("bob"))
    assert bench.seen("bob") == []


def test_the_newer_connection_counts_though_the_older_is_not_known_to_be_lost() -> None:
    bench = pair()
    (_, first), *_ = bench.resume("bob")
    (_, second), *_ = bench.resume("bob")
    assert isinstance(first, Resumed)
    assert isinstance(second, Resumed)
    assert bench.seen("ann") == []
    check_everything(bench)


def test_a_session_without_a_token_cannot_be_resumed() -> None:
    bench = pair()
    assert bench.resume("ann") == []


def test_a_token_that_somebody_has_serves_nobody_else() -> None:
    bench = pair()
    token = token_of(bench.session("bob"))
    bench.do("cid", Join("south", "cid", token=token))
    assert bench.chat.session_of(token) == bench.session("bob")
    bench.detach("cid")
    assert bench.names("ann") == ["ann", "bob"]


def test_nobody_has_a_token_before_the_first_entry_and_nobody_has_another_one() -> None:
    bench = pair()
    assert bench.chat.session_of("another") is None
