"""The log: who goes on, which day it is, what is new, and where the reader stands in it."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from e2e_harness import Server, Wire
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import enter, is_at_end, scroll_to, set_hidden, shout


@pytest.fixture(scope="module")
def crier(server: Server) -> Iterator[Wire]:
    """Somebody who speaks when the tests want it, and neither comes nor goes meanwhile."""
    with server.lines() as wire:
        yield wire


@pytest.fixture(scope="module")
def rita(regulars: Crowd, crier: Wire) -> Person:
    rita = regulars("rita")
    shout(crier, 60, "early")
    rita.sees("early 60.")
    return rita


@pytest.fixture
def reader(rita: Person) -> Person:
    """Somebody at the end of a log of which the window shows a part."""
    if not is_at_end(rita.page):
        scroll_to(rita.page, 1_000_000)
    return rita


def test_the_log_goes_along_with_who_reads_its_end(reader: Person, crier: Wire) -> None:
    shout(crier, 1, "along")
    expect(reader.entry("along 1.")).to_be_in_viewport()
    assert is_at_end(reader.page)
    expect(reader.page.locator("#new-messages")).to_be_hidden()


def test_who_reads_farther_up_is_told_how_much_came_and_brought_there_by_a_button(
    reader: Person, crier: Wire
) -> None:
    page, button = reader.page, reader.page.locator("#new-messages")
    scroll_to(page, 300)
    top = read_line(page)
    shout(crier, 3, "late")
    expect(button).to_have_text("3 new messages")
    assert read_line(page) == top
    button.click()
    expect(reader.entry("late 3.")).to_be_in_viewport()
    expect(button).to_be_hidden()
    expect(page.locator("#field")).to_be_focused()


def read_line(page: Page) -> tuple[str, float]:
    """The first entry that can be seen, and where."""
    found = page.evaluate(
        """() => {
          const top = document.getElementById("log").getBoundingClientRect().top;
          const boxes = [...document.querySelectorAll("#log .entry")].map((entry) => [
            entry.innerText, entry.getBoundingClientRect()]);
          const [text, box] = boxes.find(([, box]) => box.bottom > top + 20);
          return [text, Math.round(box.top)];
        }"""
    )
    return found[0], found[1]


def test_who_scrolls_back_to_the_end_needs_no_button(reader: Person, crier: Wire) -> None:
    scroll_to(reader.page, 300)
    shout(crier, 1, "soon")
    expect(reader.page.locator("#new-messages")).to_be_visible()
    scroll_to(reader.page, 1_000_000)
    expect(reader.page.locator("#new-messages")).to_be_hidden()


def test_there_is_always_a_way_to_the_newest(reader: Person) -> None:
    button, log = reader.page.locator("#new-messages"), reader.page.locator("#log")
    scroll_to(reader.page, 300)
    expect(button).to_have_text("To the newest")
    log.focus()
    reader.page.keyboard.press("End")
    expect(button).to_be_hidden()
    assert is_at_end(reader.page)


def test_who_comes_and_goes_is_no_new_message(reader: Person, server: Server) -> None:
    scroll_to(reader.page, 300)
    with server.lines():
        reader.sees("has come in")
    reader.sees("came in and left")
    expect(reader.page.locator("#new-messages")).to_have_text("To the newest")


def test_a_very_long_message_shows_its_beginning_and_the_rest_when_it_is_wanted(
    reader: Person, crier: Wire
) -> None:
    reader.type("a tower\n" + "of bricks\n" * 300)
    entry = reader.sees("a tower")
    height = "(element) => element.offsetHeight"
    assert entry.evaluate(height) < 600
    entry.get_by_role("button", name="Show all").click()
    assert entry.evaluate(height) > 5000
    expect(entry.get_by_role("button")).to_have_count(0)
    expect(entry.locator(".text")).to_be_focused()
    # Nor does the next message take the reader away from it.
    top = "(element) => Math.round(element.getBoundingClientRect().top)"
    place = entry.locator(".text").evaluate(top)
    shout(crier, 1, "meanwhile")
    expect(reader.page.locator("#new-messages")).to_have_text("1 new message")
    assert entry.locator(".text").evaluate(top) == place


def test_ones_own_words_are_brought_into_view(reader: Person) -> None:
    scroll_to(reader.page, 300)
    reader.type("here I am")
    expect(reader.entry("here I am")).to_be_in_viewport()


def test_what_came_while_one_was_away_is_marked(reader: Person, crier: Wire) -> None:
    shout(crier, 1, "seen")
    reader.sees("seen 1.")
    mark = reader.page.locator("#log .unread")
    for word in ("absent", "again"):
        set_hidden(reader.page, True)
        shout(crier, 3, word)
        reader.sees(f"{word} 3.")
        set_hidden(reader.page, False)
        expect(mark).to_have_count(1)
        expect(mark).to_have_text("New messages")
        expect(reader.page.locator(".entry:has(.unread)")).to_contain_text(f"{word} 1.")


def test_the_mark_of_a_reader_farther_up_stands_where_the_end_was(reader: Person, crier: Wire) -> None:
    scroll_to(reader.page, 300)
    shout(crier, 2, "below")
    expect(reader.page.locator("#new-messages")).to_have_text("2 new messages")
    expect(reader.page.locator(".entry:has(.unread)")).to_contain_text("below 1.")


def test_the_window_keeps_its_place_when_the_room_for_it_changes(reader: Person) -> None:
    reader.page.set_viewport_size({"width": 1280, "height": 500})
    expect(reader.entries.last).to_be_in_viewport(ratio=1)
    reader.field.fill("a long text\n" * 6)
    expect(reader.entries.last).to_be_in_viewport(ratio=1)
    reader.field.fill("")
    reader.page.set_viewport_size({"width": 1280, "height": 800})
    expect(reader.entries.last).to_be_in_viewport(ratio=1)


def test_what_one_person_says_in_a_row_stands_together(person: Crowd) -> None:
    ann, bob = person("ann"), person("bob")
    ann.type("one")
    ann.type("two")
    bob.sees("two")
    bob.type("three")
    ann.sees("three")
    ann.type("four")
    bob.sees("four")
    follows = re.compile(r"\bfollows\b")
    for words in ("one", "three", "four"):
        expect(bob.entry(words)).not_to_have_class(follows)
    expect(bob.entry("two")).to_have_class(follows)
    # Only the eyes are spared the name.
    expect(bob.entry("two").locator(".name")).to_have_text("ann")


def test_a_time_tells_all_of_itself_to_who_points_at_it(person: Crowd) -> None:
    ann = person("ann", timezone_id="Asia/Vladivostok")
    ann.type("what time is it")
    time = ann.sees("what time is it").locator("time")
    at = datetime.fromisoformat(str(time.get_attribute("datetime")).replace("Z", "+00:00"))
    local = at + timedelta(hours=10)
    expect(time).to_have_text(f"{local:%H:%M}")
    expect(time).to_have_attribute("title", re.compile(f"#[0-9]+ · .*{local.year}.*{local:%H:%M:%S}"))


def shifted(days: Callable[[dict[str, Any]], float]) -> Callable[[WebSocketRoute], None]:
    """Passes on what the server says, with some messages moved to other days."""

    def shift(message: dict[str, Any]) -> None:
        at = datetime.fromisoformat(message["at"].replace("Z", "+00:00")) + timedelta(days=days(message))
        message["at"] = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def handle(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(data: str | bytes) -> None:
            event = json.loads(data)
            for row in event.get("messages", []) if event["type"] == "history" else []:
                shift(row)
            if event["type"] == "message":
                shift(event)
            route.send(json.dumps(event))

        server.on_message(pass_on)

    return handle


def test_every_day_begins_with_its_name(start: Callable[..., Server], person: Crowd) -> None:
    server = start("--flood", "0")
    person.origin = f"http://127.0.0.1:{server.port}"
    shifts = {"long ago": -400, "this week": -3, "the day before": -1}
    with server.lines() as nc:
        for words in shifts:
            nc.send(f"send {words}\n")
            nc.until(words)
        context = person.context()
        context.route_web_socket(re.compile("/ws"), shifted(lambda message: shifts.get(message["text"], 0)))
        ann = enter(person, context, "ann")
        nc.send("send here and now\n")
        ann.sees("here and now")
    days = [text.casefold() for text in ann.page.locator("#log .day").all_inner_texts()]
    assert days[2:] == ["yesterday", "today"]
    assert re.fullmatch(r"\w+, \w+ \d+, \d{4}", days[0])
    assert re.fullmatch(r"\w+, \w+ \d+", days[1])
