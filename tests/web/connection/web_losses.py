"""What the tests of a lost connection have in common: how it is lost and found, and where the page tells of it."""

from e2e_harness import Wire
from playwright.sync_api import Locator, expect

from tests.web.web_cable import Cable
from tests.web.web_harness import Person


def come_back(ann: Person, cable: Cable) -> None:
    """Mend the cable, and let the page know that there is a network."""
    cable.mend()
    ann.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(ann.page.locator("#send")).to_be_enabled()
    expect(ann.page.locator("#banner")).to_be_hidden()


def sending(ann: Person) -> Locator:
    """The strip by the field."""
    return ann.page.locator("#sending")


def notice(ann: Person) -> Locator:
    return ann.page.locator("#notice")


def lose_the_answer(ann: Person, cable: Cable, nc: Wire) -> None:
    """What somebody types is said, and the connection breaks before the answer is there."""
    cable.muffle()
    ann.type("can you hear me?")
    nc.until("ann: can you hear me?")
    cable.cut()
    expect(ann.field).to_have_value("can you hear me?")


def kept(ann: Person, words: str) -> Locator:
    """What the log keeps of it."""
    return ann.entry("No answer came to this").filter(has_text=words)


def again(ann: Person, words: str) -> Locator:
    return kept(ann, words).get_by_role("button", name="Send again")
