"""Whatever people do for however long: what the chat keeps of it stays small."""

import pickle
from typing import Any

import pytest
from chat_bench import LOOPBACK, ChatBench
from invariants import check_everything
from picture import picture

from besedka.chat import Rules


def weight(bench: ChatBench) -> int:
    """How much there is in the state, roughly."""
    return _count(picture(bench.chat))


def _count(drawn: Any) -> int:
    return 1 + sum(map(_count, drawn)) if isinstance(drawn, list | tuple) else 1


def one_day_of_mischief(bench: ChatBench, day: int, network: str) -> None:
    """Join, schedule, rename, be reported, leave; every visit under other names."""
    for visit in range(8):
        who = f"d{day}v{visit}"
        bench.join(who, network=network)
        for index in range(12):
            bench.send(who, "x", delay=60 * index)
            bench.send(who, "psst", to="watcher", delay=index)
            bench.rename(who, f"{who}n{index}")
        bench.cancel(who)
        bench.report("watcher", who)
        bench.report(who, "watcher")
        bench.leave(who)
    bench.wait(86_400)


@pytest.mark.parametrize("network", ["one network", LOOPBACK])
def test_mischief_for_days_leaves_nothing_behind(network: str) -> None:
    bench = ChatBench(Rules(max_remembered=50))
    bench.join("watcher")
    weights = []
    for day in range(5):
        one_day_of_mischief(bench, day, network)
        check_everything(bench)
        weights.append(weight(bench))
        bench.stream.clear()
        bench.streams.clear()
    assert weights[4] <= weights[1] + 200
    assert weights[4] < 3000


def test_nothing_of_a_crowd_that_left_is_kept_for_long() -> None:
    bench = ChatBench()
    bench.join("watcher")
    before = weight(bench)
    for index in range(300):
        bench.join(f"p{index}")
        bench.rename(f"p{index}", f"q{index}")
        bench.leave(f"p{index}")
    assert weight(bench) > before
    bench.wait(601)
    assert weight(bench) <= before


def test_complaints_are_forgotten_with_their_targets() -> None:
    bench = ChatBench()
    bench.join("watcher")
    before = weight(bench)
    for index in range(50):
        bench.join(f"p{index}")
        bench.report("watcher", f"p{index}")
        bench.leave(f"p{index}")
    bench.wait(25 * 3600)
    assert weight(bench) <= before


def test_those_who_left_are_remembered_without_how_their_messages_ended() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    before = len(pickle.dumps(picture(bench.chat)))
    for _ in range(100):
        bench.schedule("ann", "x" * 100, 5)
        bench.cancel("ann")
    bench.leave("ann")
    assert len(pickle.dumps(picture(bench.chat))) <= before + 100
