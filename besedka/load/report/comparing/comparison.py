"""When two runs differ: each figure of one against the spread that it had within both.

A figure of a whole run is one number, and says nothing of how much it would be another time. Its seconds do: where they
were kept, the *spread* of a figure is the larger of the two runs' spreads over their seconds (the median absolute
deviation, scaled by 1.4826 to the standard deviation of a normal distribution; a second that stalled hardly moves it).
It is not divided by the root of how many seconds there were: the seconds of one run are alike in what differs between
two, such as which core a process was put on, so a mean over many of them is not as sure as it looks.

A difference is called one if it is more than `SPREADS` spreads, and more than the `_floor`, and if the typical second
(the median) moved as well. Where only the whole figure did, single seconds made it, and one run does not tell whether
they belong to the program.

Where no seconds were kept, only a figure that is the double or the half is called different, and only if ten values at
least lie beyond its percentile.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from besedka.load.report.comparing.figures_of_run import RunFigures

__all__ = ["SPREADS", "Change", "Comparison", "Finding", "compare_runs", "median"]

SPREADS: Final = 3.0
"""How many spreads a difference must exceed. Chosen: 3, as in control charts (Shewhart)."""

_NORMAL: Final = 1.4826
"""The standard deviation of a normal distribution, in median absolute deviations."""

_MIN_SECONDS: Final = 5
"""Seconds of each run, below which their spread is not known."""

_PERCENTILE_ERROR: Final = 0.01
"""Of each percentile of times (`checks.histogram`)."""

_FLOOR: Final = 0.05
"""Share of the figure below which one run of each never tells a difference. Chosen: equal runs differ by that much."""

_TIME_FLOOR: Final = 0.001
"""Seconds. Chosen: below a millisecond, times are those of the operating system's scheduler."""

_CPU_FLOOR: Final = 0.05
"""Share of a core: five ticks of a second's hundred (proc(5))."""

_BEYOND: Final = 10
"""Values that must lie beyond a percentile for it to be more than a single event."""

Finding = Literal["worse", "better", "same", "moments", "noisy", "unknown", "neutral"]
"""What is said of a change:

- worse, better: a difference;
- same: within the spread;
- moments: single seconds made the difference, the typical second is as before;
- noisy: there would be a difference, but the machine was noisy;
- unknown: it was not measured in both, or how much it varies is not known;
- neutral: what it is says nothing of good or bad.
"""

_ERRORS: Final = frozenset(
    {"lost", "duplicated", "reordered", "misdirected", "blackout-lost", "canary.failed", "node.restarts"}
)
"""Counts of errors: one more is worse, however busy the machine was."""

_EVENTS: Final[Mapping[str, float]] = {"canary.longest-outage": 2.5}
"""Figures that are one event, with the seconds that equal ones may differ by: a visit a second finds its beginning and
its end to a second each, and a bit, as visits do not begin to the millisecond."""

_FAILURES: Final = frozenset({"dropped", "failed", "refused", "unsent", "unanswered", "gap", "never-back"})
"""Counts of what a busy machine may cause as well."""

_BEFORE: Final = "entering."
"""Of the time before the traffic, in which noise is not measured, and all depends on how many come at a time."""

_NEUTRAL: Final = frozenset({"generator-cpu", "connected/s"})


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of both runs. `spread` is in the figure's unit, None where the seconds were not kept."""

    figure: str
    base: float | None
    new: float | None
    spread: float | None
    finding: Finding

    @property
    def share(self) -> float | None:
        """The change as a share of the base: 0.1 is a tenth more."""
        if self.base is None or self.new is None or not self.base:
            return None
        return self.new / self.base - 1


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side."""

    base: RunFigures
    new: RunFigures
    changes: tuple[Change, ...]
    differing: Mapping[str, tuple[str, str]]
    """What else differs between the runs, so that a change may come from it: name, and both values."""

    def found(self, finding: Finding) -> list[Change]:
        """Return the changes of which this was said."""
        return [change for change in self.changes if change.finding == finding]

    @property
    def noisy(self) -> bool:
        """Whether the machine was noisy during one of the runs."""
        return self.base.noisy or self.new.noisy


def compare_runs(base: RunFigures, new: RunFigures) -> Comparison:
    """Return the change of the figures that one of the two has. It never raises."""
    noisy = base.noisy or new.noisy
    names = [
        name for name in new.units if not (_empty(base, name) and _empty(new, name)) and not _lesser(name)
    ]
    differing = {
        name: (base.around.get(name, "–"), new.around.get(name, "–"))
        for name in dict.fromkeys((*base.around, *new.around))
        if base.around.get(name) != new.around.get(name)
    }
    return Comparison(base, new, tuple(_change(name, base, new, noisy=noisy) for name in names), differing)


def median(values: Sequence[float]) -> float:
    """Return the median, 0 of nothing."""
    return statistics.median(values) if values else 0.0


def _empty(run: RunFigures, name: str) -> bool:
    value = run.values.get(name)
    return value is None or (not value and run.units.get(name) == "count")


def _lesser(name: str) -> bool:
    """Return whether a figure says little that others do not: of other series than messages, two percentiles do."""
    return "." in name and name.endswith((".p90", ".p99.9", ".max")) and not name.startswith("canary.")


def _change(name: str, base: RunFigures, new: RunFigures, *, noisy: bool) -> Change:
    old, now = base.values.get(name), new.values.get(name)
    spread = _spread(base.seconds.get(name, ()), new.seconds.get(name, ()))
    if old is None or now is None or name.startswith(_BEFORE):
        return Change(name, old, now, spread, "unknown")
    if new.units[name] == "count":
        return Change(name, old, now, None, _counted(name, old, now, noisy=noisy))
    if name in _NEUTRAL or name.startswith("lateness."):
        return Change(name, old, now, spread, "neutral")
    finding = (
        _doubled(name, base, new, old, now)
        if spread is None
        else _beyond(name, base, new, (old, now, spread))
    )
    return Change(name, old, now, spread, _doubted(finding, noisy=noisy))


def _counted(name: str, old: float, now: float, *, noisy: bool) -> Finding:
    if name in _ERRORS:
        return "same" if old == now else "worse" if now > old else "better"
    if name not in _FAILURES:
        return "neutral"
    if max(old, now) < 2 * min(old, now) or old == now:
        return "same"
    return _doubted("worse" if now > old else "better", noisy=noisy)


def _doubted(finding: Finding, *, noisy: bool) -> Finding:
    return "noisy" if noisy and finding in ("worse", "better", "moments") else finding


def _spread(base: Sequence[float], new: Sequence[float]) -> float | None:
    if min(len(base), len(new)) < _MIN_SECONDS:
        return None
    return max(_deviation(base), _deviation(new))


def _deviation(values: Sequence[float]) -> float:
    middle = statistics.median(values)
    return _NORMAL * statistics.median(abs(value - middle) for value in values)


def _beyond(name: str, base: RunFigures, new: RunFigures, figure: tuple[float, float, float]) -> Finding:
    old, now, spread = figure
    unit = new.units[name]
    bound = max(SPREADS * spread, _floor(unit, max(old, now)))
    moved = median(new.seconds[name]) - median(base.seconds[name])
    if abs(now - old) <= bound:
        return "same"
    if abs(moved) <= bound or (moved > 0) != (now > old):
        return "moments"
    return _direction(unit, old, now)


def _floor(unit: str, value: float) -> float:
    """Return the difference that nobody may call one: the error of percentiles, and what equal runs differ by."""
    relative = (_FLOOR + (_PERCENTILE_ERROR if unit == "time" else 0.0)) * value
    return max(relative, {"time": _TIME_FLOOR, "share": _CPU_FLOOR}.get(unit, 0.0))


def _doubled(name: str, base: RunFigures, new: RunFigures, old: float, now: float) -> Finding:
    if name in _EVENTS:
        return _event(old, now, _EVENTS[name])
    beyond = {"p50": 0.5, "p90": 0.1, "p99": 0.01, "p99.9": 0.001}.get(_percentile(name), 0.0)
    if name in base.counts and min(base.counts[name], new.counts.get(name, 0)) * beyond < _BEYOND:
        return "unknown"
    unit = new.units[name]
    low, high = sorted((old, now))
    if high < 2 * low or high - low <= _floor(unit, high):
        return "same"
    return _direction(unit, old, now)


def _event(old: float, now: float, known_to: float) -> Finding:
    low, high = sorted((old, now))
    if high < 2 * low or high - low <= known_to:
        return "same"
    return "better" if now < old else "worse"


def _percentile(name: str) -> str:
    return next((known for known in ("p99.9", "p99", "p90", "p50") if name.endswith(known)), "")


def _direction(unit: str, old: float, now: float) -> Finding:
    return "better" if (now > old) == (unit == "rate") else "worse"
