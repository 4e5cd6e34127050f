"""Messages: to all and to one, by page and by terminal, and how they are told apart."""

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.web_gestures import dialog, expect_kinds, meet, named, style
from tests.web.web_harness import Crowd, Person

sys.path.append(str(Path(__file__).resolve().parents[2] / "client"))

from pty_driver import driving  # which needs that


def test_own_and_others_messages_are_told_apart(ann: Person, bob: Person) -> None:
    ann.type("good evening")
    own, other = ann.sees("good evening"), bob.sees("good evening")
    expect_kinds(own, "own")
    expect_kinds(other, "other")
    assert style(own.locator(".note"), "backgroundColor") != style(other.locator(".note"), "backgroundColor")
    assert own.get_attribute("data-number") == other.get_attribute("data-number")
    expect(ann.field).to_have_value("")


def test_a_screen_reader_is_told_who_speaks_each_time_the_eyes_are_told_once(
    ann: Person, bob: Person
) -> None:
    ann.type("the first of two")
    bob.sees("the first of two")
    ann.type("the second of two")
    second = bob.sees("the second of two")
    expect(second.locator(".head")).to_have_css("clip-path", "inset(50%)")
    heard = second.aria_snapshot()
    assert "article" in heard
    assert "ann" in heard
    assert "the second of two" in heard


def test_a_line_is_sent_by_the_button_too(ann: Person, server: Server) -> None:
    with server.lines() as other:
        ann.field.fill("by the mouse")
        ann.page.get_by_role("button", name="Send", exact=True).click()
        other.until("ann: by the mouse")
    expect_kinds(ann.sees("by the mouse"), "own")


def test_a_private_message_reaches_one_and_says_so(ann: Person, bob: Person, server: Server) -> None:
    with server.lines() as other:
        ann.type("send -u bob between us two")
        sent, received = ann.sees("between us two"), bob.sees("between us two")
        expect_kinds(sent, "own", "private")
        expect_kinds(received, "other", "private")
        expect(sent.locator(".tag")).to_have_text("private → bob")
        expect(received.locator(".tag")).to_have_text("private")
        assert style(received.locator(".note"), "borderStyle") == "dashed"
        ann.type("and this is for everybody")
        other.send("history\n")
        assert "between us two" not in other.until("=") + other.until("and this is for everybody")


def test_a_private_message_from_the_list_of_people_by_keyboard_alone(ann: Person, server: Server) -> None:
    with server.program("/?name=karl") as karl:
        row = ann.people("karl").get_by_role("button")
        row.focus()
        ann.page.keyboard.press("Enter")
        expect(
            ann.page.get_by_role("menuitem", name="Private message").and_(ann.page.locator(":focus"))
        ).to_be_visible()
        ann.page.keyboard.press("Enter")
        asked = dialog(ann, "private")
        expect(asked.get_by_label("To", exact=True)).to_have_value("karl")
        expect(asked.get_by_label("Message")).to_be_focused()
        ann.page.keyboard.type("under the arbour\nat nine")
        asked.get_by_role("button", name="Send").press("Enter")
        expect(asked).to_be_hidden()
        expect(ann.field).to_be_focused()
        assert karl.next("message", to="karl")["text"] == "under the arbour\nat nine"


def test_a_private_message_begins_with_what_stands_in_the_field(ann: Person, server: Server) -> None:
    with server.program("/?name=lena") as lena:
        lena.ask("send", text="who has the key?")
        ann.field.fill("rather for you alone")
        ann.sees("who has the key?").locator(".head .name").click()
        ann.page.locator("#person-menu").get_by_role("menuitem", name="Private message").click()
        asked = dialog(ann, "private")
        expect(asked.get_by_label("To", exact=True)).to_have_value("lena")
        expect(asked.get_by_label("Message")).to_have_value("rather for you alone")
        asked.get_by_role("button", name="Send").click()
        assert lena.next("message", to="lena")["text"] == "rather for you alone"
        expect(ann.field).to_have_value("")


def test_a_private_message_to_nobody_is_refused_where_it_was_written(ann: Person, server: Server) -> None:
    with named(server, "otto"):
        meet(ann, "otto", "Private message")
        asked = dialog(ann, "private")
        asked.get_by_label("To", exact=True).fill("ottto")
        asked.get_by_label("Message").fill("a letter that comes back")
        asked.get_by_role("button", name="Send").click()
        expect(asked.get_by_role("alert")).to_contain_text("Nobody here is called ottto.")
        expect(asked.get_by_role("alert")).to_contain_text("otto")
        expect(asked.get_by_label("Message")).to_have_value("a letter that comes back")
        ann.page.keyboard.press("Escape")
        expect(asked).to_be_hidden()


def test_a_private_message_follows_who_has_another_name_now(ann: Person, server: Server) -> None:
    with named(server, "petra") as petra:
        petra.send("rename paula\n")
        petra.until("now called paula")
        ann.type("send -u petra do you still hear me?")
        petra.until("do you still hear me?")
        expect(ann.page.locator("#notice")).to_have_text("petra is now called paula; sent to paula")


def test_what_happens_is_told_apart_from_what_is_said(ann: Person, server: Server) -> None:
    with named(server, "quin") as quin:
        quin.send("exit\n")
        event = ann.sees("quin came in and left")
        expect_kinds(event, "system")
        expect(event.locator("time")).to_be_visible()
        expect(event.locator(".head")).to_have_count(0)


def test_a_line_break_is_kept(ann: Person, server: Server) -> None:
    low = ann.field.bounding_box()
    ann.field.focus()
    for line in ("one", "two"):
        ann.page.keyboard.type(line)
        ann.page.keyboard.press("Shift+Enter")
    ann.page.keyboard.type("three")
    high = ann.field.bounding_box()
    assert low is not None
    assert high is not None
    assert high["height"] > low["height"] * 1.3
    with server.lines() as other:
        ann.field.press("Enter")
        other.until("ann: one")
        other.until("| three")
    assert ann.sees("three").locator(".text").inner_text() == "one\ntwo\nthree"


def test_the_time_is_the_readers_own_and_the_whole_of_it_is_at_hand(person: Crowd) -> None:
    tess = person("tess", timezone_id="Asia/Tokyo")
    tess.type("what time is it?")
    time = tess.sees("what time is it?").locator("time")
    moment = datetime.fromisoformat((time.get_attribute("datetime") or "").replace("Z", "+00:00"))
    there = moment.astimezone(timezone(timedelta(hours=9)))
    expect(time).to_have_text(f"{there:%H:%M}")
    title = time.get_attribute("title") or ""
    assert f"{there:%H:%M:%S}" in title
    assert str(there.year) in title


def test_a_name_has_one_colour_everywhere(ann: Person, bob: Person) -> None:
    ann.type("which colour am I?")
    ann.sees("which colour am I?")
    own = style(ann.entry("which colour").locator(".name"), "color")
    assert style(bob.sees("which colour").locator(".name"), "color") == own
    assert style(bob.people("ann").locator(".name"), "color") == own
    assert style(bob.people("bob").locator(".name"), "color") != own
    bob.page.reload()
    assert style(bob.sees("which colour").locator(".name"), "color") == own


def test_a_browser_and_a_terminal_client_talk(ann: Person, server: Server) -> None:
    with driving(f"127.0.0.1:{server.port}", "--name", "xaver") as xaver:
        xaver.sees("xaver>")
        expect(ann.people("xaver")).to_be_visible()
        xaver.type("send hello from a terminal\r")
        expect(ann.sees("hello from a terminal").locator(".head .name")).to_have_text("xaver")
        ann.type("hello from a page")
        xaver.sees("ann: hello from a page")
        xaver.type("send -u ann a whisper\r")
        expect_kinds(ann.sees("a whisper"), "other", "private")
        ann.type("send -u xaver whispered back")
        xaver.sees("ann → xaver (private): whispered back")
        xaver.type("exit\r")
        assert xaver.ends() == 0
    expect_kinds(ann.sees("xaver has left"), "system")
