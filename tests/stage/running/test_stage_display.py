"""What is told of a run: a live line on a terminal, a line now and then elsewhere; logs; the table of services."""

import json
import os
import time
from io import StringIO
from pathlib import Path

import pytest
from small_stand import current, small

from besedka.dialects.words.languages import language
from besedka.load.run.runner import Progress
from besedka.stage.report.result import Result
from besedka.stage.running.logs import show_logs
from besedka.stage.running.ownership.processes import Process, find
from besedka.stage.running.ownership.runtime import Runtime
from besedka.stage.running.playing.progress import CanaryCount, Display
from besedka.stage.running.raising.log_tail import tail
from besedka.stage.running.raising.stand import Stand
from besedka.stage.running.raising.supervisor_client import ServiceState
from besedka.stage.running.reporting import verdict_text
from besedka.stage.running.status import recorded_states, show_status
from besedka.stage.table.conditions import read_condition
from besedka.stage.table.profile import read_profile

ENGLISH = language("en")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def visit(failed: str = "") -> str:
    return json.dumps({"at": 1.0, "failed": failed}) + "\n"


def snapshot(seconds: float) -> Progress:
    return Progress("traffic", seconds, 20, 50, 1000, 12_000, 0)


def test_visits_are_counted_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "canary.jsonl"
    count = CanaryCount(file)
    count.update()
    file.write_text(visit() + visit("timeout") + visit()[:5])
    count.update()
    assert (count.visits, count.failed) == (2, 1)
    with file.open("a") as opened:
        opened.write(visit()[5:] + "nonsense\n")
    count.update()
    assert (count.visits, count.failed) == (4, 2)


def test_on_a_terminal_the_line_changes_and_notes_stay_above_it(tmp_path: Path) -> None:
    stream = Terminal()
    display = Display(stream, ENGLISH)
    display.load(snapshot(3), CanaryCount(tmp_path / "none"))
    display.note("3.0 s: freeze node-1")
    with display.broken("freeze node-1"):
        display.load(snapshot(4), CanaryCount(tmp_path / "none"))
    display.clear()
    lines = stream.getvalue().split("\r\x1b[K")
    assert lines[1].startswith("3 s: 20 users, 50 sent a second, p99 12 ms; canary: 0 visits")
    assert lines[2] == "3.0 s: freeze node-1\n"
    assert lines[3].startswith("4 s: ")
    assert lines[4] == ""


def test_elsewhere_every_fifth_second_is_a_line_without_control_characters(tmp_path: Path) -> None:
    stream = StringIO()
    display = Display(stream, ENGLISH)
    with display.broken("cut node-1"):
        for second in range(10):
            display.load(snapshot(second), CanaryCount(tmp_path / "none"))
    display.clear()
    lines = stream.getvalue().splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["0", "5"]
    assert all(line.endswith("; fault: cut node-1") for line in lines)
    assert "\x1b" not in stream.getvalue()


def test_of_two_faults_at_once_the_one_that_goes_on_stays_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    stream = Terminal()
    display, count = Display(stream, ENGLISH), CanaryCount(tmp_path / "none")
    with display.broken("cut node-1"):
        with display.broken("freeze nginx"):
            display.load(snapshot(1), count)
        display.load(snapshot(2), count)
    display.load(snapshot(3), count)
    said = [line.partition("; fault: ")[2] for line in stream.getvalue().split("\r\x1b[K")[1:]]
    assert [text.strip() for text in said] == ["cut node-1, freeze nginx", "cut node-1", ""]


def test_the_last_lines_of_a_file_are_shown_without_what_would_harm_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "node-1.log").write_text("one\ntwo\x1b[2J\nthree\n")
    (tmp_path / "nginx.log").write_text("four\n")
    show_logs([tmp_path / "node-1.log"], 2, follow=False, ended=lambda: True)
    assert capsys.readouterr().out == "two[2J\nthree\n"
    show_logs([tmp_path / "nginx.log", tmp_path / "node-1.log"], 1, follow=False, ended=lambda: True)
    assert capsys.readouterr().out == "nginx  | four\nnode-1 | three\n"
    assert tail(tmp_path / "none.log", 3) == []


def test_a_log_is_followed_by_whole_lines_until_it_is_enough(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "node-1.log"
    file.write_text("old\nbro")
    pieces = iter(["ken\nnew\nha", "lf\n"])

    def ended() -> bool:
        with file.open("a") as opened:
            piece = next(pieces, None)
            opened.write(piece or "")
        return piece is None

    show_logs([file], 1, follow=True, ended=ended)
    assert capsys.readouterr().out == "old\nbroken\nnew\nhalf\n"


@pytest.mark.parametrize("count", [1, 999, 5000, 20_000])
def test_as_many_last_lines_are_shown_as_were_asked_for(count: int, tmp_path: Path) -> None:
    lines = [f"{number} {'x' * (number % 50)}" for number in range(9000)]
    (tmp_path / "node-1.log").write_text("\n".join(lines))
    assert tail(tmp_path / "node-1.log", count) == lines[-count:]


def test_the_table_says_what_runs_and_what_does_not(tmp_path: Path) -> None:
    services = (small("node-1", tmp_path), small("nginx", tmp_path), small("canary", tmp_path))
    stand = Stand(current(tmp_path), read_profile("smoke"), services, Runtime(tmp_path / "r"))
    states = {
        "node-1": ServiceState("node-1", "RUNNING", 77, 0.0),
        "nginx": ServiceState("nginx", "BACKOFF", 0, 0.0),
        "canary": ServiceState("canary", "STARTING", 78, 0.0),
    }
    opening, *rows = show_status(stand, states, ENGLISH).splitlines()
    assert opening == f"Run {tmp_path.name}, profile small, folder {tmp_path}"
    assert rows[0].split()[:3] == ["node-1", "runs", "77"]
    assert rows[1].split() == ["nginx", "does", "not", "run", "127.0.0.1"]
    assert rows[2].split()[:3] == ["canary", "starts", "78"]
    assert "запускается" in show_status(stand, states, language("ru"))


def test_without_supervisord_the_table_says_what_is_still_there(tmp_path: Path) -> None:
    runtime = Runtime(tmp_path / "r")
    services = (small("node-1", tmp_path), small("nginx", tmp_path))
    with runtime.locked():
        stand = Stand(current(tmp_path), read_profile("smoke"), services, runtime)
        own = find(os.getpid())
        assert own is not None
        stand.ledger.add("node-1", Process(own.pid, own.start - 1))
        stand.ledger.add("node-1", own)
        stand.ledger.add("nginx", Process(own.pid, own.start - 1))
        states = recorded_states(stand)
    assert {name: state.pid for name, state in states.items()} == {"node-1": own.pid}
    assert 0 < time.time() - states["node-1"].since < 86_400


def test_a_verdict_that_did_not_hold_names_the_conditions_that_were_met() -> None:
    conditions = tuple(map(read_condition, ("lost>0", "p99>1s", "p50>1s", "failed>0")))
    figures = {"lost": 1234.0, "p99": 1.5, "failed": 0.0}
    verdict = verdict_text(Result(figures, conditions, measured=True), ENGLISH)
    assert verdict.splitlines() == [
        "The verdict: it did not hold.",
        "  lost>0 (1 234)",
        "  p99>1s (1.5 s)",
        "  p50>1s (–)",
    ]
    assert verdict_text(Result(figures, (), measured=True), ENGLISH) == "The verdict: it held."
    assert verdict_text(Result({}, (), measured=False), ENGLISH) == "The verdict: it did not hold."
