import pytest

from besedka.chat.language.commands import LOOPBACK
from besedka.server.sessions.budgets import Budgets


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_leaving_and_coming_back_brings_no_fresh_budget() -> None:
    clock = Clock()
    budgets = Budgets(10, clock)
    budget = budgets.give("net")
    assert budget.spend(20) == 0
    budgets.take_back("net", "ann", budget)
    assert budgets.give("net").spend(1) > 0


def test_leaving_together_and_coming_back_together_brings_none_either() -> None:
    budgets = Budgets(10, Clock())
    crowd = {f"{number}": budgets.give("net") for number in range(50)}
    for session, budget in crowd.items():
        budget.spend(30)
        budgets.take_back("net", session, budget)
    assert all(budgets.give("net").spend(0.0) > 0 for number in range(50))
    assert budgets.give("net").spend(20) == 0


def test_what_is_remembered_of_one_network_is_bounded() -> None:
    budgets = Budgets(10, Clock())
    crowd = {f"{number}": budgets.give("net") for number in range(500)}
    for session, budget in crowd.items():
        budget.spend(30)
        budgets.take_back("net", session, budget)
    assert len(budgets._left["net"]) == len(budgets._places) == 100


def test_another_network_has_its_own() -> None:
    budgets = Budgets(10, Clock())
    budget = budgets.give("net")
    budget.spend(20)
    budgets.take_back("net", "ann", budget)
    assert budgets.give("other").spend(20) == 0


def test_a_budget_that_is_full_again_is_forgotten() -> None:
    clock = Clock()
    budgets = Budgets(10, clock)
    budget = budgets.give("net")
    budget.spend(20)
    clock.now += 2
    budgets.take_back("net", "ann", budget)
    assert budgets.give("net") is not budget


def test_loopback_tells_nobody_apart() -> None:
    budgets = Budgets(10, Clock())
    budget = budgets.give(LOOPBACK)
    budget.spend(20)
    budgets.take_back(LOOPBACK, "ann", budget)
    assert budgets.give(LOOPBACK).spend(20) == 0


def test_without_a_limit_every_budget_is_full() -> None:
    budgets = Budgets(0, Clock())
    budget = budgets.give("net")
    assert budget.spend(1000) == 0
    assert budget.is_full


def test_a_crowd_of_networks_fills_no_memory() -> None:
    clock = Clock()
    budgets = Budgets(10, clock)
    for number in range(30_000):
        budget = budgets.give(f"net {number}")
        budget.spend(20)
        budgets.take_back(f"net {number}", f"{number}", budget)
        clock.now += 0.01
    assert len(budgets._left) == len(budgets._places) == 10_000


@pytest.mark.parametrize("network", [LOOPBACK, "net"])
def test_a_session_that_goes_on_has_its_own_budget_and_no_other(network: str) -> None:
    budgets = Budgets(10, Clock())
    crowd = {name: budgets.give(network) for name in ("ann", "bob", "cho")}
    for session, budget in crowd.items():
        budget.spend(30)
        budgets.take_back(network, session, budget)
    assert {name: budgets.restore(name) for name in crowd} == crowd
    assert budgets.restore("dan").is_full
    assert (budgets._left, budgets._places) == ({}, {})


def test_a_session_whose_budget_a_new_one_has_taken_over_goes_on_with_what_it_had() -> None:
    clock = Clock()
    budgets = Budgets(10, clock)
    drained = budgets.give("net")
    drained.spend(30)
    budgets.take_back("net", "ann", drained)
    assert budgets.give("net") is drained
    drained.spend(10)
    assert budgets.restore("ann").spend(0.0) == 1.0
    assert budgets.restore("ann").is_full  # It was remembered for one return.


def test_full_budgets_make_room_before_others_do() -> None:
    clock = Clock()
    budgets = Budgets(10, clock)
    crowd = {f"{number}": budgets.give("net") for number in range(101)}
    for session, budget in crowd.items():
        budget.spend(20 if int(session) % 2 else 30)
    *left, last = crowd.items()
    for session, budget in left:
        budgets.take_back("net", session, budget)
    clock.now += 2.5
    budgets.take_back("net", *last)
    assert set(budgets._left["net"]) == {f"{number}" for number in range(0, 101, 2)}


def test_what_is_remembered_of_budgets_that_were_taken_over_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("besedka.server.sessions.budgets._MAX_GIVEN", 10)
    budgets = Budgets(10, Clock())
    for number in range(50):
        budget = budgets.give("net")
        budget.spend(30)
        budgets.take_back("net", f"{number}", budget)
    assert len(budgets._given) == 10
    assert budgets.restore("48").spend(0.0) > 0
    assert budgets.restore("0").spend(20) == 0
