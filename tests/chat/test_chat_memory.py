"""Whatever people do for however long: what the chat keeps of it stays small."""

import pickle
from typing import Any

import pytest
from invariants import check_everything
from picture import picture
from stage import LOOPBACK, Stage

from besedka.chat import Rules


def weight(stage: Stage) -> int:
    """How much there is in the state, roughly."""
    return _count(picture(stage.chat))


def _count(drawn: Any) -> int:
    return 1 + sum(map(_count, drawn)) if isinstance(drawn, list | tuple) else 1


def one_day_of_mischief(stage: Stage, day: int, network: str) -> None:
    """Join, schedule, rename, be reported, leave; every visit under other names."""
    for visit in range(8):
        who = f"d{day}v{visit}"
        stage.join(who, network=network)
        for index in range(12):
            stage.send(who, "x", delay=60 * index)
            stage.send(who, "psst", to="watcher", delay=index)
            stage.rename(who, f"{who}n{index}")
        stage.cancel(who)
        stage.report("watcher", who)
        stage.report(who, "watcher")
        stage.leave(who)
    stage.wait(86_400)


@pytest.mark.parametrize("network", ["one network", LOOPBACK])
def test_mischief_for_days_leaves_nothing_behind(network: str) -> None:
    stage = Stage(Rules(max_remembered=50))
    stage.join("watcher")
    weights = []
    for day in range(5):
        one_day_of_mischief(stage, day, network)
        check_everything(stage)
        weights.append(weight(stage))
        stage.stream.clear()
        stage.streams.clear()
    assert weights[4] <= weights[1] + 200
    assert weights[4] < 3000


def test_nothing_of_a_crowd_that_left_is_kept_for_long() -> None:
    stage = Stage()
    stage.join("watcher")
    before = weight(stage)
    for index in range(300):
        stage.join(f"p{index}")
        stage.rename(f"p{index}", f"q{index}")
        stage.leave(f"p{index}")
    assert weight(stage) > before
    stage.wait(601)
    assert weight(stage) <= before


def test_complaints_are_forgotten_with_their_targets() -> None:
    stage = Stage()
    stage.join("watcher")
    before = weight(stage)
    for index in range(50):
        stage.join(f"p{index}")
        stage.report("watcher", f"p{index}")
        stage.leave(f"p{index}")
    stage.wait(25 * 3600)
    assert weight(stage) <= before


def test_those_who_left_are_remembered_without_how_their_messages_ended() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    before = len(pickle.dumps(picture(stage.chat)))
    for _ in range(100):
        stage.schedule("ann", "x" * 100, 5)
        stage.cancel("ann")
    stage.leave("ann")
    assert len(pickle.dumps(picture(stage.chat))) <= before + 100
