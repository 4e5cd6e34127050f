"""When a difference is called one."""

from typing import Any

import pytest
from made_runs import QUIET, figures, made_run

from besedka.load.report.comparing.comparison import Comparison, Finding, compare_runs

NOISY = {**QUIET, "others_cpu": 0.5, "reasons": ["others"]}


def findings(comparison: Comparison) -> dict[str, Finding]:
    return {change.figure: change.finding for change in comparison.changes}


def changed(base: int, new: int, **figure: float) -> dict[str, Finding]:
    """Compare runs of which the second has other counts."""
    counts = {**made_run(1)["figures"], **figure}
    return findings(compare_runs(figures(base), figures(new, figures=counts)))


@pytest.mark.parametrize("seed", range(40))
def test_two_equal_runs_are_equal(seed: int) -> None:
    compared = compare_runs(figures(2 * seed), figures(2 * seed + 1))
    assert set(findings(compared).values()) <= {"same", "neutral", "unknown", "moments"}
    assert {findings(compared)[name] for name in ("p50", "p90", "p99", "delivered/s")} == {"same"}
    assert compared.differing == {}


@pytest.mark.parametrize("seed", range(10))
def test_a_server_that_is_slower_by_far_more_than_the_spread_is_worse(seed: int) -> None:
    found = findings(compare_runs(figures(seed), figures(seed + 100, delay=0.05)))
    assert [found[name] for name in ("p50", "p90", "p99")] == ["worse"] * 3
    back = findings(compare_runs(figures(seed, delay=0.05), figures(seed + 100)))
    assert [back[name] for name in ("p50", "p90", "p99")] == ["better"] * 3


def test_a_difference_within_the_spread_is_none() -> None:
    assert findings(compare_runs(figures(1), figures(2, delay=0.0005)))["p99"] == "same"


def test_one_second_that_stalled_is_told_as_such() -> None:
    run = made_run(2)
    run["points"][7]["p99"] = run["points"][7]["worst"] = 3.0
    run["times"]["messages"]["p99"] = 1.0
    found = findings(compare_runs(figures(1), figures(2, points=run["points"], times=run["times"])))
    assert (found["p99"], found["p50"]) == ("moments", "same")


@pytest.mark.parametrize(("base", "new"), [(QUIET, NOISY), (NOISY, QUIET), (NOISY, NOISY)])
def test_noise_is_not_called_a_regression(base: object, new: object) -> None:
    compared = compare_runs(figures(1, noise=base), figures(2, delay=0.05, noise=new))
    assert compared.noisy
    assert {findings(compared)[name] for name in ("p50", "p99")} == {"noisy"}
    assert compared.found("worse") == []


def test_a_lost_message_is_worse_however_noisy_the_machine_was() -> None:
    lost = {**made_run(1)["figures"], "lost": 1}
    assert findings(compare_runs(figures(1), figures(2, figures=lost, noise=NOISY)))["lost"] == "worse"


def test_the_error_of_a_percentile_is_no_difference() -> None:
    def steady(p50: float) -> dict[str, Any]:
        run = made_run(1)
        points = [{**point, "p50": p50} for point in run["points"]]
        return {"points": points, "times": {"messages": {**run["times"]["messages"], "p50": p50}}}

    assert findings(compare_runs(figures(1, **steady(0.1)), figures(1, **steady(0.101))))["p50"] == "same"
    assert findings(compare_runs(figures(1, **steady(0.1)), figures(1, **steady(0.12))))["p50"] == "worse"


def test_less_delivered_is_worse_and_less_memory_is_better() -> None:
    found = changed(1, 2, **{"delivered/s": 1500.0, "server-memory": 10 << 20})
    assert found["server-memory"] == "better"
    assert found["delivered/s"] == "moments"  # the seconds do not say so
    run = made_run(2)
    points = [{**point, "delivered": point["delivered"] / 2} for point in run["points"]]
    half = {**run["figures"], "delivered/s": 2000.0}
    assert (
        findings(compare_runs(figures(1), figures(2, points=points, figures=half)))["delivered/s"] == "worse"
    )


@pytest.mark.parametrize(("dropped", "finding"), [(0, "same"), (1, "worse"), (9, "worse")])
def test_a_dropped_connection_is_worse(dropped: int, finding: str) -> None:
    assert changed(1, 2, dropped=dropped).get("dropped", "same") == finding


def test_a_figure_without_seconds_needs_the_double_and_enough_values() -> None:
    def private(count: int, p50: float) -> dict[str, Any]:
        times = {**made_run(1)["times"], "private": {"count": count, "p50": p50, "p99": 2 * p50}}
        return {"times": times}

    def of(count: int, p50: float) -> dict[str, Finding]:
        return findings(compare_runs(figures(1, **private(count, 0.01)), figures(2, **private(count, p50))))

    assert (of(100, 0.019)["private.p50"], of(100, 0.021)["private.p50"]) == ("same", "worse")
    assert of(10, 0.05)["private.p50"] == "unknown"
    assert (of(100, 0.05)["private.p99"], of(2000, 0.05)["private.p99"]) == ("unknown", "worse")


def test_what_only_one_run_measured_is_not_judged() -> None:
    run = made_run(1)
    del run["figures"]["server-cpu"]
    assert findings(compare_runs(figures(1, figures=run["figures"]), figures(2)))["server-cpu"] == "unknown"


def test_a_run_of_four_seconds_has_no_spread() -> None:
    short: dict[str, Any] = {"points": made_run(1)["points"][:4], "seconds": 4.0}
    compared = compare_runs(figures(1, **short), figures(2, **short))
    assert next(change for change in compared.changes if change.figure == "p50").spread is None


def test_what_else_differs_is_told_but_for_the_seed() -> None:
    scenario = {"users": 60, "rate": 100.0, "seed": 77}
    compared = compare_runs(figures(1), figures(2, scenario=scenario, version="2.0.0", cores=8))
    assert compared.differing == {
        "scenario.users": ("50", "60"),
        "version": ("1.2.3", "2.0.0"),
        "cores": ("4", "8"),
    }


def test_a_change_is_a_share_of_what_was() -> None:
    compared = compare_runs(figures(1), figures(1, delay=0.004))
    change = next(change for change in compared.changes if change.figure == "p50")
    assert change.share is not None
    assert change.share == pytest.approx(1.0, rel=0.2)
    lost = compare_runs(figures(1), figures(2, figures={**made_run(1)["figures"], "lost": 3}))
    assert next(change for change in lost.changes if change.figure == "lost").share is None
