"""Scripts that are served as one see the browser's own names, and not each other's."""

import re
from pathlib import Path

from tests.web.web_harness import Crowd
from tools import page_parts

KNOWN = """
() => {
  const found = [];
  for (let owner = window; owner; owner = Object.getPrototypeOf(owner))
    found.push(...Object.getOwnPropertyNames(owner));
  return found;
}
"""
DECLARED = re.compile(r"^(?:export )?(?:const|let|class|(?:async )?function) (\w+)\b", re.MULTILINE)


def declared(path: Path) -> set[str]:
    """What stands in this script for all of it."""
    return set(DECLARED.findall(re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)))


def test_no_script_that_is_joined_hides_one_of_the_browsers_names_from_the_others(person: Crowd) -> None:
    known = set(person("ann").page.evaluate(KNOWN))
    assert "document" in known
    joined = page_parts.joined()
    modules = page_parts.core() - {"first.js"} | {*joined, *joined.values()}
    assert {name: hidden for name in modules if (hidden := declared(page_parts.WEB / name) & known)} == {}
