"""People before real browsers. Whatever their pages complain of fails the test."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from e2e_harness import PATIENCE, Server
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Frame,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

from tools import equipment

__all__ = ["ARGUMENTS", "Crowd", "Person", "Troubles"]

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)

PICTURES = os.environ.get("BESEDKA_SCREENSHOTS")
"""The folder for screenshots; without it none are taken."""

_WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`the policy forbids ${event.violatedDirective}: ${event.blockedURI}`));
"""

expect.set_options(timeout=PATIENCE * 1000)


class _Documents:
    """The documents of a page, one after the other: what one of them asked for ends with it."""

    def __init__(self, page: Page) -> None:
        self._leaving = False
        self._asked: set[Request] = set()
        page.on("request", self._ask)
        page.on("framenavigated", self._arrive)

    def is_gone(self, request: Request) -> bool:
        """Whether the document that asked for this is no more, or about to go."""
        return self._leaving or request not in self._asked

    def leave(self) -> None:
        """The page is being closed, or goes elsewhere."""
        self._leaving = True

    def _ask(self, request: Request) -> None:
        if request.is_navigation_request():
            self.leave()
        self._asked.add(request)

    def _arrive(self, _: Frame) -> None:
        self._leaving = False
        self._asked.clear()


class Troubles:
    """What pages complain of: errors, warnings, forbidden or failed requests, and any that go elsewhere."""

    def __init__(self) -> None:
        self._all: list[str] = []
        self._forgiven: list[str] = []
        self._documents: list[_Documents] = []

    def forgive(self, *patterns: str) -> None:
        """Complaints that match are what the test is about: a browser reports each lost connection, say."""
        self._forgiven += patterns

    def watch(self, page: Page, origin: str) -> None:
        page.on("pageerror", lambda error: self._note(f"error: {error}"))
        page.on("console", self._read_console)
        documents = _Documents(page)
        self._documents.append(documents)
        page.on("requestfailed", lambda request: self._read_failure(request, documents))
        page.on("response", self._read_response)
        page.on("request", lambda request: self._read_request(request, origin))

    def leave(self) -> None:
        """From now on pages are closed."""
        for documents in self._documents:
            documents.leave()

    def _read_failure(self, request: Request, documents: _Documents) -> None:
        if request.failure != "net::ERR_ABORTED" or not documents.is_gone(request):
            self._note(f"failed: {request.url} {request.failure}")

    def _note(self, trouble: str) -> None:
        self._all.append(trouble)

    def _read_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._note(f"{message.type}: {message.text}")

    def _read_response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status}: {response.url}")

    def _read_request(self, request: Request, origin: str) -> None:
        if not request.url.startswith((origin, "data:", "blob:")):
            self._note(f"elsewhere: {request.url}")

    def check(self) -> None:
        left = [
            trouble for trouble in self._all if not any(re.search(known, trouble) for known in self._forgiven)
        ]
        assert not left, "\n".join(left)


class Person:
    """Somebody who has the page open, and is in the chat."""

    def __init__(self, page: Page, troubles: Troubles, *, ready: bool = True) -> None:
        self.page = page
        self.troubles = troubles
        self.field = page.locator("#field")
        self.entries = page.locator("#log .entry")
        page.locator("#me").wait_for(timeout=PATIENCE * 1000)
        if ready:  # what tells of a lost connection has come, as it has a moment after one came in
            page.locator("#banner.open").wait_for(state="attached", timeout=PATIENCE * 1000)

    def type(self, line: str) -> None:
        """Type something, over what stands in the field, and press Enter."""
        self.field.fill(line)
        self.field.press("Enter")

    def rename(self, name: str) -> "Person":
        """Take a name; returns this person."""
        self.type(f"/rename {name}")
        expect(self.page.locator("#me")).to_have_text(name)
        return self

    def people(self, name: str) -> Locator:
        """The places in the list of people where this name stands."""
        return self.page.locator("#people li").filter(has_text=re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"))

    def entry(self, words: str) -> Locator:
        """What the log has with these words in it."""
        return self.entries.filter(has_text=words)

    def sees(self, words: str) -> Locator:
        """Wait until the log shows this; returns the entry."""
        found = self.entry(words).last
        expect(found).to_be_visible()
        return found

    def obstacles(self) -> list[str]:
        """What axe-core finds wrong with the page as it is now."""
        script = equipment.find_axe()
        assert script is not None, "axe-core is not installed: `python check.py browser` does that"
        # Evaluated by the browser's own means, as the page's policy lets no script of ours in.
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(script.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate("async () => (await axe.run()).violations")
        return [f"{fault['id']}: {[node['html'] for node in fault['nodes']]}" for fault in found]

    def picture(self, name: str) -> None:
        """Keep a screenshot, when somebody wants them."""
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png")


class Crowd:
    """Opens the page for people, each with a browser profile of their own; `troubles` has what they all complain of."""

    def __init__(self, launch: Callable[[], Browser], server: Server) -> None:
        self._launch = launch
        self._contexts: list[BrowserContext] = []
        self.origin = f"http://127.0.0.1:{server.port}"
        self.troubles = Troubles()

    def context(self, **options: Any) -> BrowserContext:
        """A fresh profile: English, UTC, a desktop, unless the options of Playwright's contexts say otherwise."""
        defaults = {"locale": "en-GB", "timezone_id": "UTC", "viewport": {"width": 1280, "height": 800}}
        context = self._launch().new_context(**{**defaults, **options})
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(_WATCH)
        self._contexts.append(context)
        return context

    def page(self, context: BrowserContext) -> Page:
        """A page that is watched; nothing is open in it yet."""
        page = context.new_page()
        self.troubles.watch(page, self.origin)
        return page

    def __call__(self, name: str | None = None, *, path: str = "/", **options: Any) -> Person:
        """Open the page, wait until its person is in the chat, and take the name."""
        page = self.page(self.context(**options))
        page.goto(self.origin + path)
        person = Person(page, self.troubles)
        return person.rename(name) if name is not None else person

    def leave(self) -> None:
        """Close everything, and have no troubles."""
        self.troubles.leave()
        for context in self._contexts:
            context.close()
        self.troubles.check()
