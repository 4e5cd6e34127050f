"""What people do in the page besides typing, and what the tests look at."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from e2e_harness import PATIENCE, Server, Wire
from playwright.sync_api import Locator, Page, expect

from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import enter

__all__ = [
    "becomes",
    "choose",
    "deceive",
    "dialog",
    "expect_kinds",
    "in_the_way",
    "kept",
    "meet",
    "named",
    "stamp",
    "style",
]

_KEEP = """
window.WebSocket = class extends WebSocket {
  constructor(...all) { super(...all); window.kept = this; }
};
"""


def becomes(page: Page, expression: str) -> None:
    """Wait until this is so. Playwright's own way asks with `eval`, which the page's policy forbids."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
          const ask = () => ({expression} ? done() : setTimeout(ask, 20));
          const here = () => document.activeElement?.outerHTML.slice(0, 200);
          const what = {json.dumps(expression)};
          setTimeout(() => fail(new Error(`not so: ${{what}}; the focus is at ${{here()}}`)), {PATIENCE * 1000});
          ask();
        }})"""
    )


def choose(person: Person, action: str) -> None:
    """Take an entry of the menu beside the field."""
    person.page.locator("#menu-button").click()
    person.page.locator("#menu").get_by_role("menuitem", name=action, exact=True).click()


def meet(person: Person, name: str, action: str) -> None:
    """Take an entry of somebody's menu in the list of people."""
    person.people(name).get_by_role("button").click()
    person.page.locator("#person-menu").get_by_role("menuitem", name=action, exact=True).click()


def dialog(person: Person, name: str) -> Locator:
    """This dialog, once it is open."""
    found = person.page.locator(f"dialog#{name}")
    expect(found).to_be_visible()
    return found


def kept(person: Person) -> Person:
    """Wait until the page has all its parts, and the browser keeps them; returns this person."""
    person.page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    becomes(person.page, "navigator.serviceWorker.controller?.state === 'activated'")
    return person


def in_the_way(person: Person) -> Locator:
    """Dialogs that are open."""
    return person.page.locator("dialog[open]")


def expect_kinds(entry: Locator, *kinds: str) -> None:
    """What the entry is, as far as the style sheet knows: `own` or `other`, `private`, `delayed`, `system`."""
    for kind in kinds:
        expect(entry).to_have_class(re.compile(rf"\b{kind}\b"))
    for kind in {"own", "other", "private", "delayed", "system"} - set(kinds):
        expect(entry).not_to_have_class(re.compile(rf"\b{kind}\b"))


def style(element: Locator, name: str) -> str:
    """A property as the browser has computed it."""
    value: str = element.evaluate("(element, name) => getComputedStyle(element)[name]", name)
    return value


@contextlib.contextmanager
def named(server: Server, name: str) -> Iterator[Wire]:
    """Somebody who came by bare lines, under this name."""
    with server.lines() as wire:
        wire.send(f"rename {name}\n")
        wire.until(f"now called {name}")
        yield wire


def stamp(later: timedelta = timedelta()) -> str:
    """So much later than now, as the server writes it."""
    return f"{datetime.now(timezone.utc) + later:%Y-%m-%dT%H:%M:%S}.000Z"


def deceive(crowd: Crowd, name: str | None = None) -> tuple[Person, Callable[..., None]]:
    """Somebody whose server can be made to say anything: the second part says it, between its own words."""
    context = crowd.context()
    context.add_init_script(_KEEP)
    victim = enter(crowd, context, name)

    def say(kind: str, **fields: Any) -> None:
        event = {"type": kind, "seq": 1, "at": stamp(), **fields}
        victim.page.evaluate("(data) => kept.onmessage({ data })", json.dumps(event))

    return victim, say
