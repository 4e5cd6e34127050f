"""The one test command: `python check.py` checks everything, from a fresh clone, with Python 3.10 or newer.

It makes `.venv`, installs into it the tools that `requirements-dev.txt` pins, and runs style, types, import rules,
catalogues, the tests with their coverage, and the browser client's own checks. Those need Node.js, npm and a Chromium:
on a machine without them they are left out, which the last lines say. With `CI` set, leaving out is failing. What
failed is said once more at the end.
`python check.py style tests` runs only the steps that are named; `python check.py renew` pins the newest tools first.
"""

from __future__ import annotations  # so that an old Python gets as far as being told

import io
import os
import re
import subprocess
import sys
import threading
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

from tools import equipment

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
STAMP = ENVIRONMENT / "installed-for"
PINS = ROOT / "requirements-dev.txt"

WHOLE = 95
"""Percent of the package that the tests must cover, branches included."""
PERFECT = ("besedka/chat/*", "besedka/wire/*")
"""What they must cover completely."""

COLOURS = ("--color=yes",) if sys.stdout.isatty() else ()
"""For pytest, which sees no terminal where it is heard."""
FAILED_TEST = re.compile(r"(\x1b\[\d+m)*(FAILED|ERROR)(\x1b\[\d+m)* tests/|\s*not ok \d")
"""How pytest and Node.js begin the line of a test that failed."""
TAIL = 15
"""How many lines of what a command said last are kept where it names no test."""

FAILURES: list[str] = []
"""What the commands that failed had to say."""

KEPT = threading.local()
"""`KEPT.lines`, in a thread: what is said there is kept, so that two steps do not talk into each other."""


def say(*words: str) -> None:
    """Print this as a line, now or when the step is waited for."""
    lines = getattr(KEPT, "lines", None)
    if lines is None:
        print(*words, flush=True)
    else:
        lines.append(" ".join(words))


def run(*words: str, folder: Path = BIN, quiet: bool = False) -> bool:
    """Run a command of the environment, or of another folder, from the project's root; True when it succeeded.

    What it says is shown as it comes, or, of a quiet one, only when it failed.
    """
    say("$", *words)
    program, *rest = words
    said: list[str] = []
    try:
        process = subprocess.Popen(
            [folder / program, *rest],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except FileNotFoundError:
        FAILURES.append(f"{program} is missing from {folder.parent.name}: remove that, and try again.")
        return False
    with process:
        for line in process.stdout or ():
            said.append(line.rstrip())
            if not quiet:
                say(said[-1])
    if process.returncode == 0:
        return True
    if quiet:
        say("\n".join(said))
    named = [line for line in said if FAILED_TEST.match(line)]
    FAILURES.extend(
        [f"$ {' '.join(words)}", *(named or said[-TAIL:])]
    )  # At once: two steps may fail at a time.
    return False


def prepare() -> bool:
    """Make the environment anew, once for each Python and each state of the files that say what is in it."""
    sources = (PINS, ROOT / "pyproject.toml")
    wanted = "\n".join([sys.version, *(path.read_text(encoding="utf-8") for path in sources)])
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return True
    try:
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    except subprocess.CalledProcessError:
        print("This Python cannot make environments: on Debian, install python3-venv.", file=sys.stderr)
        return False
    # Without dependencies: what is not pinned is not installed, not even to build our own package.
    if not install("-r", str(PINS)) or not install("--no-build-isolation", "-e", "."):
        print("The tools could not be installed.", file=sys.stderr)
        return False
    STAMP.write_text(wanted, encoding="utf-8")
    return True


def install(*words: str) -> bool:
    """Let pip install exactly this into the environment."""
    return run(
        "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", *words
    )


def style() -> bool:
    """Formatting and lint."""
    formatted = run("ruff", "format", "--check", ".")
    return run("ruff", "check", ".") and formatted


def types() -> bool:
    """Strict types, for the oldest Python."""
    return run("mypy")


def imports() -> bool:
    """Who may know whom (docs/architecture.md)."""
    return run("lint-imports")


def catalogues() -> bool:
    """Every sentence in every language, and nothing stale."""
    return run("python", "tools/catalogues.py", "check")


def tests() -> bool:
    """All tests but those that need a browser, and how much of the package they went through."""
    run("coverage", "erase")
    test = ("coverage", "run", "-m", "pytest", *COLOURS)
    # End to end is mostly waiting, for programs: beside the others it takes hardly any time.
    programs = beside(lambda: run(*test, "tests/e2e"))
    parts = run(*test, "--ignore=tests/web", "--ignore=tests/e2e")
    if not (programs() and parts):
        return False
    run("coverage", "combine", "--quiet")
    covered = run("coverage", "report", f"--fail-under={WHOLE}", quiet=True)
    return (
        run("coverage", "report", "--fail-under=100", f"--include={','.join(PERFECT)}", quiet=True)
        and covered
    )


def scripts() -> bool | None:
    """The browser client's scripts: strict types, and the tests that need no browser."""
    if equipment.missing("node", "npm"):
        return None
    if not equipment.install_packages():
        return False
    typed = run("tsc", "--project", "tests/web", folder=equipment.PACKAGES / ".bin")
    files = sorted(str(path.relative_to(ROOT)) for path in (equipment.WEB_TESTS / "js").rglob("*.test.js"))
    flags = (*equipment.node_flags(), "--test", "--test-reporter=tap")
    tested = run("node", *flags, *files, folder=Path())
    return tested and typed


def browser() -> bool | None:
    """The page in a real browser."""
    if not equipment.find_browser() or equipment.missing("npm"):
        return None
    return equipment.install_packages() and run("pytest", *COLOURS, "tests/web")


STEPS: dict[str, Callable[[], bool | None]] = {
    step.__name__: step for step in (style, types, imports, catalogues, tests, scripts, browser)
}
"""Each returns whether all is well, or None when this machine has not what it takes to know."""

BESIDE = ("tests", "browser")
"""Each takes ten minutes and much of that waits: together they take little longer than one."""

NEEDS = {"scripts": "Node.js and npm", "browser": "Chromium and npm"}


def beside(step: Callable[[], bool | None]) -> Callable[[], bool | None]:
    """Start a step beside what follows; returns what waits for it, prints what it said, and gives its result."""
    lines: list[str] = []
    results: list[bool | None] = []

    def go() -> None:
        KEPT.lines = lines
        results.append(step())

    thread = threading.Thread(target=go)
    thread.start()

    def wait() -> bool | None:
        thread.join()
        print(*lines, sep="\n", flush=True)
        return results[0] if results else False

    return wait


def carry_out(names: Sequence[str]) -> dict[str, bool | None]:
    """Run these steps, the two longest side by side; returns their results, in the order of the names."""
    together = [name for name in names if name in BESIDE]
    first, others = (together[0], together[1:]) if together else ("", [])
    results = {name: STEPS[name]() for name in names if name not in BESIDE}
    waiting = {name: beside(STEPS[name]) for name in others}
    if first:
        results[first] = STEPS[first]()
    results.update({name: wait() for name, wait in waiting.items()})
    return {name: results[name] for name in names}


def main(wanted: Sequence[str]) -> int:
    """Run the steps; returns the exit code."""
    renewing = list(wanted) == ["renew"]
    unknown = [name for name in wanted if name not in STEPS and not renewing]
    if unknown:
        print(f"There is no step {unknown[0]!r}; there are: {', '.join(STEPS)}.", file=sys.stderr)
        return 2
    ready = prepare() and (not renewing or (run("python", "tools/pins.py") and prepare()))
    results = carry_out(list(STEPS if renewing else dict.fromkeys(wanted) or STEPS)) if ready else {}
    for name, passed in results.items():
        print(
            f"{name:12} {f'LEFT OUT: needs {NEEDS[name]}' if passed is None else 'ok' if passed else 'FAILED'}"
        )
    if FAILURES:
        print("", "What failed:", *FAILURES, sep="\n", flush=True)
    bad = (False, None) if equipment.is_strict() else (False,)
    return 1 if not ready or any(passed in bad for passed in results.values()) else 0


if __name__ == "__main__":
    if sys.version_info < (3, 10):  # noqa: UP036 - whoever runs an old Python is to be told
        sys.exit("The checks need Python 3.10 or newer.")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # what tools say may be more than the terminal can show
    sys.exit(main(sys.argv[1:]))
