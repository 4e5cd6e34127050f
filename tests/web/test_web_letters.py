"""Names that become letters as scripts are served are none of the browser's own."""

import re
from pathlib import Path

from besedka.server.letters import own_names
from tests.web.web_harness import Crowd

WEB = Path(__file__).resolve().parents[2] / "besedka" / "web"

KNOWN = """
() => {
  const found = [];
  for (let owner = window; owner; owner = Object.getPrototypeOf(owner))
    found.push(...Object.getOwnPropertyNames(owner));
  return found;
}
"""


def test_no_name_of_the_browsers_own_becomes_a_letter(person: Crowd) -> None:
    known = set(person("ann").page.evaluate(KNOWN))
    assert "document" in known
    for path in WEB.rglob("*.js"):
        source = re.sub(r"/\*[\s\S]*?\*/|^[ \t]*//.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
        lines = "\n".join(line.strip() for line in source.split("\n"))
        assert set(own_names(lines)) & known == set(), path.name
