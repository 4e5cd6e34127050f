"""The one test command: `python check.py` checks everything, from a fresh clone, with Python 3.10 or newer.

It makes `.venv`, installs the `dev` extra into it, and runs style, types, import rules, catalogues, the tests with
their coverage, and the browser client's own checks. Those need Node.js, npm and a Chromium: on a machine without them
they are left out, which the last lines say. With `CI` set, leaving out is failing.
`python check.py style tests` runs only the steps that are named.
"""

from __future__ import annotations  # so that an old Python gets as far as being told

import os
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

from tools import equipment

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = ENVIRONMENT / "installed-for"

WHOLE = 95
"""Percent of the package that the tests must cover, branches included."""
PERFECT = ("besedka/chat/*", "besedka/wire/*")
"""What they must cover completely."""


def run(*words: str, folder: Path = BIN) -> bool:
    """Run a command of the environment, or of another folder, from the project's root; True when it succeeded."""
    print("$", " ".join(words), flush=True)
    program, *rest = words
    try:
        return subprocess.run([folder / program, *rest], cwd=ROOT, check=False).returncode == 0
    except FileNotFoundError:
        print(f"{program} is missing from {folder.parent.name}: remove that, and try again.", file=sys.stderr)
        return False


def prepare() -> bool:
    """Make the environment, once for each Python and each state of `pyproject.toml`; a broken one is made anew."""
    wanted = f"{sys.version}\n{(ROOT / 'pyproject.toml').read_text(encoding='utf-8')}"
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return True
    try:
        venv.create(ENVIRONMENT, with_pip=True, clear=not is_of_this_python())
    except subprocess.CalledProcessError:
        print("This Python cannot make environments: on Debian, install python3-venv.", file=sys.stderr)
        return False
    if not run("python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", ".[dev]"):
        print("The tools could not be installed; removing .venv and trying again may help.", file=sys.stderr)
        return False
    STAMP.write_text(wanted, encoding="utf-8")
    return True


def is_of_this_python() -> bool:
    """Whether the environment that is there, if any, was made by the Python that runs this."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run(
        [PYTHON, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() == sys.version.strip()


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
    passed = run("coverage", "run", "-m", "pytest", "--ignore=tests/web")
    run("coverage", "combine", "--quiet")
    covered = run("coverage", "report", f"--fail-under={WHOLE}")
    perfect = run("coverage", "report", "--fail-under=100", f"--include={','.join(PERFECT)}")
    return passed and covered and perfect


def scripts() -> bool | None:
    """The browser client's scripts: strict types, and the tests that need no browser."""
    if equipment.missing("node", "npm"):
        return None
    if not equipment.install_packages():
        return False
    typed = run("tsc", "--project", "tests/web", folder=equipment.PACKAGES / ".bin")
    files = sorted(str(path.relative_to(ROOT)) for path in (equipment.WEB_TESTS / "js").glob("*.test.js"))
    tested = run("node", *equipment.node_flags(), "--test", *files, folder=Path())
    return tested and typed


def browser() -> bool | None:
    """The page in a real browser."""
    if not equipment.find_browser() or equipment.missing("npm"):
        return None
    return equipment.install_packages() and run("pytest", "tests/web")


STEPS: dict[str, Callable[[], bool | None]] = {
    step.__name__: step for step in (style, types, imports, catalogues, tests, scripts, browser)
}
"""Each returns whether all is well, or None when this machine has not what it takes to know."""

NEEDS = {"scripts": "Node.js and npm", "browser": "Chromium and npm"}


def main(wanted: Sequence[str]) -> int:
    """Run the steps; returns the exit code."""
    unknown = [name for name in wanted if name not in STEPS]
    if unknown:
        print(f"There is no step {unknown[0]!r}; there are: {', '.join(STEPS)}.", file=sys.stderr)
        return 2
    if not prepare():
        print("The environment could not be made.", file=sys.stderr)
        return 1
    results = {name: STEPS[name]() for name in (wanted or STEPS)}
    for name, passed in results.items():
        print(
            f"{name:12} {f'LEFT OUT: needs {NEEDS[name]}' if passed is None else 'ok' if passed else 'FAILED'}"
        )
    bad = (False, None) if equipment.is_strict() else (False,)
    return 1 if any(passed in bad for passed in results.values()) else 0


if __name__ == "__main__":
    if sys.version_info < (3, 10):  # noqa: UP036 - whoever runs an old Python is to be told
        sys.exit("The checks need Python 3.10 or newer.")
    sys.exit(main(sys.argv[1:]))
