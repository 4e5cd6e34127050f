"""A slash before what is no command of ours: nothing is said, and what other chats mean by it is offered."""

from collections.abc import Iterator

import pytest
from e2e_harness import Program, Server
from playwright.sync_api import Locator, expect

from tests.web.web_gestures import in_the_way
from tests.web.web_harness import Crowd, Person

UNKNOWN = "There is no such command. Enter asks what was meant."


@pytest.fixture
def listener(server: Server) -> Iterator[Program]:
    """Somebody who hears what is said to everybody."""
    with server.program() as program:
        yield program


def asked(person: Person, line: str) -> Locator:
    """Press Enter on the line, which stays where it is; returns what may be run instead."""
    person.field.fill(line)
    expect(person.page.locator("#reading-words")).to_have_text(UNKNOWN)
    person.field.press("Enter")
    expect(person.page.locator("#notice")).to_contain_text("There is no command")
    expect(in_the_way(person)).to_have_count(0)
    expect(person.field).to_have_value(line)
    return person.page.locator("#notice").get_by_role("button")


@pytest.mark.parametrize("line", ["/msg bob secret", "/w bob secret", "/tell bob secret", "/лс bob secret"])
def test_a_whisper_of_other_chats_is_offered_for_one_alone(
    ann: Person, bob: Person, listener: Program, line: str
) -> None:
    offered = asked(ann, line)
    expect(offered).to_have_text(["Run send -u bob secret"])
    expect(ann.page.locator("#reading-other")).to_be_hidden()
    offered.click()
    expect(bob.sees("secret").locator(".text")).to_have_text("secret")
    expect(ann.field).to_have_value("")
    ann.type("and nothing else was said")
    assert listener.next("message")["text"] == "and nothing else was said"


@pytest.mark.parametrize(
    ("line", "run"),
    [
        ("/nick foo", ["Run rename foo"]),
        ("/sned hello", ["Run send hello"]),
        ("/ыутв привет", ["Run send привет"]),
        ("/quit", ["Run exit"]),
        ("/выход", ["Run exit"]),
        ("/undo", ["Run cancel"]),
        ("/msg", []),
        ("/dance slowly", []),
        ("/etc/passwd is a file", []),
    ],
)
def test_what_was_probably_meant_is_offered(ann: Person, line: str, run: list[str]) -> None:
    expect(asked(ann, line)).to_have_text(run)


def test_it_may_be_a_message_all_the_same(ann: Person, listener: Program) -> None:
    asked(ann, "/etc/passwd is a file")
    ann.page.get_by_role("button", name="Send as a message").click()
    assert listener.next("message")["text"] == "/etc/passwd is a file"
    expect(ann.field).to_have_value("")
    expect(ann.page.locator("#notice")).to_be_hidden()


def test_leaving_says_before_what_it_would_not_stop(person: Crowd) -> None:
    mats = person("mats")
    mats.type("/send -t 600 still to come")
    expect(mats.page.locator("#pending li")).to_have_count(1)
    offered = asked(mats, "/quit")
    expect(mats.page.locator("#notice")).to_contain_text("1 delayed message will still be sent")
    offered.click()
    expect(mats.page.locator("#banner")).to_contain_text("1 delayed message will still be sent")


def test_the_topic_of_help_is_no_command_to_be_run(ann: Person) -> None:
    ann.type("/help exti")
    expect(ann.page.locator("#notice")).to_contain_text("There is no command")
    expect(ann.page.locator("#notice").get_by_role("button")).to_have_count(0)


def test_the_line_above_says_before_leaving_what_would_still_be_sent(person: Crowd) -> None:
    nils = person("nils")
    nils.type("/send -t 600 still to come")
    expect(nils.page.locator("#pending li")).to_have_count(1)
    for line in ("exit", "/exit"):
        nils.field.fill(line)
        expect(nils.page.locator("#reading-words")).to_contain_text("1 delayed message will still be sent")
    nils.field.fill("")
    nils.type("/cancel all")


def test_a_byte_order_mark_before_a_command_is_nothing(ann: Person, bob: Person) -> None:
    ann.type("\ufeffsend marked -u bob")
    expect(bob.sees("marked").locator(".text")).to_have_text("marked")
