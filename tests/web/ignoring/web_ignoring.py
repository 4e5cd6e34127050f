"""What the tests of ignoring have in common: how somebody is ignored, and what stands above the field then."""

from e2e_harness import Wire
from playwright.sync_api import Locator, expect

from tests.web.web_harness import Person


def notice(person: Person) -> Locator:
    return person.page.locator("#notice")


def action(person: Person, name: str) -> Locator:
    """A button behind what stands above the field."""
    return notice(person).get_by_role("button", name=name, exact=True)


def ignore(person: Person, name: str) -> None:
    person.type(f"/ignore {name}")
    expect(notice(person)).to_contain_text(f"You will not see messages from {name}")


def say(wire: Wire, text: str) -> None:
    """Said to everybody, and heard by who says it."""
    wire.send(f"send {text}\n")
    wire.until(text)


def leave(wire: Wire) -> None:
    wire.send("exit\n")
    wire.rest()
