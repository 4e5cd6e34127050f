"""What became of Besedka's figures since another checkout: ratios, with the median and the spread of the rounds."""

from collections.abc import Iterator

from benchmarks.peers import BesedkaBefore
from benchmarks.report.figures import Figure, Figures, ratio
from benchmarks.report.markdown import head, row

__all__ = ["comparison"]

_OURS = "besedka"
_NOT_COMPARED = ("deliveries", "generator_cpu", "others_cpu")
"""Metrics that say the same again, or nothing of the server."""

_Of = tuple[str, str, str]
"""A measure, a case, a peer."""


def comparison(measure: str, figures: Figures) -> str:
    """Return a table of how many times the earlier figures the present ones are.

    A case whose name goes on from another's (`A` and `A, with B`) is the same made harder, and compared with it too.
    The spread is of the rounds' own ratios, each with the round of the same number; it is left out where one failed.
    """
    titles = (measure, "figure", "besedka's to", "ratio of medians", "least … greatest of the rounds")
    lines = list(head(titles, figures=2))
    cases = figures.cases(measure)
    for case in cases:
        lines += _rows(figures, (measure, case, _OURS), (measure, case, BesedkaBefore.name))
        for easier in cases:
            if case.startswith(f"{easier}, "):
                lines += _rows(figures, (measure, case, _OURS), (measure, easier, _OURS))
    lines += [""] + [_failed(figure) for case in cases for figure in figures.find(measure, case, "failure")]
    return "\n".join(lines).rstrip() + "\n"


def _rows(figures: Figures, ours: _Of, theirs: _Of) -> Iterator[str]:
    case, to = ours[1], theirs[2] if ours[1] == theirs[1] else f"{theirs[2]}, {theirs[1]}"
    whole = not any(figures.get(*of, "failure") for of in (ours, theirs))
    for one in figures.of(*ours):
        other = figures.get(*theirs, one.metric)
        found = ratio(one.median, other.median if other else None)
        if other and found is not None and one.metric not in _NOT_COMPARED:
            rounds = _rounds(one, other) if whole else "–"
            yield row((case, one.metric, to, f"{found:.2f} ×", rounds))


def _rounds(one: Figure, other: Figure) -> str:
    if len(one.values) != len(other.values) or not all(other.values):
        return "–"
    found = [mine / theirs for mine, theirs in zip(one.values, other.values, strict=True)]
    return f"{min(found):.2f} … {max(found):.2f} ×"


def _failed(figure: Figure) -> str:
    return f"{figure.case}: {figure.peer} failed in {len(figure.failures)} rounds: {figure.failures[0]}."
