"""SVG plots for a page: lines over time with marks, and a histogram. Colours are CSS classes of `style.STYLE`."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import decimal, number, time

__all__ = ["COLORS", "Mark", "Series", "histogram_plot", "line_plot"]

_WIDTH: Final = 860
_HEIGHT: Final = 260
_LEFT: Final = 76
_RIGHT: Final = 30
_TOP: Final = 20
_BOTTOM: Final = 34
_TICKS: Final = 5
_HEADROOM: Final = 1.2
"""Factor of free space above the bars, for the labels of the marks."""

COLORS: Final = ("one", "two", "three", "four", "five", "six")
"""The CSS classes of lines: a colour and a pattern of dashes each."""

_BAR: Final = 4.0
"""Width of a bar and the gap behind it."""

_STEP: Final = 1.05
"""Ratio of a row of a histogram to the one before it, if that is not empty (`load_report`)."""

Show = Callable[[float, Language], str]
"""Formats a value in a language."""


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its name, the CSS class of its color, and its values; None is a gap. `xs`: its own times, if any."""

    name: str
    css: str
    values: Sequence[float | None]
    xs: Sequence[float] | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment, or what lasted `until` another one, in seconds: a vertical line, with its number above it.

    `label` is what a reader is told; `css` is `fault`, or `miss` for a cross at the bottom without a number.
    """

    at: float
    label: str
    until: float | None = None
    css: str = "fault"


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps a value to a coordinate; `log` for values over many orders of magnitude."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        low, high, value = (math.log10(x) if self.log else x for x in (self.low, self.high, value))
        share = (value - low) / ((high - low) or 1)
        return round(self.start + min(1.0, max(0.0, share)) * (self.end - self.start), 1)

    def ticks(self, wanted: int = _TICKS) -> list[float]:
        if self.log:
            first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
            return [10.0**power for power in range(first, last + 1) if self.low <= 10.0**power <= self.high]
        step = _nice((self.high - self.low) / wanted)
        return [step * n for n in range(math.ceil(self.low / step), int(self.high / step + 1e-9) + 1)]


def line_plot(
    title: str,
    xs: Sequence[float],
    series: Sequence[Series],
    show: Show,
    words: Language,
    *,
    log: bool = False,
    marks: Sequence[Mark] = (),
    span: tuple[float, float] = (0, 0),
) -> str:
    """Plot values over time; `xs` are in seconds, `show` formats a value. The axis has all of `span`.

    Marks outside the axis are left out; faults are numbered in the order given, as in a legend of all of them.
    """
    values = [
        value for line in series for value in line.values if value is not None and (value > 0 or not log)
    ]
    last = max([span[1], *xs, *(x for line in series for x in line.xs or ())])
    across = _Scale(span[0], last if last > span[0] else span[0] + 1, _LEFT, _WIDTH - _RIGHT)
    up = _up(values, log=log)
    parts = [*_grid(across, up, lambda x: _moment(x, words), lambda value: show(value, words))]
    parts += _marked(marks, across, words)
    for line in series:
        parts += _line(line, line.xs or xs, (across, up), lambda value: show(value, words), words)
    return _svg(title, parts)


def _line(
    line: Series,
    xs: Sequence[float],
    scales: "tuple[_Scale, _Scale]",
    show: Callable[[float], str],
    words: Language,
) -> list[str]:
    """Return the pieces of a line, which is broken at gaps, and a dot for each value."""
    across, up = scales
    pieces: list[list[str]] = [[]]
    dots = []
    for x, value in zip(xs, line.values, strict=True):
        if x < across.low:
            continue
        if value is None or (up.log and value <= 0):
            pieces.append([])
            continue
        place = (across.at(x), up.at(value))
        pieces[-1].append(f"{place[0]},{place[1]}")
        told = escape(f"{line.name}, {_moment(round(x, 1), words)}: {show(value)}")
        dots.append(
            f'<circle class="dot {line.css}" cx="{place[0]}" cy="{place[1]}" r="2.5"><title>{told}</title></circle>'
        )
    path = [f'<polyline class="line {line.css}" points="{" ".join(piece)}"/>' for piece in pieces if piece]
    return [*(path or [f'<polyline class="line {line.css}" points=""/>']), *dots]


def _marked(marks: Sequence[Mark], across: "_Scale", words: Language) -> list[str]:
    parts, n, base = [], 0, _HEIGHT - _BOTTOM
    for mark in marks:
        n += mark.css == "fault"
        if not across.low <= mark.at <= across.high:
            continue
        x, told = across.at(mark.at), escape(f"{_moment(round(mark.at, 1), words)}: {mark.label}")
        if mark.css == "miss":
            cross = f"M{x - 4},{base - 10}l8,8m0,-8l-8,8"
            parts.append(f'<path class="miss" d="{cross}"><title>{told}</title></path>')
            continue
        if mark.until is not None:
            width = round(across.at(mark.until) - x, 1)
            parts.append(
                f'<rect class="span" x="{x}" y="{_TOP}" width="{width}" height="{base - _TOP}">'
                f"<title>{told}</title></rect>"
            )
        parts.append(
            f'<g class="fault"><title>{told}</title><line x1="{x}" x2="{x}" y1="{_TOP}" y2="{base}"/>'
            f'<circle cx="{x}" cy="{_TOP - 5}" r="8"/><text x="{x}" y="{_TOP - 1}" text-anchor="middle">{n}</text></g>'
        )
    return parts


def histogram_plot(
    title: str, rows: Sequence[tuple[int, int]], marks: Sequence[tuple[str, float]], words: Language
) -> str:
    """Plot how often each duration occurred, on a logarithmic axis; `rows` are (microseconds, count). `marks` are named
    durations in seconds."""
    low = 10.0 ** math.floor(math.log10(max(1, rows[0][0]))) if rows else 1.0
    high = 10.0 ** math.ceil(math.log10(max(10 * low, rows[-1][0] + 1))) if rows else 10.0
    across = _Scale(low, high, _LEFT, _WIDTH - _RIGHT, log=True)
    bars = _bars(rows, across)
    up = _up([_HEADROOM * count for count in bars.values()], log=False)
    parts = [*_grid(across, up, lambda x: time(x / 1e6, words), lambda count: number(round(count), words))]
    base = up.at(0)
    for place, count in bars.items():
        y = up.at(count)
        parts.append(f'<rect class="bar" x="{place}" y="{y}" width="3.4" height="{round(base - y, 1)}"/>')
    for row, (name, seconds) in enumerate(marks):
        x = across.at(max(low, seconds * 1e6))
        parts.append(f'<line class="mark" x1="{x}" x2="{x}" y1="{_TOP}" y2="{base}"/>')
        label = f"{escape(name)} {escape(time(seconds, words))}"
        parts.append(
            f'<text class="tag" x="{x - 4}" y="{_TOP + 10 + 14 * row}" text-anchor="end">{label}</text>'
        )
    return _svg(title, parts)


def _moment(seconds: float, words: Language) -> str:
    return words.text("{n} s").format(n=decimal(f"{seconds:g}", words))


def _bars(rows: Sequence[tuple[int, int]], across: _Scale) -> dict[float, float]:
    """Return the counts by horizontal position, in bars four units wide.

    What a row counts is spread evenly from the row before it, or from a step below it, so that steps make no comb.
    """
    bars: dict[float, float] = {}
    before = 0.0
    for value, count in rows:
        first, last = across.at(max(1, before, value / _STEP)) / _BAR, across.at(max(1, value)) / _BAR
        width = last - first
        for place in range(int(first), int(last) + 1):
            part = (min(last, place + 1) - max(first, place)) / width if width > 0 else 1.0
            bars[_BAR * place] = bars.get(_BAR * place, 0.0) + part * count
        before = value
    return bars


def _up(values: Sequence[float], *, log: bool) -> _Scale:
    bottom = _HEIGHT - _BOTTOM
    if not log:
        return _Scale(0, max(values, default=1) * 1.05 or 1, bottom, _TOP)
    low, high = min(values, default=1e-3), max(values, default=1)
    low, high = 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high))
    return _Scale(low, high if high > low else 10 * low, bottom, _TOP, log=True)


def _nice(step: float) -> float:
    """Round up to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= step * 0.999)


def _grid(
    across: _Scale, up: _Scale, show_x: Callable[[float], str], show_y: Callable[[float], str]
) -> list[str]:
    parts = []
    for value in up.ticks():
        y = up.at(value)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(show_y(value))}</text>')
    for value in across.ticks(2 * _TICKS):
        x = across.at(value)
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>')
        parts.append(
            f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{escape(show_x(value))}</text>'
        )
    return parts


def _svg(title: str, parts: Sequence[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<div class="wide plot" tabindex="0" role="group" aria-label="{escape(title)}">'
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">\n'
        f"<title>{escape(title)}</title>\n{body}\n</svg></div>"
    )
