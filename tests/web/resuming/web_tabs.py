"""Who is in a tab, what it keeps of its session, and what its log has."""

from typing import Any

from e2e_harness import Server
from playwright.sync_api import Page, expect

from tests.web.web_harness import Crowd, Person

__all__ = ["go_elsewhere", "is_in", "keeps", "kept", "said", "texts"]

KEPT = "JSON.parse(sessionStorage.getItem('besedka.session') || '{}')"
"""All that a tab keeps of its session."""


def is_in(page: Page, name: str) -> None:
    """Wait until the page's person is in the chat by this name."""
    expect(page.locator("#me")).to_have_text(name)
    expect(page.locator("#send")).to_be_enabled()


def go_elsewhere(ann: Person) -> None:
    """Leave the page for an empty one, which no request tells of; what the page still asked for is not waited for."""
    ann.troubles.leave()
    ann.page.goto("about:blank")


def keeps(page: Page, what: str) -> Any:
    """Wait until what is kept has this; returns it."""
    while not (found := page.evaluate(f"{KEPT}.{what}")):
        page.wait_for_timeout(20)
    return found


def kept(ann: Person) -> None:
    """Wait until the tab keeps all that the log has."""
    number = ann.page.locator("#log [data-number]").last.get_attribute("data-number")
    keeps(ann.page, f"entries?.some(({{ event }}) => event.number === {number})")


def texts(page: Page) -> list[str]:
    return page.locator("#log .text").all_inner_texts()


def said(person: Crowd, server: Server) -> Person:
    """Ann, who has said something, to all and to herself."""
    ann = person("ann")
    ann.type("hello")
    ann.sees("hello")
    ann.type("/send -u ann psst")
    ann.sees("psst")
    return ann
