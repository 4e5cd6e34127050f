"""The goals that the server was built for, and how far the figures are from each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.report.figures import Figures, ratio, written

__all__ = ["GOALS", "Goal"]

_IRC = ("ngircd", "inspircd")
_LIBRARIES = ("websockets", "picows", "ws")
_SERVERS = (*_IRC, "nats-server", *_LIBRARIES)
_LIMIT = ("reference.c",)
_LIMIT_IN_JSON = ("reference.c json",)
_BUSY = "1000 clients, 500 in flight"
_CALM = "1000 clients, 20 in flight"
_HUNDRED = "100 clients, 500 in flight"
_SMALL = "10 clients, 200 in flight"
_MEMORY = "memory of one connection"

Value = Callable[[Figures, str], float | None]
"""Of all figures, what a peer has reached."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table; `least` tells whether the bar is a lower one."""

    what: str
    bar: float
    unit: str
    value: Value
    least: bool = False

    @property
    def written_bar(self) -> str:
        """The bar as text."""
        return f"{'≥' if self.least else '≤'} {written(self.bar, self.unit)}"

    def judge(self, figures: Figures, peer: str) -> tuple[str, bool | None]:
        """Return this peer's figure as text, and whether it meets the bar; None when there is nothing to judge."""
        value = self.value(figures, peer)
        if value is None:
            return "–", None
        return written(value, self.unit), value >= self.bar if self.least else value <= self.bar


def _plain(measure: str, case: str, metric: str) -> Value:
    return lambda figures, peer: figures.median(measure, case, peer, metric)


def _against(others: Sequence[str], best: Callable[[list[float]], float], *what: str) -> Value:
    """How many times the best of the others."""
    measure, case, metric = what

    def value(figures: Figures, peer: str) -> float | None:
        found = [figures.median(measure, case, other, metric) for other in others]
        known = [figure for figure in found if figure is not None]
        return ratio(figures.median(measure, case, peer, metric), best(known)) if known else None

    return value


def _worst_memory(figures: Figures, peer: str) -> float | None:
    found = [figures.median("idle", _MEMORY, peer, metric) for metric in ("1000", "5000", "10000", "15000")]
    known = [figure for figure in found if figure is not None]
    return max(known) if known else None


def _growth(metric: str) -> Value:
    """How many times as much it is with bystanders as without."""

    def value(figures: Figures, peer: str) -> float | None:
        few, many = (
            figures.median("latency", f"private, {others} others", peer, metric) for others in (0, 5000)
        )
        return ratio(many, few)

    return value


def _at_least(what: str, bar: float, unit: str, value: Value) -> Goal:
    return Goal(what, bar, unit, value, least=True)


GOALS = (
    _at_least(f"{_BUSY}: to the better IRC server", 5, "×", _against(_IRC, max, "fanout", _BUSY, "messages")),
    _at_least(f"{_BUSY}: to the C reference", 0.8, "×", _against(_LIMIT, max, "fanout", _BUSY, "messages")),
    _at_least(f"{_BUSY}: to the C reference with as many bytes", 0.8, "×",
              _against(_LIMIT_IN_JSON, max, "fanout", _BUSY, "messages")),
    _at_least(f"{_BUSY}: to the best library", 40, "×", _against(_LIBRARIES, max, "fanout", _BUSY, "messages")),
    _at_least(f"{_CALM}: to the better IRC server", 1, "×", _against(_IRC, max, "fanout", _CALM, "messages")),
    _at_least(f"{_CALM}: to the C reference", 0.6, "×", _against(_LIMIT, max, "fanout", _CALM, "messages")),
    _at_least(f"{_CALM}: to the C reference with as many bytes", 0.6, "×",
              _against(_LIMIT_IN_JSON, max, "fanout", _CALM, "messages")),
    _at_least(f"{_HUNDRED}: to the C reference", 0.7, "×", _against(_LIMIT, max, "fanout", _HUNDRED, "messages")),
    _at_least(f"{_HUNDRED}: to the C reference with as many bytes", 0.7, "×",
              _against(_LIMIT_IN_JSON, max, "fanout", _HUNDRED, "messages")),
    _at_least(f"{_SMALL}: messages a second", 15_000, "/s", _plain("fanout", _SMALL, "messages")),
    Goal("50 a second to 1000: p50 to the best server's", 1, "×",
         _against(_SERVERS, min, "latency", "50 a second to 1000", "p50")),
    Goal("50 a second to 1000: p99 to the best server's", 1, "×",
         _against(_SERVERS, min, "latency", "50 a second to 1000", "p99")),
    Goal("50 a second to 1000: p50 to the C reference's", 1, "×",
         _against(_LIMIT, min, "latency", "50 a second to 1000", "p50")),
    Goal("50 a second to 1000: p99 to the C reference's", 1, "×",
         _against(_LIMIT, min, "latency", "50 a second to 1000", "p99")),
    Goal("private, 1000 pairs, 5000 a second: p99", 0.02, "s", _plain("latency", "private, 0 others", "p99")),
    Goal("the same among 5000 others: p99", 0.02, "s", _plain("latency", "private, 5000 others", "p99")),
    Goal("the same among 5000 others: CPU to that without them", 1.2, "×", _growth("server_cpu")),
    Goal("idle connections: memory of each, at the most", 8192, "B", _worst_memory),
    Goal("10 000 idle connections: memory to bare asyncio's", 4, "×",
         _against(("bare asyncio",), min, "idle", _MEMORY, "10000")),
    Goal("joins and leaves before 10 000: longest stall", 0.2, "s",
         _plain("latency", "joins and leaves before 10000", "stall")),
    Goal("10 000 idle connections: CPU", 0.02, "%", _plain("idle", _MEMORY, "cpu")),
    Goal("10 000 idle connections: CPU to bare asyncio's with pings", 2, "×",
         _against(("bare asyncio+ping",), min, "idle", _MEMORY, "cpu")),
    Goal("start of the server to the first accept", 0.3, "s", _plain("connect", "1000 at once", "start")),
    Goal("`client_init.py --help`", 0.15, "s", _plain("connect", "client_init.py --help", "help")),
)  # fmt: skip
"""In the order of the page."""
