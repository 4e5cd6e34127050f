"""The page compares names as the server does: every character that a name may have, told to both."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path

from besedka.chat.names._name_characters import traits
from besedka.chat.names.forms import NameForms, examine
from tools import equipment

NAMES = Path(__file__).resolve().parents[2] / "besedka" / "web" / "state" / "chat" / "names.js"

FOLD = f"""
import {{ readFileSync }} from "node:fs";
import {{ fold }} from "{NAMES.as_uri()}";
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(fold)));
"""


def folds() -> dict[str, str]:
    """What the server compares by, of every character as a name, behind another one, and before the next one."""
    known = [chr(code) for code in range(0x110000) if traits(chr(code))]
    names = (*known, *(f"a{one}" for one in known), *(one + other for one, other in pairwise(known)))
    forms = ((name, examine(name)) for name in names)
    return {name: form.fold for name, form in forms if isinstance(form, NameForms)}


def test_two_names_are_one_for_the_page_exactly_when_they_are_for_the_server() -> None:
    server = folds()
    command = ("node", *equipment.node_flags(), "--input-type=module", "--eval", FOLD)
    told = subprocess.run(command, input=json.dumps(list(server)), capture_output=True, check=True, text=True)
    page = json.loads(told.stdout)
    pairs = set(zip(server.values(), page, strict=True))
    assert len(server) > 300_000
    # One for each of the other, both ways: which letters are taken for the fold is nobody's business.
    assert len(pairs) == len(set(server.values())) == len(set(page))
