"""What a report needs of a run to say how it was judged, and the sentences that say by what it failed."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from besedka.dialects.words.languages import Language
from besedka.load.checks.conditions import Condition, Unit
from besedka.load.report.values import show_value

__all__ = ["JudgedRun", "failure_lines", "show_figure"]


class JudgedRun(Protocol):
    """A run with its conditions of failure: of the load, or of a stand."""

    @property
    def conditions(self) -> Sequence[Condition]:
        """The conditions of failure, as given."""

    @property
    def failures(self) -> Sequence[Condition]:
        """Those that came true, or whose figure could not be measured."""

    @property
    def held(self) -> bool:
        """Whether something was measured and no condition of failure came true."""

    @property
    def units(self) -> Mapping[str, Unit]:
        """The unit of each figure that the conditions may name."""

    def figure(self, name: str) -> float | None:
        """Return a figure that a condition names, None if it could not be measured."""


def show_figure(run: JudgedRun, name: str, words: Language) -> str:
    """Return a figure of a run with its unit."""
    return show_value(run.units[name], run.figure(name), words)


def failure_lines(run: JudgedRun, words: Language) -> list[str]:
    """Return a sentence for each condition by which the run failed."""
    sentence = words.text("FAILED: {condition} (it was {value})")
    unknown = words.text("FAILED: {condition} (it could not be measured)")
    return [
        (unknown if run.figure(condition.figure) is None else sentence).format(
            condition=condition.text, value=show_figure(run, condition.figure, words)
        )
        for condition in run.failures
    ]
