"""Prometheus' text format, as far as a node writes it: https://prometheus.io/docs/instrumenting/exposition_formats/"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

__all__ = ["Metrics", "MetricsError", "read_metrics"]

Metrics = Mapping[str, tuple[tuple[Mapping[str, str], float], ...]]
"""The samples of each name: labels and value, in the order in which they stand there."""

_NAME: Final = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL: Final = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\[\\n"])*)"'
_LABELS: Final = re.compile(_LABEL + r"(?:,|$)")
_SAMPLE: Final = re.compile(
    rf"({_NAME})(?:\{{((?:{_LABEL})?(?:,{_LABEL})*,?)\}})?[ \t]+([^ \t]+)(?:[ \t]+-?\d+)?[ \t]*"
)
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?Inf|NaN")
_ESCAPES: Final = {"\\\\": "\\", "\\n": "\n", '\\"': '"'}


class MetricsError(ValueError):
    """The text is not in the format. It says which line is not."""


def read_metrics(text: str) -> Metrics:
    """Return all samples. Comments, and what the format says of names and types, are passed over.

    Raises `MetricsError` for a line that is not in the format, a label that a sample has twice, and a text whose last
    line does not end.
    """
    if text and not text.endswith("\n"):
        raise MetricsError("the last line does not end")
    found: dict[str, list[tuple[Mapping[str, str], float]]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip(" \t") or line.lstrip(" \t").startswith("#"):
            continue
        sample = _SAMPLE.fullmatch(line)
        value = sample and _NUMBER.fullmatch(sample[7])
        if not sample or not value:
            raise MetricsError(f"line {number} is no sample: {line[:100]!r}")
        labels = list(_read_labels(sample[2] or ""))
        if len(dict(labels)) != len(labels):
            raise MetricsError(f"line {number} has a label twice: {line[:100]!r}")
        found.setdefault(sample[1], []).append((dict(labels), float(value[0])))
    return {name: tuple(samples) for name, samples in found.items()}


def _read_labels(text: str) -> Iterator[tuple[str, str]]:
    for label in _LABELS.finditer(text):
        yield label[1], re.sub(r"\\.", lambda escape: _ESCAPES[escape[0]], label[2])
