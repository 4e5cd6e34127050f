"""Rows of figures, and how they are written: as a table in Markdown."""

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.report.markdown import row

__all__ = ["Row", "percentile", "table", "tables"]

Row = Mapping[str, object]
"""Figures and words by the titles of their columns."""


def tables(rows: Iterable[Row]) -> str:
    """Return a table for each kind of rows, that is, of rows with the same titles."""
    kinds: dict[tuple[str, ...], list[Row]] = {}
    for each in rows:
        kinds.setdefault(tuple(each), []).append(each)
    return "\n".join(map(table, kinds.values()))


def table(rows: Iterable[Row]) -> str:
    """Return a table in Markdown with a column for each title, in the order in which they first come."""
    listed = list(rows)
    titles = list(dict.fromkeys(title for each in listed for title in each))
    lines = [
        titles,
        ["---"] * len(titles),
        *([_written(each.get(title)) for title in titles] for each in listed),
    ]
    return "".join(f"{row(line)}\n" for line in lines)


def _written(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return str(value).replace("|", "\\|")


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value that this share of all is not above (nearest rank); None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
