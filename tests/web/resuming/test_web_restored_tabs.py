"""A tab that went elsewhere, was put aside, or crashed is the same person when it is there again."""

import json
import signal
from collections.abc import Callable

from e2e_harness import Server
from playwright.sync_api import Browser, expect

from tests.web.resuming.web_tabs import go_elsewhere, is_in, kept, said, texts
from tests.web.web_harness import ARGUMENTS, Crowd
from tests.web.web_tricks import LOST, enter, shout
from tools import equipment

WRITE_DOWN = """
addEventListener("pageshow", ({ persisted }) => setInterval(() => {
  const texts = [...document.querySelectorAll("#log .text")].map(({ textContent }) => textContent);
  const written = JSON.stringify([persisted, document.getElementById("me").textContent, texts]);
  if (texts.length > 2) localStorage.setItem("written", written);
}, 50));
"""
"""Has the page write down whether it was kept, who is in it, and what its log has."""


def test_a_tab_that_went_elsewhere_and_back_has_missed_nothing(person: Crowd, server: Server) -> None:
    ann = said(person, server)
    with server.lines() as nc:
        for way in ("back", "forward and back"):
            go_elsewhere(ann)
            shout(nc, 2, way)
            nc.send(f"send -u ann alone {way}\n")
            nc.until(f"alone {way}")
            ann.page.go_back()
            is_in(ann.page, "ann")
            ann.sees(f"alone {way}")
    assert texts(ann.page) == [
        *("hello", "psst", "back 1.", "back 2.", "alone back"),
        *("forward and back 1.", "forward and back 2.", "alone forward and back"),
    ]


def test_a_tab_that_the_browser_put_aside_and_shows_again_goes_on(person: Crowd, server: Server) -> None:
    ann = said(person, server)
    with server.lines() as nc:
        ann.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
        shout(nc, 1, "meanwhile")
        ann.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        ann.sees("meanwhile 1.")
    is_in(ann.page, "ann")
    assert texts(ann.page) == ["hello", "psst", "meanwhile 1."]


def test_a_page_that_chromium_keeps_behind_another_goes_on_when_it_is_shown_again(
    browser: Browser, server: Server
) -> None:
    # Playwright switches this cache off, and cannot speak to a page that comes out of it: so the page writes it down.
    path = equipment.find_browser()
    chromium = browser.browser_type.launch(
        executable_path=path, args=list(ARGUMENTS), ignore_default_args=["--disable-back-forward-cache"]
    )
    crowd = Crowd(lambda: chromium, server)
    context = crowd.context()
    with server.lines() as nc:
        ann = enter(crowd, context, "ann")
        ann.type("hello")
        ann.sees("hello")
        ann.page.evaluate(WRITE_DOWN)
        ann.page.goto(f"{crowd.origin.replace('127.0.0.1', 'localhost')}/healthz")
        shout(nc, 1, "meanwhile")
        nc.send("send -u ann alone\n")
        nc.until("alone")
        ann.page.evaluate("void setTimeout(() => history.back(), 100)")
        other = crowd.page(context)
        crowd.troubles.forgive("404")
        other.goto(f"{crowd.origin}/healthz")
        while not (written := other.evaluate("localStorage.getItem('written')")):
            other.wait_for_timeout(20)
    chromium.close()
    assert json.loads(written) == [True, "ann", ["hello", "meanwhile 1.", "alone"]]


def test_a_tab_that_crashed_is_the_same_person(person: Crowd, server: Server) -> None:
    context = person.context()
    ann = enter(person, context, "ann")
    ann.type("hello")
    ann.sees("hello")
    ann.field.fill("half a sente")
    kept(ann)
    # What is kept, without a word of farewell from the page.
    storage = ann.page.evaluate("({ ...sessionStorage })")
    ann.page.close()
    with server.lines() as nc:
        shout(nc, 1, "meanwhile")
    restored = person.page(context)
    restored.add_init_script(f"if (!sessionStorage.length) Object.assign(sessionStorage, {storage!r})")
    restored.goto(person.origin)
    is_in(restored, "ann")
    expect(restored.locator("#log .text").filter(has_text="meanwhile 1.")).to_be_visible()
    assert texts(restored) == ["hello", "meanwhile 1."]
    expect(restored.locator("#field")).to_have_value("half a sente")


def test_a_restored_tab_whose_server_has_forgotten_it_says_so_and_has_its_log(
    person: Crowd, server: Server, start: Callable[..., Server]
) -> None:
    person.troubles.forgive(*LOST)
    ann = said(person, server)
    go_elsewhere(ann)
    server.stop(signal.SIGKILL)
    start("--flood", "0", "--port", str(server.port))
    ann.page.go_back()
    is_in(ann.page, "ann")
    ann.sees("The server was restarted and no longer knows your session.")
    assert texts(ann.page) == ["hello", "psst"]
