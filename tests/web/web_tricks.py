"""What tests do to a page that no reader could: hide it, make its luck, count what it does."""

import re

from e2e_harness import Wire
from playwright.sync_api import BrowserContext, Page, WebSocketRoute

from tests.web.web_harness import Crowd, Person

__all__ = [
    "LOST",
    "NOTIFICATIONS",
    "UNLUCKY",
    "Gate",
    "enter",
    "is_at_end",
    "scroll_to",
    "set_hidden",
    "settle",
    "shout",
    "unlucky",
]

LOST = (r"WebSocket connection to", r"net::ERR_", r"when fetching the script")
"""What a browser complains of when a connection breaks, or cannot be made."""

UNLUCKY = "Math.random = () => 0.999999;"
"""Waits between tries to connect take as long as they may: about 1, 2, 4, 8 … seconds."""

NOTIFICATIONS = """
window.notified = [];
window.wished = 0;
window.Notification = class {
  static permission = "default";
  static async requestPermission() {
    window.wished++;
    return (this.permission = "granted");
  }
  constructor(title, options) {
    window.notified.push(`${title}: ${options.body}`);
  }
  close() {}
};
"""
"""Notifications that are written down instead of shown; whoever is asked allows them."""


class Gate:
    """Stands between a profile's pages and their server; while it is shut, what the server says waits."""

    def __init__(self, context: BrowserContext) -> None:
        self._shut = False
        self._waiting: list[tuple[WebSocketRoute, str | bytes]] = []
        context.route_web_socket(re.compile("/ws"), self._handle)

    def _handle(self, route: WebSocketRoute) -> None:
        def pass_on(data: str | bytes) -> None:
            if self._shut:
                self._waiting.append((route, data))
            else:
                route.send(data)

        route.connect_to_server().on_message(pass_on)

    def shut(self) -> None:
        """Let nothing through."""
        self._shut = True

    def open(self) -> None:
        """Let through what waits, and what is to come."""
        self._shut = False
        for route, data in self._waiting:
            route.send(data)
        self._waiting.clear()

    def drop(self) -> None:
        """What waits is lost; let through what is to come."""
        self._shut = False
        self._waiting.clear()


def enter(crowd: Crowd, context: BrowserContext, name: str | None = None) -> Person:
    """Open the page in this profile, be in the chat, and take the name."""
    page = crowd.page(context)
    page.goto(crowd.origin)
    person = Person(page, crowd.troubles)
    return person.rename(name) if name is not None else person


def set_hidden(page: Page, hidden: bool) -> None:
    """The reader looks elsewhere, or here again. A headless browser itself shows all its pages all the time."""
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
          Object.defineProperty(document, "visibilityState", {
            configurable: true, value: hidden ? "hidden" : "visible",
          });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def scroll_to(page: Page, top: int) -> None:
    """Scroll the log there, and wait until the page has noticed."""
    page.evaluate(
        """(top) => new Promise((done) => {
          const log = document.getElementById("log");
          log.addEventListener("scroll", () => requestAnimationFrame(() => done()), { once: true });
          const before = log.scrollTop;
          log.scrollTop = top;
          // Where it stands already there is nothing to notice.
          if (log.scrollTop === before) done();
        })""",
        top,
    )


def settle(page: Page) -> None:
    """Wait until nothing moves any more."""
    page.evaluate(
        """async () => {
          for (let moving; (moving = document.getAnimations()).length; ) {
            await Promise.allSettled(moving.map((animation) => animation.finished));
          }
        }"""
    )


def unlucky(person: Crowd) -> Person:
    """Somebody whose page always waits as long as it ever does, by a clock that can be set, and has all its parts: else
    what is told of a loss would depend on which of them have come."""
    context = person.context()
    context.add_init_script(UNLUCKY)
    context.clock.install()
    ann = enter(person, context, "ann")
    have_all(ann.page)
    return ann


def have_all(page: Page) -> None:
    """Let the rest of the page come, as it does after some quiet seconds; its clock is one that can be set."""
    with page.expect_response(lambda answer: "truncation" in answer.url):  # the last part
        page.clock.fast_forward(5_000)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def is_at_end(page: Page) -> bool:
    """Whether the log is scrolled to its newest entry."""
    left = "(log) => log.scrollHeight - log.scrollTop - log.clientHeight"
    return bool(page.locator("#log").evaluate(left) < 2)


def shout(wire: Wire, count: int, word: str = "cry") -> None:
    """Say `cry 1.` to `cry {count}.` by a client of lines, as fast as the server takes it."""
    for start in range(1, count + 1, 500):
        end = min(start + 499, count)
        wire.send("".join(f"send {word} {number}.\n" for number in range(start, end + 1)))
        wire.until(f"{word} {end}.")
