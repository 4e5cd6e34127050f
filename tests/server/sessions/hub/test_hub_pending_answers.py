"""Long answers that nobody fetches: their memory has a bound, and who holds the most of it has to go."""

import json
from typing import Any

from hand_archive import HandArchive
from hub_bench import inside, settle, slow
from server_bench import Bench, Peer

from besedka.chat.language.events import Message
from besedka.chat.state.messages import HistoryRow
from besedka.dialects import PART_BYTES
from besedka.server.process.config import Config

ROWS_A_PART = 7
"""Each row below has somewhat more than 4096 bytes."""


def scene(parts: int) -> tuple[Bench, HandArchive]:
    """A chat with many long messages, in which so many parts of answers may be pending."""
    archive = HandArchive()
    bench, _ = slow(archive=archive, config=Config(flood=0.0, total_outbox=parts * PART_BYTES))
    archive.rows += [
        HistoryRow(1, 1, Message(1, "eve", "x" * 4096, None), "old", "eve", "net")
        for _ in range(ROWS_A_PART * 30)
    ]
    return bench, archive


def frozen(bench: Bench, name: str) -> Peer:
    """Somebody who is in, and reads nothing any more."""
    peer = inside(bench, f"/?name={name}")
    peer.transport.stuck = True
    return peer


def ask(archive: HandArchive, peer: Peer, parts: int) -> None:
    peer.say(json.dumps({"type": "history", "count": parts * ROWS_A_PART, "before": 99}))
    archive.run()
    settle(peer.bench)


def leavers(peer: Peer) -> list[tuple[str, str]]:
    events: list[Any] = list(map(json.loads, peer.texts()))
    return [(event["name"], event["reason"]) for event in events if event["type"] == "left"]


def test_answers_that_are_not_fetched_have_a_bound_together() -> None:
    bench, archive = scene(parts=45)
    other, ann, ben, cho = inside(bench), *(frozen(bench, name) for name in ("ann", "ben", "cho"))
    ask(archive, ann, 30)
    ask(archive, ben, 20)
    assert leavers(other) == []
    ask(archive, cho, 20)
    assert leavers(other) == [("ann", "slow")]
    ask(archive, frozen(bench, "dan"), 30)
    assert leavers(other) == [("dan", "slow")]


def test_an_answer_that_was_fetched_counts_no_longer() -> None:
    bench, archive = scene(parts=30)
    other, ann = inside(bench), frozen(bench, "ann")
    for _ in range(3):
        ann.transport.stuck = True
        ask(archive, ann, 20)
        ann.transport.read_all()
        bench.loop.run()
    ask(archive, frozen(bench, "ben"), 20)
    assert leavers(other) == []


def test_an_answer_that_was_dropped_counts_no_longer() -> None:
    bench, archive = scene(parts=30)
    other = inside(bench)
    for name in ("ann", "ben", "cho"):
        peer = frozen(bench, name)
        ask(archive, peer, 20)
        peer.reset()
        settle(bench)
    assert leavers(other) == [("ann", "lost"), ("ben", "lost"), ("cho", "lost")]
