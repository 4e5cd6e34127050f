"""The pieces of a report page: one file of HTML, without scripts and without requests. Every text is escaped here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import decimal
from besedka.load.report.judgement import JudgedRun, show_figure
from besedka.load.report.noise import noise_remark
from besedka.load.report.plots import Mark, Series
from besedka.load.report.style import STYLE

__all__ = [
    "Cell",
    "PageHead",
    "fact_table",
    "fault_legend",
    "heading",
    "headline",
    "legend",
    "paragraph",
    "remark",
    "report_page",
    "table",
    "whole_page",
]

Mood = Literal["", "good", "bad", "odd", "text"]
"""How a cell looks; its text says the same."""

Cell = str | tuple[str, Mood]


@dataclass(frozen=True, slots=True)
class PageHead:
    """What stands first on the page of a run: what it is, its verdict, and what to know before believing its figures.

    `verdict` are the sentences above the table of conditions, `gaps` say what of the run is not there, and `noise` is
    that of the run's JSON.
    """

    title: str
    about: str
    run: JudgedRun
    verdict: Sequence[str]
    noise: Mapping[str, object]
    gaps: Sequence[str] = ()


def report_page(head: PageHead, body: Iterable[str], words: Language) -> str:
    """Return the page of a run: its head, then pieces that the functions of this module made."""
    top = (
        heading(head.title, 1),
        paragraph(head.about),
        _banner(head.verdict, held=head.run.held),
        remark(head.gaps),
        _verdict_table(head.run, words),
        remark(noise_remark(head.noise, words)),
    )
    return whole_page(head.title, [*top, *body], words)


def whole_page(title: str, body: Iterable[str], words: Language) -> str:
    """Return a page of pieces that the functions of this module made, to be encoded in UTF-8."""
    return (
        f'<!doctype html>\n<html lang="{words.code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def heading(text: str, level: int = 2) -> str:
    """Return a heading."""
    return f"<h{level}>{escape(text)}</h{level}>"


def paragraph(text: str, css: str = "soft") -> str:
    """Return a paragraph."""
    return f'<p class="{css}">{escape(text)}</p>'


def remark(lines: Sequence[str]) -> str:
    """Return what a reader must know before believing the figures; nothing if there is nothing."""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<div class="remark">{said}</div>' if lines else ""


def headline(rows: Iterable[tuple[str, str]]) -> str:
    """Return a few figures, large."""
    cells = "".join(f'<div class="figure">{escape(name)}<b>{escape(value)}</b></div>' for name, value in rows)
    return f'<div class="figures">{cells}</div>'


def table(
    title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], *, bad: Sequence[bool] = ()
) -> str:
    """Return a table, whose first column names the rows. It scrolls by itself where it is wider than the screen."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(_row(row, bad=n < len(bad) and bad[n]) for n, row in enumerate(rows))
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(title)}">'
        f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def fact_table(rows: Iterable[tuple[str, str]]) -> str:
    """Return names with what is to be said of each."""
    lines = (f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    return f'<table class="facts"><tbody>{"".join(lines)}</tbody></table>'


def legend(series: Sequence[Series]) -> str:
    """Return which line is what, each with its colour and dashes."""
    keys = "".join(
        f'<li><svg viewBox="0 0 34 10" aria-hidden="true"><line class="key line {line.css}" x1="0" x2="34" y1="5" '
        f'y2="5"/></svg>{escape(line.name)}</li>'
        for line in series
    )
    return f'<ul class="legend soft">{keys}</ul>'


def fault_legend(marks: Sequence[Mark], words: Language) -> str:
    """Return what each numbered mark is; nothing if there is none."""
    faults = [mark for mark in marks if mark.css == "fault"]
    said = "".join(
        f"<li><b>{n}</b>{escape(f'{_moments(mark, words)}: {mark.label}')}</li>"
        for n, mark in enumerate(faults, 1)
    )
    return f'<ul class="legend">{said}</ul>' if said else ""


def _banner(lines: Iterable[str], *, held: bool) -> str:
    """Return the verdict in words."""
    return f'<div class="verdict{"" if held else " failed"}">{"".join(f"<p>{escape(x)}</p>" for x in lines)}</div>'


def _verdict_table(run: JudgedRun, words: Language) -> str:
    """Return the conditions of failure, what was measured, and whether each held; those that failed stand first."""
    text, failures = words.text, run.failures
    held: Cell = (text("held"), "good")
    failed: Cell = (text("FAILED"), "bad")
    judged = sorted(run.conditions, key=lambda condition: condition not in failures)
    return table(
        text("Verdict"),
        (text("it fails if"), text("it was"), text("verdict")),
        [
            (one.text, show_figure(run, one.figure, words), failed if one in failures else held)
            for one in judged
        ],
        bad=[one in failures for one in judged],
    )


def _moments(mark: Mark, words: Language) -> str:
    first = decimal(f"{mark.at:.1f}", words)
    if mark.until is None:
        return words.text("{n} s").format(n=first)
    return words.text("{n} s").format(n=f"{first}–{decimal(f'{mark.until:.1f}', words)}")


def _row(row: Sequence[Cell], *, bad: bool) -> str:
    return f"<tr{_BAD if bad else ''}>{''.join(_cells(row))}</tr>"


def _cells(row: Sequence[Cell]) -> Iterator[str]:
    for n, cell in enumerate(row):
        text, mood = (cell, "") if isinstance(cell, str) else cell
        tag, css = ('th scope="row"', "") if n == 0 else ("td", f' class="{mood}"' if mood else "")
        yield f"<{tag}{css}>{escape(text)}</{tag.partition(' ')[0]}>"


_BAD: Final = ' class="bad"'
