"""Who is away is marked, and what did not reach them comes back."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, WebSocketRoute, expect

from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import enter

AWAY = "is away: the connection is gone, but may come back"


class Prompter:
    """Stands between a profile's pages and their server, and says to the pages what the server would only say later."""

    def __init__(self, context: BrowserContext) -> None:
        self._routes: list[WebSocketRoute] = []
        context.route_web_socket(re.compile("/ws"), self._handle)

    def _handle(self, route: WebSocketRoute) -> None:
        route.connect_to_server()
        self._routes.append(route)

    def say(self, kind: str, **fields: Any) -> None:
        event = {"type": kind, "seq": 1000, "at": "2026-11-22T12:00:00.000Z", **fields}
        self._routes[-1].send(json.dumps(event))


@pytest.fixture
def stage(person: Crowd) -> tuple[Person, Prompter]:
    """Ann, and what prompts her server; bob is there too."""
    person("bob")
    context = person.context()
    prompter = Prompter(context)
    context.clock.install()
    return enter(person, context, "ann"), prompter


@pytest.mark.usefixtures("axe")
def test_who_is_away_is_marked_in_words_and_nobody_is_disturbed(stage: tuple[Person, Prompter]) -> None:
    ann, prompter = stage
    row = ann.people("bob")
    expect(row).to_be_visible()
    prompter.say("away", name="bob")
    expect(row).to_have_text("bob (away)")
    expect(ann.entry(f"bob {AWAY}")).to_be_visible()
    assert ann.obstacles() == []
    ann.picture("away")
    prompter.say("returned", name="bob")
    expect(row).to_have_text("bob")
    expect(ann.entry("bob is back")).to_be_visible()
    expect(ann.entry(AWAY)).to_have_count(0)
    prompter.say("away", name="bob")
    prompter.say("left", name="bob", reason="lost")
    expect(ann.entry("bob is gone")).to_be_visible()
    ann.page.clock.fast_forward(15_000)  # who comes and goes is told together
    # Read out is that somebody is gone, and not each step on the way.
    announced = ann.page.locator("#announcements")
    expect(announced).to_contain_text("bob is gone: the connection broke")
    expect(announced).not_to_contain_text("away")


def test_who_asks_for_the_people_is_told_who_is_away(person: Crowd) -> None:
    def handle(route: WebSocketRoute) -> None:
        def pass_on(data: str | bytes) -> None:
            route.send(str(data).replace('{"name":"bob"}', '{"name":"bob","away":true}'))

        route.connect_to_server().on_message(pass_on)

    person("bob")
    context = person.context()
    context.route_web_socket(re.compile("/ws"), handle)
    ann = enter(person, context, "ann")
    ann.type("/users")
    expect(ann.page.locator("#notice")).to_have_text("2 people are here ann bob (away)")


def test_what_did_not_arrive_comes_back_and_says_to_whom(stage: tuple[Person, Prompter]) -> None:
    ann, prompter = stage
    prompter.say("undelivered", number=7, text="psst, are you there?", to="bob")
    given = ann.sees("#7 may not have reached bob. It said:")
    expect(given).to_contain_text("psst, are you there?")
    expect(given).to_contain_text("private → bob")
    message = {"number": 8, "text": "later", "due": "2026-11-22T12:00:00.000Z", "to": "bob"}
    prompter.say("not-sent", message=message, reason="recipient-full")
    ann.sees("#8 was not sent: too much is waiting for bob, who is away. It said:")
    ann.picture("undelivered")
