"""The pins of the tools that the checks use: `python check.py renew` calls this, and runs the checks.

`requirements-dev.txt` names in its first part the tools that our own files and `check.py` use, and in its second what
those bring along. Each is pinned for every Python that we support. Whoever wants another tool writes its name into the
first part, and renews. Lines of a third part stay as they are, with their markers, and bring nothing along: packages of
which only files are used, or that not every machine can have. `tests/web/package.json` pins npm's packages, which pin
what they bring along themselves.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import equipment  # noqa: E402 - found by the line before

PINS = ROOT / "requirements-dev.txt"
OLDEST = "3.10"

_HEAD = """\
# The tools that the checks use, pinned: `check.py` installs these and nothing else.
# To add one, write its name into the first part. `python check.py renew` writes the pins, and runs the checks.

# What our files and checks use:
"""
_BROUGHT = "\n# What those bring along:\n"
_HELD = "\n# Held by hand, and without what they bring along:\n"


def name_of(requirement: str) -> str:
    """The name in a requirement, extras included, without version and marker."""
    found = re.match(r"[\w.-]+(\[[\w,-]+\])?", requirement)
    assert found, f"{requirement!r} is no requirement"
    return found[0].lower()


def tools_in(text: str) -> list[str]:
    """The names of the first part of the file, each once."""
    lines = text.partition(_BROUGHT.strip())[0].splitlines()
    return sorted({name_of(line) for line in lines if line and not line.startswith("#")})


def held_in(text: str) -> list[str]:
    """The lines of the third part of the file, as they stand."""
    lines = text.partition(_HELD.strip())[2].splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def laid_out(tools: Sequence[str], pins: Sequence[str], held: Sequence[str] = ()) -> str:
    """The file: the pins of the tools, the other ones, and those that are held."""
    pins = [pin for pin in pins if pin not in held]
    ours = [f"{pin}\n" for pin in pins if name_of(pin) in tools]
    brought = [f"{pin}\n" for pin in pins if name_of(pin) not in tools]
    kept = [_HELD, *(f"{line}\n" for line in held)] if held else []
    return "".join([_HEAD, *ours, _BROUGHT, *brought, *kept])


def resolve(tools: Sequence[str]) -> list[str]:
    """The newest pins that suit each other, with markers where not every Python has the same."""
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--universal", "--upgrade"),
        *("--python-version", OLDEST, "--no-python-downloads", "--no-build", "--system-certs"),
        *("--no-strip-extras", "--no-header", "--no-annotate"),
    ]
    done = subprocess.run(command, input="\n".join(tools), stdout=subprocess.PIPE, text=True, check=True)
    return [line for line in done.stdout.splitlines() if line and not line.startswith("#")]


def main() -> int:
    """Write the newest pins; the exit code."""
    text = PINS.read_text("utf-8")
    tools = tools_in(text)
    try:
        pins = resolve(tools)
    except subprocess.CalledProcessError:
        print("The tools could not be resolved; their pins stay as they are.", file=sys.stderr)
        return 1
    PINS.write_text(laid_out(tools, pins, held_in(text)), "utf-8")
    package = json.loads((equipment.WEB_TESTS / "package.json").read_text("utf-8"))
    if not equipment.renew_packages(package["devDependencies"]):
        print("npm's packages could not be renewed; their pins stay as they are.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
