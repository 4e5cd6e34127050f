"""The figures of a run, whether it held, and its JSON."""

import json
from dataclasses import asdict, replace

import pytest
from made_reports import ENGLISH, SECOND, report, tally

from besedka.load.checks.conditions import FIGURES
from besedka.load.checks.tally import Tally
from besedka.load.report.environment import describe_environment
from besedka.load.report.html_report import html_report
from besedka.load.report.text_report import text_report
from besedka.load.run.process_usage import ProcessUsage, Sample
from besedka.load.scenario.scenario import Scenario


def test_every_figure_that_a_condition_may_name_can_be_told() -> None:
    whole = report(
        server=ProcessUsage(1, [Sample(0, 0.0, 100), Sample(SECOND, 0.5, 300), Sample(2 * SECOND, 1.0, 200)])
    )
    values = {name: whole.figure(name) for name in FIGURES}
    assert values["delivered"] == 81
    assert values["delivered/s"] == 81 / 4
    assert values["connected/s"] == pytest.approx(15)
    assert values["p99"] == values["max"] == 0.02
    assert values["server-cpu"] == 0.5
    assert values["server-memory"] == 300
    assert values["private.p50"] is None
    assert [
        name
        for name, value in values.items()
        if value is None and not name.startswith(("private", "reconnecting", "all.", "to-all", "blackout."))
    ] == []


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
    around = describe_environment()
    assert around.cores >= 1
    assert around.started.endswith("+00:00")
    assert set(asdict(around)) == {"version", "python", "system", "cores", "started"}


def test_blackouts_and_posts_have_figures() -> None:
    found = tally()
    found.count_loss(2 * SECOND)
    found.count_loss(2 * SECOND)
    found.count_return(1_500_000, 3 * SECOND + 500_000)
    found.counts["never-back"] = 1
    found.errors.lost = found.errors.lost_away = 7
    found.times["all"].record(3000)
    found.counts["to-all"] = 8
    whole = report(found=found, began=1234.5)
    whole = replace(whole, scenario=replace(whole.scenario, reconnect=True, posters=1))
    assert (whole.figure("blackout.p99"), whole.figure("all.max"), whole.figure("to-all/s")) == (
        1.5,
        0.003,
        2,
    )
    fields = whole.as_json()
    assert fields["began"] == 1234.5
    assert {name: fields["blackouts"][name] for name in ("count", "lost", "never_back", "max")} == {
        "count": 2,
        "lost": 7,
        "never_back": 1,
        "max": 1.5,
    }
    assert [(point["lost_connections"], point["back"]) for point in fields["points"]][1:3] == [(2, 0), (0, 1)]
    assert report().as_json()["blackouts"] is None
    text = text_report(whole, ENGLISH)
    assert "2; never back 1, in a new session 0; messages lost 7, told to be gone 0" in text
    assert "8 (2 a second)" in text


def test_the_json_report_is_json_and_complete() -> None:
    fields = json.loads(json.dumps(report("p99>5ms").as_json(), allow_nan=False))
    assert fields["held"] is False
    assert fields["conditions"] == [{"condition": "p99>5ms", "value": 0.02, "failed": True}]
    assert fields["figures"]["delivered"] == 81
    assert len(fields["points"]) == 4
    assert set(fields["times"]) == {
        "messages",
        "private",
        "delayed",
        "answers",
        "lateness",
        "entering",
        "reconnecting",
        "all",
        "blackout",
    }
    assert fields["server_memory"] is None
