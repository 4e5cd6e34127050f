"""The page of a load run, on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from besedka.dialects.words.languages import language
from besedka.load.checks.conditions import DEFAULTS, Condition
from besedka.load.checks.tally import Tally
from besedka.load.report.environment import describe_environment
from besedka.load.report.html_report import html_report
from besedka.load.report.load_report import LoadReport
from besedka.load.run.runner import RunResult
from besedka.load.scenario.scenario import Scenario


@pytest.mark.parametrize("code", ["en", "ru"])
def test_nothing_of_a_report_sticks_out_of_a_phone(browser: Browser, tmp_path: Path, code: str) -> None:
    tally = Tally()
    tally.count_delivered([100 * n for n in range(1, 2000)], 1_000_000)
    tally.failed["a-reason-that-is-as-long-as-a-reason-can-be-and-has-no-place-to-break"] = 1
    conditions = [Condition.parse(text) for text in DEFAULTS]
    address = "a-very-long-name-of-a-machine.in-some-office.example:8765"
    report = LoadReport(
        Scenario(), address, describe_environment(), RunResult(tally, 4.0, stopped=False), conditions
    )
    path = tmp_path / "report.html"
    path.write_text(html_report(report, language(code)), encoding="utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    size = "[...document.querySelectorAll('svg text')].map(text => text.getBoundingClientRect().height)"
    assert min(page.evaluate(size)) > 10
    page.close()
