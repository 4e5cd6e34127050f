"""The style sheets: as they stand in the repository, and legible wherever they are used."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from besedka.server.http.minify import minify_style
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
    assert stella.page.evaluate(RULES, minify_style(source)) == stella.page.evaluate(RULES, source) != []


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


@pytest.fixture
def contrasted(stella: Person) -> Iterator[Person]:
    """Somebody whose system has colours of its own."""
    stella.page.emulate_media(forced_colors="active")
    yield stella
    stella.page.emulate_media(forced_colors="none")


BACKGROUNDS = "(all) => all.map((one) => getComputedStyle(one).backgroundColor)"


def test_what_is_chosen_can_be_seen_with_the_colours_of_the_system(contrasted: Person) -> None:
    page = contrasted.page
    page.locator("#later-button").click()
    colours = page.locator("dialog#later .choices button").evaluate_all(BACKGROUNDS)
    assert len(colours) == 4
    assert len(set(colours)) == 2
    page.keyboard.press("Escape")
    contrasted.field.fill("/")
    page.keyboard.press("ArrowDown")
    options = page.locator("#completions [role=option]").evaluate_all(BACKGROUNDS)
    assert options[0] == next(colour for colour in colours if colours.count(colour) == 1)
    assert len(set(options)) == 2
    contrasted.field.fill("")
