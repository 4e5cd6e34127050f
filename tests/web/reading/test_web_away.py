"""Long logs and long absences: where the reader stands when there is more than the window holds."""

from datetime import datetime, timezone

import pytest
from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.web_harness import Crowd
from tests.web.web_tricks import enter, scroll_to, set_hidden, shout


def test_the_way_to_the_newest_doubles_nothing(person: Crowd, server: Server) -> None:
    """Of more entries than the window has room for, none is drawn twice."""
    nora = person("nora")
    with server.lines() as crier:
        shout(crier, 700, "many")
        nora.sees("many 700.")
        scroll_to(nora.page, 100)
        shout(crier, 1, "one more")
        expect(nora.page.locator("#new-messages")).to_have_text("1 new message")
    nora.page.locator("#new-messages").click()
    expect(nora.entry("one more 1.")).to_be_in_viewport()
    scroll_to(nora.page, 100)
    keys = nora.page.evaluate(
        "[...document.querySelectorAll('#log [data-key]')].map((entry) => Number(entry.dataset.key))"
    )
    assert len(keys) <= 400
    assert keys == list(range(keys[0], keys[0] + len(keys)))


@pytest.mark.parametrize("count", [60, 600])
def test_who_was_away_for_long_begins_where_they_stopped(person: Crowd, server: Server, count: int) -> None:
    otto = person("otto")
    set_hidden(otto.page, True)
    with server.lines() as crier:
        shout(crier, count, "meanwhile")
    expect(otto.page).to_have_title(f"({count}) Besedka")
    set_hidden(otto.page, False)
    expect(otto.page.locator("#log .unread")).to_be_in_viewport()
    expect(otto.entry("meanwhile 1.").first).to_be_in_viewport()
    button = otto.page.locator("#new-messages")
    expect(button).to_have_text(f"{count} new messages")
    button.click()
    expect(otto.entry(f"meanwhile {count}.")).to_be_in_viewport()


def near_midnight() -> str:
    """A time zone in which it is past ten in the evening."""
    offset = 22 - datetime.now(timezone.utc).hour
    # POSIX counts westwards.
    return f"Etc/GMT{-offset if offset <= 14 else 24 - offset:+}"


def test_a_page_that_stays_open_over_midnight_knows_what_is_yesterday(person: Crowd) -> None:
    context = person.context(timezone_id=near_midnight())
    context.clock.install()
    vera = enter(person, context, "vera")
    vera.type("good night")
    vera.sees("good night")
    days = vera.page.locator("#log .day")
    expect(days).to_have_text(["Today"], ignore_case=True)
    vera.page.clock.fast_forward("02:30:00")
    expect(days).to_have_text(["Yesterday"], ignore_case=True)
