"""The style sheets: as they stand in the repository, and legible wherever they are used."""

from pathlib import Path

import pytest

from besedka.server.lean import lean_style
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import settle

STYLES = Path(__file__).resolve().parents[3] / "besedka" / "web" / "style"

RULES = """
(source) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(source);
  // Variables and conditions are kept to the letter, as the browser cannot know yet what they will be.
  return [...sheet.cssRules].map((rule) => rule.cssText.replace(/([,:]) /g, "$1"));
}
"""


@pytest.fixture(scope="module")
def stella(regulars: Crowd) -> Person:
    return regulars("stella")


@pytest.mark.parametrize("path", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_a_lean_style_sheet_has_the_same_rules_for_a_browser(stella: Person, path: Path) -> None:
    source = path.read_text("utf-8")
    assert stella.page.evaluate(RULES, lean_style(source)) == stella.page.evaluate(RULES, source) != []


LEGIBLE = """
(element) => {
  const { color, backgroundColor } = getComputedStyle(element);
  return color !== backgroundColor;
}
"""


@pytest.mark.parametrize("dialog", ["rename", "report"])
def test_a_button_keeps_its_words_under_the_pointer(stella: Person, dialog: str) -> None:
    stella.page.locator("#menu-button").click()
    stella.page.locator(f"#menu [data-action={dialog}]").click()
    button = stella.page.locator(f"dialog#{dialog} .main")
    button.hover()
    settle(stella.page)
    assert button.evaluate(LEGIBLE)
    stella.page.keyboard.press("Escape")


def test_what_is_chosen_can_be_seen_with_the_colours_of_the_system(stella: Person) -> None:
    stella.page.emulate_media(forced_colors="active")
    stella.page.locator("#later-button").click()
    colours = stella.page.locator("dialog#later .choices button").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one).backgroundColor)"
    )
    assert len(colours) == 4
    assert len(set(colours)) == 2
    stella.page.keyboard.press("Escape")
    stella.page.emulate_media(forced_colors="none")
