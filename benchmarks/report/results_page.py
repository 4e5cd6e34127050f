"""`docs/benchmarks.md`: the goals, the tables, the pictures, and how all that came about."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import page_texts
from benchmarks.report.bar_chart import Bar, bar_chart
from benchmarks.report.figures import Figure, ratio, spread, written
from benchmarks.report.goals import GOALS
from benchmarks.report.markdown import head, row
from benchmarks.report.results_file import Results

__all__ = ["write_page"]

_OURS = ("besedka", "besedka+uvloop", "besedka plain")
_LIMITS = ("reference.c", "reference.c json", "bare asyncio", "bare asyncio+ping")


@dataclass(frozen=True, slots=True)
class _Column:
    metric: str
    head: str
    unit: str


_COLUMNS = {
    "fanout": (
        _Column("messages", "messages", "/s"),
        _Column("deliveries", "deliveries", "/s"),
        _Column("server_cpu", "server CPU", "%"),
        _Column("generator_cpu", "generator CPU", "%"),
        _Column("others_cpu", "others' CPU", "%"),
    ),
    "latency": (
        _Column("p50", "p50", "s"),
        _Column("p99", "p99", "s"),
        _Column("max", "max", "s"),
        _Column("stall", "longest stall", "s"),
        _Column("announced", "everybody told, p50", "s"),
        _Column("announced_max", "everybody told, max", "s"),
        _Column("server_cpu", "server CPU", "%"),
        _Column("others_cpu", "others' CPU", "%"),
    ),
    "idle": (
        *(_Column(str(n), f"at {n}", "B") for n in (1000, 5000, 10_000, 15_000)),
        _Column("cpu", "CPU of 10 000", "%"),
    ),
    "connect": (
        _Column("connections", "connections", "/s"),
        _Column("start", "start", "s"),
        _Column("help", "time", "s"),
    ),
    "start": (_Column("start", "start", "s"),),
    "frozen": (
        _Column("messages", "messages", "/s"),
        _Column("alone", "without the frozen", "/s"),
        _Column("kept", "kept", "%"),
        _Column("memory", "memory", "B"),
        _Column("dropped", "frozen ones dropped", "%"),
    ),
}
"""What the tables of each measure have; the first metric that a case has is in the picture."""

_PICTURED = {"p50": "p99", "1000": "10000"}
"""The picture is of another metric than the table's first."""


_CHAPTERS = Path(__file__).parent / "chapters"

_WITHOUT_RESULTS = ("journal.md", "posters.md", "returning.md", "restart.md", "metrics.md")
"""Chapters whose figures are no part of the results: each says by which command they were measured."""


def write_page(results: Results, docs: Path) -> None:
    """Write the page and its pictures into this folder."""
    lines = [page_texts.HEAD, *_circumstances(results), "", page_texts.GOALS, *_goals(results), ""]
    for measure, columns in _COLUMNS.items():
        cases = results.figures.cases(measure)
        if not cases:
            continue
        run = results.runs[measure]
        lines += [page_texts.SECTIONS[measure], "", page_texts.RUN.format(**run), ""]
        for number, case in enumerate(cases, 1):
            lines += [f"### {case[:1].upper()}{case[1:]}", "", *_case(results, measure, case, columns)]
            lines += _picture(results, measure, case, columns, docs, f"{measure}-{number}.svg")
    lines += [(_CHAPTERS / name).read_text(encoding="utf-8") for name in _WITHOUT_RESULTS]
    lines.append(page_texts.TAIL)
    text = "\n".join(lines).rstrip() + "\n"
    (docs / "benchmarks.md").write_text(text, encoding="utf-8")


def _circumstances(results: Results) -> Iterator[str]:
    yield "| machine | |"
    yield "|---|---|"
    for name, value in results.machine.items():
        yield row((name, value))
    yield ""
    yield "Measured: " + ", ".join(f"{name} {version}" for name, version in results.versions.items()) + "."
    if results.missing:
        yield ""
        yield "Left out: " + ", ".join(f"{name} ({how})" for name, how in results.missing.items()) + "."


def _goals(results: Results) -> Iterator[str]:
    yield "| goal | bar | asyncio | | uvloop | | plain | |"
    yield "|---|---:|---:|---|---:|---|---:|---|"
    missed = []
    for goal in GOALS:
        cells = []
        for peer in _OURS:
            figure, met = goal.judge(results.figures, peer)
            cells += [figure, "" if met is None else "met" if met else "**missed**"]
            if met is False and goal not in missed:
                missed.append(goal)
        yield row((goal.what, goal.written_bar, *cells))
    for goal in missed:
        yield ""
        yield f"*{goal.what}*: {page_texts.REASONS.get(goal.what, page_texts.UNKNOWN)}"


def _present(results: Results, measure: str, case: str, columns: tuple[_Column, ...]) -> list[_Column]:
    return [column for column in columns if results.figures.find(measure, case, column.metric)]


def _case(results: Results, measure: str, case: str, columns: tuple[_Column, ...]) -> Iterator[str]:
    figures = results.figures
    present = _present(results, measure, case, columns)
    failures = figures.find(measure, case, "failure")
    if present:
        first = figures.find(measure, case, present[0].metric)
        ours = figures.median(measure, case, "besedka", present[0].metric)
        heads = [present[0].head, "least … greatest", *(column.head for column in present[1:])]
        yield from head(("server", *heads, f"besedka's {present[0].head} to this"), figures=len(heads) + 1)
        for figure in first:
            cells = [_cell(results, figure, column) for column in present]
            cells.insert(1, spread(figure.values, present[0].unit))
            yield row((figure.peer, *cells, written(ratio(ours, figure.median), "×")))
    for figure in failures:
        yield ""
        yield f"{figure.peer} failed in {len(figure.failures)} rounds: {figure.failures[0]}."
    yield ""


def _cell(results: Results, figure: Figure, column: _Column) -> str:
    return written(
        results.figures.median(figure.measure, figure.case, figure.peer, column.metric), column.unit
    )


def _picture(
    results: Results, measure: str, case: str, columns: tuple[_Column, ...], docs: Path, name: str
) -> list[str]:
    present = {column.metric: column for column in _present(results, measure, case, columns)}
    if not present:
        return []
    first = next(iter(present))
    column = present.get(_PICTURED.get(first, first), present[first])
    bars = [
        Bar(figure.peer, figure.median, written(figure.median, column.unit), _kind(figure.peer))
        for figure in results.figures.find(measure, case, column.metric)
        if figure.median is not None
    ]
    folder = docs / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    note = f"{column.head}: {page_texts.BETTER[column.unit]} is better"
    (folder / name).write_text(bar_chart(case, note, bars), encoding="utf-8")
    return [f"![{case}: {column.head}](benchmarks/{name})", ""]


def _kind(peer: str) -> str:
    return "ours" if peer in _OURS else "limit" if peer in _LIMITS else ""
