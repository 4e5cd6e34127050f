"""Prometheus' text exposition format, version 0.0.4: families of samples as text.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from besedka.records import record

__all__ = ["CONTENT_TYPE", "Family", "Histogram", "counter", "gauge", "labelled", "write"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = tuple[tuple[str, str], ...]
Sample = tuple[str, Labels, float]
"""What is appended to the family's name, the labels, the value."""


@record
class Family:
    """All samples of one name. `about` is one line that says what it is, with its unit."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    about: str
    samples: tuple[Sample, ...]


def counter(name: str, about: str, value: float) -> Family:
    """Return a family of one number that never decreases."""
    return Family(name, "counter", about, (("", (), value),))


def gauge(name: str, about: str, value: float) -> Family:
    """Return a family of one number that goes up and down."""
    return Family(name, "gauge", about, (("", (), value),))


def labelled(
    kind: Literal["counter", "gauge"], name: str, about: str, label: str, values: Mapping[str, float]
) -> Family:
    """Return a family with a number for each value of one label, in their order."""
    return Family(name, kind, about, tuple(("", ((label, key),), values[key]) for key in sorted(values)))


class Histogram:
    """Counts observations by size. `bounds` are the upper bounds, inclusive, in ascending order."""

    def __init__(self, bounds: Iterable[float]) -> None:
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(self._bounds) + 1)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        """Count one observation."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def family(self, name: str, about: str) -> Family:
        """Return what was observed so far: each bucket has also what is in those before it."""
        samples: list[Sample] = []
        total = 0
        for bound, count in zip((*map(_number, self._bounds), "+Inf"), self._counts, strict=True):
            total += count
            samples.append(("_bucket", (("le", bound),), total))
        samples += [("_sum", (), self._sum), ("_count", (), total)]
        return Family(name, "histogram", about, tuple(samples))


def write(families: Iterable[Family]) -> bytes:
    """Return the families as text, in UTF-8."""
    return "".join(line for family in families for line in _lines(family)).encode()


def _lines(family: Family) -> Iterator[str]:
    about = family.about.replace("\\", r"\\").replace("\n", r"\n")
    yield f"# HELP {family.name} {about}\n# TYPE {family.name} {family.kind}\n"
    for suffix, labels, value in family.samples:
        written = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels)
        yield f"{family.name}{suffix}{'{' + written + '}' if written else ''} {_number(value)}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return repr(value)
