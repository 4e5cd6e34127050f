"""The page of a run: the verdict first, then what people felt, then what each service did."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from besedka.dialects.words.languages import N_, Language
from besedka.dialects.words.quantities import NOTHING, decimal, mebibytes, number, percent, time
from besedka.load.report.fields import as_mapping, as_real
from besedka.load.report.judgement import failure_lines
from besedka.load.report.page import (
    PageHead,
    fact_table,
    heading,
    headline,
    paragraph,
    report_page,
    table,
)
from besedka.load.report.plots import COLORS, Mark, Series, Show
from besedka.load.report.sections import (
    Timeline,
    blackouts,
    histogram,
    in_mebibytes,
    latency,
    plot,
    show_mebibytes,
    throughput,
)
from besedka.load.report.values import show_value
from besedka.stage.report.result import UNITS, Result
from besedka.stage.report.run_data import RunData
from besedka.stage.report.stand_figures import restarts

__all__ = ["run_page"]

_PLOTS: Final[Sequence[tuple[str, str, bool, Show]]] = (
    ("cpu", N_("CPU, share of a core"), False, lambda share, _: percent(share)),
    ("memory", N_("Memory"), False, show_mebibytes),
    ("lag", N_("Lag of the event loop, p99 of each second"), True, time),
    ("outbox", N_("Waiting to be written"), False, show_mebibytes),
    ("connections", N_("Connections"), False, number),
)
"""Field of a sample, its name, whether its axis is logarithmic, and how a value is shown."""


def run_page(run: RunData, result: Result, words: Language) -> str:
    """Return the whole page, to be encoded in UTF-8."""
    text = words.text
    timeline = Timeline(_marks(run), run.span)
    head = PageHead(
        text("Staging run {name}").format(name=run.name),
        _about(run, words),
        result,
        _verdict(result, run, words),
        as_mapping(run.load.get("noise")),
        _gaps(run, words),
    )
    body = [
        *_felt(run, result, words, timeline),
        *(_loaded(run, words, timeline) if run.load else ()),
        *_services(run, words, timeline),
        *_faults(run, words),
        heading(text("All figures")),
        fact_table(
            (name, show_value(UNITS[name], value, words))
            for name, value in result.figures.items()
            if value is not None
        ),
        heading(text("Logs")),
        paragraph(", ".join(run.logs) or text("There are none."), ""),
    ]
    return report_page(head, body, words)


def _about(run: RunData, words: Language) -> str:
    profile, load = run.profile, run.load
    parts = [
        profile.description if profile else "",
        str(load.get("started", ""))[:16].replace("T", " ") + " UTC" if load.get("started") else "",
        f"Besedka {load['version']}, {load.get('python')}" if load.get("version") else "",
        str(load.get("system") or ""),
    ]
    if profile:
        sentence = words.text("nodes {nodes}; journal: {journal}; the load enters at {entrance}; seed {seed}")
        journal = words.text("yes") if profile.journal else words.text("no")
        parts.append(
            sentence.format(
                nodes=profile.nodes, journal=journal, entrance=profile.entrance, seed=profile.seed
            )
        )
    return " · ".join(filter(None, parts))


def _verdict(result: Result, run: RunData, words: Language) -> list[str]:
    text = words.text
    if result.held:
        return [text("It held: no condition of failure came true.")]
    lines = []
    if not run.load:
        lines.append(text("FAILED: no load was finished, so nothing has held."))
    elif not result.measured:
        lines.append(text("FAILED: nothing was measured, so nothing has held."))
    return lines + failure_lines(result, words)


def _gaps(run: RunData, words: Language) -> list[str]:
    """Return what of the run is not there."""
    text = words.text
    lines = []
    if run.missing:
        sentence = text(
            "The run’s folder lacks {files}: the run was cut short, or those parts did not begin."
        )
        lines.append(sentence.format(files=", ".join(run.missing)))
    if run.damaged:
        lines.append(
            text("These files are damaged and were left out: {files}.").format(files=", ".join(run.damaged))
        )
    if run.load.get("stopped"):
        lines.append(text("The load was cut short."))
    return lines


def _felt(run: RunData, result: Result, words: Language, timeline: Timeline) -> Iterator[str]:
    """Yield what people would have felt: the load's blackouts, and the canary's visits."""
    text, figures = words.text, result.figures
    names = {
        "blackout.p99": text("blackout, 99 % within"),
        "blackout.max": text("the longest blackout"),
        "p99": text("messages, 99 % within"),
        "lost": text("messages lost"),
        "canary.visits": text("visits of the canary"),
        "canary.failed": text("of them failed"),
        "canary.longest-outage": text("its longest outage"),
        "canary.p99": text("its visits, 99 % within"),
    }
    yield heading(text("What people felt"))
    yield headline(
        (called, show_value(UNITS[name], figures[name], words))
        for name, called in names.items()
        if figures.get(name) is not None
    )
    if run.load:
        yield from blackouts(run.load, words, timeline)
    if run.canary:
        yield from _canary(run, words, timeline)


def _canary(run: RunData, words: Language, timeline: Timeline) -> Iterator[str]:
    text = words.text
    at = [visit["at"] - run.zero for visit in run.canary]
    series = [
        Series(text("it was in"), "three", [as_real(visit.get("joined")) for visit in run.canary]),
        Series(text("it saw its message"), "one", [as_real(visit.get("seen")) for visit in run.canary]),
    ]
    failed = [
        Mark(moment, text("the visit failed: {why}").format(why=visit["failed"]), css="miss")
        for moment, visit in zip(at, run.canary, strict=True)
        if visit.get("failed")
    ]
    yield heading(text("The canary’s visits"))
    sentence = text(
        "Once a second it comes in through nginx, sends a message, sees it and leaves. A cross: it failed."
    )
    yield paragraph(sentence)
    marked = Timeline([*timeline.marks, *failed], timeline.span)
    yield from plot(text("The canary’s visits"), at, series, time, words, marked, log=True)


def _loaded(run: RunData, words: Language, timeline: Timeline) -> Iterator[str]:
    yield from latency(run.load, words, timeline)
    yield from histogram(run.load, words)
    yield from throughput(run.load, words, timeline)


def _services(run: RunData, words: Language, timeline: Timeline) -> Iterator[str]:
    services = run.services()
    if not services:
        return
    text = words.text
    yield heading(text("Services"))
    names = (N_("service"), N_("mean CPU"), N_("most CPU"), N_("most memory"), N_("restarts"))
    yield table(
        text("Services"), [text(name) for name in names], [_used(*item, words) for item in services.items()]
    )
    for field, called, log, show in _PLOTS:
        series = [
            Series(name, COLORS[n % len(COLORS)], values, [sample["at"] - run.zero for sample in samples])
            for n, (name, samples) in enumerate(services.items())
            for values in [_column(samples, field)]
            if any(value is not None for value in values)
        ]
        if series:
            yield heading(text(called), 3)
            yield from plot(text(called), [], series, show, words, timeline, log=log)


def _column(samples: Sequence[Mapping[str, Any]], field: str) -> list[float | None]:
    values = [as_real(sample.get(field)) for sample in samples]
    return in_mebibytes(values) if field in ("memory", "outbox") else values


def _used(name: str, samples: Sequence[Mapping[str, Any]], words: Language) -> list[str]:
    cpu, memory = (
        [v for one in samples if (v := as_real(one.get(field))) is not None] for field in ("cpu", "memory")
    )
    return [
        name,
        percent(sum(cpu) / len(cpu)) if cpu else NOTHING,
        percent(max(cpu)) if cpu else NOTHING,
        mebibytes(max(memory), words) if memory else NOTHING,
        number(restarts(samples), words),
    ]


def _marks(run: RunData) -> list[Mark]:
    return [
        Mark(
            fault["at"] - run.zero,
            f"{fault.get('verb')} {fault.get('service')}",
            ended - run.zero if (ended := as_real(fault.get("ended"))) is not None else None,
        )
        for fault in run.faults
    ]


def _faults(run: RunData, words: Language) -> Iterator[str]:
    text = words.text
    yield heading(text("Faults"))
    if not run.faults:
        yield paragraph(text("Nothing was broken on purpose."), "")
        return
    head = [text(name) for name in (N_("No."), N_("at"), N_("what"), N_("service"), N_("lasted"))]
    rows = [
        [
            str(n),
            text("{n} s").format(n=decimal(f"{mark.at:.1f}", words)),
            str(fault.get("verb")),
            str(fault.get("service")),
            time(None if mark.until is None else max(0.0, mark.until - mark.at), words),
        ]
        for n, (mark, fault) in enumerate(zip(_marks(run), run.faults, strict=True), 1)
    ]
    yield table(text("Faults"), head, rows)
