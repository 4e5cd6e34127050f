"""The report for a terminal."""

import pytest
from made_reports import ENGLISH, RUSSIAN, SECOND, report, tally

from besedka.dialects.words.quantities import number, time
from besedka.load.report.html_report import html_report
from besedka.load.report.text_report import show, text_report
from besedka.load.run.process_usage import ProcessUsage, Sample


def test_the_text_says_everything() -> None:
    found = tally()
    found.refused["muted"] = 2
    found.dropped["1013"] = 1
    found.failed["HTTP 503"] = 3
    server = ProcessUsage(77, [Sample(0, 0, 1 << 20), Sample(SECOND, 0.25, 2 << 20)])
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


def test_lost_connections_are_said_if_there_were_any() -> None:
    found = tally()
    assert "lost connections" not in text_report(report(found=found), ENGLISH)
    found.counts["reconnected"], found.counts["gap"] = 12, 7
    found.times["reconnecting"].record(SECOND)
    lines = text_report(report(found=found), ENGLISH).splitlines()
    (line,) = (line for line in lines if line.startswith("lost connections"))
    assert line.split("  ")[-1].strip() == "resumed 12; messages gone by then 7"
    assert any(line.split()[:4] == ["reconnecting", "1", "1", "s"] for line in lines)
    russian = text_report(report(found=found), RUSSIAN)
    assert "потери связи" in russian
    assert "восстановлено" in russian
