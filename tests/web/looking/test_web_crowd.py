"""Who comes and goes: one line that grows, can be opened, and is told once to who listens."""

import contextlib
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from e2e_harness import Program, Server
from playwright.sync_api import expect

from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import enter, is_at_end, scroll_to, set_hidden, shout

PUPILS = ("mia", "ben", "kim", "zoe", "eva", "tom", "lea", "max", "ida", "jon", "pia", "lou")


@pytest.fixture
def server(start: Callable[..., Server]) -> Server:
    """One of its own for each test, since everybody hears who comes."""
    return start("--flood", "0")


@contextlib.contextmanager
def arrived(server: Server, *names: str) -> Iterator[dict[str, Program]]:
    """These come in, in this order."""
    with contextlib.ExitStack() as stack:
        yield {name: stack.enter_context(server.program(f"/?name={name}")) for name in names}


@pytest.fixture
def own(person: Crowd) -> Person:
    """Somebody in a chat where nobody else is yet."""
    return person("ann")


def test_a_class_that_arrives_is_one_line_that_grows(own: Person, server: Server) -> None:
    with arrived(server, *PUPILS[:2]):
        own.sees("mia and ben came in")
        before = own.entries.count()
        with arrived(server, *PUPILS[2:]):
            own.sees("mia, ben and 10 others came in")
            assert own.entries.count() == before
            assert is_at_end(own.page)
            expect(own.page.locator("#log details[open]")).to_have_count(0)


def test_it_can_be_opened_and_tells_each_move_and_why_somebody_is_gone(own: Person, server: Server) -> None:
    with arrived(server, "mia", "ben") as programs, server.lines() as wire:
        wire.send("rename kim\n")
        wire.until("now called kim")
        own.sees("mia, ben and kim came in")
        line = own.page.locator("#log details").last
        line.locator("summary").click()
        expect(line.locator("div p")).to_have_count(4)
        expect(line).to_contain_text("is now called kim")
        programs["ben"].ask("exit")
        wire.reset()
        own.sees("mia has come in; ben and kim came in and left")
        # It stays open, and goes on.
        expect(line.locator("div p")).to_have_count(6)
        expect(line).to_contain_text("kim is gone: the connection broke")
        programs["mia"].ask("send", text="only we two")
        own.sees("only we two")


def test_messages_stand_between_who_came_before_them_and_who_comes_behind(
    own: Person, server: Server
) -> None:
    with arrived(server, "mia", "ben") as programs:
        own.sees("mia and ben came in")
        programs["mia"].ask("send", text="here we are")
        own.sees("here we are")
        with arrived(server, "kim", "zoe"):
            own.sees("kim and zoe came in")
        own.sees("kim and zoe came in and left")
        last = own.entries.evaluate_all(
            "(all) => all.slice(-3).map((entry) => entry.innerText.replace(/\\s+/g, ' '))"
        )
    assert [
        words
        for words, entry in zip(("mia and ben", "here we are", "kim and zoe"), last, strict=True)
        if words in entry
    ] == [
        "mia and ben",
        "here we are",
        "kim and zoe",
    ]


def test_russian_says_who_comes_with_the_right_plurals(server: Server, person: Crowd) -> None:
    anna = person("анна", locale="ru-RU")
    with arrived(server, *PUPILS[:4]):
        anna.sees("mia, ben и ещё 2 человека входят в чат")
        with arrived(server, *PUPILS[4:]):
            anna.sees("mia, ben и ещё 10 человек входят в чат")
    anna.sees("mia, ben и ещё 10 человек входят в чат и выходят")


def test_who_listens_hears_of_a_class_at_once_and_then_seldom(server: Server, person: Crowd) -> None:
    context = person.context()
    context.clock.install()
    ann = enter(person, context, "ann")
    ann.page.clock.fast_forward(60_000)
    expect(ann.page.locator("#announcements p")).not_to_have_count(0)
    ann.page.clock.fast_forward(60_000)
    # A minute that passes at once looks like a sleep: who came in before the page is back is in no line.
    ann.type("awake")
    expect(ann.page.locator("#announcements p").last).to_contain_text("awake")
    # Told when it comes, since a slow machine may need more than one turn of the announcer for a class.
    ann.page.evaluate(
        """() => {
          window.told = [];
          const region = document.getElementById("announcements");
          new MutationObserver((changes) => {
            for (const { addedNodes } of changes)
              for (const { textContent } of addedNodes) window.told.push([Date.now(), textContent]);
          }).observe(region, { childList: true });
        }"""
    )
    # The first one alone: on a fast machine the whole class would be in the first line.
    with arrived(server, PUPILS[0]):
        expect(ann.page.locator("#announcements p").last).to_contain_text("mia")
        with arrived(server, *PUPILS[1:]):
            ann.sees("mia, ben and 10 others came in")
            ann.page.clock.fast_forward(16_000)
            expect(ann.page.locator("#announcements p").last).to_contain_text("ben")
            told = ann.page.evaluate("window.told")
    assert "mia" in told[0][1]
    assert 1 < len(told) < len(PUPILS)
    assert all(later - earlier >= 14_900 for (earlier, _), (later, _) in pairwise(told))


def test_the_mark_of_what_is_new_stands_before_the_first_message_though_somebody_came_meanwhile(
    own: Person, server: Server
) -> None:
    with server.lines() as crier, arrived(server, "mia"):
        shout(crier, 1, "seen")
        own.sees("seen 1.")
        set_hidden(own.page, True)
        with arrived(server, "ben", "kim"):
            own.sees("ben and kim came in")
            shout(crier, 2, "missed")
            own.sees("missed 2.")
        set_hidden(own.page, False)
        expect(own.page.locator(".entry:has(.unread)")).to_contain_text("missed 1.")


def test_a_reader_farther_up_keeps_their_place_while_the_line_grows(own: Person, server: Server) -> None:
    with server.lines() as crier, arrived(server, "mia"):
        shout(crier, 60, "old")
        own.sees("old 60.")
        with arrived(server, "ben"):
            own.sees("ben has come in")
            scroll_to(own.page, 300)
            top = own.page.locator("#log").evaluate("(log) => log.scrollTop")
            with arrived(server, *PUPILS[2:]):
                own.sees("ben, kim and 9 others came in")
                assert own.page.locator("#log").evaluate("(log) => log.scrollTop") == top
                expect(own.page.locator("#new-messages")).to_have_text("To the newest")
