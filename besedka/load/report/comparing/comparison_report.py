"""The comparison of two runs, as text and as a part of a page."""

from collections.abc import Iterator, Mapping
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.dialects.words.quantities import NOTHING, decimal
from besedka.load.report.comparing.comparison import Change, Comparison, Finding
from besedka.load.report.comparing.figures_of_run import RunFigures
from besedka.load.report.noise import noise_reasons
from besedka.load.report.page import Cell, Mood, heading, paragraph, remark, table
from besedka.load.report.values import show_value

__all__ = ["comparison_json", "comparison_page", "comparison_text"]

_FINDINGS: Final[Mapping[Finding, str]] = {
    "worse": N_("worse"),
    "better": N_("better"),
    "same": N_("within the spread"),
    "moments": N_("single seconds"),
    "noisy": N_("not comparable: noise"),
    "unknown": N_("not judged"),
    "neutral": "",
}

_MOODS: Final[Mapping[Finding, Mood]] = {
    "worse": "bad",
    "better": "good",
    "moments": "odd",
    "noisy": "odd",
}

_NAMES: Final[Mapping[str, str]] = {
    "version": N_("the version"),
    "python": N_("the Python"),
    "system": N_("the system"),
    "cores": N_("the number of cores"),
}


def comparison_text(comparison: Comparison, words: Language) -> str:
    """Return the two runs side by side, for a terminal."""
    head = _head(words)
    rows = [[_plain(cell) for cell in row] for row in _rows(comparison, words)]
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if n in (0, len(head) - 1) else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [head, *rows]
    ]
    said = [*_remarks(comparison, words), *_summary(comparison, words)]
    return "\n".join([_title(comparison, words), "", *lines, "", *said])


def comparison_page(comparison: Comparison, words: Language) -> Iterator[str]:
    """Yield the two runs side by side, for a page."""
    yield heading(words.text("Compared with an earlier run"))
    yield paragraph(_title(comparison, words))
    for sentence in _summary(comparison, words):
        yield paragraph(sentence, "")
    yield remark(_remarks(comparison, words))
    yield table(
        words.text("Compared with an earlier run"),
        _head(words),
        _rows(comparison, words),
        bad=[change.finding == "worse" for change in comparison.changes],
    )


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """Return the comparison for the JSON report: the changes, and what else differs."""
    return {
        "started": comparison.base.started,
        "noise": dict(comparison.base.noise),
        "differing": {name: list(values) for name, values in comparison.differing.items()},
        "changes": [
            {
                "figure": change.figure,
                "base": change.base,
                "new": change.new,
                "spread": change.spread,
                "finding": change.finding,
            }
            for change in comparison.changes
        ],
    }


def _title(comparison: Comparison, words: Language) -> str:
    base, new = comparison.base.started or NOTHING, comparison.new.started or NOTHING
    return words.text("Before: the run of {base}. Now: the run of {new}.").format(base=base, new=new)


def _head(words: Language) -> list[str]:
    names = (N_("figure"), N_("before"), N_("now"), N_("change"), N_("spread"), N_("finding"))
    return [words.text(name) for name in names]


def _rows(comparison: Comparison, words: Language) -> list[list[Cell]]:
    return [list(_row(change, comparison.new, words)) for change in comparison.changes]


def _row(change: Change, run: RunFigures, words: Language) -> Iterator[Cell]:
    unit = run.units[change.figure]
    yield change.figure
    yield show_value(unit, change.base, words)
    yield show_value(unit, change.new, words)
    yield _changed(change, words)
    yield NOTHING if change.spread is None else "± " + show_value(unit, change.spread, words)
    said = _FINDINGS[change.finding]
    yield words.text(said) if said else "", _MOODS.get(change.finding, "")


def _changed(change: Change, words: Language) -> str:
    share = change.share
    if change.base == change.new and share is not None:
        return "0 %"
    if share is None:
        return NOTHING
    digits = f"{share * 100:+.0f}" if abs(share) >= 0.1 else f"{share * 100:+.1f}"
    return decimal(digits.replace("-", "−"), words) + " %"


def _remarks(comparison: Comparison, words: Language) -> list[str]:
    """Return what makes the two hard to compare."""
    lines = []
    if comparison.differing:
        named = "; ".join(
            f"{_named(name, words)}: {old} → {new}" for name, (old, new) in comparison.differing.items()
        )
        sentence = words.text(
            "The two runs were not made alike, which may be all of the change: {differing}."
        )
        lines.append(sentence.format(differing=named))
    for run, sentence in (
        (comparison.base, words.text("Before, the machine was noisy: {reasons}.")),
        (comparison.new, words.text("Now, the machine was noisy: {reasons}.")),
    ):
        if run.noisy:
            lines.append(sentence.format(reasons="; ".join(noise_reasons(run.noise, words)) or "?"))
    return lines


def _named(name: str, words: Language) -> str:
    if name.startswith("scenario."):
        return "--" + name.removeprefix("scenario.")
    return words.text(_NAMES[name]) if name in _NAMES else name


def _summary(comparison: Comparison, words: Language) -> list[str]:
    text = words.text
    groups = (
        ("worse", text("Worse: {figures}.")),
        ("better", text("Better: {figures}.")),
        ("moments", text("Only in single seconds: {figures}.")),
        (
            "noisy",
            text("Different, but not comparable because of the noise: {figures}. Repeat the runs in turn."),
        ),
    )
    lines = [
        sentence.format(figures=", ".join(change.figure for change in found))
        for finding, sentence in groups
        if (found := [change for change in comparison.changes if change.finding == finding])
    ]
    return lines or [text("No difference beyond the spread.")]


def _plain(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]
