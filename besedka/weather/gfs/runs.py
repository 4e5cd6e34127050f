"""Runs of GFS and the steps that each of them has. Pure: the caller passes the time.

A run starts at 00, 06, 12 or 18 UTC. Its first steps are published about 3.6 hours later, so the step that holds now is
f004 to f010 as a rule. Step 0 is the analysis, which lacks the fields of falling water, and is never used.
"""

from datetime import datetime, timedelta, timezone
from typing import Final

from besedka.weather.data.conditions import Run

__all__ = ["GRIDS", "LAST_STEP", "candidates", "expected", "is_step", "step_for", "steps_after"]

GRIDS: Final = ("0p25", "0p50", "1p00")
"""Grids by their names in the file names: 0.25, 0.5 and 1 degree."""

LAST_STEP: Final = 384
"""The last step in hours, on every grid."""

_CYCLE: Final = timedelta(hours=6)
_EARLIEST: Final = timedelta(hours=3)
"""No run has been published sooner after its start."""

_DUE: Final = timedelta(hours=4)
"""After this the first ten steps should be there: 3.6 hours, and a margin for copying them to the mirrors."""

_CANDIDATES: Final = 4
"""A day of runs: an older one is not worth showing as the present."""

_HOUR: Final = timedelta(hours=1)
_HOURLY_UNTIL: Final = 120
_STRIDE: Final = 3


def candidates(now: datetime) -> tuple[Run, ...]:
    """Return the runs that may hold the present, newest first: four of them.

    Each began at least three hours before `now`, and at most 27 hours.
    """
    newest = _started_by(now - _EARLIEST)
    return tuple(Run("gfs", newest - _CYCLE * age) for age in range(_CANDIDATES))


def expected(now: datetime) -> Run:
    """Return the newest run that should be published by now. An older one in its place means that GFS is late."""
    return Run("gfs", _started_by(now - _DUE))


def is_step(grid: str, step: int) -> bool:
    """Return whether the grid has this step and it is used: 1 to 384, hourly to 120 on `0p25`, else three-hourly."""
    hourly = grid == "0p25" and step <= _HOURLY_UNTIL
    return grid in GRIDS and 1 <= step <= LAST_STEP and (hourly or step % _STRIDE == 0)


def step_for(run: Run, at: datetime, grid: str) -> int:
    """Return the step of the run whose valid hour is nearest to `at`; the later one of two that are equally near.

    Outside of the run's reach it is the first or the last step that the grid has. Raises `ValueError` for a grid that
    GFS does not publish.
    """
    if grid not in GRIDS:
        raise ValueError(grid)
    ahead = at - run.at
    if grid == "0p25" and ahead < _HOUR * (_HOURLY_UNTIL + 1):
        return max(1, min(_HOURLY_UNTIL, _nearest(ahead, 1)))
    return max(_STRIDE, min(LAST_STEP, _nearest(ahead, _STRIDE)))


def steps_after(run: Run, at: datetime, hours: int) -> tuple[int, ...]:
    """Return the three-hourly steps that are valid later than `at`, and at most `hours` later."""
    steps = range(_STRIDE, LAST_STEP + 1, _STRIDE)
    return tuple(step for step in steps if at < run.at + step * _HOUR <= at + hours * _HOUR)


def _started_by(time: datetime) -> datetime:
    """Return the start of the newest run that began no later than `time`."""
    time = time.astimezone(timezone.utc)
    return time.replace(hour=time.hour // 6 * 6, minute=0, second=0, microsecond=0)


def _nearest(ahead: timedelta, stride: int) -> int:
    """Return the multiple of `stride` hours nearest to `ahead`."""
    return (ahead + stride * _HOUR / 2) // (stride * _HOUR) * stride
