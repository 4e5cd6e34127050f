"""Ratios between Besedka and an earlier Besedka; nothing here is timed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.main import main
from benchmarks.report.comparison import comparison
from benchmarks.report.figures import Figures

_ROOT = Path(__file__).resolve().parent.parent.parent
_SMALL = "10 clients, 200 in flight"
_IGNORING = f"{_SMALL}, 2 of them ignore one other each"


def rounds(
    figures: Figures, case: str, peer: str, values: Sequence[float | str], metric: str = "messages"
) -> None:
    for value in values:
        figures.add("fanout", case, peer, "failure" if isinstance(value, str) else metric, value)


def test_medians_are_compared_and_each_round_with_the_round_of_its_number() -> None:
    figures = Figures()
    rounds(figures, _SMALL, "besedka", [100.0, 220.0, 300.0])
    rounds(figures, _SMALL, "besedka before", [200.0, 200.0, 400.0])
    assert f"| {_SMALL} | messages | besedka before | 1.10 × | 0.50 … 1.10 × |" in comparison(
        "fanout", figures
    )


def test_what_the_earlier_one_cannot_do_is_compared_with_the_case_without_it() -> None:
    figures = Figures()
    rounds(figures, _SMALL, "besedka", [100.0, 200.0])
    rounds(figures, _IGNORING, "besedka", [90.0, 190.0])
    (row,) = comparison("fanout", figures).splitlines()[2:]
    assert row == f"| {_IGNORING} | messages | besedka, {_SMALL} | 0.93 × | 0.90 … 0.95 × |"


def test_rounds_are_not_paired_where_one_has_failed_and_who_failed_is_named() -> None:
    figures = Figures()
    rounds(figures, _SMALL, "besedka", [100.0, "the server dropped a client", 100.0])
    rounds(figures, _SMALL, "besedka before", [100.0, 50.0, "it does not listen"])
    table = comparison("fanout", figures)
    assert f"| {_SMALL} | messages | besedka before | 1.33 × | – |" in table
    assert f"{_SMALL}: besedka failed in 1 rounds: the server dropped a client." in table
    assert f"{_SMALL}: besedka before failed in 1 rounds: it does not listen." in table


def test_nothing_is_said_of_other_peers_nor_of_what_is_not_the_server_s() -> None:
    figures = Figures()
    for peer in ("besedka", "besedka before", "reference.c"):
        rounds(figures, _SMALL, peer, [1.0], "others_cpu")
    rounds(figures, _SMALL, "besedka", [1.0])
    rounds(figures, _SMALL, "reference.c", [1.0])
    assert comparison("fanout", figures).splitlines()[2:] == []


def test_a_round_without_any_message_has_no_ratio() -> None:
    figures = Figures()
    rounds(figures, _SMALL, "besedka", [1.0, 2.0, 3.0])
    rounds(figures, _SMALL, "besedka before", [0.0, 1.0, 2.0])
    assert f"| {_SMALL} | messages | besedka before | 2.00 × | – |" in comparison("fanout", figures)


def test_a_comparison_is_printed_and_the_page_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--peers", "besedka", "--before", str(_ROOT), "--rounds", "1", "--docs", str(tmp_path)]
    assert main(["start", *words]) == 0
    assert main(["fanout", *words, "--clients", "40", "--seconds", "0.5"]) == 0
    printed, done = capsys.readouterr()
    assert "| start of server_init.py | start | besedka before |" in printed
    assert "failed" not in printed
    assert "40 clients, 500 in flight, 2 of them ignore one other each, round 1: besedka:" in done
    assert "ignore one other each, round 1: besedka before" not in done
    assert list(tmp_path.iterdir()) == []
