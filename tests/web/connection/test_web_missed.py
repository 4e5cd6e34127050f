"""What happens while the connection is away is fetched, or the reader is told that something may be missing."""

import re

from e2e_harness import Server, Wire
from playwright.sync_api import expect

from tests.web.connection.web_losses import come_back
from tests.web.web_cable import Cable
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import UNLUCKY, enter, have_all, shout

GAP = "You may have missed messages meanwhile."


def enter_with_time(person: Crowd, name: str) -> Person:
    """Somebody whose page comes back only when it is told to."""
    context = person.context()
    context.add_init_script(UNLUCKY)
    return enter(person, context, name)


def lose(ann: Person, cable: Cable, nc: Wire) -> None:
    """Cut the cable, and wait until both ends know."""
    cable.cut()
    nc.until("ann is gone")
    expect(ann.page.locator("#banner")).to_be_visible()


def said(ann: Person) -> list[str]:
    """All texts of the log, and what the page itself had to tell."""
    found = ann.page.locator("#log .text, #log .warning .said")
    return [re.sub(r"^\d\d:\d\d ", "", text).strip() for text in found.all_inner_texts()]


def test_what_was_said_meanwhile_is_fetched_and_stands_where_it_belongs(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        ann = enter_with_time(person, "ann")
        shout(nc, 3, "before")
        ann.sees("before 3.")
        lose(ann, cable, nc)
        shout(nc, 3, "meanwhile")
        come_back(ann, cable)
        shout(nc, 2, "after")
        ann.sees("after 2.")
    told = [*(f"before {n}." for n in (1, 2, 3)), *(f"meanwhile {n}." for n in (1, 2, 3))]
    assert said(ann) == [*told, "after 1.", "after 2."]


def test_two_losses_in_a_row_double_nothing(person: Crowd, server: Server, cable: Cable) -> None:
    with server.lines() as nc:
        ann = enter_with_time(person, "ann")
        for word in ("first", "second"):
            lose(ann, cable, nc)
            shout(nc, 2, word)
            come_back(ann, cable)
            ann.sees(f"{word} 2.")  # A loss before that leaves a gap, and is another test's.
        shout(nc, 1, "last")
        ann.sees("last 1.")
    assert said(ann) == [
        "first 1.",
        "first 2.",
        "second 1.",
        "second 2.",
        "last 1.",
    ]


def test_a_gap_is_shown_where_the_history_does_not_reach_back(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        ann = enter_with_time(person, "ann")
        shout(nc, 1, "before")
        ann.sees("before 1.")
        lose(ann, cable, nc)
        shout(nc, 25, "meanwhile")
        come_back(ann, cable)
    ann.sees("meanwhile 25.")
    fetched = [f"meanwhile {number}." for number in range(6, 26)]
    assert said(ann) == ["before 1.", GAP, *fetched]


def test_where_nothing_was_missed_no_gap_is_claimed(person: Crowd, server: Server, cable: Cable) -> None:
    with server.lines() as nc:
        ann = enter_with_time(person, "ann")
        shout(nc, 30, "before")
        ann.sees("before 30.")
        lose(ann, cable, nc)
        come_back(ann, cable)
    assert said(ann)[-1] == "before 30."
    expect(ann.entry(GAP)).to_have_count(0)


def test_delayed_messages_of_the_lost_session_are_told_to_be_out_of_reach(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        ann = enter_with_time(person, "ann")
        ann.type("send -t 3600 see you later")
        expect(ann.page.locator("#pending li")).to_have_count(1)
        number = ann.page.locator("#pending li").get_attribute("data-number")
        lose(ann, cable, nc)
        expect(ann.page.locator("#pending li")).to_have_count(1)
        come_back(ann, cable)
        ann.sees(
            "Your delayed messages can no longer be cancelled; they will be sent if the server kept them: "
            f"#{number}"
        )
        expect(ann.page.locator("#pending-section")).to_be_hidden()


def test_a_name_that_ones_own_ghost_still_holds_comes_back_when_the_ghost_is_gone(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.program() as other:
        context = person.context()
        context.clock.install()
        ann = enter(person, context, "ann")
        have_all(ann.page)
        cable.freeze()
        ann.page.clock.fast_forward(31_000)  # as after a sleep: the server is asked
        ann.page.clock.fast_forward(5_000)
        guest = other.next("joined")["name"]
        while not guest.startswith("guest-") or guest == other.name:
            guest = other.next("joined")["name"]
        told = ann.page.locator("#notice").filter(has_text="The name ann is taken")
        expect(told).to_be_visible()
        cable.cut_frozen()
        expect(ann.page.locator("#me")).to_have_text("ann")
        expect(told).to_be_hidden()
        assert other.next("renamed", new="ann")["old"] == guest
