"""A generator process whose connections are cut, against a real server in the same loop."""

import asyncio
import itertools
from dataclasses import replace
from typing import Any

import pytest
from async_tests import asynchronous, until
from cutting_relay import CuttingRelay, real_chat
from worker_lead import SHORT, Lead, faults

from besedka.client import Backoff
from besedka.load.checks.tally import Tally
from besedka.load.scenario.scenario import Scenario
from besedka.load.traffic import workload
from besedka.load.users import reconnections

MIX = {"send": 6, "private": 2, "delayed": 1, "users": 1}


def at_once(*_: float) -> float:
    return 0.0


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconnections, "Backoff", lambda: Backoff(uniform=at_once))


async def cutting(relay: CuttingRelay, lead: Lead) -> None:
    """Cut every connection at once, and again and again, until the run has said what it sent."""
    for turn in itertools.count():
        if turn % 8 == 0:
            relay.cut()
        if lead.steps.qsize() or lead.task.done():
            return
        await asyncio.sleep(0.01)


def executed_with_cuts(scenario: Scenario, **options: Any) -> Tally:
    found: list[Tally] = []

    @asynchronous
    async def run() -> None:
        async with real_chat(**options) as (_, relay, port):
            lead = Lead(scenario, port)
            await lead.enter()
            cutter = asyncio.ensure_future(cutting(relay, lead))
            found.append(await lead.finish())
            await cutter

    run()
    return found[0]


def test_connections_that_are_cut_lose_nothing_and_repeat_nothing() -> None:
    tally = executed_with_cuts(replace(SHORT, mix=MIX))
    assert tally.counts["reconnected"] >= 12
    assert tally.times["reconnecting"].total == tally.counts["reconnected"]
    assert faults(tally) == [0, 0, 0, 0, 0]
    assert (tally.refused, tally.dropped, tally.failed) == ({}, {}, {})
    assert tally.times["private"].total > 0


def test_where_sessions_end_with_their_connections_a_cut_is_a_drop() -> None:
    tally = executed_with_cuts(replace(SHORT, mix={"send": 1}), grace=0)
    assert tally.counts["reconnected"] == 0
    assert tally.dropped == {"1006": 12}


def test_who_leaves_without_a_word_comes_back_as_the_same_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workload, "_STAY_SECONDS", (0.05, 0.1))
    monkeypatch.setattr(workload, "_AWAY_SECONDS", (0.01, 0.05))
    tally = executed_with_cuts(replace(SHORT, duration=2.0, churn=0.5, mix=MIX))
    assert tally.counts["departures"] > 2
    assert faults(tally)[:4] == [0, 0, 0, 0]


def test_a_server_that_was_restarted_ends_the_sessions() -> None:
    @asynchronous
    async def run() -> None:
        async with real_chat() as (_, relay, port), real_chat() as (other, _, _):
            other._registry.hub.resumptions._life = "another"
            lead = Lead(replace(SHORT, mix={"send": 1}), port)
            await lead.enter()
            relay.port = other.port
            relay.cut()
            tally = await lead.finish()
            assert tally.dropped == {"new-server": 12}
            assert tally.counts["reconnected"] == 0

    run()


def test_with_reconnect_a_server_that_was_restarted_is_joined_anew() -> None:
    @asynchronous
    async def run() -> None:
        async with real_chat() as (_, relay, port), real_chat() as (other, _, _):
            other._registry.hub.resumptions._life = "another"
            lead = Lead(replace(SHORT, mix={"send": 1}, reconnect=True), port)
            await lead.enter()
            relay.port = other.port
            relay.cut()
            tally = await lead.finish()
            assert (tally.dropped, tally.counts["rejoined"], tally.counts["reconnected"]) == ({}, 12, 0)
            assert tally.times["blackout"].total == tally.counts["blackouts"] == 12
            assert tally.counts["never-back"] == 0
            assert tally.errors.duplicated == tally.errors.reordered == 0
            assert tally.errors.lost == tally.errors.lost_away

    run()


def test_with_reconnect_sessions_that_end_with_their_connections_are_begun_anew() -> None:
    tally = executed_with_cuts(replace(SHORT, mix={"send": 1}, reconnect=True), grace=0)
    assert tally.dropped == {}
    assert tally.counts["rejoined"] >= 12


def test_with_reconnect_cuts_lose_nothing_and_each_blackout_ends() -> None:
    tally = executed_with_cuts(replace(SHORT, mix=MIX, reconnect=True))
    assert faults(tally) == [0, 0, 0, 0, 0]
    assert tally.counts["blackouts"] == tally.times["blackout"].total >= 12
    assert tally.counts["unsent"] == 0


def test_who_never_comes_back_is_counted() -> None:
    @asynchronous
    async def run() -> None:
        async with real_chat() as (_, relay, port):
            lead = Lead(replace(SHORT, mix={"send": 1}, reconnect=True), port)
            await lead.enter()
            await until(lambda: relay.made >= 12)
            relay._listener.close()
            relay.cut()
            tally = await lead.finish(patience=0.05)
            assert (tally.counts["blackouts"], tally.counts["never-back"]) == (12, 12)

    run()


def test_who_is_away_at_the_end_is_dropped() -> None:
    @asynchronous
    async def run() -> None:
        async with real_chat() as (_, relay, port):
            lead = Lead(replace(SHORT, mix={"send": 1}), port)
            await lead.enter()
            await until(lambda: relay.made >= 12)
            relay._listener.close()
            relay.cut()
            tally = await lead.finish(patience=0.05)
            assert tally.dropped == {"1006": 12}
            assert faults(tally)[:4] == [0, 0, 0, 0]

    run()
