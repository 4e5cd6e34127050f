"""A session that comes back in the middle of a flood goes on with the budget that it had."""

import json

import pytest
from resumable_peers import Visitor, resumable
from server_bench import Bench

from besedka.server.process.config import Config


def flood(visitor: Visitor, count: int = 60) -> int:
    """Ask for more than a burst allows; return how much of it was accepted at once."""
    visitor.peer.say(
        *(
            json.dumps({"type": "send", "text": "x", "request": visitor.request + number})
            for number in range(1, count + 1)
        )
    )
    accepted = [event["number"] for event in visitor.told() if event["type"] == "accepted"]
    visitor.request += count
    return len(accepted)


@pytest.mark.parametrize("there", ["127.0.0.1", "203.0.113.9"])
@pytest.mark.parametrize("here", ["127.0.0.1", "203.0.113.9"])
@pytest.mark.parametrize("cut", [True, False], ids=["cut", "replaced"])
def test_coming_back_brings_no_fresh_budget(here: str, there: str, cut: bool) -> None:
    bench = Bench(Config())
    ann = resumable(bench, "ann", here)
    assert 10 < flood(ann) < 30
    for _ in range(5):
        if cut:
            ann.cut()
        ann.address = there
        ann.resume()
        assert flood(ann) == 0
    bench.loop.advance(60.0)
    assert [event for event in ann.told() if event["type"] == "accepted"]


def test_a_newcomer_of_the_same_address_who_takes_the_budget_over_frees_nobody_of_it() -> None:
    bench = Bench(Config())
    ann = resumable(bench, "ann", "203.0.113.9")
    assert 10 < flood(ann) < 30
    for number in range(5):
        ann.cut()
        bob = Visitor(bench, f"bob{number}", "203.0.113.9")
        bob.join()
        assert flood(bob) == 0
        bob.say({"type": "exit", "request": bob.request + 1}).cut()
        ann.resume()
        assert flood(ann) == 0


def test_who_has_not_flooded_is_answered_at_once_however_often_the_connection_breaks() -> None:
    ann = resumable(Bench(Config()), "ann")
    for _ in range(4):
        ann.cut()
        ann.bench.loop.advance(1.0)
        ann.resume()
        assert flood(ann, 3) == 3


def test_the_end_of_the_older_connection_takes_no_budget_from_the_newer_one() -> None:
    bench = Bench(Config())
    ann = resumable(bench, "ann", "203.0.113.9")
    older = ann.peer
    ann.resume()
    flood(ann)
    older.reset()
    bob = Visitor(bench, "bob", "203.0.113.9")
    bob.join()
    assert flood(bob, 5) == 5


def test_what_is_told_again_costs_what_it_takes() -> None:
    bench = Bench(Config())
    ann, bob = resumable(bench, "ann"), resumable(bench, "bob")
    for _ in range(20):
        bob.send("x" * 4000)
        bench.loop.advance(2.0)
    bob.told()
    ann.resume(0)
    assert flood(ann, 18) < 12  # Of a burst of twenty, the twenty messages of the history took ten.
