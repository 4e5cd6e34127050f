"""What reaches a reader who looks elsewhere: a number in the title, and notifications for who wants them."""

import re

from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import NOTIFICATIONS, enter, set_hidden, shout


def test_the_title_counts_what_is_said_while_the_page_is_hidden(person: Crowd, server: Server) -> None:
    ann = person("ann")
    with server.lines() as nc:
        shout(nc, 1)
        ann.sees("cry 1.")
        expect(ann.page).to_have_title("Besedka")
        set_hidden(ann.page, True)
        nc.send("rename bob\n")  # nothing that is said
        shout(nc, 3, "more")
        expect(ann.page).to_have_title("(3) Besedka")
        set_hidden(ann.page, False)
        expect(ann.page).to_have_title("Besedka")


def test_a_hidden_page_shows_what_came_as_soon_as_it_is_looked_at(person: Crowd, server: Server) -> None:
    ann = person("ann")
    # A page in the background gets no frames.
    ann.page.evaluate("window.requestAnimationFrame = () => 0")
    set_hidden(ann.page, True)
    with server.lines() as nc:
        shout(nc, 2)
    ann.sees("cry 2.")


def listener(person: Crowd) -> Person:
    """Somebody whose browser writes its notifications down."""
    context = person.context()
    context.add_init_script(NOTIFICATIONS)
    return enter(person, context, "ann")


def notified(ann: Person) -> list[str]:
    found: list[str] = ann.page.evaluate("window.notified")
    return found


def test_a_notification_comes_to_who_wants_them_when_somebody_means_them(
    person: Crowd, server: Server
) -> None:
    ann = listener(person)
    button = ann.page.locator("#notify")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    set_hidden(ann.page, True)
    with server.lines() as nc:
        nc.send("rename bob\nsend annual meeting\nsend hello, Ann!\n")
        nc.until("hello, Ann!")
        nc.send("send -u ann psst\n")
        ann.sees("psst")
    assert notified(ann) == ["bob: hello, Ann!", "bob (private): psst"]


def test_who_cannot_have_notifications_is_told_so(person: Crowd) -> None:
    context = person.context()
    context.add_init_script(NOTIFICATIONS.replace('"granted"', '"denied"'))
    ann = enter(person, context, "ann")
    button = ann.page.locator("#notify")
    button.click()
    expect(ann.page.locator("#notice")).to_contain_text("The browser forbids notifications here.")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert ann.page.evaluate("localStorage.getItem('besedka.notify')") is None


def test_nobody_is_asked_for_notifications_or_gets_them_unwished(person: Crowd, server: Server) -> None:
    ann = listener(person)
    set_hidden(ann.page, True)
    with server.lines() as nc:
        nc.send("send hello, ann!\n")
        ann.sees("hello, ann!")
    assert notified(ann) == []
    assert ann.page.evaluate("window.wished") == 0


def test_notifications_can_be_turned_off_again_and_that_is_remembered(person: Crowd, server: Server) -> None:
    ann = listener(person)
    button = ann.page.locator("#notify")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    ann.page.reload()
    expect(ann.page.locator("#people li").first).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "false")
    set_hidden(ann.page, True)
    with server.lines() as nc:
        nc.send("send hello, ann!\n")
        ann.sees("hello, ann!")
    assert notified(ann) == []


def test_what_calls_somebody_by_name_stands_out(person: Crowd, server: Server) -> None:
    ann = person("ann")
    with server.lines() as nc:
        nc.send("send hello, ann!\nsend annual meeting\n")
        nc.until("annual meeting")
    called = re.compile(r"\bcalled\b")
    expect(ann.sees("hello, ann!")).to_have_class(called)
    expect(ann.sees("annual meeting")).not_to_have_class(called)
