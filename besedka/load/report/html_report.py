"""The report as one self-contained page: no scripts, no requests, light and dark mode."""

from collections.abc import Iterator, Sequence

from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import number, time
from besedka.load.report.comparing.comparison import Comparison
from besedka.load.report.comparing.comparison_report import comparison_page
from besedka.load.report.load_report import PERCENTILES, LoadReport
from besedka.load.report.page import (
    PageHead,
    fact_table,
    heading,
    headline,
    report_page,
    table,
)
from besedka.load.report.plots import Mark
from besedka.load.report.sections import Timeline, blackouts, histogram, latency, server_use, throughput
from besedka.load.report.text_report import facts, timed, verdict

__all__ = ["html_report"]


def html_report(
    report: LoadReport,
    words: Language,
    *,
    comparison: Comparison | None = None,
    marks: Sequence[Mark] = (),
) -> str:
    """Return the whole page, to be encoded in UTF-8. `marks` are what happened at which second of the traffic."""
    text, fields, timeline = words.text, report.as_json(), Timeline(marks)
    head = PageHead(
        text("Load on {address}").format(address=report.address),
        f"{_made(report)} · {_scenario(report, words)}",
        report,
        verdict(report, words),
        fields["noise"],
    )
    body = [
        *(comparison_page(comparison, words) if comparison else ()),
        heading(text("At a glance")),
        headline(_headline(report, words)),
        *latency(fields, words, timeline),
        *blackouts(fields, words, timeline),
        *histogram(fields, words),
        *throughput(fields, words, timeline),
        *server_use(fields, words, timeline),
        heading(text("All times")),
        table(text("All times"), ("", "n", *PERCENTILES), _time_rows(report, words)),
        heading(text("All figures")),
        fact_table(facts(report, words)),
    ]
    return report_page(head, body, words)


def _made(report: LoadReport) -> str:
    around = report.environment
    return f"{around.date} · Besedka {around.version}, {around.python}"


def _scenario(report: LoadReport, words: Language) -> str:
    scenario = report.scenario
    loop = (
        words.text("each when all have the last one")
        if scenario.posters
        else words.text("{window} under way at a time").format(window=scenario.window)
        if scenario.window
        else words.text("{rate} actions a second").format(rate=number(scenario.rate, words))
    )
    sentence = words.text(
        "{users} users, {senders} of them speak, {loop}, for {seconds} s; seed {seed}, {dialect}"
    )
    return sentence.format(
        users=scenario.users,
        senders=scenario.senders,
        loop=loop,
        seconds=number(report.outcome.seconds, words),
        seed=scenario.seed,
        dialect=scenario.dialect,
    )


def _headline(report: LoadReport, words: Language) -> list[tuple[str, str]]:
    figure = report.figure
    wrong = sum(figure(name) or 0 for name in ("lost", "duplicated", "reordered", "misdirected"))
    return [
        (words.text("delivered a second"), number(figure("delivered/s") or 0, words)),
        (words.text("median time"), time(figure("p50"), words)),
        (words.text("99 % within"), time(figure("p99"), words)),
        (words.text("the slowest"), time(figure("max"), words)),
        (words.text("lost or wrong"), number(wrong, words)),
    ]


def _time_rows(report: LoadReport, words: Language) -> Iterator[Sequence[str]]:
    for called, histogram_of in timed(report, words):
        values = (histogram_of.percentile(percent) for percent in PERCENTILES.values())
        cells = (time(None if value is None else value / 1e6, words) for value in values)
        yield (called, number(histogram_of.total, words), *cells)
