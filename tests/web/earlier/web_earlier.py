"""What the tests of earlier messages have in common."""

from playwright.sync_api import Locator, Page, expect

from tests.web.web_harness import Person
from tests.web.web_tricks import scroll_to

__all__ = ["at_top", "button", "end", "is_drawn", "search", "tops", "unmoved"]

_MOVED = """
async (before) => {
  // Two frames: what an answer changes is drawn with the next one.
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const entry = [...document.querySelectorAll("#log .entry")].find((one) => one.textContent.includes(before.words));
  return entry.querySelector(".text").getBoundingClientRect().top - before.top;
}
"""


def button(person: Person) -> Locator:
    return person.page.locator("#earlier")


def end(person: Person) -> Locator:
    """What stands above the oldest line that is kept."""
    return person.page.locator("#beginning")


def at_top(person: Person) -> None:
    """Read the log from its oldest line on: what is not drawn yet comes as one goes up."""
    expect(person.page.locator("#above > :not([hidden])")).to_have_count(1)
    while scroll_to_top(person.page):
        pass


def scroll_to_top(page: Page) -> bool:
    """Whether there was more above."""
    scroll_to(page, 0)
    return bool(page.locator("#log").evaluate("(log) => log.scrollTop > 0"))


def tops(person: Person, words: str) -> dict[str, object]:
    """Where this stands on the screen."""
    text = person.entry(words).first.locator(".text")
    return {"words": words, "top": text.evaluate("(text) => text.getBoundingClientRect().top")}


def unmoved(person: Person, before: dict[str, object]) -> bool:
    """Whether what was read stands where it stood, to less than a pixel."""
    return abs(float(person.page.evaluate(_MOVED, before))) < 1


def is_drawn(person: Person, words: str) -> None:
    expect(person.entry(words).first).to_be_attached()


def search(person: Person, words: str) -> Locator:
    """Search by the field above the log; returns the dialog."""
    field = person.page.locator("#search")
    field.fill(words)
    field.press("Enter")
    found = person.page.locator("#history")
    expect(found).to_be_visible()
    return found
