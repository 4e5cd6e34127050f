"""Sessions that can be resumed, and nodes that start, stop, and take them over."""

import pytest
from invariants import check_everything, state_of
from stage import NOON, Stage

from besedka.chat import Rules
from besedka.chat.language.commands import Detach, NodeStarted, NodeStopped, Tick
from besedka.chat.language.events import (
    Away,
    Left,
    Message,
    NotSent,
    Resumed,
    Returned,
    Stopping,
    Undelivered,
)


def pair(rules: Rules | None = None) -> Stage:
    """Ann is elsewhere; bob can come back."""
    stage = Stage(rules)
    stage.join("ann", node="elsewhere")
    stage.join("bob", resumable=True)
    stage.forget()
    return stage


def test_a_node_that_starts_again_keeps_those_who_can_come_back_and_ends_the_others() -> None:
    stage = pair()
    stage.join("cid")
    stage.forget()
    stage.wait(10)
    stage.start()
    assert stage.seen("ann") == [Left("cid", "lost")]
    stage.wait(300)
    assert stage.seen("ann") == [Away("bob"), Left("bob", "lost")]
    assert stage.times("ann", Away) == [25_000]
    check_everything(stage)


def test_a_grace_begins_anew_when_the_node_starts_again() -> None:
    stage = pair()
    stage.detach("bob")
    stage.sleep(100)
    stage.start()
    stage.wait(299.999)
    assert stage.names("ann") == ["ann", "bob"]
    stage.wait(0.001)
    assert stage.names("ann") == ["ann"]
    assert stage.times("ann", Away) == [115_000]


def test_who_was_away_stays_away_when_the_node_starts_again() -> None:
    stage = pair()
    stage.detach("bob")
    stage.wait(100)
    stage.start()
    stage.wait(300)
    assert (stage.times("ann", Away), stage.times("ann", Left)) == ([15_000], [400_000])


def test_a_node_that_was_down_for_longer_than_the_grace_does_not_cost_anybody_the_session() -> None:
    stage = pair()
    stage.detach("bob")
    stage.join("cid", resumable=True)
    stage.forget()
    stage.sleep(3600)
    stage.start()
    assert stage.seen("ann") == []
    for who in ("bob", "cid"):
        (_, resumed), *_ = stage.resume(who)
        assert isinstance(resumed, Resumed)
    check_everything(stage)


def test_a_node_that_was_down_does_not_prolong_the_grace_of_sessions_elsewhere() -> None:
    stage = pair()
    stage.join("cid", node="elsewhere", resumable=True)
    stage.detach("cid")
    stage.forget()
    stage.sleep(3600)
    stage.start()
    assert stage.seen("ann") == [Away("cid"), Left("cid", "lost")]


def test_a_repeated_start_changes_nothing() -> None:
    stage = pair()
    stage.start()
    stage.wait(200)
    stage.server(NodeStarted(stage.life()))
    stage.wait(100)
    assert stage.times("ann", Left) == [300_000]


def test_a_repeated_start_with_which_a_grace_ends_does_not_prolong_it() -> None:
    stage = pair()
    stage.start()
    stage.sleep(300)
    stage.server(NodeStarted(stage.life()))
    assert stage.names("ann") == ["ann"]


def test_a_start_by_other_rules_gives_a_grace_by_these() -> None:
    stage = pair()
    stage.detach("bob")
    stage.sleep(3600)
    stage.start(Rules(grace=10_000, away_after=1000))
    stage.wait(10)
    assert (stage.times("ann", Away), stage.times("ann", Left)) == ([3_601_000], [3_610_000])


def test_more_than_may_be_detached_end_when_their_node_starts_again() -> None:
    stage = pair(Rules(max_detached=3, max_detached_network=2))
    stage.cut("bob")
    stage.join_all("cid", "dan", "eve", network="north", resumable=True)
    stage.join_all("fay", "gus", resumable=True)
    stage.detach("gus")
    stage.send("ann", "to fay", "fay")
    stage.confirm("fay")
    stage.send("ann", "to eve", "eve")
    stage.forget()
    stage.start()
    assert stage.names("ann") == ["ann", "bob", "cid", "gus"]
    kinds = [type(event) for event in stage.seen("ann")]
    assert kinds == [Left, Left, Left, Undelivered]
    check_everything(stage)


def test_what_came_due_while_the_node_was_down_waits_for_who_comes_back() -> None:
    stage = pair(Rules(max_late=10_000_000))
    stage.schedule("ann", "private", 5, "bob")
    stage.schedule("ann", "public", 5)
    stage.sleep(60)
    stage.start()
    _, *missed = stage.resume("bob")
    assert [event.text for _, event in missed if isinstance(event, Message)] == ["private", "public"]


def test_what_was_too_late_when_the_node_was_down_is_told_once_to_an_author_who_comes_back() -> None:
    stage = pair(Rules(max_late=1000))
    stage.schedule("bob", "late", 5)
    stage.sleep(60)
    stage.start()
    _, (_, event) = stage.resume("bob")
    assert isinstance(event, NotSent)
    assert event.reason == "too-late"
    assert stage.chat.snapshot()["unsent"] == []


def test_a_recipient_who_can_come_back_is_not_lost_with_its_node() -> None:
    stage = pair(Rules(max_late=600_000))
    stage.schedule("ann", "late", 5, "bob")
    stage.detach("bob")
    stage.sleep(60)
    stage.start()
    assert stage.returned("ann") == []
    _, (_, event) = stage.resume("bob")
    assert isinstance(event, Message)
    assert event.late


def test_what_was_not_confirmed_before_the_node_went_down_waits_too() -> None:
    stage = pair()
    stage.cut("bob")
    stage.send("ann", "private", "bob")
    stage.sleep(60)
    stage.start()
    _, (_, message) = stage.resume("bob")
    assert isinstance(message, Message)


def test_a_node_that_stops_keeps_those_who_can_come_back() -> None:
    stage = pair()
    assert stage.stop(durable=True) == [Stopping()]
    stage.start()
    (_, resumed), *_ = stage.resume("bob")
    assert isinstance(resumed, Resumed)


# -- several nodes


def test_a_session_can_be_resumed_on_another_node() -> None:
    stage = pair()
    stage.detach("bob")
    stage.wait(20)
    stage.resume("bob", node="elsewhere")
    assert stage.seen("ann") == [Away("bob"), Returned("bob")]
    stage.start()
    stage.wait(600)
    assert stage.names("ann") == ["ann", "bob"]
    stage.forget()
    stage.stop("node")
    assert stage.seen("bob") == []


def test_a_node_that_notices_a_lost_connection_late_does_not_cost_the_newer_one() -> None:
    stage = pair()
    stage.resume("bob", node="elsewhere")
    assert stage.apply(stage.session("bob"), Detach("timeout"), node="node") == []
    assert not state_of(stage).people[stage.session("bob")].detached
    stage.wait(600)
    assert stage.seen("ann") == []
    stage.apply(stage.session("bob"), Detach("timeout"), node="elsewhere")
    assert state_of(stage).people[stage.session("bob")].detached


def test_the_grace_of_a_session_goes_on_while_other_nodes_start() -> None:
    stage = pair()
    stage.detach("bob")
    stage.wait(10)
    stage.start(node="a third one")
    stage.wait(5)
    assert stage.times("ann", Away) == [15_000]
    stage.sleep(300)
    stage.start(node="elsewhere")
    assert not stage.chat.is_in(stage.session("bob"))


def test_a_late_tick_ends_the_sessions_whose_grace_is_over_in_their_order() -> None:
    stage = pair()
    stage.join("cid", resumable=True)
    stage.detach("cid")
    stage.wait(1)
    stage.detach("bob")
    stage.forget()
    stage.sleep(400)
    stage.server(Tick())
    assert stage.seen("ann") == [Away("cid"), Away("bob"), Left("cid", "lost"), Left("bob", "lost")]
    assert stage.now == NOON + 401_000


@pytest.mark.parametrize("durable", [False, True])
def test_what_waits_for_who_is_away_comes_back_when_the_node_stops_for_good(durable: bool) -> None:
    stage = pair()
    stage.join("cid", resumable=True)
    stage.forget()
    stage.detach("bob")
    stage.send("ann", "missed", "bob")
    stage.send("ann", "read", "cid")
    stage.server(NodeStopped(stage.life(), durable=durable))
    told = [event for event in stage.seen("ann") if isinstance(event, Left | Undelivered)]
    assert told == ([] if durable else [Left("bob", "lost"), Undelivered(6, "missed", "bob")])
    assert stage.chat.is_in(stage.session("bob")) is durable
    assert stage.chat.is_in(stage.session("cid"))
    check_everything(stage)
