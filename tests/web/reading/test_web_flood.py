"""A long session: whatever comes, the page stays small, answers, and does not talk a screen reader to death."""

import re
from collections.abc import Callable

import pytest
from e2e_harness import Server
from playwright.sync_api import Page, expect

from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import enter, scroll_to, shout

CRIES = 20_000
ROOM = 400
"""Entries that are elements at the same time."""

WATCH = """
() => {
  const watch = { said: [], draws: 0, most: 0, made: 0, began: performance.now() };
  window.watch = watch;
  const log = document.querySelector("#log > div");
  new MutationObserver(() => {
    watch.draws++;
    watch.most = Math.max(watch.most, log.childElementCount);
  }).observe(log, { childList: true });
  new MutationObserver((records) => {
    const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
    if (added.some(({ textContent }) => /new messages?$/.test(textContent))) watch.said.push(performance.now());
  }).observe(document.getElementById("announcements"), { childList: true, characterData: true, subtree: true });
  const make = document.createElement;
  document.createElement = function (name) {
    if (name === "article") watch.made++;
    return make.call(this, name);
  };
}
"""


@pytest.fixture
def server(start: Callable[..., Server]) -> Server:
    """A server that waits for a slow reader for as long as this machine needs."""
    return start("--flood", "0", "--outbox", "65536")


def flood(ann: Person, server: Server, cries: int = CRIES) -> None:
    """Cries, and in the middle of them a word of one's own."""
    with server.lines() as nc:
        shout(nc, cries // 2)
        ann.field.press_sequentially("can I still speak?")
        ann.field.press("Enter")
        shout(nc, cries // 2, "more")
    expect(ann.entry(f"more {cries // 2}.")).to_be_in_viewport()


def test_a_flood_leaves_the_page_small_quick_and_quiet(person: Crowd, server: Server) -> None:
    ann = person("ann")
    ann.page.evaluate(WATCH)
    flood(ann, server)
    watch = ann.page.evaluate("({ ...watch, lasted: performance.now() - watch.began })")
    assert watch["most"] <= ROOM
    assert ann.page.evaluate("document.querySelectorAll('*').length") < ROOM * 20
    # Five drawings a second, and some for the calm around the flood; each makes no more than the window holds.
    assert watch["draws"] <= watch["lasted"] / 200 + 30
    assert watch["made"] <= watch["draws"] * ROOM
    between = [later - sooner for sooner, later in zip(watch["said"], watch["said"][1:], strict=False)]
    assert all(pause > 1900 for pause in between)
    expect(ann.page.locator("#announcements p").last).to_have_text(re.compile("new messages?$"))
    assert ann.page.locator("#announcements p").count() < 10


def test_all_that_the_page_keeps_can_be_read_again_and_the_window_stays_small(
    person: Crowd, server: Server
) -> None:
    ann = person("ann")
    with server.lines() as nc:
        shout(nc, 1000)
    ann.sees("cry 1000.")
    assert ann.entries.count() <= ROOM
    while not ann.entry("cry 1.").count():
        scroll_to(ann.page, 0)
        assert ann.entries.count() <= ROOM
    assert numbers(ann.page)[:3] == [1, 2, 3]
    ann.page.locator("#log").press("End")
    while not ann.entry("cry 1000.").count():
        scroll_to(ann.page, 1_000_000)
        assert ann.entries.count() <= ROOM
    assert numbers(ann.page) == list(range(1001 - len(numbers(ann.page)), 1001))


def numbers(page: Page) -> list[int]:
    """Which cries the window shows."""
    texts = page.locator("#log .text").all_inner_texts()
    return [int(text.split()[1].rstrip(".")) for text in texts if text.startswith("cry")]


def test_in_a_calm_chat_each_entry_is_read_out_without_its_time(person: Crowd, server: Server) -> None:
    context = person.context()
    context.clock.install()
    ann = enter(person, context, "ann")
    said = ann.page.locator("#announcements p")
    context.clock.fast_forward(3000)  # whatever came with ann is said
    expect(said.first).to_contain_text("Welcome to Besedka!")
    with server.lines() as nc:
        shout(nc, 1)
        ann.sees("cry 1.")
        context.clock.fast_forward(3000)
        expect(said.last).to_contain_text("cry 1.")
        assert not re.search(r"\d:\d", said.last.inner_text())
    log = ann.page.locator("#log")
    expect(log).to_have_role("log")
    # It would be read twice, and in a flood without an end.
    expect(log).to_have_attribute("aria-live", "off")


def test_a_storm_of_arrivals_ends_in_a_list_that_is_right(person: Crowd, server: Server) -> None:
    ann = person("ann")
    wires = [server.socket() for _ in range(30)]
    try:
        for number, wire in enumerate(wires):
            wire.send(f"rename guest.{number}\n")
        for number, wire in enumerate(wires):
            wire.until(f"now called guest.{number}")
        expect(ann.page.locator("#people li")).to_have_count(31)
        expect(ann.page.locator("#people-title")).to_have_text("31 people are here")
        ann.page.locator("#people-filter").fill("GUEST.2")
        expect(ann.page.locator("#people li")).to_have_count(11)
    finally:
        for wire in wires:
            wire.reset()
    expect(ann.page.locator("#people-title")).to_have_text("1 person is here")
