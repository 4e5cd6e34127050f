"""When a machine counts as noisy."""

from dataclasses import replace

import pytest
from made_reports import ENGLISH, SECOND, report, tally

from besedka.load.report.html_report import html_report
from besedka.load.report.noise import find_noise
from besedka.load.report.text_report import text_report
from besedka.load.run.machine import MachineUsage


@pytest.mark.parametrize(
    ("usage", "busy", "late", "reasons"),
    [
        (MachineUsage(), False, False, ()),
        (MachineUsage(0.1, 2.0), False, False, ()),
        (MachineUsage(0.11, 2.0), False, False, ("others",)),
        (MachineUsage(0.0, 2.1), False, False, ("load",)),
        (MachineUsage(0.5, 9.0), True, True, ("others", "load", "busy", "late")),
    ],
)
def test_each_measure_has_a_bound(
    usage: MachineUsage, busy: bool, late: bool, reasons: tuple[str, ...]
) -> None:
    assert find_noise(usage, 2, 0.1, busy=busy, late=late).reasons == reasons


def test_the_json_has_the_measures_and_the_reasons() -> None:
    found = tally()
    found.times["lateness"].record(SECOND)
    noise = report(found=found, machine=MachineUsage(0.25, 0.5)).as_json()["noise"]
    assert (noise["others_cpu"], noise["load_before"], noise["lateness_p99"]) == (0.25, 0.5, 1.0)
    assert noise["reasons"] == ["others", "late"]


def test_a_noisy_machine_is_said_in_the_text_and_on_the_page() -> None:
    noisy = report(machine=MachineUsage(0.25, 0.5))
    sentence = "The machine was noisy: other programs used 25 % of all cores."
    assert sentence in text_report(noisy, ENGLISH)
    assert sentence in html_report(noisy, ENGLISH)
    quiet = replace(noisy, outcome=replace(noisy.outcome, machine=MachineUsage(0.0, None)))
    assert "noisy" not in text_report(quiet, ENGLISH) + html_report(quiet, ENGLISH)
