"""A reloaded tab is the same person, unless that person has left, and loses nothing of what was said."""

import re

from e2e_harness import Server
from playwright.sync_api import Route, WebSocketRoute, expect

from tests.web.connection.web_losses import sending
from tests.web.resuming.web_tabs import is_in, keeps, said, texts
from tests.web.web_cable import Cable
from tests.web.web_harness import Crowd, Person
from tests.web.web_tricks import Gate, enter


def test_a_reloaded_tab_is_the_same_person_with_the_same_log(person: Crowd, server: Server) -> None:
    with server.program() as other:
        ann = said(person, server)
        other.next("message", text="hello")
        ann.field.fill("half a sente")
        ann.page.reload()
        is_in(ann.page, "ann")
        assert texts(ann.page) == ["hello", "psst"]
        expect(ann.page.locator("#log .own")).to_have_count(2)
        expect(ann.field).to_have_value("half a sente")
        ann.type("here again")
        assert other.receive()["text"] == "here again"


def test_a_tab_that_is_reloaded_in_its_first_moment_is_the_same_person(person: Crowd) -> None:
    page = person.page(person.context())
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/keeping.js", hold)
    page.goto(person.origin)
    Person(page, person.troubles).rename("ann").type("hello")
    while not held:
        page.wait_for_timeout(20)
    page.unroute("**/keeping.js")
    page.reload()
    is_in(page, "ann")
    expect(page.locator("#log .text")).to_have_text(["hello"])


def test_what_had_no_answer_when_the_tab_was_reloaded_is_sent_again_under_its_number(
    person: Crowd, server: Server
) -> None:
    context = person.context()
    gate = Gate(context)
    with server.lines() as nc:
        ann = enter(person, context, "ann")
        gate.shut()
        ann.type("can you hear me?")
        nc.until("ann: can you hear me?")
        gate.drop()
        ann.page.reload()
        is_in(ann.page, "ann")
        ann.sees("can you hear me?")
        ann.type("good")
        ann.sees("good")
        expect(sending(ann)).to_be_hidden()
    assert texts(ann.page) == ["can you hear me?", "good"]


def test_what_came_while_the_history_was_on_its_way_outlives_a_reload(person: Crowd, server: Server) -> None:
    context = person.context()
    frames: list[str] = []

    def handle(route: WebSocketRoute) -> None:
        connected = route.connect_to_server()
        connected.on_message(lambda data: None if '"type":"history"' in str(data) else route.send(data))

        def note(data: str | bytes) -> None:
            frames.append(str(data))
            connected.send(data)

        route.on_message(note)

    context.route_web_socket(re.compile("/ws"), handle)
    ann = enter(person, context)
    with server.lines() as nc:
        nc.send("send -u guest-1 welcome\nsend hello\n")
        nc.until("hello")
    while not any('"type":"seen"' in frame for frame in frames):
        ann.page.wait_for_timeout(20)
    expect(ann.page.locator("#log .text")).to_have_count(0)
    ann.page.reload()
    expect(ann.page.locator("#log .text")).to_have_text(["welcome", "hello"])


def test_a_token_is_in_no_address(person: Crowd) -> None:
    context = person.context()
    page = person.page(context)
    addresses: list[str] = []
    page.on("websocket", lambda socket: addresses.append(socket.url))
    page.goto(person.origin)
    ann = Person(page, person.troubles).rename("ann")
    token = keeps(page, "resumption?.token")
    ann.page.reload()
    is_in(page, "ann")
    assert len(addresses) == 2
    assert not [address for address in addresses if token in address or "token" in address]


def test_who_has_left_begins_anew(person: Crowd) -> None:
    ann = person("ann")
    keeps(ann.page, "tab")
    ann.type("/exit")
    expect(ann.page.locator("#banner")).to_contain_text("You have left the chat.")
    assert ann.page.evaluate("sessionStorage.getItem('besedka.session')") == ""
    ann.page.reload()
    is_in(ann.page, "ann")
    expect(ann.entry("new session")).to_have_count(0)


def test_who_left_without_a_connection_does_not_meet_themselves_after_a_reload(
    person: Crowd, cable: Cable
) -> None:
    ann = person("ann")
    keeps(ann.page, "tab")
    cable.cut()
    expect(ann.page.locator("#send")).to_be_disabled()
    ann.type("/exit")
    expect(ann.page.locator("#banner")).to_contain_text("You have left the chat.")
    cable.mend()
    ann.page.reload()
    is_in(ann.page, "ann")
    expect(ann.people("guest-2")).to_have_count(0)
