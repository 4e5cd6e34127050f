"""Bots: wherever one is named as who speaks, comes or is here, the page says that it is a program."""

import re
from collections.abc import Iterator

import pytest
from e2e_harness import Program, Server
from playwright.sync_api import Locator, expect

from tests.web.web_gestures import choose, deceive, dialog, meet, named
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import NOTIFICATIONS, enter, set_hidden

RAIN = "/?name=rain&bot=1"


@pytest.fixture
def rain(server: Server) -> Iterator[Program]:
    """A bot."""
    with server.program(RAIN) as program:
        yield program


def marks(place: Locator) -> Locator:
    return place.locator(".bot")


def head(person: Person, words: str) -> Locator:
    """Who says this, and how it came."""
    return person.sees(words).locator(".head")


def test_what_a_bot_says_is_marked_beside_its_name_and_what_people_say_is_not(
    ann: Person, bob: Person, rain: Program
) -> None:
    rain.ask("send", text="It will rain.")
    rain.ask("send", text="Just you: it pours.", to="ann")
    rain.ask("send", text="It has rained.", delay=0)
    bob.type("Will it?")
    expect(head(ann, "It will rain.")).to_have_text(re.compile(r"^rain bot \d\d:\d\d$"))
    expect(head(ann, "Just you: it pours.")).to_have_text(re.compile(r"^rain bot private \d\d:\d\d$"))
    expect(head(ann, "It has rained.")).to_have_text(re.compile(r"^rain bot \d\d:\d\d$"))
    expect(head(ann, "Will it?")).to_have_text(re.compile(r"^bob \d\d:\d\d$"))
    expect(marks(ann.page.locator("#log .own"))).to_have_count(0)


def test_a_delayed_message_of_a_bot_is_marked_as_both(ann: Person, rain: Program) -> None:
    rain.ask("send", text="A drop, later.", delay=1)
    expect(head(ann, "A drop, later.")).to_have_text(re.compile(r"^rain bot delayed \d\d:\d\d$"))


def test_who_comes_later_and_who_looks_back_sees_the_mark(ann: Person, rain: Program, person: Crowd) -> None:
    rain.ask("send", text="Before anybody came.")
    ann.sees("Before anybody came.")
    late = person("late", locale="ru-RU")
    expect(head(late, "Before anybody came.")).to_have_text(re.compile(r"^rain бот \d\d:\d\d$"))
    expect(marks(late.people("rain"))).to_have_text("бот")
    choose(ann, "Messages and search")
    shown = dialog(ann, "history").locator(".entry", has_text="Before anybody came.")
    expect(marks(shown)).to_have_text("bot")


def test_the_list_of_people_marks_a_bot_under_each_of_its_names_and_nobody_who_takes_one(
    ann: Person, server: Server
) -> None:
    with server.program(RAIN) as rain:
        expect(ann.people("rain")).to_have_text("rain bot")
        rain.ask("rename", name="snow")
        expect(ann.people("snow")).to_have_text("snow bot")
        expect(ann.people("rain")).to_have_count(0)
        rain.ask("exit")
        expect(ann.people("snow")).to_have_count(0)
    for name in ("snow", "rain"):
        with named(server, name):
            expect(ann.people(name)).to_have_text(name)


def test_the_menu_of_a_bot_is_about_its_name_alone(ann: Person, rain: Program) -> None:
    meet(ann, "rain", "Private message")
    asked = dialog(ann, "private")
    expect(asked.get_by_label("To")).to_have_value("rain")
    ann.page.keyboard.press("Escape")
    rain.ask("send", text="Ask me.")
    head(ann, "Ask me.").locator(".name").click()
    expect(ann.page.locator("#person-menu")).to_have_attribute("aria-label", "rain")
    ann.page.keyboard.press("Escape")


def test_the_answer_to_users_marks_bots(ann: Person, rain: Program) -> None:
    assert rain.name == "rain"
    ann.type("/users")
    expect(ann.page.locator("#notice")).to_contain_text("rain bot")
    expect(marks(ann.page.locator("#notice"))).to_have_count(1)


def test_a_bot_that_comes_in_is_told_as_one_alone_and_among_others(
    ann: Person, bob: Person, server: Server
) -> None:
    bob.type("Nobody has come yet.")
    ann.sees("Nobody has come yet.")
    with server.program("/?name=hail&bot=1"):
        expect(ann.sees("hail bot has come in")).to_be_visible()
        with server.program("/?name=mia"):
            expect(marks(ann.sees("hail bot and mia came in"))).to_have_count(1)


def test_the_mark_is_heard_with_the_name(person: Crowd, rain: Program) -> None:
    ear = person("ear")  # nothing has been said to her yet: in a flood only numbers are
    rain.ask("send", text="Listen, it drips.")
    expect(ear.page.locator("#announcements")).to_contain_text(re.compile(r"rain bot\s+Listen, it drips\."))
    expect(ear.people("rain")).to_match_aria_snapshot(
        """
        - listitem:
          - button "rain bot"
        """
    )


def test_no_name_looks_marked(ann: Person, server: Server) -> None:
    with named(server, "bot") as liar:
        liar.send("rename rain.bot\nsend I am a bot\n")
        ann.sees("I am a bot")
        expect(marks(ann.sees("I am a bot"))).to_have_count(0)
        expect(marks(ann.people("rain.bot"))).to_have_count(0)
        for wish in ("rain bot", "rain\N{NO-BREAK SPACE}bot", "rain\N{HANGUL FILLER}bot", "rain(bot)"):
            liar.send(f"rename {wish}\nsend after {wish.encode('unicode_escape').decode()}\n")
            name = ann.sees(f"after {wish.encode('unicode_escape').decode()}").locator(".head > .name")
            expect(name).to_have_text("rain.bot")


def test_a_notification_says_that_a_bot_calls(person: Crowd, server: Server) -> None:
    context = person.context()
    context.add_init_script(NOTIFICATIONS)
    eva = enter(person, context, "eva")
    eva.page.locator("#notify").click()
    expect(eva.page.locator("#notify")).to_have_attribute("aria-pressed", "true")
    set_hidden(eva.page, True)
    with server.program(RAIN) as rain:
        rain.ask("send", text="eva: it rains")
        rain.ask("send", text="psst", to="eva")
        eva.sees("psst")
    assert eva.page.evaluate("window.notified") == ["rain (bot): eva: it rains", "rain (bot, private): psst"]


def test_a_bot_and_a_person_of_one_name_have_each_their_own_head(person: Crowd) -> None:
    victim, say = deceive(person)
    said = {"from": "rain", "number": 1}
    say("message", **said, text="I am a program.", bot=True)
    say("message", **said, text="And I am none.")
    expect(head(victim, "I am a program.")).to_be_visible()
    shown = victim.sees("And I am none.")
    expect(shown).not_to_have_class(re.compile("follows"))
    expect(marks(shown)).to_have_count(0)
