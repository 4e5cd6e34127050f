"""Delayed messages: asked for by the dialog and by typing, waited for, taken back, and what becomes of them."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from e2e_harness import Server
from playwright.sync_api import Locator, expect

from tests.web.web_gestures import choose, dialog, expect_kinds, named, style
from tests.web.web_harness import Person


def waiting(person: Person) -> Locator:
    """The rows of the messages that wait."""
    return person.page.locator("#pending li")


def seconds(countdown: Locator) -> int:
    """What is left of `1:02:03`."""
    left = 0
    for part in countdown.inner_text().split(":"):
        left = left * 60 + int(part)
    return left


def test_a_message_is_sent_at_a_second_that_was_chosen(ann: Person, server: Server) -> None:
    with named(server, "bert") as bert:
        ann.field.fill("see you at the pond")
        ann.page.get_by_role("button", name="Send later").click()
        asked = dialog(ann, "later")
        expect(asked.get_by_label("Message")).to_have_value("see you at the pond")
        asked.get_by_label("To (empty: to all)").fill("bert")
        due = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=2, minutes=30, seconds=40)
        asked.get_by_label("or at").fill(f"{due:%Y-%m-%dT%H:%M:%S}")
        expect(asked.locator("#later-delay")).to_contain_text(f"{due:%H:%M:}")
        expect(asked.locator("#later-delay")).to_contain_text("It goes in 2 hours 30 minutes")
        expect(asked.get_by_role("button", pressed=True)).to_have_count(0)
        asked.get_by_role("button", name="Send later").click()
        expect(asked).to_be_hidden()
        row = waiting(ann)
        expect(row.locator(".text")).to_have_text("see you at the pond")
        expect(row.locator(".head")).to_contain_text("→ bert")
        expect(ann.field).to_have_value("")
        agreed = datetime.fromisoformat((row.locator("time").get_attribute("datetime") or "")[:19] + "+00:00")
        assert abs(agreed - due) < timedelta(seconds=10)
        assert 9000 <= seconds(row.locator(".countdown")) <= 9040
        bert.send("send all is quiet\n")
        assert "pond" not in bert.until("bert: all is quiet")


def test_a_quick_choice_counts_from_the_moment_of_sending(ann: Person) -> None:
    choose(ann, "Send later")
    asked = dialog(ann, "later")
    expect(asked.get_by_label("Message")).to_be_focused()
    ann.page.keyboard.type("in ten minutes")
    asked.get_by_role("button", name="in 10 minutes").click()
    expect(asked.get_by_role("button", pressed=True)).to_have_text("in 10 minutes")
    when = asked.get_by_label("or at")
    shown = when.input_value()
    expect(when).not_to_have_value(shown)  # it goes with the time
    asked.get_by_role("button", name="Send later").click()
    expect(asked).to_be_hidden()
    assert 570 <= seconds(waiting(ann).locator(".countdown")) <= 600


def test_a_countdown_lives(ann: Person) -> None:
    ann.type("send -t 600 patience")
    left = waiting(ann).locator(".countdown")
    expect(left).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
    before = seconds(left)
    expect(left).not_to_have_text(left.inner_text())
    assert seconds(left) < before


def test_a_delayed_message_goes_out_by_itself_and_says_that_it_is_one(ann: Person, bob: Person) -> None:
    ann.type("send -t 2 here it is")
    row = waiting(ann)
    expect(row.locator(".text")).to_have_text("here it is")
    number = row.get_attribute("data-number")
    for one, kind in ((ann, "own"), (bob, "other")):
        entry = one.sees("here it is")
        expect_kinds(entry, kind, "delayed")
        expect(entry).to_have_attribute("data-number", number or "?")
        expect(entry.locator(".tag")).to_have_text("delayed")
    expect(row).to_have_count(0)
    expect(ann.page.locator("#pending-section")).to_be_hidden()


def test_one_or_all_are_cancelled_by_their_buttons(ann: Person) -> None:
    for text, delay in (("first", 1100), ("second", 1000), ("third", 1200)):
        ann.type(f"send -t {delay} the {text} one")
    rows = waiting(ann)
    expect(rows.locator(".text")).to_have_text(["the second one", "the first one", "the third one"])
    rows.nth(1).get_by_role("button", name="Cancel").click()
    expect(rows.locator(".text")).to_have_text(["the second one", "the third one"])
    taken_back = ann.sees("1 message will not be sent:")
    expect_kinds(taken_back, "system")
    expect(taken_back.locator(".text")).to_have_text("the first one")
    ann.page.get_by_role("button", name="Cancel all").click()
    expect(rows).to_have_count(0)
    expect(ann.sees("2 messages will not be sent:").locator(".text")).to_have_count(2)
    expect(ann.page.locator("#pending-section")).to_be_hidden()


def test_the_list_stands_still_under_who_uses_it(ann: Person, server: Server) -> None:
    for text, delay in (("first", 1100), ("second", 1000), ("third", 1200)):
        ann.type(f"send -t {delay} the {text} of three")
    rows = waiting(ann)
    expect(rows).to_have_count(3)
    button = rows.nth(1).get_by_role("button", name="Cancel")
    button.focus()
    with named(server, "passer-by"):
        expect(ann.people("passer-by")).to_have_count(1)  # which moves the rows down
        expect(button).to_be_focused()
        # Nor does a press lose its row when something happens before it is released.
        box = button.bounding_box()
        assert box is not None
        ann.page.mouse.move(box["x"] + 5, box["y"] + 5)
        ann.page.mouse.down()
        with named(server, "second-passer-by"):
            ann.sees("second-passer-by")
            ann.page.mouse.up()
    expect(rows.locator(".text")).to_have_text(["the second of three", "the third of three"])
    expect(ann.sees("1 message will not be sent:").locator(".text")).to_have_text("the first of three")


def test_a_double_click_cancels_one(ann: Person) -> None:
    for delay in (1000, 1100):
        ann.type(f"send -t {delay} by mouse {delay}")
    rows = waiting(ann)
    expect(rows).to_have_count(2)
    rows.first.get_by_role("button", name="Cancel").dblclick()
    expect(rows.locator(".text")).to_have_text(["by mouse 1100"])
    expect(ann.page.locator("#notice")).not_to_contain_text("already been cancelled")


def test_whoever_cancels_by_keyboard_goes_on_with_the_next_and_then_at_the_field(ann: Person) -> None:
    for text in ("one", "two"):
        ann.type(f"send -t 1000 by keyboard {text}")
        ann.page.locator("#pending .text", has_text=f"by keyboard {text}").wait_for()
    rows = waiting(ann)
    rows.first.get_by_role("button", name="Cancel").focus()
    ann.page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(rows.first.get_by_role("button", name="Cancel")).to_be_focused()
    ann.page.keyboard.press("Enter")
    expect(rows).to_have_count(0)
    expect(ann.field).to_be_focused()
    for text in ("three", "four"):
        ann.type(f"send -t 1000 by keyboard {text}")
    ann.page.get_by_role("button", name="Cancel all").focus()
    ann.page.keyboard.press("Enter")
    expect(rows).to_have_count(0)
    expect(ann.field).to_be_focused()


def test_the_commands_do_the_same(ann: Person) -> None:
    ann.type("scheduled")
    expect(ann.page.locator("#notice")).to_have_text("You have no delayed messages.")
    for text in ("one", "two", "three", "four"):
        ann.type(f"send -t 1000 number {text}")
        ann.page.locator("#pending").get_by_text(f"number {text}", exact=True).wait_for()
    first = waiting(ann).first.get_attribute("data-number")
    ann.type("/cancel")
    expect(waiting(ann).locator(".text")).to_have_text(["number one", "number two", "number three"])
    ann.type(f"/cancel {first}")
    expect(waiting(ann).locator(".text")).to_have_text(["number two", "number three"])
    ann.type("/cancel all")
    expect(waiting(ann)).to_have_count(0)
    ann.type(f"/cancel {first}")
    expect(ann.page.locator("#notice")).to_contain_text(f"The message #{first} has already been cancelled.")


@pytest.mark.parametrize("away", [timedelta(seconds=-90), timedelta(days=8)], ids=["past", "far"])
def test_a_time_that_cannot_be_is_refused_in_the_dialog(ann: Person, away: timedelta) -> None:
    choose(ann, "Send later")
    asked = dialog(ann, "later")
    asked.get_by_label("Message").fill("out of time")
    asked.get_by_label("or at").fill(f"{datetime.now(timezone.utc) + away:%Y-%m-%dT%H:%M:%S}")
    asked.get_by_role("button", name="Send later").click()
    expect(asked.get_by_role("alert")).to_have_text("Choose a time from now to 7 days ahead.")
    expect(asked.get_by_label("or at")).to_be_focused()
    expect(asked.get_by_label("Message")).to_have_value("out of time")
    expect(waiting(ann)).to_have_count(0)


def test_a_message_to_nobody_is_refused_in_the_dialog(ann: Person) -> None:
    choose(ann, "Send later")
    asked = dialog(ann, "later")
    asked.get_by_label("Message").fill("to whom?")
    asked.get_by_label("To (empty: to all)").fill("nobody")
    asked.get_by_role("button", name="Send later").click()
    expect(asked.get_by_role("alert")).to_contain_text("Nobody here is called nobody.")
    expect(asked.get_by_label("Message")).to_have_value("to whom?")


def test_a_message_whose_recipient_has_left_comes_back(ann: Person, server: Server) -> None:
    with named(server, "lena") as lena:
        ann.type("send -u lena -t 3 are you still here?")
        expect(waiting(ann)).to_have_count(1)
        lena.send("exit\n")
    ann.sees("lena came in and left")
    back = ann.sees("was not sent: lena has left.")
    expect_kinds(back, "system")
    expect(back.locator(".text")).to_have_text("are you still here?")
    expect(back.locator(".given")).to_have_text("private → lena")
    expect(back.locator(".given .icon")).to_be_visible()
    assert style(back.locator(".text"), "borderStyle") == "dashed"
    expect(waiting(ann)).to_have_count(0)


def test_a_private_message_looks_private_while_it_waits_when_it_is_said_and_when_it_is_taken_back(
    ann: Person, bob: Person
) -> None:
    ann.type("send -t 3600 for all of you")
    ann.type("send -u bob -t 3600 for you alone")
    expect(waiting(ann)).to_have_count(2)
    private, public = (waiting(ann).filter(has_text=words) for words in ("for you alone", "for all of you"))
    expect(private).to_have_class("private")
    expect(private.locator(".tag")).to_have_text("private → bob")
    expect(public.locator(".tag")).to_have_count(0)
    assert style(private, "borderTopStyle") != style(public, "borderTopStyle")
    ann.page.get_by_role("button", name="Cancel all").click()
    back = ann.sees("2 messages will not be sent:")
    expect(back.locator(".given")).to_have_text(["private → bob"])
    expect(back.locator(".given + .text")).to_have_text("for you alone")
    ann.type("send -u bob -t 1 a late secret")
    for person in (ann, bob):
        said = person.sees("a late secret")
        expect_kinds(said, "private", "delayed", "own" if person is ann else "other")
        expect(said.locator(".tag").first).to_contain_text("private")
        assert style(said.locator(".note"), "borderTopColor") == style(said.locator(".tag").first, "color")


def test_what_is_told_of_a_delayed_message_goes_when_the_message_does(ann: Person) -> None:
    notice = ann.page.locator("#notice")
    ann.type("send -t 3600 late")
    expect(notice).to_contain_text("It goes in 1 hour")
    ann.page.locator("#pending").get_by_role("button", name="Cancel").click()
    expect(notice).to_be_hidden()
    ann.type("send -t 2 soon")
    expect(notice).to_contain_text("It goes in")
    ann.sees("soon")
    expect(notice).to_be_hidden()
