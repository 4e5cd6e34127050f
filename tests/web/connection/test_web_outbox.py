"""What was sent and has no answer yet: it is shown from one second on, and what becomes of it is told."""

import signal
from collections.abc import Callable

import pytest
from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.connection.web_losses import again, come_back, kept, lose_the_answer, notice, sending
from tests.web.web_cable import Cable
from tests.web.web_gestures import choose, dialog
from tests.web.web_harness import Crowd
from tests.web.web_tricks import LOST, Gate, enter, have_all, unlucky

ENTER = "No answer came to this; press Enter to send it again."
AFTER_ALL = "It was sent after all: the message above."


@pytest.fixture
def server(start: Callable[..., Server]) -> Server:
    """A server whose sessions end with their connections."""
    return start("--flood", "0", "--grace", "0")


def test_from_one_second_on_it_is_shown_that_a_message_is_under_way(person: Crowd) -> None:
    context = person.context()
    gate = Gate(context)
    context.clock.install()
    ann = enter(person, context, "ann")
    have_all(ann.page)  # else nothing would read out yet
    ann.page.clock.pause_at(ann.page.evaluate("Date.now()") / 1000 + 5)
    gate.shut()
    ann.type("hello out there")
    ann.page.clock.run_for(999)
    expect(sending(ann)).to_be_hidden()
    ann.page.clock.run_for(1)
    expect(sending(ann)).to_have_text("Sending… hello out there")
    ann.type("/users")
    ann.page.clock.run_for(1_000)
    expect(sending(ann)).to_have_text("Sending… hello out there and 1 more")
    expect(ann.page.locator("#announcements p").filter(has_text="Sending…")).to_have_count(1)
    gate.open()
    ann.page.clock.resume()
    expect(sending(ann)).to_be_hidden()
    ann.sees("hello out there")


def test_of_what_is_answered_quickly_nothing_is_shown(person: Crowd) -> None:
    context = person.context()
    context.clock.install()
    ann = enter(person, context, "ann")
    ann.page.evaluate(
        """() => {
          window.seen = 0;
          new MutationObserver(() => window.seen++).observe(document.getElementById("sending"), { attributes: true });
        }"""
    )
    ann.type("hello")
    ann.sees("hello")
    ann.type("/cancel all")
    expect(notice(ann)).to_be_visible()
    ann.page.clock.run_for(3_000)
    assert ann.page.evaluate("seen") == 0


def test_a_dialog_shows_it_where_it_is_waited_for(person: Crowd) -> None:
    context = person.context()
    gate = Gate(context)
    ann = enter(person, context, "ann")
    gate.shut()
    choose(ann, "Private message")
    asked = dialog(ann, "private")
    shown = asked.get_by_role("status").get_by_text("Sending…")
    asked.get_by_label("To").fill("ann")
    asked.get_by_label("Message").fill("a note to myself")
    expect(shown).to_be_hidden()
    asked.get_by_role("button", name="Send").click()
    expect(shown).to_be_visible()
    gate.open()
    expect(asked).to_be_hidden()
    ann.sees("a note to myself")
    expect(sending(ann)).to_be_hidden()


def test_a_line_that_got_no_answer_is_offered_in_the_field_for_enter(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        ann = unlucky(person)
        cable.freeze()
        ann.type("into the void")
        expect(ann.field).to_have_value("")
        expect(sending(ann)).to_contain_text("into the void")
        cable.cut()
        expect(sending(ann)).to_be_hidden()
        expect(kept(ann, "into the void")).to_be_visible()
        expect(notice(ann)).to_have_text(ENTER)
        expect(ann.field).to_have_value("into the void")
        come_back(ann, cable)
        expect(notice(ann)).to_have_text(ENTER)
        ann.field.press("Enter")
        nc.until("ann: into the void")
        expect(again(ann, "into the void")).to_have_count(0)
        expect(notice(ann)).to_be_hidden()
        expect(ann.field).to_have_value("")


def test_what_one_writes_meanwhile_is_not_written_over_and_a_button_sends_what_was_lost(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        ann = unlucky(person)
        cable.freeze()
        ann.type("into the void")
        ann.field.fill("another thought")
        cable.cut()
        again(ann, "into the void").click()
        expect(notice(ann)).to_have_text("Not connected at the moment; nothing was sent.")
        come_back(ann, cable)
        again(ann, "into the void").click()
        nc.until("ann: into the void")
        expect(again(ann, "into the void")).to_have_count(0)
        expect(ann.field).to_have_value("another thought")


def test_the_button_takes_the_offer_out_of_the_field(person: Crowd, server: Server, cable: Cable) -> None:
    with server.lines() as nc:
        ann = unlucky(person)
        cable.freeze()
        ann.type("into the void")
        cable.cut()
        expect(ann.field).to_have_value("into the void")
        come_back(ann, cable)
        again(ann, "into the void").focus()
        ann.page.keyboard.press("Enter")
        nc.until("ann: into the void")
        expect(ann.field).to_have_value("")
        expect(ann.field).to_be_focused()


def test_what_was_said_after_all_is_withdrawn(person: Crowd, server: Server, cable: Cable) -> None:
    with server.lines() as nc:
        ann = unlucky(person)
        lose_the_answer(ann, cable, nc)
        # Whoever selects something of it, or reads it out, is not disturbed: but for the button it stays as it is.
        expect(again(ann, "can you hear me?")).to_be_visible()
        ann.page.evaluate("document.querySelector('#log .entry:has([data-lost])').dataset.same = ''")
        come_back(ann, cable)
        ann.sees(AFTER_ALL)
        expect(ann.page.locator("#log [data-same]")).to_contain_text("can you hear me?")
        expect(ann.field).to_have_value("")
        expect(again(ann, "can you hear me?")).to_have_count(0)
        expect(notice(ann).filter(has_text=ENTER)).to_be_hidden()
        told = ann.page.locator("#log .entry:has(+ .entry)").filter(has_text="can you hear me?").last
        expect(told.locator("xpath=following-sibling::*[1]")).to_contain_text(AFTER_ALL)


def test_what_was_changed_in_the_field_is_not_withdrawn(person: Crowd, server: Server, cable: Cable) -> None:
    with server.lines() as nc:
        ann = unlucky(person)
        lose_the_answer(ann, cable, nc)
        expect(notice(ann)).to_be_visible()
        ann.field.fill("can you hear me now?")
        expect(notice(ann)).to_be_hidden()
        come_back(ann, cable)
        ann.sees(AFTER_ALL)
        expect(ann.field).to_have_value("can you hear me now?")


def test_a_server_that_is_killed_leaves_nothing_to_be_typed_again(
    person: Crowd, server: Server, start: Callable[..., Server]
) -> None:
    person.troubles.forgive(*LOST)
    ann = unlucky(person)
    server.process.send_signal(signal.SIGSTOP)
    ann.type("send -u ann a note to myself")
    expect(sending(ann)).to_contain_text("a note to myself")
    server.stop(signal.SIGKILL)
    expect(ann.field).to_have_value("send -u ann a note to myself")
    start("--flood", "0", "--grace", "0", "--port", str(server.port))
    ann.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(ann.page.locator("#send")).to_be_enabled()  # the banner may not have been there yet
    ann.field.press("Enter")
    ann.sees("a note to myself")
    expect(ann.field).to_have_value("")


def test_a_reading_that_enter_does_not_take_is_left_to_the_button(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        ann = unlucky(person)
        cable.freeze()
        ann.field.fill("users")
        ann.field.press("Alt+Enter")
        cable.cut()
        expect(again(ann, "users")).to_be_visible()
        expect(ann.field).to_have_value("")
        come_back(ann, cable)
        again(ann, "users").click()
        nc.until("ann: users")


def test_a_dialog_keeps_what_was_written_in_it(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    choose(ann, "Private message")
    asked = dialog(ann, "private")
    asked.get_by_label("To").fill("ann")
    asked.get_by_label("Message").fill("a note to myself")
    cable.freeze()
    asked.get_by_role("button", name="Send").click()
    cable.cut()
    expect(asked.get_by_role("alert")).to_have_text("No answer came: the connection to the server is lost.")
    expect(asked.get_by_label("Message")).to_have_value("a note to myself")
    come_back(ann, cable)
    asked.get_by_role("button", name="Send").click()
    expect(asked).to_be_hidden()
    ann.sees("a note to myself")


def test_what_was_written_in_a_dialog_that_is_closed_is_kept_with_a_button(
    person: Crowd, cable: Cable
) -> None:
    ann = unlucky(person)
    choose(ann, "Private message")
    asked = dialog(ann, "private")
    asked.get_by_label("To").fill("ann")
    asked.get_by_label("Message").fill("a note to myself")
    cable.freeze()
    asked.get_by_role("button", name="Send").click()
    ann.page.keyboard.press("Escape")
    cable.cut()
    expect(kept(ann, "a note to myself")).to_contain_text("private → ann")
    expect(ann.field).to_have_value("")
    come_back(ann, cable)
    again(ann, "a note to myself").click()
    expect(ann.page.locator("#log .private")).to_contain_text("a note to myself")


def test_what_was_only_to_be_read_is_not_kept_and_its_loss_is_told_until_there_is_a_connection(
    person: Crowd, cable: Cable
) -> None:
    ann = unlucky(person)
    ann.page.locator("#menu-button").click()
    asked = ann.page.locator("#menu").get_by_role("menuitem", name="Help", exact=True)
    expect(asked).to_be_visible()
    cable.freeze()
    asked.click()
    expect(sending(ann)).to_have_text("Sending…")
    cable.cut()
    expect(notice(ann)).to_have_text("No answer came: the connection to the server is lost.")
    expect(ann.page.locator("#banner")).to_be_visible()
    come_back(ann, cable)
    expect(notice(ann)).to_have_text("Connected again.")
    expect(ann.entry("No answer came to this")).to_have_count(0)


@pytest.mark.usefixtures("axe")
def test_a_screen_reader_finds_no_obstacle_in_it(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    expect(ann.people("ann")).to_be_visible()
    choose(ann, "Change your name")
    ann.page.keyboard.press("Escape")
    cable.freeze()
    ann.type("into the void")
    expect(sending(ann)).to_be_visible()
    assert ann.obstacles() == []
    choose(ann, "Change your name")
    asked = dialog(ann, "rename")
    asked.get_by_label("Name").fill("anna")
    asked.get_by_role("button", name="Change your name").click()
    expect(asked.get_by_role("status").get_by_text("Sending…")).to_be_visible()
    assert ann.obstacles() == []
    ann.page.keyboard.press("Escape")
    cable.cut()
    expect(notice(ann)).to_be_visible()
    expect(again(ann, "into the void")).to_be_visible()
    assert ann.obstacles() == []
