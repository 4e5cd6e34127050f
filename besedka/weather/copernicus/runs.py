"""When CAMS runs, when its data is published, and which hours of it are needed."""

from datetime import datetime, timedelta, timezone

from besedka.weather.data.conditions import Run

__all__ = ["GRID", "LAST_STEP", "candidates", "expected", "steps_for"]

GRID = "0p4"
"""The grid's name in a `Batch`: 0.4°."""

LAST_STEP = 120
"""Hours; the end of a run."""

CYCLE = timedelta(hours=12)

PUBLISHED_AFTER = timedelta(hours=10)
"""ECMWF guarantees the 00 UTC run at 10:00 UTC, and the 12 UTC run at 22:00 UTC."""

POSSIBLE_AFTER = timedelta(hours=7)
"""Never seen earlier than this, so not worth a question to the store."""

INTERVAL = 3
AHEAD = timedelta(hours=24)
CANDIDATES = 3


def _newest(started_by: datetime) -> Run:
    """Return the newest run that had started by then."""
    at = started_by.astimezone(timezone.utc)
    return Run("cams", at.replace(hour=at.hour // 12 * 12, minute=0, second=0, microsecond=0))


def candidates(now: datetime) -> tuple[Run, ...]:
    """Return the runs that may be published by now, newest first: the newest and the two before it."""
    newest = _newest(now - POSSIBLE_AFTER)
    return tuple(Run("cams", newest.at - CYCLE * back) for back in range(CANDIDATES))


def expected(now: datetime) -> Run:
    """Return the newest run that should be published by now."""
    return _newest(now - PUBLISHED_AFTER)


def steps_for(run: Run, now: datetime) -> tuple[int, ...]:
    """Return the steps, every three hours, from the last at or before `now` to 24 h after it.

    Empty when the run ends before `now`. Step 0 is left out: it is an analysis.
    """
    elapsed = (now - run.at) // timedelta(hours=1)
    ahead = (now + AHEAD - run.at) // timedelta(hours=1)
    first = max(elapsed // INTERVAL * INTERVAL, INTERVAL)
    return tuple(range(first, min(ahead, LAST_STEP) + 1, INTERVAL)) if elapsed <= LAST_STEP else ()
