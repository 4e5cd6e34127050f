"""tools/pins.py, and the pins that are committed."""

import json
import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import equipment, pins

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = pins.PINS.read_text("utf-8")
LINES = [line for line in COMMITTED.splitlines() if line and not line.startswith("#")]
MEANT_HERE = [pin for pin in map(Requirement, LINES) if pin.marker is None or pin.marker.evaluate()]


@pytest.mark.parametrize("line", LINES)
def test_every_tool_is_pinned_exactly(line: str) -> None:
    assert [specifier.operator for specifier in Requirement(line).specifier] == ["=="]
    assert "*" not in str(Requirement(line).specifier)


def test_no_tool_has_two_pins_for_one_python() -> None:
    names = [canonicalize_name(pin.name) for pin in MEANT_HERE]
    assert sorted(set(names)) == sorted(names)


def test_what_is_installed_is_what_is_pinned() -> None:
    assert {pin.name: metadata.version(pin.name) for pin in MEANT_HERE} == {
        pin.name: str(pin.specifier).removeprefix("==") for pin in MEANT_HERE
    }


def test_what_a_tool_brings_along_is_pinned_too() -> None:
    pinned = {canonicalize_name(pin.name) for pin in MEANT_HERE}
    held = {Requirement(line).name for line in pins.held_in(COMMITTED)}
    for pin in MEANT_HERE:
        if pin.name in held:
            continue
        for wanted in map(Requirement, metadata.requires(pin.name) or ()):
            extras = pin.extras or {""}
            if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
                assert canonicalize_name(wanted.name) in pinned, f"{pin.name} brings {wanted.name}"


def test_npms_packages_are_pinned_exactly() -> None:
    package = json.loads((equipment.WEB_TESTS / "package.json").read_text("utf-8"))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in package["devDependencies"].values())


def test_there_is_no_second_list() -> None:
    assert not re.search(r"^dev\b", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)


def test_no_pin_says_where_it_comes_from() -> None:
    assert "//" not in COMMITTED


def test_the_file_is_as_it_would_be_written() -> None:
    assert pins.laid_out(pins.tools_in(COMMITTED), LINES, pins.held_in(COMMITTED)) == COMMITTED


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("babel==2.19.0", "babel"),
        ("Babel", "babel"),
        ("coverage[toml]==7.16.2 ; python_full_version < '3.11'", "coverage[toml]"),
        ("types-pyyaml>=6", "types-pyyaml"),
    ],
)
def test_a_requirement_has_a_name(requirement: str, name: str) -> None:
    assert pins.name_of(requirement) == name


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(pins, "PINS", tmp_path / "requirements-dev.txt")
    monkeypatch.setattr(equipment, "WEB_TESTS", tmp_path)
    (tmp_path / "package.json").write_text('{"devDependencies": {"axe-core": "4.10.0"}}')
    return tmp_path


def test_a_name_that_was_written_into_the_first_part_is_pinned_by_renewing(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        pins, "resolve", lambda tools: ["a==2", "b==1", *(f"{tool}==1" for tool in tools[1:])]
    )
    monkeypatch.setattr(equipment, "renew_packages", lambda names: list(names) == ["axe-core"])
    pins.PINS.write_text(pins.laid_out(["a"], ["a==1", "gone==1"]).replace("a==1\n", "a==1\nnew\n"))
    assert pins.main() == 0
    assert pins.PINS.read_text() == pins.laid_out(["a", "new"], ["a==2", "b==1", "new==1"])


def test_what_is_held_stays_as_it_stands_and_is_not_resolved(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = ["old==1 ; python_full_version < '3.11'", "only-files==2"]
    asked: list[str] = []

    def resolve(tools: list[str]) -> list[str]:
        asked.extend(tools)
        return ["a==2", "b==1"]

    monkeypatch.setattr(pins, "resolve", resolve)
    monkeypatch.setattr(equipment, "renew_packages", lambda names: True)
    pins.PINS.write_text(pins.laid_out(["a"], ["a==1", "gone==1"], held))
    assert pins.main() == 0
    assert asked == ["a"]
    assert pins.PINS.read_text() == pins.laid_out(["a"], ["a==2", "b==1"], held)
    assert pins.PINS.read_text().splitlines()[-2:] == held


def test_where_nothing_can_be_resolved_the_pins_stay(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_tools: list[str]) -> list[str]:
        raise subprocess.CalledProcessError(2, "uv")

    monkeypatch.setattr(pins, "resolve", fail)
    pins.PINS.write_text(COMMITTED)
    assert pins.main() == 1
    assert pins.PINS.read_text() == COMMITTED
    assert "stay as they are" in capsys.readouterr().err
