"""A reloaded or restored tab is the same person; two tabs are two people, and never fight."""

import json
import re
import signal
from collections.abc import Callable
from typing import Any

import pytest
from e2e_harness import Server
from playwright.sync_api import Browser, BrowserContext, Page, Route, WebSocketRoute, expect

from tests.web.connection.web_losses import sending
from tests.web.web_cable import Cable
from tests.web.web_harness import ARGUMENTS, Crowd, Person
from tests.web.web_tricks import LOST, Gate, enter, shout
from tools import equipment

KEPT = "JSON.parse(sessionStorage.getItem('besedka.session') || '{}')"
"""All that a tab keeps of its session."""


WRITE_DOWN = """
addEventListener("pageshow", ({ persisted }) => setInterval(() => {
  const texts = [...document.querySelectorAll("#log .text")].map(({ textContent }) => textContent);
  const written = JSON.stringify([persisted, document.getElementById("me").textContent, texts]);
  if (texts.length > 2) localStorage.setItem("written", written);
}, 50));
"""
"""Has the page write down whether it was kept, who is in it, and what its log has."""


def is_in(page: Page, name: str) -> None:
    """Wait until the page's person is in the chat by this name."""
    expect(page.locator("#me")).to_have_text(name)
    expect(page.locator("#send")).to_be_enabled()


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


def copy(crowd: Crowd, context: BrowserContext, page: Page) -> Page:
    """A duplicate of the tab, as Chromium makes one: with a copy of its storage."""
    with context.expect_page() as opened:
        page.evaluate("window.open('/')")
    crowd.troubles.watch(opened.value, crowd.origin)
    return opened.value


def test_a_reloaded_tab_is_the_same_person_with_the_same_log(person: Crowd, server: Server) -> None:
    with server.program() as other:
        ann = said(person, server)
        other.next("message", text="hello")
        ann.field.fill("half a sente")
        ann.page.reload()
        is_in(ann.page, "ann")
        assert texts(ann.page) == ["hello", "psst"]
        expect(ann.page.locator("#log .own")).to_have_count(2)
        expect(ann.field).to_have_value("half a sente")
        ann.type("here again")
        assert other.receive()["text"] == "here again"


def test_a_tab_that_is_reloaded_in_its_first_moment_is_the_same_person(person: Crowd) -> None:
    page = person.page(person.context())
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/keeping.js", hold)
    page.goto(person.origin)
    Person(page, person.troubles).rename("ann").type("hello")
    while not held:
        page.wait_for_timeout(20)
    page.unroute("**/keeping.js")
    page.reload()
    is_in(page, "ann")
    expect(page.locator("#log .text")).to_have_text(["hello"])


def test_a_tab_that_went_elsewhere_and_back_has_missed_nothing(person: Crowd, server: Server) -> None:
    ann = said(person, server)
    with server.lines() as nc:
        for way in ("back", "forward and back"):
            ann.page.goto("about:blank")
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


def test_a_duplicated_tab_is_somebody_else_and_leaves_the_first_alone(person: Crowd, server: Server) -> None:
    context = person.context()
    ann = enter(person, context, "ann")
    ann.type("/send -u ann psst")
    ann.sees("psst")
    ann.field.fill("half a sente")
    kept(ann)
    other = copy(person, context, ann.page)
    expect(other.locator("#me")).to_have_text("guest-2")
    expect(other.locator("#log .text")).to_have_count(0)
    expect(other.locator("#field")).to_have_value("")
    other.reload()
    is_in(other, "guest-2")
    ann.page.reload()
    is_in(ann.page, "ann")
    assert texts(ann.page) == ["psst"]


def test_where_tabs_cannot_speak_the_older_one_is_told_and_goes_on_when_its_reader_wants_it(
    person: Crowd, server: Server
) -> None:
    context = person.context()
    context.add_init_script("delete window.BroadcastChannel")
    ann = enter(person, context, "ann")
    keeps(ann.page, "tab")
    other = copy(person, context, ann.page)
    is_in(other, "ann")
    banner = ann.page.locator("#banner")
    expect(banner).to_contain_text("You have gone on in another tab or window.")
    expect(ann.page.locator("#send")).to_be_disabled()
    ann.picture("replaced")
    ann.page.evaluate("window.dispatchEvent(new Event('online'))")
    is_in(other, "ann")
    ann.page.get_by_role("button", name="Go on here").click()
    is_in(ann.page, "ann")
    expect(banner).to_be_hidden()
    expect(other.locator("#banner")).to_contain_text("You have gone on in another tab or window.")


@pytest.mark.usefixtures("axe")
def test_a_screen_reader_finds_no_obstacle_where_one_has_gone_on_elsewhere(person: Crowd) -> None:
    context = person.context(locale="ru-RU")
    context.add_init_script("delete window.BroadcastChannel")
    ann = enter(person, context, "ann")
    keeps(ann.page, "tab")
    copy(person, context, ann.page)
    expect(ann.page.locator("#banner")).to_contain_text("Вы продолжили в другой вкладке или в другом окне.")
    assert ann.obstacles() == []


def test_what_had_no_answer_when_the_tab_was_reloaded_is_sent_again_under_its_number(
    person: Crowd, server: Server
) -> None:
    context = person.context()
    gate = Gate(context)
    with server.lines() as nc:
        ann = enter(person, context, "ann")
        gate.shut()
        ann.type("can you hear me?")
        nc.until("ann: can you hear me?")
        gate.drop()
        ann.page.reload()
        is_in(ann.page, "ann")
        ann.sees("can you hear me?")
        ann.type("good")
        ann.sees("good")
        expect(sending(ann)).to_be_hidden()
    assert texts(ann.page) == ["can you hear me?", "good"]


def test_who_has_left_begins_anew(person: Crowd) -> None:
    ann = person("ann")
    keeps(ann.page, "tab")
    ann.type("/exit")
    expect(ann.page.locator("#banner")).to_contain_text("You have left the chat.")
    assert ann.page.evaluate("sessionStorage.getItem('besedka.session')") == ""
    ann.page.reload()
    is_in(ann.page, "ann")
    expect(ann.entry("new session")).to_have_count(0)


def test_who_left_without_a_connection_does_not_meet_themselves_after_a_reload(
    person: Crowd, cable: Cable
) -> None:
    ann = person("ann")
    keeps(ann.page, "tab")
    cable.cut()
    expect(ann.page.locator("#send")).to_be_disabled()
    ann.type("/exit")
    expect(ann.page.locator("#banner")).to_contain_text("You have left the chat.")
    cable.mend()
    ann.page.reload()
    is_in(ann.page, "ann")
    expect(ann.people("guest-2")).to_have_count(0)


def test_what_came_while_the_history_was_on_its_way_outlives_a_reload(person: Crowd, server: Server) -> None:
    context = person.context()
    frames: list[str] = []

    def handle(route: WebSocketRoute) -> None:
        connected = route.connect_to_server()
        connected.on_message(lambda data: None if '"type":"history"' in str(data) else route.send(data))

        def note(data: str | bytes) -> None:
            frames.append(str(data))
            connected.send(data)

        route.on_message(note)

    context.route_web_socket(re.compile("/ws"), handle)
    ann = enter(person, context)
    with server.lines() as nc:
        nc.send("send -u guest-1 welcome\nsend hello\n")
        nc.until("hello")
    while not any('"type":"seen"' in frame for frame in frames):
        ann.page.wait_for_timeout(20)
    expect(ann.page.locator("#log .text")).to_have_count(0)
    ann.page.reload()
    expect(ann.page.locator("#log .text")).to_have_text(["welcome", "hello"])


def test_a_token_is_in_no_address(person: Crowd) -> None:
    context = person.context()
    page = person.page(context)
    addresses: list[str] = []
    page.on("websocket", lambda socket: addresses.append(socket.url))
    page.goto(person.origin)
    ann = Person(page, person.troubles).rename("ann")
    token = keeps(page, "resumption?.token")
    ann.page.reload()
    is_in(page, "ann")
    assert len(addresses) == 2
    assert not [address for address in addresses if token in address or "token" in address]


def test_a_restored_tab_whose_server_has_forgotten_it_says_so_and_has_its_log(
    person: Crowd, server: Server, start: Callable[..., Server]
) -> None:
    person.troubles.forgive(*LOST)
    ann = said(person, server)
    ann.page.goto("about:blank")
    server.stop(signal.SIGKILL)
    start("--flood", "0", "--port", str(server.port))
    ann.page.go_back()
    is_in(ann.page, "ann")
    ann.sees("The server was restarted and no longer knows your session.")
    assert texts(ann.page) == ["hello", "psst"]
