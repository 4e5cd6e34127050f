"""Sessions that can be resumed, and nodes that start, stop, and take them over."""

import pytest
from chat_bench import NOON, ChatBench
from invariants import check_everything, state_of

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


def pair(rules: Rules | None = None) -> ChatBench:
    """Ann is elsewhere; bob can come back."""
    bench = ChatBench(rules)
    bench.join("ann", node="elsewhere")
    bench.join("bob", resumable=True)
    bench.forget()
    return bench


def test_a_node_that_starts_again_keeps_those_who_can_come_back_and_ends_the_others() -> None:
    bench = pair()
    bench.join("cid")
    bench.forget()
    bench.wait(10)
    bench.start()
    assert bench.seen("ann") == [Left("cid", "lost")]
    bench.wait(300)
    assert bench.seen("ann") == [Away("bob"), Left("bob", "lost")]
    assert bench.times("ann", Away) == [25_000]
    check_everything(bench)


def test_a_grace_begins_anew_when_the_node_starts_again() -> None:
    bench = pair()
    bench.detach("bob")
    bench.sleep(100)
    bench.start()
    bench.wait(299.999)
    assert bench.names("ann") == ["ann", "bob"]
    bench.wait(0.001)
    assert bench.names("ann") == ["ann"]
    assert bench.times("ann", Away) == [115_000]


def test_who_was_away_stays_away_when_the_node_starts_again() -> None:
    bench = pair()
    bench.detach("bob")
    bench.wait(100)
    bench.start()
    bench.wait(300)
    assert (bench.times("ann", Away), bench.times("ann", Left)) == ([15_000], [400_000])


def test_a_node_that_was_down_for_longer_than_the_grace_does_not_cost_anybody_the_session() -> None:
    bench = pair()
    bench.detach("bob")
    bench.join("cid", resumable=True)
    bench.forget()
    bench.sleep(3600)
    bench.start()
    assert bench.seen("ann") == []
    for who in ("bob", "cid"):
        (_, resumed), *_ = bench.resume(who)
        assert isinstance(resumed, Resumed)
    check_everything(bench)


def test_a_node_that_was_down_does_not_prolong_the_grace_of_sessions_elsewhere() -> None:
    bench = pair()
    bench.join("cid", node="elsewhere", resumable=True)
    bench.detach("cid")
    bench.forget()
    bench.sleep(3600)
    bench.start()
    assert bench.seen("ann") == [Away("cid"), Left("cid", "lost")]


def test_a_repeated_start_changes_nothing() -> None:
    bench = pair()
    bench.start()
    bench.wait(200)
    bench.server(NodeStarted(bench.life()))
    bench.wait(100)
    assert bench.times("ann", Left) == [300_000]


def test_a_repeated_start_with_which_a_grace_ends_does_not_prolong_it() -> None:
    bench = pair()
    bench.start()
    bench.sleep(300)
    bench.server(NodeStarted(bench.life()))
    assert bench.names("ann") == ["ann"]


def test_a_start_by_other_rules_gives_a_grace_by_these() -> None:
    bench = pair()
    bench.detach("bob")
    bench.sleep(3600)
    bench.start(Rules(grace=10_000, away_after=1000))
    bench.wait(10)
    assert (bench.times("ann", Away), bench.times("ann", Left)) == ([3_601_000], [3_610_000])


def test_more_than_may_be_detached_end_when_their_node_starts_again() -> None:
    bench = pair(Rules(max_detached=3, max_detached_network=2))
    bench.cut("bob")
    bench.join_all("cid", "dan", "eve", network="north", resumable=True)
    bench.join_all("fay", "gus", resumable=True)
    bench.detach("gus")
    bench.send("ann", "to fay", "fay")
    bench.confirm("fay")
    bench.send("ann", "to eve", "eve")
    bench.forget()
    bench.start()
    assert bench.names("ann") == ["ann", "bob", "cid", "gus"]
    kinds = [type(event) for event in bench.seen("ann")]
    assert kinds == [Left, Left, Left, Undelivered]
    check_everything(bench)


def test_what_came_due_while_the_node_was_down_waits_for_who_comes_back() -> None:
    bench = pair(Rules(max_late=10_000_000))
    bench.schedule("ann", "private", 5, "bob")
    bench.schedule("ann", "public", 5)
    bench.sleep(60)
    bench.start()
    _, *missed = bench.resume("bob")
    assert [event.text for _, event in missed if isinstance(event, Message)] == ["private", "public"]


def test_what_was_too_late_when_the_node_was_down_is_told_once_to_an_author_who_comes_back() -> None:
    bench = pair(Rules(max_late=1000))
    bench.schedule("bob", "late", 5)
    bench.sleep(60)
    bench.start()
    _, (_, event) = bench.resume("bob")
    assert isinstance(event, NotSent)
    assert event.reason == "too-late"
    assert bench.chat.snapshot()["unsent"] == []


def test_a_recipient_who_can_come_back_is_not_lost_with_its_node() -> None:
    bench = pair(Rules(max_late=600_000))
    bench.schedule("ann", "late", 5, "bob")
    bench.detach("bob")
    bench.sleep(60)
    bench.start()
    assert bench.returned("ann") == []
    _, (_, event) = bench.resume("bob")
    assert isinstance(event, Message)
    assert event.late


def test_what_was_not_confirmed_before_the_node_went_down_waits_too() -> None:
    bench = pair()
    bench.cut("bob")
    bench.send("ann", "private", "bob")
    bench.sleep(60)
    bench.start()
    _, (_, message) = bench.resume("bob")
    assert isinstance(message, Message)


def test_a_node_that_stops_keeps_those_who_can_come_back() -> None:
    bench = pair()
    assert bench.stop(durable=True) == [Stopping()]
    bench.start()
    (_, resumed), *_ = bench.resume("bob")
    assert isinstance(resumed, Resumed)


# -- several nodes


def test_a_session_can_be_resumed_on_another_node() -> None:
    bench = pair()
    bench.detach("bob")
    bench.wait(20)
    bench.resume("bob", node="elsewhere")
    assert bench.seen("ann") == [Away("bob"), Returned("bob")]
    bench.start()
    bench.wait(600)
    assert bench.names("ann") == ["ann", "bob"]
    bench.forget()
    bench.stop("node")
    assert bench.seen("bob") == []


def test_a_node_that_notices_a_lost_connection_late_does_not_cost_the_newer_one() -> None:
    bench = pair()
    bench.resume("bob", node="elsewhere")
    assert bench.apply(bench.session("bob"), Detach("timeout"), node="node") == []
    assert not state_of(bench).people[bench.session("bob")].detached
    bench.wait(600)
    assert bench.seen("ann") == []
    bench.apply(bench.session("bob"), Detach("timeout"), node="elsewhere")
    assert state_of(bench).people[bench.session("bob")].detached


def test_the_grace_of_a_session_goes_on_while_other_nodes_start() -> None:
    bench = pair()
    bench.detach("bob")
    bench.wait(10)
    bench.start(node="a third one")
    bench.wait(5)
    assert bench.times("ann", Away) == [15_000]
    bench.sleep(300)
    bench.start(node="elsewhere")
    assert not bench.chat.is_in(bench.session("bob"))


def test_a_late_tick_ends_the_sessions_whose_grace_is_over_in_their_order() -> None:
    bench = pair()
    bench.join("cid", resumable=True)
    bench.detach("cid")
    bench.wait(1)
    bench.detach("bob")
    bench.forget()
    bench.sleep(400)
    bench.server(Tick())
    assert bench.seen("ann") == [Away("cid"), Away("bob"), Left("cid", "lost"), Left("bob", "lost")]
    assert bench.now == NOON + 401_000


@pytest.mark.parametrize("durable", [False, True])
def test_what_waits_for_who_is_away_comes_back_when_the_node_stops_for_good(durable: bool) -> None:
    bench = pair()
    bench.join("cid", resumable=True)
    bench.forget()
    bench.detach("bob")
    bench.send("ann", "missed", "bob")
    bench.send("ann", "read", "cid")
    bench.server(NodeStopped(bench.life(), durable=durable))
    told = [event for event in bench.seen("ann") if isinstance(event, Left | Undelivered)]
    assert told == ([] if durable else [Left("bob", "lost"), Undelivered(6, "missed", "bob")])
    assert bench.chat.is_in(bench.session("bob")) is durable
    assert bench.chat.is_in(bench.session("cid"))
    check_everything(bench)
