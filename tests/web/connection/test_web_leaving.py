"""Leaving, and being kept out: what still goes, what needs no connection, and who can help."""

import json
import re
from typing import Any

import pytest
from e2e_harness import Server
from playwright.sync_api import Locator, Page, Route, expect

from tests.web.web_cable import Cable
from tests.web.web_gestures import choose, deceive, dialog, kept, stamp
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import LOST, UNLUCKY, enter

SHUT = """
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(address, protocol) {
    super(window.welcome ? address : address.replace("/ws", "/no-chat"), protocol);
  }
};
"""
"""The chat takes nobody from this page until `welcome` is true."""

ONE = re.compile(r"1 delayed message will still be sent, at \d\d:\d\d:\d\d\.")
TWO = re.compile(r"2 delayed messages will still be sent, the last at \d\d:\d\d:\d\d\.")
LEFT = "You have left the chat."


def banner(person: Person) -> Locator:
    return person.page.locator("#banner")


def delay(person: Person, *delays: int) -> None:
    """Delay a message for each of these seconds."""
    rows = person.page.locator("#pending li")
    for seconds in delays:
        before = rows.count()
        person.type(f"send -t {seconds} a while later")
        expect(rows).to_have_count(before + 1)


def test_the_dialog_says_what_will_still_be_sent(person: Crowd) -> None:
    ann = person("ann")
    choose(ann, "Leave")
    rest = dialog(ann, "leave").locator("#leave-rest")
    expect(rest).to_be_empty()
    ann.page.keyboard.press("Escape")
    delay(ann, 600)
    choose(ann, "Leave")
    expect(rest).to_have_text(
        re.compile(ONE.pattern + " Once you have left, that can no longer be cancelled.")
    )
    ann.page.keyboard.press("Escape")
    delay(ann, 4)
    choose(ann, "Leave")
    expect(rest).to_contain_text(ONE)  # as soon as the other one has gone
    dialog(ann, "leave").get_by_role("button", name="Leave").click()
    expect(banner(ann)).to_contain_text(LEFT)
    expect(banner(ann)).to_contain_text(ONE)


def test_a_typed_command_says_it_before_and_after(person: Crowd) -> None:
    ann = person("ann")
    delay(ann, 600, 60)
    ann.field.fill("/exit")
    expect(ann.page.locator("#reading-words")).to_have_text(re.compile("Command: exit. " + TWO.pattern))
    ann.field.press("Enter")
    expect(banner(ann)).to_contain_text(TWO)
    expect(ann.page.locator("#announcements")).to_contain_text(TWO)
    ann.page.get_by_role("button", name="Come back").click()
    expect(ann.page.locator("#notice")).to_have_text("Connected again.")
    expect(banner(ann)).to_be_hidden()


def test_what_the_server_says_of_it_counts(person: Crowd) -> None:
    ann, say = deceive(person)
    say("farewell", reason="exit", pending=2, last=stamp())
    expect(banner(ann)).to_contain_text(TWO)


@pytest.mark.parametrize("way", ["menu", "/exit", "Exit"])
def test_leaving_needs_no_connection(person: Crowd, cable: Cable, way: str) -> None:
    context = person.context()
    context.add_init_script(UNLUCKY)
    context.clock.install()
    ann = kept(enter(person, context, "ann"))
    delay(ann, 600)
    cable.cut()
    expect(banner(ann)).to_contain_text("Next try")
    if way == "menu":
        choose(ann, "Leave")
        dialog(ann, "leave").get_by_role("button", name="Leave").click()
    else:
        ann.type(way)
    if way == "Exit":
        expect(dialog(ann, "doubt").locator("#doubt-rest")).to_contain_text(ONE)
        dialog(ann, "doubt").get_by_role("button", name="Run exit").click()
    expect(banner(ann)).to_contain_text(LEFT)
    expect(banner(ann)).to_contain_text(ONE)
    expect(ann.page.locator("dialog[open]")).to_have_count(0)
    expect(ann.field).to_have_value("")
    cable.mend()
    ann.page.clock.fast_forward(600_000)
    expect(banner(ann)).to_contain_text(LEFT)
    ann.page.get_by_role("button", name="Come back").click()
    # Nobody has told the server that they left.
    expect(ann.page.locator("#notice")).to_contain_text("You were away for 10 minutes")
    expect(ann.page.locator("#me")).to_have_text("ann")
    expect(ann.page.locator("#pending li")).to_have_count(1)


def test_a_message_for_now_is_not_delayed(person: Crowd) -> None:
    context = person.context()
    context.clock.install()
    ann = enter(person, context, "ann")
    frames: list[dict[str, Any]] = []
    ann.page.on(
        "websocket", lambda socket: socket.on("framesent", lambda data: frames.append(json.loads(data)))
    )
    ann.page.reload()
    expect(ann.page.locator("#me")).to_have_text("ann")
    choose(ann, "Send later")
    asked = dialog(ann, "later")
    asked.get_by_label("Message").fill("right now")
    ann.page.clock.pause_at(ann.page.evaluate("Date.now()") / 1000 + 2)
    now = ann.page.evaluate("new Date(Math.floor(Date.now() / 1000) * 1000).toISOString().slice(0, 19)")
    asked.get_by_label("or at").fill(now)
    asked.get_by_role("button", name="Send later").click()
    ann.page.clock.resume()
    ann.sees("right now")
    (sent,) = [frame for frame in frames if frame["type"] == "send"]
    assert "delay" not in sent


def shut_out(person: Crowd, health: dict[str, Any]) -> tuple[Page, list[str]]:
    """Somebody whom the server does not take, and what it was asked about its health."""
    person.troubles.forgive(*LOST, "Service Worker registration blocked")
    context = person.context(service_workers="block")
    context.add_init_script(UNLUCKY)
    context.clock.install()
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url.removeprefix(person.origin))
        route.fulfill(json={"status": "ok", "full": False, **health})

    context.route(re.compile("/healthz"), answer)
    page = person.page(context)
    page.add_init_script(SHUT)
    page.goto(person.origin)
    return page, asked


def test_who_is_not_accepted_is_told_so_and_who_can_help(person: Crowd, server: Server) -> None:
    person.troubles.forgive("404")
    page, asked = shut_out(person, {"origin_allowed": False})
    shown = page.locator("#banner")
    expect(shown).to_contain_text("The server is running, but does not accept this address.")
    expect(shown.locator("code")).to_have_text(f"--origin {person.origin}")
    assert set(asked) == {f"/healthz?origin=http%3A%2F%2F127.0.0.1%3A{server.port}"}
    before = len(asked)  # a slow answer is asked for again by the next try
    page.clock.fast_forward(600_000)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(shown).to_contain_text("does not accept this address")
    assert len(asked) == before
    page.evaluate("window.welcome = true")
    page.get_by_role("button", name="Try now").click()
    expect(shown).to_be_hidden()
    expect(page.locator("#people li")).to_have_count(1)


@pytest.mark.parametrize(
    ("health", "said"),
    [
        ({}, "The chat cannot be reached."),
        ({"origin_allowed": True}, "The chat cannot be reached."),
        ({"origin_allowed": None}, "The chat cannot be reached."),
        ({"origin_allowed": False, "full": True}, "The chat is full"),
    ],
)
def test_for_any_other_reason_it_is_tried_again(person: Crowd, health: dict[str, Any], said: str) -> None:
    person.troubles.forgive("404")
    page, _ = shut_out(person, health)
    expect(page.locator("#banner")).to_contain_text(said)
    expect(page.locator("#banner")).to_contain_text("Next try in")
    with page.expect_request(re.compile("/healthz")):  # as after every try that fails
        page.clock.fast_forward(60_000)
