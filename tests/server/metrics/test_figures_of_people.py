"""Figures of those who are slow, away, muted, or too fast."""

import json
from collections.abc import Callable

import pytest
from hand_archive import HandArchive
from hub_bench import inside, settle, slow
from resumable_peers import resumable
from server_bench import Bench, Peer
from watched_bench import read, watch, watched

from besedka.chat.language.events import Message
from besedka.chat.state.messages import HistoryRow
from besedka.dialects import PART_BYTES
from besedka.server.metrics.server_figures import Figures
from besedka.server.process.config import Config

BOUND = 1 << 16


def figure(figures: Figures, name: str, *labels: str) -> float:
    key = (f"besedka_{name}", *labels)
    return read(figures)[key]


def say(peer: Peer, text: str) -> None:
    peer.say(json.dumps({"type": "send", "text": text}))


def test_bytes_that_wait_for_a_slow_reader_are_counted_until_they_were_read() -> None:
    bench, figures = watched()
    bob, ann = bench.websocket(json=True), bench.websocket(json=True)
    assert figure(figures, "outbox_bytes") == 0
    ann.transport.stuck = True
    say(bob, "hello")
    say(bob, "hello again")
    assert figure(figures, "outbox_bytes") == ann.transport.buffered > 0
    ann.transport.read_all()
    assert figure(figures, "outbox_bytes") == 0


def test_bytes_that_wait_for_who_has_left_are_not_counted() -> None:
    bench, figures = watched()
    bob, ann = bench.websocket(json=True), bench.websocket(json=True)
    ann.transport.stuck = True
    say(bob, "hello")
    ann.reset()
    assert figure(figures, "outbox_bytes") == 0


def over_its_bound(bench: Bench, say: Callable[[str], object]) -> None:
    for number in range(40):
        say(f"{number} " + "x" * 3900)
    bench.loop.advance(3.1)


def far_over_its_bound(bench: Bench, say: Callable[[str], object]) -> None:
    for number in range(140):
        say(f"{number} " + "x" * 3900)


def over_all_bounds_together(bench: Bench, say: Callable[[str], object]) -> None:
    bench.hub.fanout._slow_readers._total_bound = 1 << 10
    say("y" * 3900)


Slow = Callable[[Bench, Callable[[str], object]], None]


@pytest.mark.parametrize("is_resumable", [False, True])
@pytest.mark.parametrize("become_slow", [over_its_bound, far_over_its_bound, over_all_bounds_together])
def test_a_reader_that_is_too_slow_is_counted_once(become_slow: Slow, *, is_resumable: bool) -> None:
    bench, figures = watched(Config(flood=0.0, outbox=BOUND))
    bob = bench.websocket(json=True)
    ann = resumable(bench, "ann").peer if is_resumable else bench.websocket("/?name=ann", json=True)
    ann.transport.stuck = True
    become_slow(bench, lambda text: say(bob, text))
    bench.loop.advance(20)
    assert ann.transport.aborted
    assert bench.hub.population == 1
    assert figure(figures, "outbox_drops_total") == 1
    say(bob, "hello")
    bench.loop.advance(20)
    assert figure(figures, "outbox_drops_total") == 1


def test_a_reader_that_does_not_fetch_its_answers_is_counted_as_well() -> None:
    archive = HandArchive()
    archive.rows += [HistoryRow(1, 1, Message(1, "eve", "x" * 4096, None), "old", "eve", "net")] * 210
    bench, _ = slow(archive=archive, config=Config(flood=0.0, total_outbox=25 * PART_BYTES))
    figures = watch(bench)
    for number, dropped in enumerate((0, 1, 2)):
        peer = inside(bench, f"/?name=ann{number}")
        peer.transport.stuck = True
        peer.say(json.dumps({"type": "history", "count": 20 * 7, "before": 99}))
        archive.run()
        settle(bench)
        assert figure(figures, "outbox_drops_total") == dropped


@pytest.mark.parametrize("end", ["reset", "eof", "exit", "silent"])
def test_who_goes_otherwise_was_not_too_slow(end: str) -> None:
    bench, figures = watched(Config(flood=0.0, outbox=BOUND))
    bob, ann = bench.websocket(json=True), bench.websocket(json=True)
    ann.transport.stuck = True
    say(bob, "hello")
    if end == "exit":
        ann.say('{"type": "exit"}')
    elif end == "silent":
        bench.keepalive.start()
        bench.loop.advance(50)
        bench.keepalive.stop()
    else:
        getattr(ann, end)()
    bench.loop.advance(10)
    assert ann.transport.closing
    assert figure(figures, "outbox_drops_total") == 0


def test_who_is_waited_for_is_detached_until_the_return() -> None:
    bench, figures = watched()
    ann, bob = resumable(bench, "ann"), resumable(bench, "bob")

    def states() -> list[float]:
        return [figure(figures, "sessions", state) for state in ("connected", "detached")]

    assert states() == [2, 0]
    ann.cut()
    assert states() == [1, 1]
    ann.resume()
    assert states() == [2, 0]
    ann.cut()
    bob.say({"type": "exit", "request": 1})
    assert states() == [0, 1]
    pass_time(bench, 3600)
    assert states() == [0, 0]


def pass_time(bench: Bench, seconds: int) -> None:
    bench.clock += seconds * 1000
    bench.loop.advance(seconds)


def test_the_muted_are_counted_as_long_as_they_are() -> None:
    bench, figures = watched()
    people = [bench.peer(f"203.0.113.{number}") for number in range(6)]
    for number, peer in enumerate(people):
        peer.upgrade(f"/?name=p{number}", json=True)
    say(people[0], "spam")
    for peer in people[1:]:
        assert figure(figures, "muted_sessions") <= 1
        peer.say('{"type": "report", "name": "p0"}')
    assert figure(figures, "muted_sessions") == 1
    pass_time(bench, 7 * 24 * 3600)
    assert figure(figures, "muted_sessions") == 0


def test_a_delayed_message_is_pending_until_it_is_sent_or_cancelled() -> None:
    bench, figures = watched()
    ann = bench.websocket(json=True)
    for delay in (10, 20):
        ann.say(json.dumps({"type": "send", "text": "later", "delay": delay}))
    assert figure(figures, "pending_messages") == 2
    pass_time(bench, 11)
    assert figure(figures, "pending_messages") == 1
    ann.say('{"type": "cancel"}')
    assert figure(figures, "pending_messages") == 0


def test_each_pause_of_who_is_too_fast_is_counted_and_none_of_who_is_not() -> None:
    bench, figures = watched(Config(flood=2.0))
    bench.loop.advance(100)
    ann = bench.websocket(json=True)
    bench.loop.advance(100)
    say(ann, "hello")
    assert figure(figures, "flood_pauses_total") == 0
    ann.say(*['{"type": "send", "text": "hello"}'] * 8)
    first = figure(figures, "flood_pauses_total")
    assert first == 1
    bench.loop.advance(100)
    assert figure(figures, "flood_pauses_total") > first
    assert figure(figures, "messages_sent_total", "message") == 9
