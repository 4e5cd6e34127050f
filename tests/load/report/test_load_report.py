import io
import json
import re
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from besedka.dialects.words.languages import language
from besedka.dialects.words.quantities import number, time
from besedka.load.checks.conditions import DEFAULTS, FIGURES, Condition
from besedka.load.checks.tally import Tally, slot_width
from besedka.load.report.html import html_report
from besedka.load.report.plots import Series, histogram_plot, line_plot
from besedka.load.report.report import Report
from besedka.load.report.surroundings import Surroundings, look_around
from besedka.load.report.text import show, text_report
from besedka.load.run.machine import Sample, ServerUse
from besedka.load.run.progress import progress
from besedka.load.run.runner import Outcome, Snapshot
from besedka.load.scenario.scenario import Scenario

ENGLISH, RUSSIAN = language("en"), language("ru")
SECOND = 1_000_000
AROUND = Surroundings("1.2.3", "CPython 3.10.1", "Linux 6.1 x86_64", 4, "2026-11-22T12:00:07+00:00")


def tally() -> Tally:
    found = Tally()
    for user in range(3):
        found.enter(0, (user + 1) * 100_000)
    found.begin = SECOND
    found.enter(0, SECOND + 5)
    found.counts["returned"] = found.counts["departures"] = 1
    for second in range(4):
        now = (second + 1) * SECOND + 500_000
        found.slot(now).sent += 10
        found.hear([now - 1000 * n for n in range(1, 21)], now)
    found.hear_delayed([4 * SECOND], 4 * SECOND + 700)
    found.times["lateness"].record(50)
    found.times["answers"].record(70)
    return found


def report(
    *conditions: str, server: ServerUse | None = None, found: Tally | None = None, **more: object
) -> Report:
    outcome = Outcome(found or tally(), 4.0, stopped=False, server=server)
    outcome = replace(outcome, **more)  # type: ignore[arg-type]
    scenario = Scenario(users=3, senders=1)
    given = [Condition.parse(text) for text in conditions or DEFAULTS]
    return Report(scenario, "127.0.0.1:8765", AROUND, outcome, given)


def test_every_figure_that_a_condition_may_name_can_be_told() -> None:
    whole = report(
        server=ServerUse(1, [Sample(0, 0.0, 100), Sample(SECOND, 0.5, 300), Sample(2 * SECOND, 1.0, 200)])
    )
    values = {name: whole.figure(name) for name in FIGURES}
    assert values["delivered"] == 81
    assert values["delivered/s"] == 81 / 4
    assert values["connected/s"] == pytest.approx(15)
    assert values["p99"] == values["max"] == 0.02
    assert values["server-cpu"] == 0.5
    assert values["server-memory"] == 300
    assert values["private.p50"] is None
    assert [name for name, value in values.items() if value is None and not name.startswith("private")] == []


def test_an_empty_run_has_figures_too() -> None:
    empty = report(found=Tally(), seconds=0.0)
    assert (empty.figure("sent/s"), empty.figure("p99"), empty.figure("connected/s")) == (None, None, None)
    assert "–" in text_report(empty, ENGLISH)
    assert "<svg" in html_report(empty, ENGLISH)


@pytest.mark.parametrize("conditions", [(), ("lost>0",)])
def test_a_run_that_measured_nothing_has_not_held_whatever_its_conditions_are(
    conditions: tuple[str, ...],
) -> None:
    empty = report(*conditions, found=Tally(), seconds=0.0)
    assert (empty.failures, empty.measured, empty.held) == ([], False, False)
    assert text_report(empty, ENGLISH).splitlines()[-1].startswith("FAILED: nothing was measured")
    assert 'class="verdict failed"' in html_report(empty, ENGLISH)
    assert empty.as_json()["held"] is False


def test_answers_are_enough_where_no_messages_are_sent() -> None:
    questions, found = Scenario(users=3, senders=1, mix={"users": 1}), Tally()
    assert not replace(report(found=found), scenario=questions).held
    found.times["answers"].record(70)
    assert replace(report(found=found), scenario=questions).held
    assert not report(found=found).held  # here messages were to be sent


def test_a_condition_that_came_about_is_named_with_its_value() -> None:
    failed = report("p99>5ms", "private.p99>1s", "lost>0")
    assert [condition.text for condition in failed.failures] == ["p99>5ms", "private.p99>1s"]
    lines = text_report(failed, ENGLISH).splitlines()
    assert lines[-2:] == [
        "FAILED: p99>5ms (it was 20 ms)",
        "FAILED: private.p99>1s (it could not be measured)",
    ]
    assert "failed" in html_report(failed, ENGLISH)


def test_the_text_says_everything() -> None:
    found = tally()
    found.refused["muted"] = 2
    found.dropped["1013"] = 1
    found.failed["HTTP 503"] = 3
    server = ServerUse(77, [Sample(0, 0, 1 << 20), Sample(SECOND, 0.25, 2 << 20)])
    text = text_report(report(found=found, server=server, stopped=True), ENGLISH)
    expected = (
        "2 (muted 2)",
        "1 (1013 1)",
        "3 (HTTP 503 3)",
        "process 77",
        "25 %",
        "2.0 MiB",
        "cut short",
        "20 ms",
        "81 (20.2 a second)",
    )
    assert [words for words in expected if words not in text] == []


def test_every_report_says_when_with_what_and_on_what_it_was_made() -> None:
    said = ("2026-11-22 12:00 UTC", "Besedka 1.2.3, CPython 3.10.1", "Linux 6.1 x86_64, 4 cores")
    for page in (text_report(report(), ENGLISH), html_report(report(), ENGLISH)):
        assert [words for words in said if words not in page] == []
    fields = report().as_json()
    assert [fields[name] for name in ("version", "python", "system", "cores", "started")] == [
        "1.2.3",
        "CPython 3.10.1",
        "Linux 6.1 x86_64",
        4,
        "2026-11-22T12:00:07+00:00",
    ]


def test_what_is_around_names_no_machine_and_no_place() -> None:
    around = look_around()
    assert around.cores >= 1
    assert around.started.endswith("+00:00")
    assert set(asdict(around)) == {"version", "python", "system", "cores", "started"}


def test_a_generator_at_its_limit_is_told() -> None:
    found = tally()
    assert "generator" not in text_report(report(found=found), ENGLISH).replace("generator's", "")
    found.busy = 0.95
    assert "was at its limit" in text_report(report(found=found), ENGLISH)


def test_a_generator_that_other_programs_held_up_is_not_called_busy() -> None:
    found = tally()
    found.busy = 0.1
    found.times["lateness"].record(SECOND)
    told = text_report(report(found=found), ENGLISH)
    assert "did not get the processor" in told
    assert "limit" not in told


def test_the_report_speaks_russian() -> None:
    assert "УСПЕХ" in text_report(report(), RUSSIAN)
    assert '<html lang="ru">' in html_report(report(), RUSSIAN)


class Page(HTMLParser):
    """Sees that every element is closed, and collects what would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.fetched += [str(value) for name, value in attrs if name in ("src", "href", "action")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_for_nothing_else() -> None:
    text = html_report(report(), ENGLISH)
    page = Page()
    page.feed(text)
    assert page.open == []
    assert page.fetched == []
    assert "script" not in page.seen
    assert {"svg", "polyline", "rect", "table"} <= page.seen
    assert "url(" not in text
    assert "@import" not in text
    assert "prefers-color-scheme: dark" in text


def test_what_comes_from_outside_is_escaped_in_the_page() -> None:
    found = tally()
    found.failed["<script>"] = 1
    assert "<script>" not in html_report(report(found=found), ENGLISH)


def test_the_json_report_is_json_and_complete() -> None:
    fields = json.loads(json.dumps(report("p99>5ms").as_json(), allow_nan=False))
    assert fields["held"] is False
    assert fields["conditions"] == [{"condition": "p99>5ms", "value": 0.02, "failed": True}]
    assert fields["figures"]["delivered"] == 81
    assert len(fields["points"]) == 4
    assert set(fields["times"]) == {"messages", "private", "delayed", "answers", "lateness", "entering"}
    assert fields["server_memory"] is None


def test_tallies_of_several_processes_are_merged() -> None:
    one, two = tally(), tally()
    two.findings.lost = 2
    two.entered = (50_000, 90_000)
    one.merge(Tally.from_json(two.as_json()))
    assert (one.delivered, one.sent, one.findings.lost, one.entered) == (162, 80, 2, (50_000, 300_000))
    empty = Tally()
    empty.merge(one)
    empty.merge(Tally())
    assert empty.as_json() == one.as_json()


def test_a_long_run_has_longer_slots_and_never_too_many() -> None:
    assert (slot_width(10), slot_width(600), slot_width(3600)) == (SECOND, SECOND, 6 * SECOND)
    found = Tally()
    for moment in (-5, 10**9, 10**12, 10**15):
        found.slot(moment)
    assert list(found.slots) == [0, 1000, 1200]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "–"),
        (0.0000004, "0 µs"),
        (0.00095, "950 µs"),
        (0.0123, "12.3 ms"),
        (0.9996, "1 s"),
        (12.345, "12.3 s"),
    ],
)
def test_times_are_shown_to_be_compared(seconds: float | None, shown: str) -> None:
    assert time(seconds, ENGLISH) == shown


def test_other_values_are_shown_with_their_unit() -> None:
    shown = [show(name, 0.5, ENGLISH) for name in ("p99", "sent/s", "server-cpu", "server-memory", "lost")]
    assert shown == ["500 ms", "0.5/s", "50 %", "0.0 MiB", "0.5"]
    assert (show("lost", None, ENGLISH), number(1234567, ENGLISH)) == ("–", "1 234 567")


def test_a_plot_of_nothing_or_of_one_value_is_a_plot() -> None:
    for values in ([], [0.0], [None], [1.0]):
        for log in (False, True):
            assert "</svg>" in line_plot(
                "t", [0.0] * len(values), [Series("s", "one", values)], number, ENGLISH, log=log
            )
    assert "</svg>" in histogram_plot("t", [], [], ENGLISH)
    assert "</svg>" in histogram_plot("t", [(0, 3)], [("p50", 0.0)], ENGLISH)


def test_no_number_of_a_plot_leaves_the_picture() -> None:
    plot = line_plot("t", [0, 1, 2], [Series("s", "one", [1e-6, 5.0, 1e9])], number, ENGLISH, log=True)
    places = [float(y) for y in re.findall(r'cy="([\d.]+)"', plot)]
    assert len(places) == 3
    assert all(0 <= place <= 260 for place in places)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_on_a_terminal_and_few_elsewhere() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        tell = progress(stream, ENGLISH)
        for step in ("traffic", "entering", "traffic", "traffic", "draining"):
            tell(Snapshot(step, 3.2, 10, 5, 50, 12_300, 2))
    assert terminal.getvalue().count("\r") == 5
    assert "\n" not in terminal.getvalue()
    assert pipe.getvalue() == "3 s: 10 users, 5 sent a second, 50 delivered a second, p99 12.3 ms, 2 wrong\n"


def processes(root: Path) -> Path:
    (root / "net").mkdir()
    head = "  sl  local_address rem_address   st tx rx tr tm retrnsmt   uid  timeout inode\n"
    row = " 0: 0100007F:{:04X} 00000000:0000 {} 0:0 0:0 0 0 0 {} 1\n"
    (root / "net" / "tcp").write_text(head + row.format(8765, "01", 5) + row.format(8765, "0A", 42))
    for pid, inode in ((7, 41), (9, 42)):
        (root / str(pid) / "fd").mkdir(parents=True)
        (root / str(pid) / "fd" / "3").symlink_to(f"socket:[{inode}]")
    (root / "11").mkdir()
    (root / "9" / "stat").write_text("9 (a ) b) S " + " ".join(["0"] * 10) + " 100 50 0 0\n")
    (root / "9" / "status").write_text("VmPeak: 9 kB\nVmRSS:\t  2048 kB\n")
    return root


def test_the_server_is_found_by_its_port_and_looked_at(tmp_path: Path) -> None:
    from besedka.load.run.machine import find_server

    proc = processes(tmp_path)
    assert find_server(8765, proc) == 9
    assert find_server(8766, proc) is None
    use = ServerUse(9, proc=proc)
    assert use.memory is None
    use.look(0)
    assert use.cpu is None
    use.look(SECOND)
    assert [use.cpu, use.memory] == [0.0, (2048 * 1024,) * 3]
    gone = ServerUse(12345, proc=proc)
    gone.look(0)
    assert gone.samples == []
