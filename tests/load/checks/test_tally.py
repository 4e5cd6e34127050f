"""Tallies of several processes, and of long runs."""

import pytest
from made_reports import SECOND, tally

from besedka.load.checks.tally import Tally, slot_width


def test_tallies_of_several_processes_are_merged() -> None:
    one, two = tally(), tally()
    two.errors.lost = 2
    two.entered = (50_000, 90_000)
    one.merge(Tally.from_json(two.as_json()))
    assert (one.delivered, one.sent, one.errors.lost, one.entered) == (162, 80, 2, (50_000, 300_000))
    empty = Tally()
    empty.merge(one)
    empty.merge(Tally())
    assert empty.as_json() == one.as_json()


def test_a_long_run_has_longer_slots_and_never_too_many() -> None:
    assert (slot_width(10), slot_width(600), slot_width(3600)) == (SECOND, SECOND, 6 * SECOND)
    found = Tally()
    for moment in (-5, 10**9, 10**12, 10**15):
        found.slot(moment)
    assert list(found.slots) == [0, 1000, 1200]


def test_slots_of_different_widths_are_not_added_up() -> None:
    with pytest.raises(ValueError, match="slots of 6000000 µs"):
        Tally().merge(Tally(slot_width(3600)))
