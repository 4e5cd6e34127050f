"""What a measure is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.strangers.source_tree import Tree
from benchmarks.strangers.table import Row

__all__ = ["Case", "Choices"]


@dataclass(frozen=True, slots=True)
class Choices:
    """How much of it: None is each measure's own number.

    `only` are the names of cases, all when there are none.
    """

    count: int | None = None
    seconds: float | None = None
    only: tuple[str, ...] = ()
    ahead: bool = False
    """Whether the server, and who measures it, go before all else on the machine."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that is done to a server, with a fresh one each time; `run` returns its rows."""

    name: str
    run: Callable[[Tree], Sequence[Row]]
