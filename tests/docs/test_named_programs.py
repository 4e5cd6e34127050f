"""Every program that the documents name as `python -m …` or `python ….py` says what it is asked for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
NAMED = re.compile(r"\bpython3? -m (?P<module>[\w.]+)(?: (?P<part>[a-z]+))?")
PARTS = {"serve", "chat", "load", "stage", "bot", "journal"}
OURS = ("besedka", "benchmarks", "tools")


def named() -> set[tuple[str, ...]]:
    found = set[tuple[str, ...]]()
    for page in PAGES:
        for program in NAMED.finditer(page.read_text(encoding="utf-8")):
            module, part = program["module"], program["part"]
            if module.partition(".")[0] in OURS:
                found.add((module, part) if module == "besedka" and part in PARTS else (module,))
    return found


PROGRAMS = sorted(named())


def run(program: tuple[str, ...], *options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", *program, *options]
    return subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )


def test_the_documents_name_programs() -> None:
    modules = {program[0] for program in PROGRAMS}
    assert {"benchmarks", "benchmarks.browser", "benchmarks.journal", "tools.weather.mirror"} <= modules
    assert {("besedka", part) for part in PARTS} <= set(PROGRAMS)


@pytest.mark.parametrize("program", PROGRAMS, ids=" ".join)
def test_each_says_what_it_is_asked_for(program: tuple[str, ...]) -> None:
    found = run(program, "--help")
    assert (found.returncode, found.stderr) == (0, "")
    assert f"-m {' '.join(program)}" in found.stdout
    assert "usage" in found.stdout.lower() or program == ("besedka",)


@pytest.mark.parametrize("program", PROGRAMS, ids=" ".join)
def test_each_refuses_an_option_that_there_is_not_without_a_traceback(program: tuple[str, ...]) -> None:
    found = run(program, "--no-such-option")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr
    assert "Traceback" not in found.stderr
