"""The figures of a run, by the names used in conditions, and as JSON."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final

from besedka.load.checks.conditions import FIGURES, TIME_FIGURES, Condition, Unit
from besedka.load.checks.histogram import Histogram
from besedka.load.report.environment import Environment
from besedka.load.report.noise import Noise, find_noise
from besedka.load.run.runner import RunResult
from besedka.load.scenario.scenario import Scenario

__all__ = ["PERCENTILES", "LoadReport", "Point"]

PERCENTILES: Final = {"p50": 50.0, "p90": 90.0, "p99": 99.0, "p99.9": 99.9, "max": 100.0}

_SECOND: Final = 1_000_000
_MAX_LATENESS: Final = 0.02
"""Seconds."""
_MAX_LATENESS_SHARE: Final = 0.25
_BUSY_THRESHOLD: Final = 0.9


@dataclass(frozen=True, slots=True)
class Point:
    """A slice of the run: `at` seconds after its start; rates per second, times in seconds (None: nothing arrived)."""

    at: float
    sent: float
    delivered: float
    p50: float | None
    p99: float | None
    worst: float | None
    lost_connections: int = 0
    """Blackouts that began in it, and `back`, that ended in it; `blackout` is the longest of the latter."""
    back: int = 0
    blackout: float | None = None


@dataclass(frozen=True)
class LoadReport:
    """The report of a finished run. Times are in seconds, memory in bytes."""

    scenario: Scenario
    address: str
    environment: Environment
    outcome: RunResult
    conditions: Sequence[Condition]

    def figure(self, name: str) -> float | None:
        """Return a figure of `conditions.FIGURES`, None if it could not be measured. `KeyError` for other names."""
        if name in TIME_FIGURES:
            series, percentile = TIME_FIGURES[name]
            return _seconds(self.times[series], percentile)
        return self._counted[name]

    @property
    def units(self) -> Mapping[str, Unit]:
        """The unit of each figure."""
        return FIGURES

    @cached_property
    def times(self) -> dict[str, Histogram]:
        """The histograms by series (see `tally.TIMES`)."""
        return {"messages": self.outcome.tally.messages, **self.outcome.tally.times}

    @cached_property
    def failures(self) -> list[Condition]:
        """The conditions by which the run failed."""
        return [condition for condition in self.conditions if condition.holds(self.figure(condition.figure))]

    @property
    def measured(self) -> bool:
        """Whether there was anything to judge: a message that arrived, or an answer if the mix sends no messages.

        A run that measured nothing has not held, whatever its conditions.
        """
        speaks = any(self.scenario.mix.get(kind) for kind in ("send", "private", "delayed"))
        return bool(self.outcome.tally.delivered if speaks else self.times["answers"].total)

    @property
    def held(self) -> bool:
        """Whether something was measured and no condition of failure was met."""
        return self.measured and not self.failures

    @property
    def generator_was_busy(self) -> bool:
        """Whether the generator was at its limit, so that the times reflect it as much as the server."""
        return self.outcome.tally.busy > _BUSY_THRESHOLD

    @property
    def generator_was_late(self) -> bool:
        """Whether the generator, busy or not, was so late that the times reflect that as much as the server."""
        late, whole = self.figure("lateness.p99") or 0.0, self.figure("p99") or 0.0
        return late > max(_MAX_LATENESS, _MAX_LATENESS_SHARE * whole)

    @cached_property
    def noise(self) -> Noise:
        """How noisy the machine was."""
        return find_noise(
            self.outcome.machine,
            self.environment.cores,
            self.figure("lateness.p99"),
            busy=self.generator_was_busy,
            late=self.generator_was_late,
        )

    @cached_property
    def server_points(self) -> list[dict[str, float]]:
        """The server's use over time: `at` seconds after the start of traffic, share of a core, bytes of memory."""
        server, begin = self.outcome.server, self.outcome.tally.begin
        samples = server.samples if server else []
        return [
            {
                "at": round((sample.at - begin) / _SECOND, 3),
                "cpu": round((sample.cpu - last.cpu) * _SECOND / max(1, sample.at - last.at), 4),
                "memory": sample.memory,
            }
            for last, sample in itertools.pairwise(samples)
            if 2 * (sample.at - last.at) > _SECOND  # Ticks of the clock are too coarse for less.
        ]

    @cached_property
    def points(self) -> list[Point]:
        """The run over time, from the start of traffic until everything has arrived."""
        tally = self.outcome.tally
        width = tally.width / _SECOND
        return [
            Point(
                index * width,
                slot.sent / width,
                slot.delivered / width,
                _seconds(slot.messages, "p50"),
                _seconds(slot.messages, "p99"),
                _seconds(slot.messages, "max"),
                lost_connections=slot.losses,
                back=slot.blackouts.total,
                blackout=_seconds(slot.blackouts, "max"),
            )
            for index, slot in sorted(tally.slots.items())
        ]

    @cached_property
    def _counted(self) -> dict[str, float | None]:
        tally, seconds, server = self.outcome.tally, self.outcome.seconds, self.outcome.server
        errors = tally.errors
        until = max(seconds, (tally.last - tally.begin) / _SECOND)
        first, last = tally.entered or (0, 0)
        before = tally.counts["connected"] - tally.counts["returned"]
        return {
            "lost": errors.lost,
            "duplicated": errors.duplicated,
            "reordered": errors.reordered,
            "misdirected": errors.misdirected,
            "dropped": tally.dropped.total(),
            "failed": tally.failed.total(),
            "refused": tally.refused.total(),
            "unsent": tally.counts["unsent"],
            "unanswered": tally.counts["unanswered"],
            "sent": tally.sent,
            "delivered": tally.delivered,
            "connected": tally.counts["connected"],
            "reconnected": tally.counts["reconnected"],
            "gap": tally.counts["gap"],
            "rejoined": tally.counts["rejoined"],
            "blackouts": tally.counts["blackouts"],
            "blackout-lost": errors.lost_away,
            "never-back": tally.counts["never-back"],
            "sent/s": tally.sent / seconds if seconds else None,
            "delivered/s": tally.delivered / until if until else None,
            "connected/s": before * _SECOND / (last - first) if last > first else None,
            "to-all/s": tally.counts["to-all"] / seconds if seconds and self.scenario.posters else None,
            "server-cpu": server.cpu if server else None,
            "server-memory": server.memory[1] if server and server.memory else None,
            "generator-cpu": tally.busy,
        }

    def as_json(self) -> dict[str, Any]:
        """Return all figures, for programs (docs/load-testing.md lists the fields)."""
        tally, server = self.outcome.tally, self.outcome.server
        return {
            "address": self.address,
            **asdict(self.environment),
            "began": round(self.outcome.began, 6),
            "seconds": round(self.outcome.seconds, 3),
            "stopped": self.outcome.stopped,
            "scenario": self.scenario.as_json(),
            "figures": self._counted,
            "times": {
                name: {"count": histogram.total, **{key: _seconds(histogram, key) for key in PERCENTILES}}
                for name, histogram in self.times.items()
            },
            "blackouts": self._blackouts(),
            "refused": dict(tally.refused),
            "failed": dict(tally.failed),
            "dropped": dict(tally.dropped),
            "departures": tally.counts["departures"],
            "returned": tally.counts["returned"],
            "server_memory": list(server.memory) if server and server.memory else None,
            "histogram": _coarse(self.times["messages"].rows()),
            "server_points": self.server_points,
            "noise": {**asdict(self.noise), "reasons": list(self.noise.reasons)},
            "points": [asdict(point) for point in self.points],
            "conditions": [
                {
                    "condition": condition.text,
                    "value": self.figure(condition.figure),
                    "failed": condition in self.failures,
                }
                for condition in self.conditions
            ],
            "measured": self.measured,
            "held": self.held,
        }

    def _blackouts(self) -> dict[str, float | None] | None:
        if not self.scenario.reconnect:
            return None
        times = {name: _seconds(self.times["blackout"], name) for name in PERCENTILES}
        counted = {
            "count": "blackouts",
            "lost": "blackout-lost",
            "gap": "gap",
            "rejoined": "rejoined",
            "never_back": "never-back",
        }
        return {**times, **{name: self._counted[figure] for name, figure in counted.items()}}


def _coarse(rows: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the rows of a histogram, (largest microseconds, count), in steps of 5 %: what a plot can show."""
    bars: dict[int, list[int]] = {}
    for value, count in rows:
        bar = bars.setdefault(round(math.log(max(1, value)) / math.log(1.05)), [value, 0])
        bar[0], bar[1] = value, bar[1] + count
    return list(bars.values())


def _seconds(histogram: Histogram, name: str) -> float | None:
    value = histogram.percentile(PERCENTILES[name])
    return None if value is None else value / _SECOND
