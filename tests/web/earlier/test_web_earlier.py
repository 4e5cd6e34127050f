"""Earlier messages above the log: they come when they are wanted, and move nothing that is read."""

from collections.abc import Callable

import pytest
from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.connection.web_losses import come_back, notice
from tests.web.earlier.web_earlier import at_top, button, end, is_drawn, tops, unmoved
from tests.web.ignoring.web_ignoring import ignore
from tests.web.web_cable import Cable
from tests.web.web_gestures import becomes, expect_kinds, named
from tests.web.web_harness import Crowd, Person
from tests.web.web_looks import PHONE, SCHEMES
from tests.web.web_tricks import LOST, Gate, enter, is_at_end, settle, shout, unlucky

ROOM = 400
"""Entries that are elements at the same time."""


def cries(person: Person) -> list[str]:
    return person.page.locator("#log .text").all_inner_texts()


def told(first: int, last: int) -> list[str]:
    return [f"cry {number}." for number in range(first, last + 1)]


def press(person: Person, oldest: int) -> None:
    """Press the button, and wait until what is `oldest` then is there."""
    button(person).press("Enter")
    is_drawn(person, f"cry {oldest}.")


def behind_a_gate(person: Crowd, server: Server, cries: int) -> tuple[Person, Gate]:
    """Somebody at the top of the log of so many messages, whom no answer reaches until the gate is opened."""
    context = person.context()
    gate = Gate(context)
    with server.lines() as nc:
        shout(nc, cries)
    ann = enter(person, context)
    at_top(ann)
    expect(button(ann)).to_be_visible()
    gate.shut()
    return ann, gate


def test_earlier_messages_come_above_the_oldest_line_until_the_beginning_and_nothing_moves(
    person: Crowd, server: Server
) -> None:
    with server.lines() as nc:
        shout(nc, 130)
    ann = person()
    at_top(ann)
    for seen, oldest in ((111, 61), (61, 11), (11, 1)):
        expect(end(ann)).to_be_hidden()
        before = tops(ann, f"cry {seen}.")
        button(ann).click()
        is_drawn(ann, f"cry {oldest}.")
        assert unmoved(ann, before), seen
        assert cries(ann) == told(oldest, 130)
        at_top(ann)
    expect(end(ann)).to_have_text("This is the beginning of what is kept.")
    expect(button(ann)).to_be_hidden()
    assert ann.page.locator("#log .day").count() == 1
    expect(ann.page.locator("#log .entry").first.locator(".day")).to_be_visible()


def test_who_reads_farther_down_than_the_oldest_line_is_not_moved_either(
    person: Crowd, server: Server
) -> None:
    ann, gate = behind_a_gate(person, server, 60)
    button(ann).click()
    ann.page.locator("#log").evaluate("(log) => (log.scrollTop = 500)")
    before = tops(ann, "cry 49.")
    gate.open()
    is_drawn(ann, "cry 1.")
    assert unmoved(ann, before)


def test_where_all_is_shown_that_was_said_nothing_earlier_is_offered(person: Crowd, server: Server) -> None:
    with server.lines() as nc:
        shout(nc, 19)
    ann = person("ann")
    ann.type("and one of mine")
    ann.sees("and one of mine")
    # What is above the log is looked at each second.
    expect(ann.page.locator("#above")).to_be_attached()
    ann.page.evaluate("() => new Promise((done) => setTimeout(done, 1100))")
    expect(button(ann)).to_be_hidden()
    expect(end(ann)).to_be_hidden()


def test_by_keyboard_the_focus_stays_on_the_button_until_there_is_none_and_then_in_the_log(
    person: Crowd, server: Server
) -> None:
    with server.lines() as nc:
        shout(nc, 80)
    ann = person()
    expect(button(ann)).to_be_attached()
    expect(button(ann)).not_to_have_attribute("hidden", "")
    ann.page.locator("#search").focus()
    ann.page.keyboard.press("Tab")
    expect(ann.page.locator("#log")).to_be_focused()
    ann.page.keyboard.press("Tab")
    expect(button(ann)).to_be_focused()
    ann.page.keyboard.press("Enter")
    is_drawn(ann, "cry 11.")
    expect(button(ann)).to_be_focused()
    ann.page.keyboard.press(" ")
    is_drawn(ann, "cry 1.")
    expect(ann.page.locator("#log")).to_be_focused()


def test_nothing_of_what_is_put_above_is_read_out_but_that_it_is_the_end(
    person: Crowd, server: Server
) -> None:
    with server.lines() as nc:
        shout(nc, 30)
    ann = person("ann")
    announced = ann.page.locator("#announcements")
    ann.type("a word of mine")
    expect(announced).to_contain_text("a word of mine")  # so all that is older would have been read by now
    at_top(ann)
    press(ann, 1)
    expect(announced).to_contain_text("This is the beginning of what is kept.")
    expect(announced).not_to_contain_text("cry")
    expect(ann.page.locator("#log")).to_have_attribute("aria-live", "off")
    expect(ann.page.locator("#log .unread")).to_have_count(0)


def test_earlier_messages_are_as_others_are_and_have_nothing_of_who_is_ignored(
    person: Crowd, server: Server
) -> None:
    with server.lines() as nc, named(server, "mallory") as mallory:
        with server.program("/?name=rain&bot=1") as rain:
            rain.ask("send", text="drip")
            rain.next("message", text="drip")
            rain.ask("send", text="come, ann", delay=1)
            rain.next("message", text="come, ann")
        shout(mallory, 5, "lie")
        shout(nc, 1, "see https://example.org/ and")
        shout(nc, 30)
        shout(mallory, 30, "late lie")
        ann = person("ann")
        ignore(ann, "mallory")
        at_top(ann)
        button(ann).click()
        is_drawn(ann, "cry 1.")
        is_drawn(ann, "drip")
        expect(ann.entry("drip").locator(".bot")).to_have_text("bot")
        expect_kinds(ann.entry("come, ann"), "other", "delayed")
        expect(ann.entry("see https").get_by_role("link")).to_have_attribute("href", "https://example.org/")
        assert ann.page.locator("#log .text", has_text="lie").all_inner_texts() == [
            f"late lie {number}." for number in range(11, 31)
        ]


def test_the_window_stays_small_and_all_that_was_asked_for_can_be_read_to_the_newest(
    person: Crowd, server: Server
) -> None:
    with server.lines() as nc:
        shout(nc, 600)
    ann = person()
    for oldest in range(531, 0, -50):
        at_top(ann)
        press(ann, oldest)
        assert ann.entries.count() <= ROOM
    at_top(ann)
    press(ann, 1)
    at_top(ann)
    assert ann.entries.count() <= ROOM
    assert cries(ann)[:2] == ["cry 1.", "cry 2."]
    ann.page.locator("#new-messages").click()
    assert is_at_end(ann.page)
    is_drawn(ann, "cry 600.")
    at_top(ann)
    assert cries(ann)[0] == "cry 1."


def test_what_was_asked_when_the_connection_broke_is_there_when_it_is_back(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        shout(nc, 60)
        ann = unlucky(person)
        at_top(ann)
        expect(button(ann)).to_be_visible()
        cable.muffle()
        button(ann).click()
        cable.cut()
        expect(ann.page.locator("#banner")).to_be_visible()
        come_back(ann, cable)
        at_top(ann)
        expect(button(ann)).to_be_hidden()
        assert cries(ann) == told(1, 60)


def test_a_lost_session_is_said_and_afterwards_it_can_be_asked_again(
    person: Crowd, start: Callable[..., Server]
) -> None:
    server = start("--flood", "0", "--grace", "0")
    person.troubles.forgive(*LOST)
    with Cable(server.port) as cable, server.lines() as nc:
        person.origin = f"http://127.0.0.1:{cable.port}"
        shout(nc, 60)
        ann = unlucky(person)
        at_top(ann)
        expect(button(ann)).to_be_visible()
        cable.muffle()
        button(ann).click()
        cable.cut()
        expect(notice(ann)).to_contain_text("No answer came")
        button(ann).click()
        expect(notice(ann)).to_contain_text("Not connected at the moment")
        nc.until("ann is gone")
        come_back(ann, cable)
        at_top(ann)
        press(ann, 1)
        assert cries(ann) == told(1, 60)


def test_a_second_press_asks_for_nothing_twice(person: Crowd, server: Server) -> None:
    ann, gate = behind_a_gate(person, server, 100)
    button(ann).dblclick()
    gate.open()
    is_drawn(ann, "cry 31.")
    assert cries(ann) == told(31, 100)


def test_what_the_log_no_longer_keeps_can_be_had_again(start: Callable[..., Server], person: Crowd) -> None:
    server = start("--flood", "0", "--outbox", "65536", "--history", "10000")
    person.origin = f"http://127.0.0.1:{server.port}"
    ann = person("ann")
    with server.lines() as nc:
        shout(nc, 6100)
    ann.sees("cry 6100.")
    at_top(ann)
    oldest = int(cries(ann)[0].split()[1].rstrip("."))
    assert oldest > 100
    before = tops(ann, f"cry {oldest}.")
    press(ann, oldest - 50)
    assert unmoved(ann, before)
    at_top(ann)
    assert cries(ann)[:51] == told(oldest - 50, oldest)


@pytest.mark.parametrize("look", ["desktop", "phone"])
@pytest.mark.parametrize("code", ["en-GB", "ru-RU"])
def test_what_is_above_the_log_is_without_obstacles(
    person: Crowd, server: Server, axe: None, look: str, code: str
) -> None:
    with server.lines() as nc:
        shout(nc, 60)
    ann = person("ann", **{**(PHONE if look == "phone" else {}), "locale": code})
    words = {"en-GB": ("Earlier", "beginning"), "ru-RU": ("Раньше", "не сохранилось")}[code]
    at_top(ann)
    expect(button(ann)).to_have_text(words[0])
    for place in (button(ann), end(ann)):
        expect(place).to_be_in_viewport(ratio=1)
        for scheme in SCHEMES:
            ann.page.emulate_media(color_scheme=scheme)
            settle(ann.page)
            ann.picture(f"earlier-{look}-{code}-{scheme}")
            assert ann.obstacles() == []
        if button(ann).is_visible():
            button(ann).click()
            is_drawn(ann, "cry 1.")
            becomes(ann.page, "document.getElementById('log').scrollTop > 0")
            at_top(ann)
    expect(end(ann)).to_contain_text(words[1])
