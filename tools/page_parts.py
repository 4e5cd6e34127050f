"""What of the browser client comes at once, and what comes later (besedka/web/loader.js)."""

import os
import re
from pathlib import Path

from besedka.server.http.site import JOINED_SCRIPTS

__all__ = ["WEB", "core", "imports", "joined", "parts", "reached"]

WEB = Path(__file__).resolve().parent.parent / "besedka" / "web"
_IMPORT = re.compile(r"""^(?:import|export)\b[^;]*?["'](\.\.?/[^"']+)["']""", re.MULTILINE)
_PART = re.compile(r"""^  (\w+):\s*((?:"[^"]*"[\s+]*)+),$""", re.MULTILINE)


def imports(name: str) -> list[str]:
    """The files that a script imports, by their paths in the folder; those that only a type comes from do not count."""
    found = _IMPORT.findall((WEB / name).read_text(encoding="utf-8"))
    return [os.path.relpath(WEB / name / ".." / other, WEB).replace(os.sep, "/") for other in found]


def reached(*names: str) -> set[str]:
    """These scripts, and all that they import, and so on."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += imports(name)
    return found


def core() -> set[str]:
    """The scripts that are asked for at once."""
    return reached("first.js", "main.js")


def joined() -> dict[str, str]:
    """The scripts that come later in another one, by their names, and that one (besedka/server/http/site.py)."""
    found = {
        name: first
        for first, apart in JOINED_SCRIPTS.items()
        for name in reached(first) - core() - reached(*apart)
    }
    return {name: first for name, first in found.items() if name != first}


def parts() -> dict[str, list[str]]:
    """The parts that come later, and the files of each."""
    table = (WEB / "loader.js").read_text(encoding="utf-8").split("const PARTS", 1)[1].split("});", 1)[0]
    return {name: "".join(re.findall('"([^"]*)"', files)).split() for name, files in _PART.findall(table)}
