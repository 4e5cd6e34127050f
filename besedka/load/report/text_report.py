"""The report for a terminal."""

from collections.abc import Iterator, Mapping

from besedka.dialects.words.languages import N_, Language
from besedka.dialects.words.quantities import NOTHING, decimal, number, percent, time
from besedka.load.checks.conditions import FIGURES
from besedka.load.checks.histogram import Histogram
from besedka.load.report.judgement import failure_lines
from besedka.load.report.load_report import PERCENTILES, LoadReport
from besedka.load.report.noise import noise_remark
from besedka.load.report.values import show_value
from besedka.load.users.entrance import LATE
from besedka.system_errors import in_words

__all__ = ["facts", "show", "text_report", "timed", "verdict"]

_TIME_NAMES = {
    "messages": N_("messages"),
    "all": N_("until all have it"),
    "private": N_("private ones"),
    "delayed": N_("delayed ones"),
    "answers": N_("answers"),
    "entering": N_("coming in"),
    "reconnecting": N_("reconnecting"),
    "blackout": N_("blackout"),
    "lateness": N_("generator's lateness"),
}
"""The display name of each series of `tally.TIMES`."""

_REASONS = {
    "timeout": N_("timed out"),
    "connection lost": N_("connection lost"),
    "handshake": N_("wrong handshake"),
    LATE: N_("no handshake"),
}
"""Why a connection could not be made, for reasons that are neither system errors nor HTTP statuses."""


def text_report(report: LoadReport, words: Language) -> str:
    """Return the whole report as text lines."""
    rows = list(facts(report, words))
    width = max(len(name) for name, _ in rows)
    lines = ["", *(f"{name:{width}}  {value}" for name, value in rows), "", *_times(report, words)]
    if report.generator_was_busy:
        lines += [
            "",
            words.text(
                "The generator itself was at its limit: the times reflect it as much as the server. "
                "More --processes or another machine may help."
            ),
        ]
    elif report.generator_was_late:
        lines += [
            "",
            words.text(
                "The generator did not get the processor when it needed it: the times reflect what "
                "else this machine does as much as the server."
            ),
        ]
    if {"others", "load"} & set(report.noise.reasons):
        lines += ["", *noise_remark(report.as_json()["noise"], words)]
    return "\n".join([*lines, "", *verdict(report, words)])


def timed(report: LoadReport, words: Language) -> list[tuple[str, Histogram]]:
    """Return the series of times that this scenario has, each with its name."""
    absent = {"all"} if not report.scenario.posters else set()
    absent |= {"blackout"} if not report.scenario.reconnect else set()
    return [
        (words.text(called), report.times[name]) for name, called in _TIME_NAMES.items() if name not in absent
    ]


def facts(report: LoadReport, words: Language) -> Iterator[tuple[str, str]]:
    """Yield names and values of the figures that are not times."""
    yield from _made(report, words)
    text, figure, tally = words.text, report.figure, report.outcome.tally
    seconds = number(report.outcome.seconds, words)
    cut = text("{seconds} s, cut short") if report.outcome.stopped else text("{seconds} s")
    yield text("traffic"), cut.format(seconds=seconds)
    yield text("users in"), _rate(figure("connected"), figure("connected/s"), words)
    yield text("sent"), _rate(figure("sent"), figure("sent/s"), words)
    yield text("delivered"), _rate(figure("delivered"), figure("delivered/s"), words)
    if report.scenario.posters:
        yield text("delivered to all"), _rate(tally.counts["to-all"], figure("to-all/s"), words)
    yield (
        text("wrong"),
        text("lost {lost}, duplicated {duplicated}, reordered {reordered}, misdirected {misdirected}").format(
            **{
                name: show(name, figure(name), words)
                for name in ("lost", "duplicated", "reordered", "misdirected")
            }
        ),
    )
    yield (
        text("not done"),
        text("refused {refused}, not sent {unsent}, not answered {unanswered}").format(
            refused=_codes(tally.refused),
            unsent=show("unsent", figure("unsent"), words),
            unanswered=show("sent", figure("unanswered"), words),
        ),
    )
    yield from _connections(report, words)
    yield from _machines(report, words)


def _connections(report: LoadReport, words: Language) -> Iterator[tuple[str, str]]:
    text, tally = words.text, report.outcome.tally
    yield (
        text("connections"),
        text("not made {failed}, dropped by the server {dropped}").format(
            failed=_codes({_reason(why, words): n for why, n in tally.failed.items()}),
            dropped=_codes(tally.dropped),
        ),
    )
    if tally.counts["reconnected"]:
        again = text("resumed {reconnected}; messages gone by then {gap}")
        shown = {name: show(name, report.figure(name), words) for name in ("reconnected", "gap")}
        yield text("lost connections"), again.format(**shown)
    if report.scenario.reconnect:
        yield text("blackouts"), _blackouts(report, words)
    if tally.counts["departures"]:
        yield text("left and returned"), f"{tally.counts['departures']}, {tally.counts['returned']}"


def _blackouts(report: LoadReport, words: Language) -> str:
    sentence = words.text(
        "{blackouts}; never back {never}, in a new session {rejoined}; messages lost {lost}, told to be gone {gap}"
    )
    return sentence.format(
        blackouts=show("blackouts", report.figure("blackouts"), words),
        never=show("never-back", report.figure("never-back"), words),
        rejoined=show("rejoined", report.figure("rejoined"), words),
        lost=show("blackout-lost", report.figure("blackout-lost"), words),
        gap=show("gap", report.figure("gap"), words),
    )


def _made(report: LoadReport, words: Language) -> Iterator[tuple[str, str]]:
    """Yield the server, the date, the version and the machine."""
    text, around = words.text, report.environment
    yield text("server"), report.address
    yield text("date"), around.date
    yield text("made with"), f"Besedka {around.version}, {around.python}"
    machine = text("{system}, {cores} cores")
    yield text("generator's machine"), machine.format(system=around.system, cores=around.cores)


def verdict(report: LoadReport, words: Language) -> list[str]:
    """Return whether the run held, and if not, by which conditions it failed."""
    if report.held:
        return [
            words.text("It held; none of these conditions came true: {conditions}").format(
                conditions=_named(report)
            )
        ]
    empty = [] if report.measured else [words.text("FAILED: nothing was measured, so nothing has held.")]
    return empty + failure_lines(report, words)


def show(figure: str, value: float | None, words: Language) -> str:
    """Return a figure's value with its unit."""
    return show_value(FIGURES[figure], value, words)


def _rate(count: float | None, rate: float | None, words: Language) -> str:
    if rate is None:
        return number(count or 0, words)
    return words.text("{count} ({rate} a second)").format(
        count=number(count or 0, words), rate=number(rate, words)
    )


def _codes(codes: Mapping[str, int]) -> str:
    if not codes:
        return "0"
    listed = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
    return f"{sum(codes.values())} ({listed})"


def _reason(why: str, words: Language) -> str:
    return words.text(_REASONS[why]) if why in _REASONS else in_words(why, words)


def _machines(report: LoadReport, words: Language) -> Iterator[tuple[str, str]]:
    server = report.outcome.server
    if server is not None and server.memory is not None:
        start, most, end = (show("server-memory", value, words) for value in server.memory)
        sentence = words.text(
            "process {pid}: CPU {cpu} of a core, memory {start} at the start, {most} at most, {end} at the end"
        )
        cpu = show("server-cpu", server.cpu, words)
        yield (
            words.text("server's resources"),
            sentence.format(pid=server.pid, cpu=cpu, start=start, most=most, end=end),
        )
    yield from _noise(report, words)
    sentence = words.text("CPU {cpu} of a core in the busiest of {n}")
    cpu = show("generator-cpu", report.figure("generator-cpu"), words)
    yield words.text("generator's resources"), sentence.format(cpu=cpu, n=report.scenario.processes)


def _noise(report: LoadReport, words: Language) -> Iterator[tuple[str, str]]:
    noise = report.noise
    if noise.others_cpu is not None or noise.load_before is not None:
        sentence = words.text(
            "others used {others} of all cores; the load average was {load} before the start"
        )
        load = NOTHING if noise.load_before is None else decimal(f"{noise.load_before:.1f}", words)
        others = NOTHING if noise.others_cpu is None else percent(noise.others_cpu)
        yield words.text("noise"), sentence.format(others=others, load=load)


def _times(report: LoadReport, words: Language) -> Iterator[str]:
    rows = timed(report, words)
    width = max(len(name) for name, _ in rows)
    yield " " * width + "".join(f"{name:>10}" for name in ("n", *PERCENTILES))
    for name, histogram in rows:
        shown = (
            time(None if value is None else value / 1e6, words)
            for value in map(histogram.percentile, PERCENTILES.values())
        )
        yield f"{name:{width}}" + "".join(f"{cell:>10}" for cell in (number(histogram.total, words), *shown))


def _named(report: LoadReport) -> str:
    return ", ".join(condition.text for condition in report.conditions)
