"""Who loses the connection comes back as the same person, and sees what was missed, once."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from e2e_harness import Server
from playwright.sync_api import Locator, expect

from tests.web.connection.web_losses import come_back, notice, sending
from tests.web.web_cable import Cable
from tests.web.web_gestures import choose, dialog
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import LOST, UNLUCKY, enter, have_all, shout, unlucky


def texts(ann: Person) -> list[str]:
    """All messages of the log, in order."""
    return ann.page.locator("#log .text").all_inner_texts()


def wake(ann: Person) -> None:
    ann.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(ann.page.locator("#send")).to_be_enabled()
    expect(ann.page.locator("#banner")).to_be_hidden()


def absence(ann: Person, words: str) -> Locator:
    """What is told of an absence, with these words."""
    return ann.page.locator("#log .said").filter(has_text=words)


def lose(ann: Person, cable: Cable) -> None:
    cable.cut()
    expect(ann.page.locator("#banner")).to_contain_text("Next try")


def test_what_was_missed_is_shown_in_order_and_once_private_messages_too(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        ann = unlucky(person)
        shout(nc, 2, "before")
        ann.sees("before 2.")
        lose(ann, cable)
        shout(nc, 2, "meanwhile")
        nc.send("send -u ann for you alone\n")
        nc.until("for you alone")
        shout(nc, 1, "then")
        come_back(ann, cable)
        shout(nc, 1, "after")
        ann.sees("after 1.")
        nc.send("users\n")
        nc.until("2 people are here")
    told = ["before 1.", "before 2.", "meanwhile 1.", "meanwhile 2.", "for you alone", "then 1.", "after 1."]
    assert texts(ann) == told
    expect(ann.page.locator("#log .private")).to_have_count(1)


def test_the_others_see_nothing_of_a_short_loss(person: Crowd, server: Server, cable: Cable) -> None:
    with server.program() as other:
        ann = unlucky(person)
        other.next("renamed", new="ann")
        lose(ann, cable)
        come_back(ann, cable)
        ann.type("here again")
        assert other.receive()["text"] == "here again"


def test_what_got_no_answer_is_sent_again_under_its_number_and_said_once(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        ann = unlucky(person)
        cable.muffle()
        ann.type("can you hear me?")
        nc.until("ann: can you hear me?")
        expect(sending(ann)).to_have_text("Sending… can you hear me?")
        cable.cut()
        expect(ann.page.locator("#banner")).to_be_visible()
        expect(sending(ann)).to_have_text("Sending… can you hear me?")
        expect(ann.field).to_have_value("")
        come_back(ann, cable)
        expect(sending(ann)).to_have_text("Sent: can you hear me?")
        ann.type("good")
        ann.sees("good")
    assert texts(ann) == ["can you hear me?", "good"]
    expect(ann.page.locator("[data-lost]")).to_have_count(0)
    ann.page.clock.run_for(4_000)
    expect(sending(ann)).to_be_hidden()


def test_what_never_arrived_is_said_when_the_network_is_back(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        ann = unlucky(person)
        cable.freeze()
        ann.type("one")
        ann.type("two")
        cable.cut()
        expect(sending(ann)).to_have_text("Sending… one and 1 more")
        come_back(ann, cable)
        nc.until("ann: two")
        ann.sees("two")
    assert texts(ann) == ["one", "two"]


def test_a_dialog_that_waits_for_its_answer_gets_it_over_another_connection(
    person: Crowd, cable: Cable
) -> None:
    ann = unlucky(person)
    choose(ann, "Private message")
    asked = dialog(ann, "private")
    asked.get_by_label("To").fill("ann")
    asked.get_by_label("Message").fill("a note to myself")
    cable.freeze()
    asked.get_by_role("button", name="Send").click()
    cable.cut()
    expect(asked.get_by_role("status").get_by_text("Sending…")).to_be_visible()
    come_back(ann, cable)
    expect(asked).to_be_hidden()
    ann.sees("a note to myself")


def test_who_was_away_for_long_is_told_for_how_long_and_how_much_of_it_is_here(
    person: Crowd, server: Server, cable: Cable
) -> None:
    with server.lines() as nc:
        ann = unlucky(person)
        ann.field.fill("half a sente")
        lose(ann, cable)
        shout(nc, 510, "meanwhile")
        ann.page.clock.fast_forward("10:00:00")
        come_back(ann, cable)
        ann.sees("meanwhile 510.")
    expect(notice(ann)).to_contain_text("You were away for 10 hours")
    expect(notice(ann)).to_contain_text("510 messages were sent meanwhile; the last 500 are here.")
    expect(ann.field).to_have_value("half a sente")
    ann.picture("resumed-gap")


def test_a_minute_without_a_network_and_ten_are_slept_over(person: Crowd, cable: Cable) -> None:
    ann = unlucky(person)
    for minutes, told in ((1, 0), (10, 1)):
        ann.page.context.set_offline(True)
        cable.cut()
        expect(ann.page.locator("#banner")).to_contain_text("Next try")
        ann.page.clock.fast_forward(minutes * 60_000)
        cable.mend()
        ann.page.context.set_offline(False)
        expect(ann.page.locator("#banner")).to_be_hidden()
        ann.type(f"after {minutes}")
        ann.sees(f"after {minutes}")
        expect(absence(ann, "Nobody wrote to everybody meanwhile.")).to_have_count(told)
    expect(ann.page.locator("#me")).to_have_text("ann")


def test_a_frozen_page_goes_on_when_it_thaws(person: Crowd, server: Server, cable: Cable) -> None:
    ann = unlucky(person)
    control = ann.page.context.new_cdp_session(ann.page)
    with server.lines() as nc:
        control.send("Page.setWebLifecycleState", {"state": "frozen"})
        cable.cut()
        shout(nc, 2, "meanwhile")
        cable.mend()
        control.send("Page.setWebLifecycleState", {"state": "active"})
        ann.sees("meanwhile 2.")
    assert texts(ann) == ["meanwhile 1.", "meanwhile 2."]
    expect(ann.page.locator("#me")).to_have_text("ann")


def test_who_comes_back_too_late_is_told_that_it_is_another_session(
    person: Crowd, start: Callable[..., Server]
) -> None:
    server = start("--flood", "0", "--grace", "1")
    with Cable(server.port) as cable, server.lines() as nc:
        person.origin = f"http://127.0.0.1:{cable.port}"
        person.troubles.forgive(*LOST)
        ann = unlucky(person)
        lose(ann, cable)
        nc.until("ann is gone")
        shout(nc, 2, "meanwhile")
        nc.send("rename ann\n")
        nc.until("is now called ann")
        ann.page.clock.fast_forward(600_000)
        come_back(ann, cable)
        told = absence(ann, "and your session has ended.")
        expect(told).to_contain_text("you were called ann, and are now called guest-")
        expect(told).to_contain_text("2 messages were sent meanwhile.")
        ann.sees("meanwhile 2.")
        ann.picture("another-session")


def test_a_server_that_has_forgotten_everything_is_told_and_asked_for_the_name(
    person: Crowd, server: Server, start: Callable[..., Server]
) -> None:
    person.troubles.forgive(*LOST)
    ann = unlucky(person)
    ann.type("before")
    ann.sees("before")
    server.stop(signal.SIGKILL)
    start("--flood", "0", "--port", str(server.port))
    wake(ann)
    expect(absence(ann, "The server was restarted and no longer knows your session.")).to_contain_text(
        "you are still called ann"
    )
    ann.type("after")
    ann.sees("after")


def test_a_server_that_keeps_everything_goes_on_with_the_session(
    person: Crowd, start: Callable[..., Server], tmp_path: Path
) -> None:
    options = ("--flood", "0", "--journal", str(tmp_path / "journal"))
    server = start(*options)
    person.origin = f"http://127.0.0.1:{server.port}"
    person.troubles.forgive(*LOST)
    ann = unlucky(person)
    ann.type("before")
    ann.sees("before")
    server.stop(signal.SIGKILL)
    start(*options, "--port", str(server.port))
    wake(ann)
    ann.type("after")
    ann.sees("after")
    assert texts(ann) == ["before", "after"]
    expect(ann.entry("new session")).to_have_count(0)


def test_where_the_browser_keeps_nothing_a_loss_is_survived_all_the_same(
    person: Crowd, server: Server, cable: Cable
) -> None:
    context = person.context()
    context.add_init_script(UNLUCKY)
    context.add_init_script(
        "for (const name of ['sessionStorage', 'localStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    context.clock.install()
    ann = enter(person, context, "ann")
    have_all(ann.page)
    with server.lines() as nc:
        lose(ann, cable)
        shout(nc, 2, "meanwhile")
        come_back(ann, cable)
        ann.sees("meanwhile 2.")
    expect(ann.page.locator("#me")).to_have_text("ann")


@pytest.mark.usefixtures("axe")
def test_a_screen_reader_finds_no_obstacle_in_a_return(person: Crowd, server: Server, cable: Cable) -> None:
    ann = unlucky(person)
    cable.freeze()
    ann.type("into the void")
    expect(sending(ann)).to_be_visible()
    cable.cut()
    ann.page.clock.fast_forward(600_000)
    assert ann.obstacles() == []
    come_back(ann, cable)
    expect(sending(ann)).to_have_text("Sent: into the void")
    expect(absence(ann, "You were away for")).to_be_visible()
    expect(notice(ann)).to_be_visible()
    assert ann.obstacles() == []
