"""Posters that wait until all have it, against a real server in the same loop."""

import asyncio
from dataclasses import replace

from async_tests import asynchronous, until
from cutting_relay import real_chat
from worker_lead import SHORT, Lead, faults

from besedka.load.checks.tally import Tally

CLOSED = replace(SHORT, senders=3, posters=3, mix={"send": 1})


def test_each_post_is_timed_until_all_have_it_and_one_of_each_poster_is_under_way() -> None:
    found: list[Tally] = []

    @asynchronous
    async def run() -> None:
        async with real_chat() as (_, _, port):
            lead = Lead(CLOSED, port)
            await lead.enter()
            found.append(await lead.finish())

    run()
    (tally,) = found
    assert faults(tally) == [0, 0, 0, 0, 0]
    assert tally.times["all"].total == tally.sent > 3
    assert tally.sent - 3 <= tally.counts["to-all"] <= tally.sent
    assert tally.delivered == 12 * tally.sent
    assert tally.times["all"].worst == tally.messages.worst


def test_posters_go_on_after_all_have_lost_their_connections() -> None:
    @asynchronous
    async def run() -> None:
        async with real_chat() as (_, relay, port):
            lead = Lead(replace(CLOSED, duration=600.0, reconnect=True), port)
            await lead.enter()
            await asyncio.wait_for(lead.told.wait(), 30)
            relay.cut()
            await until(lambda: relay.made >= 24)
            lead.told.clear()
            await asyncio.wait_for(lead.told.wait(), 30)
            lead.told.clear()
            await asyncio.wait_for(lead.told.wait(), 30)
            lead.worker.handle({"do": "stop"})
            tally = await lead.finish()
            assert faults(tally) == [0, 0, 0, 0, 0]
            assert tally.counts["blackouts"] == tally.times["blackout"].total == 12
            after = max(slot for slot in tally.slots if tally.slots[slot].blackouts.total)
            assert max(tally.slots) > after

    run()
