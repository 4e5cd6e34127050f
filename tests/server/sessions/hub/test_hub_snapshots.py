"""When a durable journal is given the chat's state, and what a stop waits for."""

import asyncio
from typing import Any

import pytest
from hub_bench import inside, send, settle, slow, told
from server_bench import Bench
from troubled_journal import TroubledJournal

from besedka.chat import Chat
from besedka.journal import Opening
from besedka.server.sessions import snapshotter


def kept(journal: TroubledJournal) -> Any:
    return journal.snapshot


def test_after_enough_entries_a_snapshot_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshotter, "_ENTRIES", 10)
    bench, journal = slow()
    peer = inside(bench)
    for number in range(7):
        peer.say(send(number))
    settle(bench)
    bench.loop.advance(60)
    assert kept(journal) is None
    peer.say(send(8))
    settle(bench)
    bench.loop.advance(5)
    assert kept(journal) is not None
    assert Chat.restore(kept(journal)).last.seq == 10


def test_after_enough_time_a_snapshot_is_taken_if_anything_is_new() -> None:
    bench, journal = slow()
    inside(bench)
    bench.loop.advance(590)
    assert kept(journal) is None
    bench.loop.advance(15)
    assert kept(journal) is not None
    journal.snapshot = None
    bench.loop.advance(2000)
    assert kept(journal) is None


def test_a_snapshot_that_cannot_be_made_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, journal = slow()
    inside(bench)

    def broken(_: Chat) -> None:
        raise ValueError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(Chat, "take_snapshot", broken)
        with pytest.raises(ValueError, match="broken"):
            bench.loop.advance(610)
    assert kept(journal) is None
    bench.loop.advance(10)
    assert kept(journal) is not None


def test_a_snapshot_is_of_what_is_committed_and_not_of_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshotter, "_ENTRIES", 1)
    bench, journal = slow()
    peer = inside(bench)
    peer.say(send(1))
    bench.loop.advance(5)
    assert Chat.restore(kept(journal)).last.seq == len(journal.entries) == 2


def test_the_end_is_in_the_last_snapshot() -> None:
    bench, journal = slow()
    inside(bench)
    bench.hub.stop()
    asyncio.run(bench.hub.close())
    assert journal.closed
    assert Chat.restore(kept(journal)).last.seq == len(journal.entries) == 3
    journal.snapshot = None
    bench.loop.advance(2000)
    assert kept(journal) is None


def test_the_next_life_goes_on_from_the_last_snapshot() -> None:
    bench, journal = slow()
    peer = inside(bench)
    peer.say(send(1, "hello"))
    settle(bench)
    bench.hub.stop()
    asyncio.run(bench.hub.close())
    again, _ = slow(Opening(journal.snapshot))
    peer = inside(again)
    peer.say('{"type":"history"}')
    assert "hello" in peer.texts()[-1]


def test_a_journal_in_memory_is_given_none() -> None:
    bench = Bench()
    assert bench.loop.pending == [timer for timer in bench.loop.pending if timer.at != bench.loop.now + 5]
    asyncio.run(bench.hub.close())


def test_a_stop_is_over_when_everybody_was_told() -> None:
    bench, journal = slow()
    peer = inside(bench)
    bench.hub.stop()
    assert not bench.hub.stopped.is_set()
    journal.commit()
    assert bench.hub.stopped.is_set()
    assert told(peer) == [("stopping", None)]


def test_a_stop_that_cannot_be_stored_is_over_as_well() -> None:
    bench, journal = slow()
    peer = inside(bench)
    bench.hub.stop()
    journal.refuse()
    assert bench.hub.stopped.is_set()
    assert told(peer) == [("stopping", None)]
