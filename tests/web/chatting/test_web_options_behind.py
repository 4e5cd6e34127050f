"""Options behind the text, from the page: private stays private, and what is refused stays where it is."""

import re
from collections.abc import Iterator

import pytest
from e2e_harness import Program, Server
from playwright.sync_api import expect

from tests.web.web_harness import Person


@pytest.fixture
def listener(server: Server) -> Iterator[Program]:
    """Somebody who hears what is said to everybody."""
    with server.program() as program:
        yield program


@pytest.mark.parametrize(
    "line", ["send a secret -u bob", "Send a secret -u bob", "send a secret --username=bob -t 0"]
)
def test_what_is_for_one_is_for_one(ann: Person, bob: Person, listener: Program, line: str) -> None:
    ann.type(line)
    expect(bob.sees("a secret").locator(".text")).to_have_text("a secret")
    ann.type("and nothing else was said")
    assert listener.next("message")["text"] == "and nothing else was said"


@pytest.mark.parametrize("line", ["send hi -u bob how are you", "Send hi -u", "send hi -u bbo"])
def test_what_may_be_for_one_is_refused(ann: Person, bob: Person, listener: Program, line: str) -> None:
    ann.type(line)
    expect(ann.page.locator("#notice")).to_be_visible()
    expect(ann.field).to_have_value(line)
    ann.type("and nothing else was said")
    assert listener.next("message")["text"] == "and nothing else was said"


def test_both_readings_are_a_press_away(ann: Person, bob: Person) -> None:
    ann.type("send hi -u bob how are you")
    ann.page.locator("#notice").get_by_role("button", name="Run send -u bob hi how are you").click()
    bob.sees("hi how are you")


def test_a_mistyped_name_is_offered_rightly_before_all_else(ann: Person, bob: Person) -> None:
    ann.type("send for bob alone -u bbo")
    ann.page.locator("#notice").get_by_role("button").first.click()
    expect(bob.sees("for bob alone").locator(".text")).to_have_text("for bob alone")
    expect(bob.sees("for bob alone")).to_have_class(re.compile("private"))
