"""The report as one self-contained page: no scripts, no requests, light and dark mode."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import number, time
from besedka.load.report.load_report import PERCENTILES, LoadReport
from besedka.load.report.plots import Series, histogram_plot, line_plot
from besedka.load.report.text_report import facts, timed, verdict

__all__ = ["html_report"]

_STYLE: Final = """
:root { color-scheme: light dark; --paper: #fcfcfa; --ink: #1d2126; --soft: #667079; --rule: #dcdfe0; --card: #fff;
  --one: #0b6e99; --two: #c2571a; --three: #7b4fa3; --good: #1c7c43; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181b; --ink: #e4e7e9; --soft: #98a2aa; --rule: #30363b;
  --card: #1c2024; --one: #58b4dc; --two: #ef9a62; --three: #bd97e0; --good: #62c48a; --bad: #f2857c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 940px; padding: 28px 20px 60px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 24px; margin: 0 0 2px; } h2 { font-size: 17px; margin: 30px 0 8px; }
p { margin: 6px 0; } .soft { color: var(--soft); }
.verdict { border-left: 5px solid var(--good); background: var(--card); padding: 10px 16px; margin: 18px 0; }
.verdict.failed { border-color: var(--bad); } .verdict p { font-weight: 600; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 18px 0; }
.figure { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 10px 14px; }
.figure b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } h1 { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; background: var(--card); font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } th { color: var(--soft); font-weight: 500; }
table.facts td:last-child { text-align: left; white-space: normal; overflow-wrap: anywhere; width: 100%; }
svg { width: 100%; height: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 8px; }
svg text { fill: var(--soft); font: 11px system-ui, sans-serif; } svg .tag { fill: var(--ink); }
.grid { stroke: var(--rule); stroke-width: 1; } .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.mark { stroke: var(--two); stroke-dasharray: 3 3; } .bar { fill: var(--one); } .dot { stroke: none; }
.line.one { stroke: var(--one); } .line.two { stroke: var(--two); } .line.three { stroke: var(--three); }
.dot.one { fill: var(--one); } .dot.two { fill: var(--two); } .dot.three { fill: var(--three); }
.legend span { margin-right: 18px; } .legend i { display: inline-block; width: 14px; height: 3px; margin-right: 6px;
  vertical-align: middle; } i.one { background: var(--one); } i.two { background: var(--two); }
i.three { background: var(--three); }
@media (max-width: 640px) { body { padding: 20px 14px 40px; } svg { min-width: 760px; } svg text { font-size: 13px; }
  table.facts td { display: block; } table.facts td:first-child { border: 0; padding-bottom: 0; color: var(--soft); }
  table.facts td:last-child { padding-top: 0; } }
"""


def html_report(report: LoadReport, words: Language) -> str:
    """Return the whole page, to be encoded in UTF-8."""
    text = words.text
    title = text("Load on {address}").format(address=report.address)
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="soft">{escape(_made(report))} · {escape(_scenario(report, words))}</p>',
        _verdict(report, words),
        _headline(report, words),
        _heading(text("Latency over time")),
        *_latency(report, words),
        _heading(text("How long messages took")),
        _histogram(report, words),
        _heading(text("Throughput")),
        *_throughput(report, words),
        _heading(text("All times")),
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(text("All times"))}">',
        f"<table>{''.join(_time_rows(report, words))}</table></div>",
        _heading(text("All figures")),
        f'<table class="facts">{"".join(_fact_rows(report, words))}</table>',
    ]
    return (
        f'<!doctype html>\n<html lang="{words.code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _made(report: LoadReport) -> str:
    around = report.environment
    return f"{around.date} · Besedka {around.version}, {around.python}"


def _heading(words: str) -> str:
    return f"<h2>{escape(words)}</h2>"


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


def _verdict(report: LoadReport, words: Language) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in verdict(report, words))
    return f'<div class="verdict{"" if report.held else " failed"}">{lines}</div>'


def _headline(report: LoadReport, words: Language) -> str:
    figure = report.figure
    wrong = sum(figure(name) or 0 for name in ("lost", "duplicated", "reordered", "misdirected"))
    rows = (
        (words.text("delivered a second"), number(figure("delivered/s") or 0, words)),
        (words.text("median time"), time(figure("p50"), words)),
        (words.text("99 % within"), time(figure("p99"), words)),
        (words.text("the slowest"), time(figure("max"), words)),
        (words.text("lost or wrong"), number(wrong, words)),
    )
    cells = "".join(f'<div class="figure">{escape(name)}<b>{escape(value)}</b></div>' for name, value in rows)
    return f'<div class="figures">{cells}</div>'


def _latency(report: LoadReport, words: Language) -> Iterator[str]:
    points = report.points
    series = (
        Series("p50", "one", [point.p50 for point in points]),
        Series("p99", "two", [point.p99 for point in points]),
        Series(words.text("the slowest"), "three", [point.worst for point in points]),
    )
    title = words.text("Latency over time")
    yield line_plot(title, [point.at for point in points], series, time, words, log=True)
    yield _legend(series)


def _throughput(report: LoadReport, words: Language) -> Iterator[str]:
    width = report.outcome.tally.width / 1_000_000
    # Incomplete slots would look like a collapse: the last second, and the wait for stragglers after it.
    points = [point for point in report.points if point.at + width <= report.outcome.seconds + 0.01]
    xs = [point.at for point in points]
    delivered = Series(words.text("delivered a second"), "one", [point.delivered for point in points])
    sent = Series(words.text("sent a second"), "two", [point.sent for point in points])
    for series in (delivered, sent):
        yield line_plot(series.name, xs, [series], number, words)
        yield _legend([series])


def _histogram(report: LoadReport, words: Language) -> str:
    marks = [(name, value) for name in ("p50", "p99") if (value := report.figure(name)) is not None]
    return histogram_plot(words.text("How long messages took"), report.times["messages"].rows(), marks, words)


def _legend(series: Sequence[Series]) -> str:
    return (
        '<p class="legend soft">'
        + "".join(f'<span><i class="{line.css}"></i>{escape(line.name)}</span>' for line in series)
        + "</p>"
    )


def _time_rows(report: LoadReport, words: Language) -> Iterator[str]:
    yield "<tr><th></th>" + "".join(f"<th>{name}</th>" for name in ("n", *PERCENTILES)) + "</tr>"
    for called, histogram in timed(report, words):
        values = [histogram.percentile(percent) for percent in PERCENTILES.values()]
        cells = [
            number(histogram.total, words),
            *(time(None if v is None else v / 1e6, words) for v in values),
        ]
        row = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        yield f"<tr><td>{escape(called)}</td>{row}</tr>"


def _fact_rows(report: LoadReport, words: Language) -> Iterator[str]:
    for name, value in facts(report, words):
        yield f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>"
