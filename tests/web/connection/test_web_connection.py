"""The connection breaks, the connection comes back: what the page says of it, and when it tries again."""

import re
import signal
from collections.abc import Callable

import pytest
from e2e_harness import Server
from playwright.sync_api import Page, expect

from tests.web.web_cable import Cable
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import LOST, set_hidden, unlucky

FORGOTTEN = "The server was restarted and no longer knows your session."

OFFLINE = "Not connected at the moment; nothing was sent."


def restart(start: Callable[..., Server], server: Server) -> Server:
    """Another server where this one was."""
    return start("--flood", "0", "--port", str(server.port))


def fail(page: Page, times: int) -> None:
    """Let so many tries to connect fail, from when the loss is told; each comes within half a minute."""
    banner = page.locator("#banner")
    for _ in range(times):
        expect(banner).to_contain_text("Next try in")
        page.clock.fast_forward(30_000)
    expect(banner).to_contain_text("Next try in")


def is_back(ann: Person) -> None:
    """Wait until there is another connection, over which it is the same person."""
    expect(ann.page.locator("#send")).to_be_enabled()
    expect(ann.page.locator("#banner")).to_be_hidden()
    expect(ann.page.locator("#me")).to_have_text("ann")
    ann.type("here again")
    ann.sees("here again")


def stop_clock(page: Page) -> None:
    """From here on nothing happens because its time has come."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)


def test_what_is_typed_stays_while_the_server_is_away_and_goes_out_when_it_is_back(
    person: Crowd, server: Server, start: Callable[..., Server]
) -> None:
    person.troubles.forgive(*LOST)
    ann = unlucky(person)
    ann.type("before")
    ann.sees("before")
    banner = ann.page.locator("#banner")
    expect(banner).to_be_hidden()
    ann.field.fill("half a sente")

    stop_clock(ann.page)
    server.stop(signal.SIGTERM)
    expect(ann.page.locator("#send")).to_be_disabled()
    ann.page.clock.run_for(1000)
    expect(banner).to_contain_text("The server has closed the connection.")
    ann.page.clock.resume()
    ann.sees("The server is stopping")
    expect(ann.page.locator("#send")).to_be_disabled()
    expect(ann.page.locator("#send")).to_have_attribute("title", OFFLINE)
    ann.field.press_sequentially("nce")
    ann.field.press("Enter")
    expect(ann.page.locator("#notice")).to_have_text(OFFLINE)
    expect(ann.field).to_have_value("half a sentence")

    with restart(start, server).lines() as nc:
        expect(ann.page.locator("#notice")).to_contain_text(FORGOTTEN)
        expect(banner).to_be_hidden()
        expect(ann.field).to_have_value("half a sentence")
        ann.field.press("Enter")
        nc.until("ann: half a sentence")
        expect(ann.field).to_have_value("")


def test_a_short_loss_is_not_told(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    ann.page.evaluate(
        """window.told = [];
        const look = () => {
          for (const id of ["banner", "notice"]) if (!document.getElementById(id).hidden) told.push(id);
        };
        new MutationObserver(look).observe(document.body, { attributes: true, childList: true, subtree: true });"""
    )
    stop_clock(ann.page)
    send = ann.page.locator("#send")
    cable.cut()
    expect(send).to_be_disabled()
    # Whole before the first try: one that fails late, with its clock stopped, would wait for the second for ever.
    cable.mend()
    ann.page.clock.run_for(600)
    expect(send).to_be_enabled()
    ann.page.clock.run_for(2000)
    assert ann.page.evaluate("told") == []
    cable.cut()
    expect(send).to_be_disabled()
    ann.page.clock.run_for(1000)
    expect(ann.page.locator("#banner")).to_contain_text("The connection to the server is lost.")


def test_a_server_that_dies_without_a_word_is_missed_as_well(person: Crowd, server: Server) -> None:
    person.troubles.forgive(*LOST)
    ann = person("ann")
    server.stop(signal.SIGKILL)
    expect(ann.page.locator("#banner")).to_contain_text("The connection to the server is lost.")
    ann.picture("disconnected")


def test_a_draft_outlives_the_page(person: Crowd) -> None:
    ann = person("ann")
    ann.field.fill("I was about to say")
    ann.page.reload()
    expect(ann.page.locator("#me")).to_have_text("ann")
    expect(ann.field).to_have_value("I was about to say")
    ann.field.press("Enter")
    ann.sees("I was about to say")
    assert ann.page.evaluate("sessionStorage.getItem('besedka.draft')") == ""


def test_a_restarted_server_gets_the_name_back_and_the_reader_is_told_what_it_forgot(
    person: Crowd, server: Server, start: Callable[..., Server]
) -> None:
    person.troubles.forgive(*LOST)
    ann = person("ann")
    for number in range(5):
        ann.type(f"message {number}")
    ann.sees("message 4")
    server.stop(signal.SIGTERM)
    with restart(start, server).lines() as nc:
        ann.sees("You may have missed messages meanwhile.")
        expect(ann.page.locator("#notice")).to_contain_text(FORGOTTEN)
        expect(ann.page.locator("#me")).to_have_text("ann")
        nc.send("users\n")
        nc.until("ann")
    expect(ann.entry("message 0")).to_have_count(1)


def test_the_banner_counts_down_to_tries_that_become_rarer(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    cable.cut()
    fail(ann.page, 6)
    banner = ann.page.locator("#banner")
    expect(banner).to_contain_text(re.compile(r"Next try in 2\d s\."))
    # For a screen reader it would be one announcement a second.
    expect(banner.locator("[aria-hidden=true]")).to_have_text(re.compile("Next try"))


def test_who_is_at_the_button_stays_there_while_tries_fail(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    cable.cut()
    fail(ann.page, 1)
    button = ann.page.get_by_role("button", name="Try now")
    button.focus()
    fail(ann.page, 2)
    expect(button).to_be_focused()


def test_the_banner_speaks_the_language_that_is_chosen_meanwhile(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    cable.cut()
    fail(ann.page, 2)
    ann.page.locator("#language").select_option("ru")
    expect(ann.page.locator("#banner")).to_contain_text("Связь с сервером потеряна.")
    expect(ann.page.get_by_role("button", name="Повторить сейчас")).to_be_visible()


def test_a_button_tries_at_once(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    cable.cut()
    fail(ann.page, 2)
    cable.mend()
    ann.page.get_by_role("button", name="Try now").click()
    expect(ann.page.locator("#notice")).to_have_text("Connected again.")
    expect(ann.page.locator("#me")).to_have_text("ann")
    expect(ann.field).to_be_focused()


def test_a_language_that_is_chosen_while_there_is_no_connection_is_told_afterwards(
    person: Crowd, cable: Cable
) -> None:
    ann = unlucky(person)
    cable.cut()
    fail(ann.page, 1)
    ann.page.locator("#language").select_option("ru")
    cable.mend()
    # The next try comes by itself, sooner than a slow machine could press the button.
    expect(ann.page.locator("#announcements")).to_contain_text("Связь восстановлена.")
    ann.type("/report никто")
    expect(ann.page.locator("#notice")).to_contain_text("В чате нет никого с именем никто")


def test_a_network_that_is_back_is_tried_at_once(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    ann.page.context.set_offline(True)
    cable.cut()
    fail(ann.page, 3)
    stop_clock(ann.page)
    cable.mend()
    ann.page.context.set_offline(False)
    expect(ann.page.locator("#banner")).to_be_hidden()


def test_a_reader_who_is_back_is_not_kept_waiting(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    set_hidden(ann.page, True)
    cable.cut()
    fail(ann.page, 3)
    stop_clock(ann.page)
    cable.mend()
    set_hidden(ann.page, False)
    expect(ann.page.locator("#banner")).to_be_hidden()


def test_a_silent_server_is_given_up_after_fifty_seconds(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    sockets: list[str] = []
    ann.page.on("websocket", lambda socket: sockets.append(socket.url))
    stop_clock(ann.page)
    cable.freeze()
    ann.page.clock.run_for(40_000)
    assert sockets == []
    ann.page.clock.run_for(12_000)
    while not sockets:
        ann.page.wait_for_timeout(20)
    ann.page.clock.resume()
    is_back(ann)


@pytest.mark.parametrize("stands_still", [True, False], ids=["its-clock-stands-still", "its-clock-goes-on"])
def test_a_connection_that_did_not_outlive_a_sleep_of_the_machine_is_replaced(
    person: Crowd, cable: Cable, stands_still: bool
) -> None:
    ann = unlucky(person)
    cable.freeze()
    if stands_still:
        ann.page.clock.set_system_time(ann.page.evaluate("Date.now()") + 3_600_000)
    else:
        ann.page.clock.fast_forward(3_600_000)
    is_back(ann)


def test_whoever_has_left_is_left_alone(person: Crowd, server: Server) -> None:
    ann = unlucky(person)
    with server.program() as other:
        ann.type("/exit")
        assert other.next("left", name="ann")["reason"] == "exit"
        banner = ann.page.locator("#banner")
        expect(banner).to_contain_text("You have left the chat.")
        expect(banner).not_to_contain_text("Next try")
        ann.page.clock.fast_forward(600_000)
        set_hidden(ann.page, True)
        set_hidden(ann.page, False)
        ann.page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(banner).to_contain_text("You have left the chat.")
        other.ask("users", ref=1)
        assert [user["name"] for user in other.next("users", ref=1)["users"]] == [other.name]


def full_house(person: Crowd, start: Callable[..., Server]) -> tuple[Server, Page]:
    """A chat in which there is room for one, who is there; and somebody else at the door."""
    server = start("--max-clients", "1")
    person.origin = f"http://127.0.0.1:{server.port}"
    person.troubles.forgive(*LOST)
    return server, person.page(person.context())


def test_who_finds_the_chat_full_waits_at_the_door_and_comes_in_when_somebody_leaves(
    person: Crowd, start: Callable[..., Server]
) -> None:
    server, page = full_house(person, start)
    with server.program():
        page.goto(person.origin)
        expect(page.locator("#banner")).to_contain_text("Next try")
    expect(page.locator("#people li")).to_have_count(1)
    expect(page.locator("#banner")).to_be_hidden()


def test_who_finds_the_chat_full_is_told_so(person: Crowd, start: Callable[..., Server]) -> None:
    server, page = full_house(person, start)
    with server.program():
        page.goto(person.origin)
        expect(page.locator("#banner")).to_contain_text("The chat is full")
