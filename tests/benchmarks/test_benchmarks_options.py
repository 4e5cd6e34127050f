from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import browser, delivery, journal, journal_file, metrics, posters, returning
from benchmarks.measures.all_measures import MEASURES
from benchmarks.options import read_options
from benchmarks.peers import ALL, BesedkaBefore, by_names

_ROOT = Path(__file__).resolve().parent.parent.parent


def test_all_installed_peers_and_three_rounds_are_the_default() -> None:
    options = read_options(["fanout"])
    assert options.measures == ("fanout",)
    assert options.plan.rounds == 3
    assert [peer.name for peer in options.plan.peers] == [peer.name for peer in ALL]
    assert options.docs.name == "docs"


def test_clients_are_numbers_in_order_and_each_once() -> None:
    assert read_options(["idle", "--clients", "5000,100,100"]).plan.clients == (100, 5000)


def test_all_measures_can_be_asked_for_at_once() -> None:
    assert read_options(["all"]).measures == tuple(MEASURES)


def test_the_page_can_be_written_without_measuring() -> None:
    options = read_options(["page", "--docs", "elsewhere"])
    assert options.only_page
    assert options.measures == ()
    assert options.docs == Path("elsewhere")


def test_an_earlier_checkout_is_measured_right_after_our_own_and_only_when_it_is_named() -> None:
    words = ["fanout", "--peers", "besedka,reference.c"]
    named = read_options([*words, "--before", str(_ROOT)])
    assert [peer.name for peer in named.plan.peers] == ["besedka", "besedka before", "reference.c"]
    assert named.compares
    assert not read_options(words).compares


def test_an_earlier_checkout_s_own_files_are_run(tmp_path: Path) -> None:
    earlier = BesedkaBefore(tmp_path)
    command = earlier.command(1, tmp_path)
    assert str(tmp_path / "benchmarks" / "servers" / "besedka_server.py") in command
    assert earlier.environment() == {"PYTHONPATH": str(tmp_path)}


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["everything"],
        ["fanout", "--rounds", "0"],
        ["fanout", "--rounds", "many"],
        ["fanout", "--clients", "1"],
        ["fanout", "--clients", "100,1000000"],
        ["fanout", "--seconds", "0"],
        ["fanout", "--seconds", "3600"],
        ["fanout", "--peers", "nobody"],
        ["fanout", "--before", "/nowhere"],
        ["fanout", "--before", str(_ROOT), "--peers", "reference.c"],
        ["page", "--before", str(_ROOT)],
    ],
)
def test_what_is_out_of_bounds_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read_options(words)
    assert ended.value.code == 2


def test_an_unknown_peer_is_told_which_ones_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options(["fanout", "--peers", "besedka,nobody"])
    said = capsys.readouterr().err
    assert "'nobody'" in said
    assert "reference.c" in said


def test_peers_come_in_the_order_of_the_tables_whatever_the_order_of_asking() -> None:
    assert [peer.name for peer in by_names("reference.c, besedka")] == ["besedka", "reference.c"]


def test_every_peer_can_be_asked_for_by_its_name() -> None:
    names = [peer.name for peer in ALL]
    assert [peer.name for name in names for peer in by_names(name)] == names


def test_every_peer_says_what_is_missing_or_which_version_it_is() -> None:
    for peer in by_names(""):
        assert peer.missing() if not peer.available else peer.version()


@pytest.mark.parametrize(
    ("program", "argv"),
    [
        (metrics, ["--rounds", "0"]),
        (metrics, ["--pairs", "0"]),
        (returning, ["--rounds", "0"]),
        (posters, ["--clients", "0"]),
        (posters, ["--seconds", "nan"]),
        (journal, ["lone", "--rounds", "0"]),
        (journal_file, ["0", "chat.db"]),
        (delivery, ["--rounds", "0"]),
        (delivery, ["nowhere"]),
        (browser, ["many"]),
        (browser, ["0"]),
    ],
)
def test_the_other_programs_refuse_what_cannot_be_measured_too(
    program: ModuleType, argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(argv)
    assert ended.value.code == 2
    assert f"python -m {program.__name__}: error: " in capsys.readouterr().err


def test_a_journal_that_cannot_be_made_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert journal_file.main(["1", str(tmp_path / "missing" / "chat.db")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
