"""A run as it might have been, and the report of it."""

from dataclasses import replace

from besedka.dialects.words.languages import language
from besedka.load.checks.conditions import DEFAULTS, Condition
from besedka.load.checks.tally import Tally
from besedka.load.report.environment import Environment
from besedka.load.report.load_report import LoadReport
from besedka.load.run.process_usage import ProcessUsage
from besedka.load.run.runner import RunResult
from besedka.load.scenario.scenario import Scenario

ENGLISH, RUSSIAN = language("en"), language("ru")
SECOND = 1_000_000
AROUND = Environment("1.2.3", "CPython 3.10.1", "Linux 6.1 x86_64", 4, "2026-11-22T12:00:07+00:00")


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
        found.count_delivered([now - 1000 * n for n in range(1, 21)], now)
    found.count_delayed([4 * SECOND], 4 * SECOND + 700)
    found.times["lateness"].record(50)
    found.times["answers"].record(70)
    return found


def report(
    *conditions: str, server: ProcessUsage | None = None, found: Tally | None = None, **more: object
) -> LoadReport:
    outcome = RunResult(found or tally(), 4.0, stopped=False, server=server)
    outcome = replace(outcome, **more)  # type: ignore[arg-type]
    scenario = Scenario(users=3, senders=1)
    given = [Condition.parse(text) for text in conditions or DEFAULTS]
    return LoadReport(scenario, "127.0.0.1:8765", AROUND, outcome, given)
