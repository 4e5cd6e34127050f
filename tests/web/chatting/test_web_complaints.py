"""Complaints, and what they lead to: a mute, as seen by who is muted and by the others."""

import contextlib
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.web_gestures import choose, deceive, dialog, expect_kinds, meet, named, stamp
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import enter


@pytest.fixture
def complain(server: Server) -> Iterator[Callable[[str, int], None]]:
    """So many people complain about somebody; they stay until the test has ended."""
    with contextlib.ExitStack() as stack:

        def together(name: str, count: int = 4) -> None:
            for _ in range(count):
                reporter = stack.enter_context(server.lines())
                reporter.send(f"report {name}\n")
                reporter.until("complaint")

        yield together


def test_a_complaint_is_confirmed_before_it_is_made(ann: Person, server: Server) -> None:
    with named(server, "carl"):
        meet(ann, "carl", "Complain")
        asked = dialog(ann, "report")
        expect(asked.get_by_label("Name")).to_have_value("carl")
        expect(asked).to_contain_text("cannot be withdrawn")
        expect(asked.get_by_role("button", name="Back")).to_be_focused()
        ann.page.keyboard.press("Escape")
        expect(asked).to_be_hidden()
        meet(ann, "carl", "Complain")
        asked.get_by_role("button", name="Complain").click()
        noted = ann.page.get_by_role("alert").filter(has_text="Your complaint about carl is noted")
        expect(noted).to_be_visible()
        meet(ann, "carl", "Complain")
        asked.get_by_role("button", name="Complain").click()
        expect(asked.get_by_role("alert")).to_contain_text("already complained about carl")


def test_a_complaint_by_the_menu_asks_about_whom(ann: Person, server: Server) -> None:
    with named(server, "dirk"):
        choose(ann, "Complain about somebody")
        asked = dialog(ann, "report")
        expect(asked.get_by_label("Name")).to_be_focused()
        for name, words in (
            ("ann", "cannot complain about yourself"),
            ("nobody", "Nobody here is called nobody"),
        ):
            asked.get_by_label("Name").fill(name)
            asked.get_by_role("button", name="Complain").click()
            expect(asked.get_by_role("alert")).to_contain_text(words)
        asked.get_by_label("Name").fill("dirk")
        asked.get_by_role("button", name="Complain").click()
        expect(ann.page.locator("#notice")).to_contain_text("Your complaint about dirk is noted")


def test_a_fourth_complaint_takes_the_voice_and_the_field_says_until_when(
    ann: Person, person: Crowd, complain: Callable[..., None]
) -> None:
    eve = person("eve")
    muted = eve.page.locator("#muted")
    complain("eve", 3)
    eve.type("three complaints do nothing")
    ann.sees("three complaints do nothing")
    expect(muted).to_be_hidden()
    ann.type("/report eve")
    expect(muted).to_contain_text("People have complained: you cannot speak until")
    expect(muted).to_contain_text("Everything but rename and send works.")
    left = muted.locator(".countdown")
    expect(left).to_have_text(re.compile(r"^(10:00|9:\d\d)$"))
    shown = left.inner_text()
    expect(left).not_to_have_text(shown)
    expect_kinds(eve.sees("eve cannot speak until"), "system")
    expect_kinds(ann.sees("eve cannot speak until"), "system")
    expect(ann.sees("eve cannot speak until")).to_contain_text("4 complaints")
    expect(ann.people("eve").locator(".mute")).to_contain_text("muted until")


def test_what_a_muted_person_writes_stays_and_all_the_rest_works(
    person: Crowd, complain: Callable[..., None], server: Server
) -> None:
    gina = person("gina")
    notice = gina.page.locator("#notice")
    with server.program() as other:
        complain("gina")
        expect(gina.page.locator("#muted")).to_be_visible()
        for line in ("let me explain", "/rename innocent", "send -t 5 let me explain later"):
            gina.type(line)
            # Until when stands in the strip already.
            expect(notice).to_have_text("You cannot speak yet, so this was not sent.")
            expect(gina.field).to_have_value(line)
            gina.field.fill("")
            gina.type("users")
            expect(notice).to_contain_text("people are here")
        choose(gina, "Private message")
        asked = dialog(gina, "private")
        asked.get_by_label("To", exact=True).fill(other.name)
        asked.get_by_label("Message").fill("not even so")
        asked.get_by_role("button", name="Send").click()
        expect(asked.get_by_role("alert")).to_contain_text("you cannot speak until")
        expect(asked.get_by_label("Message")).to_have_value("not even so")


def test_a_mute_that_somebody_brings_along_is_seen_by_all(person: Crowd) -> None:
    # On one machine nobody brings any: so the server is helped to say it.
    hugo, say = deceive(person, "hugo")
    until = stamp(timedelta(minutes=5))
    say("joined", name="mallory", muted_until=until)
    hugo.sees("mallory has come in, muted until")
    expect(hugo.people("mallory").locator(".mute")).to_contain_text("muted until")
    say("silenced", until=until, complaints=4)
    expect(hugo.page.locator("#muted .countdown")).to_have_text(re.compile(r"^(5:0|4:)"))
    say("unmuted", name="mallory")
    hugo.sees("mallory may speak again")
    expect(hugo.people("mallory").locator(".mute")).to_have_count(0)
    say("unmuted", name="hugo")
    expect(hugo.page.locator("#muted")).to_be_hidden()


def test_what_a_muted_person_may_not_is_what_the_server_says(person: Crowd) -> None:
    lena, say = deceive(person, "lena")
    muted = lena.page.locator("#muted")
    until = stamp(timedelta(minutes=5))
    for barred, words in (
        ({"barred": ["rename", "send", "shout"]}, "Everything but rename, send and shout works."),
        ({"barred": ["send"]}, "Everything but send works."),
        ({}, "Everything but send and rename works."),
    ):
        say("silenced", until=until, complaints=4, **barred)
        expect(muted).to_contain_text(words)
    expect(muted.locator("code")).to_have_text(["send", "rename"])


def test_the_field_is_free_again_when_the_time_is_over(person: Crowd, complain: Callable[..., None]) -> None:
    context = person.context()
    context.clock.install()
    jane = enter(person, context, "jane")
    complain("jane")
    expect(jane.page.locator("#muted")).to_be_visible()
    jane.type("when may I?")
    notice = jane.page.locator("#notice")
    expect(notice).to_have_text("You cannot speak yet, so this was not sent.")
    jane.page.clock.fast_forward("10:01")
    expect(jane.page.locator("#muted")).to_be_hidden()
    expect(notice).to_be_hidden()
    expect(jane.field).to_have_value("when may I?")


def test_a_delayed_message_of_who_is_muted_meanwhile_comes_back(
    ann: Person, person: Crowd, complain: Callable[..., None]
) -> None:
    karl = person("karl")
    complain("karl", 3)
    karl.type("send -t 4 what I wanted to say")
    expect(karl.page.locator("#pending li")).to_have_count(1)
    ann.type("/report karl")
    back = karl.sees("was not sent: you are muted.")
    expect_kinds(back, "system")
    expect(back.locator(".text")).to_have_text("what I wanted to say")
    expect(karl.page.locator("#pending li")).to_have_count(0)
    ann.type("and nobody has heard it")
    ann.sees("and nobody has heard it")
    expect(ann.entry("what I wanted to say")).to_have_count(0)
