"""A search by the field above the log: what is found, what was said around it, and the way back."""

from collections.abc import Callable, Iterator

import pytest
from e2e_harness import Server, Wire
from playwright.sync_api import Locator, expect

from tests.web.connection.web_losses import come_back
from tests.web.earlier.web_earlier import search
from tests.web.ignoring.web_ignoring import ignore, say
from tests.web.web_cable import Cable
from tests.web.web_gestures import becomes, choose, in_the_way, named
from tests.web.web_harness import Crowd, Person
from tests.web.web_looks import PHONE, SCHEMES
from tests.web.web_tricks import LOST, Gate, enter, settle, shout, unlucky


@pytest.fixture
def paul(server: Server) -> Iterator[Wire]:
    with named(server, "paul") as wire:
        yield wire


def texts(found: Locator) -> Locator:
    return found.locator(".entry .text")


def status(found: Locator) -> Locator:
    return found.locator("#history-status")


def test_what_is_found_comes_newest_first_with_number_time_name_and_the_words_marked(
    person: Crowd, paul: Wire
) -> None:
    for line in ("Под ёлкой", "дом", "Елка! https://example.org/елка"):
        say(paul, line)
    ann = person("ann")
    found = search(ann, "елк")
    expect(texts(found)).to_have_text(["Елка! https://example.org/елка", "Под ёлкой"])
    expect(status(found)).to_have_text("2 messages were found.")
    expect(found.locator("mark")).to_have_text(["Елк", "елк", "ёлк"])
    expect(found.locator("#history-list")).to_be_focused()  # so that the arrows scroll it
    expect(found.get_by_role("link")).to_have_count(1)
    number = ann.entry("Под ёлкой").get_attribute("data-number")
    hit = found.locator(".entry").nth(1)
    expect(hit.locator(".head").get_by_role("button")).to_have_text(f"#{number}")
    expect(hit.locator(".head .name")).to_have_text("paul")
    expect(hit.locator("time")).to_be_visible()
    expect(found.get_by_role("searchbox")).to_have_value("елк")
    expect(ann.page.locator("#search")).to_have_value("")
    found.get_by_role("searchbox").fill("zzz")
    found.get_by_role("searchbox").press("Enter")
    expect(status(found)).to_have_text("Nothing was found.")
    expect(texts(found)).to_have_count(0)
    expect(found.get_by_role("searchbox")).to_be_focused()


def test_a_hit_is_shown_in_its_surroundings_which_go_on_both_ways_and_back(person: Crowd, paul: Wire) -> None:
    shout(paul, 70, "before")
    say(paul, "a needle")
    shout(paul, 70, "behind")
    ann = person("ann")
    found = search(ann, "needle")
    found.get_by_role("button", name="#").press("Enter")
    needle = found.locator("[aria-current=true]")
    expect(needle).to_contain_text("a needle")
    expect(needle).to_be_in_viewport(ratio=1)
    expect(found.get_by_text("before 70.", exact=True)).to_be_attached()
    expect(found.get_by_text("behind 1.", exact=True)).to_be_in_viewport()
    for name, last in (("Earlier", "before 1."), ("Later", "behind 70.")):
        while found.get_by_role("button", name=name, exact=True).count():
            count = texts(found).count()
            found.get_by_role("button", name=name, exact=True).click()
            expect(texts(found)).not_to_have_count(count)
        expect(found.get_by_text(last, exact=True)).to_be_attached()
    assert texts(found).all_inner_texts() == [
        *(f"before {number}." for number in range(1, 71)),
        "a needle",
        *(f"behind {number}." for number in range(1, 71)),
    ]
    expect(needle).to_contain_text("a needle")
    found.get_by_role("button", name="Back to what was found").click()
    expect(texts(found)).to_have_text(["a needle"])
    expect(found.get_by_role("button", name="#")).to_be_focused()
    expect(found.get_by_role("button", name="Back to what was found")).to_be_hidden()


def test_a_hit_is_chosen_by_a_press_on_it_but_not_by_its_link_or_by_selecting(
    person: Crowd, paul: Wire
) -> None:
    say(paul, "a needle https://example.org/ in hay")
    ann = person("ann")
    found = search(ann, "needle")
    link = found.get_by_role("link")
    link.evaluate("(link) => link.addEventListener('click', (event) => event.preventDefault())")
    link.click()
    place = texts(found).bounding_box()
    assert place is not None
    ann.page.mouse.move(place["x"] + 2, place["y"] + 10)
    ann.page.mouse.down()
    ann.page.mouse.move(place["x"] + 80, place["y"] + 10, steps=5)
    ann.page.mouse.up()
    becomes(ann.page, "!getSelection().isCollapsed")
    expect(status(found)).to_have_text("1 message was found.")
    ann.page.evaluate("getSelection().empty()")
    found.locator(".note").click(position={"x": 5, "y": 40})
    expect(found.locator("[aria-current]")).to_have_count(1)


def test_the_history_has_no_way_back_to_what_was_not_searched_for(person: Crowd, paul: Wire) -> None:
    say(paul, "a needle")
    ann = person("ann")
    search(ann, "needle")
    ann.page.keyboard.press("Escape")
    choose(ann, "Messages and search")
    found = ann.page.locator("#history")
    expect(texts(found)).to_have_text(["a needle"])
    expect(found.get_by_role("button", name="Back to what was found")).to_be_hidden()
    expect(found.get_by_role("searchbox")).to_have_value("")


def test_what_is_refused_says_why_in_the_dialog(person: Crowd, paul: Wire) -> None:
    say(paul, "a needle")
    ann = person("ann")
    found = search(ann, "x" * 201)
    expect(found.get_by_role("alert")).to_contain_text("200")
    expect(status(found)).to_have_text("")
    found.get_by_role("searchbox").fill("needle")
    found.get_by_role("searchbox").press("Enter")
    expect(texts(found)).to_have_text(["a needle"])
    expect(found.get_by_role("alert")).to_be_hidden()


def test_nothing_is_asked_for_no_words(person: Crowd) -> None:
    ann = person("ann")
    field = ann.page.locator("#search")
    field.fill("  ")
    field.press("Enter")
    expect(field).to_have_value("")
    expect(in_the_way(ann)).to_have_count(0)


def test_who_is_muted_may_search(person: Crowd, server: Server, paul: Wire) -> None:
    say(paul, "a needle")
    ann = person("ann")
    for _ in range(4):
        with server.lines() as nc:
            nc.send("report ann\n")
            nc.until("complaint")
    expect(ann.page.locator("#muted")).to_be_visible()
    expect(texts(search(ann, "needle"))).to_have_text(["a needle"])


def test_nothing_is_found_of_somebody_ignored(person: Crowd, server: Server, paul: Wire) -> None:
    ann = person("ann")
    with named(server, "mallory") as mallory:
        say(mallory, "a needle of theirs")
        say(paul, "a needle of mine")
        ignore(ann, "mallory")
        found = search(ann, "needle")
        expect(texts(found)).to_have_text(["a needle of mine"])
        found.get_by_role("button", name="#").click()
        expect(found.locator("[aria-current]")).to_have_count(1)
        expect(texts(found)).to_have_text(["a needle of mine"])


def test_an_answer_that_comes_when_the_dialog_is_closed_opens_nothing(person: Crowd, paul: Wire) -> None:
    context = person.context()
    gate = Gate(context)
    say(paul, "a needle")
    ann = enter(person, context, "ann")
    gate.shut()
    found = search(ann, "needle")
    expect(status(found)).to_have_text("One moment…")
    ann.page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    gate.open()
    ann.type("it has come by now")
    ann.sees("it has come by now")
    expect(found).to_be_hidden()


def test_of_two_questions_in_a_row_the_last_one_is_answered(person: Crowd, paul: Wire) -> None:
    context = person.context()
    gate = Gate(context)
    say(paul, "a needle")
    say(paul, "hay")
    ann = enter(person, context, "ann")
    gate.shut()
    found = search(ann, "needle")
    found.get_by_role("searchbox").fill("hay")
    found.get_by_role("searchbox").press("Enter")
    gate.open()
    expect(texts(found)).to_have_text(["hay"])


def test_a_search_that_the_connection_did_not_outlive_is_answered_over_the_next_one(
    person: Crowd, cable: Cable, paul: Wire
) -> None:
    say(paul, "a needle")
    ann = unlucky(person)
    cable.muffle()
    found = search(ann, "needle")
    expect(status(found)).to_have_text("One moment…")
    cable.cut()
    expect(ann.page.locator("#banner")).to_contain_text("is lost")
    come_back(ann, cable)
    expect(texts(found)).to_have_text(["a needle"])


def test_a_session_that_is_lost_meanwhile_is_told_in_the_dialog(
    person: Crowd, start: Callable[..., Server]
) -> None:
    server = start("--flood", "0", "--grace", "0")
    person.troubles.forgive(*LOST)
    with Cable(server.port) as cable, named(server, "paul") as paul:
        person.origin = f"http://127.0.0.1:{cable.port}"
        say(paul, "a needle")
        ann = unlucky(person)
        cable.muffle()
        found = search(ann, "needle")
        expect(status(found)).to_have_text("One moment…")
        cable.cut()
        expect(found.get_by_role("alert")).to_contain_text("the connection to the server is lost")
        found.get_by_role("searchbox").press("Enter")
        expect(found.get_by_role("alert")).to_contain_text("Not connected at the moment")
        expect(status(found)).to_have_text("")
        come_back(ann, cable)
        found.get_by_role("searchbox").press("Enter")
        expect(texts(found)).to_have_text(["a needle"])


LOOKS = {"desktop": {}, "phone-russian": {**PHONE, "locale": "ru-RU"}}


def seen(ann: Person, name: str) -> None:
    """By day and in the evening it is without obstacles, and no wider than the page."""
    for scheme in SCHEMES:
        ann.page.emulate_media(color_scheme=scheme)
        settle(ann.page)
        ann.picture(f"{name}-{scheme}")
        assert ann.obstacles() == [], f"{name}-{scheme}"
    assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    widths = "(list) => [list.scrollWidth, list.clientWidth]"
    wide, room = ann.page.locator("#history-list").evaluate(widths)
    assert wide <= room


@pytest.mark.parametrize("look", LOOKS)
def test_all_of_it_is_without_obstacles_on_a_desktop_and_a_phone(
    person: Crowd, paul: Wire, axe: None, look: str
) -> None:
    shout(paul, 30, "hay")
    say(paul, "a needle " + "and-a-very-long-thread" * 20)
    ann = person("ann", **LOOKS[look])
    expect(ann.page.locator("#search")).to_be_in_viewport(ratio=1)
    found = search(ann, "needle")
    expect(found.locator("mark")).to_have_count(1)
    seen(ann, f"found-{look}")
    found.get_by_role("button", name="#").click()
    expect(found.locator("[aria-current]")).to_be_in_viewport()
    seen(ann, f"around-{look}")
    expect(found.locator("#history-back")).to_have_text(
        "К найденному" if "russian" in look else "Back to what was found"
    )
    ann.page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    # What is typed next is a message; but on a phone the keyboard stays where it is.
    expect(ann.page.locator("#log" if "phone" in look else "#field")).to_be_focused()
