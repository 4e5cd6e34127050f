"""Signals cut the work short, and nothing else."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from besedka.stage.running.ownership.interruption import Interrupted, Interruption

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def interruption() -> Iterator[Interruption]:
    before = [signal.getsignal(number) for number in NUMBERS]
    made = Interruption()
    made.listen()
    yield made
    for number, handler in zip(NUMBERS, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_cuts_the_work_short_and_its_end_is_waited_for(
    interruption: Interruption, number: signal.Signals
) -> None:
    ended = []

    async def work() -> None:
        try:
            os.kill(os.getpid(), number)
            await asyncio.sleep(600)
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    with pytest.raises(Interrupted):
        interruption.run(work())
    assert (ended, interruption.count, interruption.first) == ([True], 1, number)


def test_without_a_signal_it_is_what_the_work_returns_or_raises(interruption: Interruption) -> None:
    async def fail() -> None:
        raise LookupError

    assert interruption.run(asyncio.sleep(0, "done")) == "done"
    with pytest.raises(LookupError):
        interruption.run(fail())


def test_outside_of_the_work_signals_are_counted_and_keep_the_next_work_from_beginning(
    interruption: Interruption,
) -> None:
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGTERM)
    assert (interruption.count, interruption.first) == (2, signal.SIGINT)
    with pytest.raises(Interrupted):
        interruption.run(asyncio.sleep(600))


def test_what_our_parent_wants_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    others = [signal.getsignal(number) for number in NUMBERS[:2]]
    try:
        made = Interruption()
        made.listen()
        os.kill(os.getpid(), signal.SIGHUP)
        assert made.count == 0
    finally:
        signal.signal(signal.SIGHUP, before)
        for number, handler in zip(NUMBERS[:2], others, strict=True):
            signal.signal(number, handler)
