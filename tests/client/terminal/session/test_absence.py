from collections.abc import Callable
from typing import cast

import pytest

from besedka.client.terminal.session.absence import Absence
from besedka.client.terminal.session.view import Notices

MORNING = 1_700_000_000_000
HOUR = 3_600_000


class Clock:
    """An absence, what is told of it, and a clock that goes on when the test says so."""

    def __init__(self) -> None:
        self.told = 0
        self.now = MORNING
        self.delays: list[float] = []
        self.calls: list[Callable[[], None]] = []
        self.beats: list[Callable[[], None]] = []
        self.absence = Absence(cast("Notices", self), self.later, lambda: self.now)

    def lost(self) -> None:
        self.told += 1

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        self.delays.append(seconds)
        (self.calls if seconds == 1.0 else self.beats).append(call)

    def passes(self) -> None:
        """A second, at the end of which whatever is due happens."""
        self.now += 1000
        calls, self.calls, self.beats = [*self.calls, *self.beats], [], []
        for call in calls:
            call()


def test_a_loss_is_told_once_after_a_moment() -> None:
    clock = Clock()
    clock.absence.begin()
    assert clock.told == 0
    clock.passes()
    clock.absence.tell()
    assert clock.told == 1


def test_a_loss_of_which_the_caller_tells_is_not_told_again() -> None:
    clock = Clock()
    clock.absence.begin(told=True)
    clock.passes()
    assert clock.told == 0


def test_a_connection_that_is_back_at_once_was_never_missed() -> None:
    clock = Clock()
    clock.absence.begin()
    assert clock.absence.end() == 0
    clock.passes()
    assert clock.told == 0


def test_a_second_loss_has_a_moment_of_its_own() -> None:
    clock = Clock()
    clock.absence.begin()
    first, clock.calls = clock.calls, []
    clock.absence.end()
    clock.absence.begin()
    first[0]()
    assert clock.told == 0
    clock.passes()
    assert clock.told == 1


def test_of_a_network_that_comes_and_goes_only_losses_that_last_are_told() -> None:
    clock = Clock()
    clock.absence.begin()
    clock.passes()
    for _ in range(5):
        clock.absence.end()
        clock.now += 30_000
        clock.delays.clear()
        clock.absence.begin()
        assert 1.0 not in clock.delays
        assert 15.0 in clock.delays
    clock.absence.end()
    clock.now += 61_000
    clock.delays.clear()
    clock.absence.begin()
    assert 1.0 in clock.delays


def test_who_waits_is_told_at_once_and_who_is_connected_nothing() -> None:
    clock = Clock()
    clock.absence.tell()
    assert clock.told == 0
    clock.absence.begin()
    clock.absence.tell()
    assert clock.told == 1


@pytest.mark.parametrize(("since", "away"), [(None, 5000), (MORNING - 60_000, 65_000), (MORNING + 9999, 0)])
def test_it_lasts_from_the_last_sign_of_life(since: int | None, away: int) -> None:
    clock = Clock()
    clock.absence.begin(since)
    clock.absence.begin(MORNING + 1)  # the session is over as well: it is still the same absence
    clock.now += 5000
    assert clock.absence.end() == away
    assert clock.absence.end() == 0


@pytest.mark.parametrize("noticed", [True, False])
def test_who_did_not_run_was_away_since_the_stop_though_the_connection_broke_later(noticed: bool) -> None:
    clock = Clock()
    clock.passes()
    clock.now += HOUR
    if noticed:
        clock.passes()
    clock.absence.begin(clock.now)  # what had come before the end is only read now
    assert clock.absence.end() == HOUR + 1000 * noticed


def test_a_stop_that_the_connection_has_survived_is_none_of_its_later_losses() -> None:
    clock = Clock()
    clock.now += HOUR
    for _ in range(61):
        clock.passes()
    clock.absence.begin(clock.now - 2000)
    assert clock.absence.end() == 2000


def test_each_stop_is_told_once() -> None:
    clock = Clock()
    clock.now += HOUR
    clock.absence.begin()
    assert clock.absence.end() == HOUR
    clock.passes()
    clock.absence.begin()
    assert clock.absence.end() == 0
