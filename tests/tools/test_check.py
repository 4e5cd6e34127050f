"""check.py: what it runs, and what its last lines say."""

import sys
import threading
from pathlib import Path

import pytest

import check

HERE = Path(sys.executable).parent
PYTHON = Path(sys.executable).name


@pytest.fixture(autouse=True)
def own_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "FAILURES", [])
    monkeypatch.setattr(check, "prepare", lambda: True)
    monkeypatch.delenv("CI", raising=False)


def says(*lines: str, code: int = 0, quiet: bool = False) -> bool:
    """Run a command that says this and ends with that code."""
    script = f"import sys; print({chr(10).join(lines)!r}); sys.exit({code})"
    return check.run(PYTHON, "-c", script, folder=HERE, quiet=quiet)


def test_what_a_command_says_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert says("all is well")
    assert capsys.readouterr().out.endswith("\nall is well\n")
    assert check.FAILURES == []


def test_what_a_quiet_command_says_is_shown_only_when_it_failed(capsys: pytest.CaptureFixture[str]) -> None:
    assert says("a list", quiet=True)
    assert not capsys.readouterr().out.endswith("\na list\n")
    assert not says("a list", code=1, quiet=True)
    assert capsys.readouterr().out.endswith("\na list\n")


@pytest.mark.parametrize(
    "name",
    [
        "FAILED tests/a.py::test_b - AssertionError",
        "ERROR tests/a.py - SyntaxError",
        "\x1b[31mFAILED\x1b[0m tests/a.py::test_b",
        "not ok 3 - a page opens",
        "    not ok 1 - nor does it close",
    ],
)
def test_a_failed_command_is_remembered_by_the_tests_that_it_names(name: str) -> None:
    assert not says("====", "ok 1 - a page", "ERROR    asyncio:log.py", name, "1 failed in 3s", code=1)
    assert check.FAILURES[1:] == [name]


def test_a_failed_command_that_names_no_test_is_remembered_by_its_last_lines() -> None:
    assert not says(*(f"line {number}" for number in range(99)), code=1)
    assert check.FAILURES[1:] == [f"line {number}" for number in range(99 - check.TAIL, 99)]


def test_a_program_that_is_not_there_is_a_failure() -> None:
    assert not check.run("no-such-tool")
    assert "no-such-tool is missing" in check.FAILURES[0]


def test_a_failing_run_ends_with_its_failures_though_later_steps_passed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        check,
        "STEPS",
        {"tests": lambda: says("FAILED tests/a.py::test_b", code=1), "browser": lambda: says("fine")},
    )
    assert check.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "FAILED tests/a.py::test_b"


def test_a_run_without_a_failure_ends_with_its_steps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "STEPS", {"style": lambda: says("fine"), "browser": lambda: None})
    assert check.main([]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "style        ok",
        "browser      LEFT OUT: needs Chromium and npm",
    ]
    monkeypatch.setenv("CI", "true")
    assert check.main([]) == 1


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is run, instead of running it; a command that is asked to fail does."""
    ran: list[str] = []

    def run(*words: str, folder: Path = HERE, quiet: bool = False) -> bool:
        ran.append(" ".join(words) + (" quietly" if quiet else ""))
        return "fail" not in words

    monkeypatch.setattr(check, "run", run)
    return ran


def test_coverage_says_nothing_where_tests_failed(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "COLOURS", ("fail",))
    assert check.tests() is False
    assert not any("report" in command for command in commands)


def test_coverage_lists_nothing_but_what_failed(commands: list[str]) -> None:
    assert check.tests() is True
    reports = [command for command in commands if "report" in command]
    assert len(reports) == 2
    assert all(command.endswith(" quietly") for command in reports)


def test_renewing_pins_first_and_then_checks_all(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "STEPS", {"style": lambda: check.run("style")})
    assert check.main(["renew"]) == 0
    assert commands == ["python tools/pins.py", "style"]


def test_a_step_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["style", "stile"]) == 2
    assert "There is no step 'stile'" in capsys.readouterr().err


def test_the_longest_steps_go_side_by_side_and_do_not_talk_into_each_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    began = {name: threading.Event() for name in check.BESIDE}

    def step(name: str, other: str) -> bool:
        began[name].set()
        assert began[other].wait(60)  # One after the other, the first would wait in vain.
        return says(f"{name} begins") and says(f"{name} ends")

    first, second = check.BESIDE
    steps = {first: lambda: step(first, second), "style": lambda: True, second: lambda: step(second, first)}
    monkeypatch.setattr(check, "STEPS", steps)
    assert check.main([]) == 0
    said = [
        line for line in capsys.readouterr().out.splitlines() if line.endswith((" begins", " ends", " ok"))
    ]
    assert said[:4] == [f"{first} begins", f"{first} ends", f"{second} begins", f"{second} ends"]
    assert [line.split()[0] for line in said[4:]] == [first, "style", second]


def test_a_step_beside_another_that_fails_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = check.BESIDE
    monkeypatch.setattr(check, "STEPS", {first: lambda: True, second: lambda: says("no", code=1)})
    assert check.main([]) == 1
    assert check.FAILURES[-1] == "no"
