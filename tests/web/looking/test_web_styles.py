"""The style sheets that are served are those that stand in the repository."""

from pathlib import Path

import pytest

from besedka.server.lean import lean_style
from tests.web.web_harness import Crowd, Person

STYLES = Path(__file__).resolve().parents[3] / "besedka" / "web" / "style"

RULES = """
(source) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(source);
  // A variable's value is kept to the letter, as the browser cannot know yet what it will be.
  return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(", ", ","));
}
"""


@pytest.fixture(scope="module")
def stella(regulars: Crowd) -> Person:
    return regulars("stella")


@pytest.mark.parametrize("path", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_a_lean_style_sheet_has_the_same_rules_for_a_browser(stella: Person, path: Path) -> None:
    source = path.read_text("utf-8")
    assert stella.page.evaluate(RULES, lean_style(source)) == stella.page.evaluate(RULES, source) != []
