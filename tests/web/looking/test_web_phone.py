"""The page on a phone: nothing is cut off, everything is in reach of a thumb, and the keyboard may come."""

from typing import Any

import pytest
from e2e_harness import Server
from playwright.sync_api import Page, expect

from tests.web.web_harness import Crowd, Person
from tests.web.web_looks import PHONE
from tests.web.web_tricks import is_at_end, settle

LANDSCAPE: dict[str, Any] = {**PHONE, "viewport": {"width": 740, "height": 360}}

LONG = "An address without end https://example.org/" + "path/" * 60 + " and awordthatnobodybreaks" + "x" * 200

CONTROLS = """
() => [...document.querySelectorAll(
    "button, input, select, textarea, a[href], [role=option], summary, .other .head > .name")]
  // A link in a sentence may be as small as the sentence (WCAG 2.2, 2.5.8, "Inline").
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".text, p.said"))
  .filter((element) => !element.matches(".skip:not(:focus)"))
  .map((element) => [element.id || element.outerHTML, element.getBoundingClientRect()])
"""

TOO_SMALL = f"""
() => ({CONTROLS})().filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([name, box]) => `${{name}}: ${{box.width}} x ${{box.height}}`)
"""

CUT_OFF = f"""
() => ({CONTROLS})().filter(([, box]) => box.left < -1 || box.right > innerWidth + 1)
  .map(([name, box]) => `${{name}}: ${{box.left}} to ${{box.right}}`)
"""

WIDER = "() => document.scrollingElement.scrollWidth - innerWidth"


def assert_fits(page: Page) -> None:
    """Nothing is cut off, nothing has to be scrolled sideways, nothing is too small for a thumb."""
    settle(page)
    assert page.evaluate(WIDER) <= 0
    assert page.locator("#log").evaluate("(log) => log.scrollWidth - log.clientWidth") <= 0
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(TOO_SMALL) == []


@pytest.fixture(scope="module")
def phone(regulars: Crowd) -> Person:
    return regulars("a-name-of-thirty-two-characters-", **PHONE)


@pytest.fixture
def ann(phone: Person) -> Person:
    """Somebody with a phone, who has just opened the page."""
    phone.page.set_viewport_size(PHONE["viewport"])
    phone.page.reload()
    expect(phone.page.locator("#me")).to_be_visible()
    return phone


def test_nothing_is_wider_than_a_small_phone(ann: Person) -> None:
    ann.type(LONG)
    ann.sees("awordthatnobodybreaks")
    for part in ("#field", "#send", "#menu-button", "#later-button", "#people-button", "#me"):
        expect(ann.page.locator(part)).to_be_in_viewport(ratio=1)
    assert_fits(ann.page)


def test_what_can_be_tapped_is_large_enough_wherever_it_is(ann: Person, server: Server) -> None:
    with server.program("/?name=i") as one, server.program("/?name=j"):
        ann.sees("i and j came in")
        one.ask("send", text="a name of one letter")
        ann.sees("a name of one letter")
        ann.type("hello\n" * 40)
        expect(ann.page.get_by_role("button", name="Show all")).to_be_visible()
        ann.type("history repeats itself")
        # An answer to what one said brings one to its end; once one has seen it, there is none to come.
        ann.sees("history repeats itself")
        ann.type("/msg i secret")
        expect(ann.page.locator("#notice button").first).to_be_visible()
        assert_fits(ann.page)
        ann.field.fill("history")
        expect(ann.page.locator("#reading-other")).to_be_visible()
        ann.page.locator("#log").evaluate("(log) => (log.scrollTop = 0)")
        expect(ann.page.locator("#new-messages")).to_be_visible()
        assert_fits(ann.page)
        ann.field.fill("/se")
        expect(ann.page.locator("#completions li").first).to_be_visible()
        assert_fits(ann.page)
        ann.field.fill("")


def test_every_dialog_fits_the_phone_and_is_reached_by_touch(ann: Person) -> None:
    for action in ("private", "later", "rename", "history", "report", "help", "leave"):
        ann.page.locator("#menu-button").tap()
        assert_fits(ann.page)
        ann.page.locator(f"#menu [data-action={action}]").tap()
        dialog = ann.page.locator(f"dialog#{action}")
        expect(dialog).to_be_in_viewport(ratio=1)
        assert_fits(ann.page)
        dialog.locator("[data-close]").first.tap()
        expect(dialog).to_be_hidden()


def test_the_people_are_in_a_drawer(ann: Person) -> None:
    side = ann.page.locator("#side")
    expect(side).to_be_hidden()
    expect(ann.page.locator("#people-button")).to_have_text("1")
    ann.page.locator("#people-button").tap()
    expect(side).to_be_visible()
    expect(ann.page.locator("#people li").first).to_be_in_viewport()
    assert_fits(ann.page)
    ann.page.locator("#side-close").tap()
    expect(side).to_be_hidden()


def test_a_tap_beside_the_drawer_closes_it(ann: Person) -> None:
    ann.page.locator("#people-button").tap()
    expect(ann.page.locator("#side")).to_be_visible()
    ann.page.touchscreen.tap(10, 400)
    expect(ann.page.locator("#side")).to_be_hidden()


def test_a_private_message_begins_at_a_name_in_the_drawer(person: Crowd, ann: Person) -> None:
    bob = person("bob")
    ann.page.locator("#people-button").tap()
    ann.people("bob").get_by_role("button").tap()
    menu = ann.page.locator("#person-menu")
    expect(menu).to_be_visible()
    assert_fits(ann.page)
    menu.locator("[data-action=private]").tap()
    expect(ann.page.locator("#private-to")).to_have_value("bob")
    ann.page.locator("#private-text").fill("psst")
    ann.page.locator("dialog#private .main").tap()
    bob.sees("psst")


def test_a_delayed_message_is_told_above_the_field_and_leads_to_the_list(ann: Person) -> None:
    ann.type("send -t 3600 see you later")
    strip = ann.page.locator("#pending-strip")
    expect(strip).to_contain_text("1 delayed")
    assert_fits(ann.page)
    strip.tap()
    expect(ann.page.locator("#pending li")).to_be_in_viewport()
    ann.picture("phone-delayed")


def test_the_keyboard_of_the_phone_leaves_the_field_and_the_newest_words_in_sight(ann: Person) -> None:
    for number in range(30):
        ann.type(f"line {number}")
    ann.sees("line 29")
    ann.page.set_viewport_size({"width": 360, "height": 380})
    expect(ann.field).to_be_in_viewport(ratio=1)
    expect(ann.entry("line 29")).to_be_in_viewport(ratio=1)
    assert is_at_end(ann.page)
    ann.page.set_viewport_size({"width": 360, "height": 740})
    expect(ann.entry("line 29")).to_be_in_viewport(ratio=1)


def test_the_page_works_across_as_well(person: Crowd) -> None:
    ann = person("ann", **LANDSCAPE)
    for number in range(10):
        ann.type(f"line {number}")
    expect(ann.sees("line 9")).to_be_in_viewport(ratio=1)
    expect(ann.field).to_be_in_viewport(ratio=1)
    assert ann.page.locator("#log").evaluate("(log) => log.clientHeight") > 150
    assert_fits(ann.page)
    ann.picture("phone-across")
    ann.page.locator("#later-button").tap()
    expect(ann.page.locator("#later .main")).to_be_visible()
    ann.page.locator("#later .main").scroll_into_view_if_needed()
    expect(ann.page.locator("#later .main")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [(640, 320), (320, 256), (360, 340)], ids=str)
def test_where_there_is_little_height_everything_can_still_be_reached(
    ann: Person, size: tuple[int, int]
) -> None:
    ann.page.set_viewport_size({"width": size[0], "height": size[1]})
    ann.type("send -t 3000 later on")
    expect(ann.page.locator("#pending-strip")).to_contain_text("1 delayed")
    ann.type("send -u nobody " + "a long draft " * 20)
    expect(ann.page.locator("#notice")).to_be_visible()
    for part in ("#field", "#send"):
        expect(ann.page.locator(part)).to_be_in_viewport(ratio=1)
    ann.field.fill("/")
    options = ann.page.locator("#completions")
    expect(options).to_be_in_viewport(ratio=1)
    for _ in range(4):
        ann.page.keyboard.press("ArrowDown")
    expect(options.locator("[aria-selected=true]")).to_be_in_viewport(ratio=0.95)
    ann.page.keyboard.press("Escape")
    ann.field.fill("")
    ann.page.locator("#menu-button").tap()
    expect(ann.page.locator("#menu")).to_be_in_viewport(ratio=1)
    ann.page.keyboard.press("Escape")
    ann.type("/cancel all")


def test_who_closes_a_menu_or_dialog_out_of_the_drawer_is_still_somewhere(person: Crowd, ann: Person) -> None:
    person("carl")
    ann.page.locator("#people-button").tap()
    carl = ann.people("carl").get_by_role("button")
    carl.tap()
    expect(ann.page.locator("#person-menu")).to_be_visible()
    ann.page.keyboard.press("Escape")
    expect(ann.page.locator("#person-menu")).to_be_hidden()
    expect(carl).to_be_focused()
    carl.tap()
    ann.page.locator("#person-menu [data-action=private]").tap()
    expect(ann.page.locator("dialog#private")).to_be_visible()
    ann.page.keyboard.press("Escape")
    expect(ann.page.locator("dialog#private")).to_be_hidden()
    expect(ann.page.locator("#log")).to_be_focused()


def test_the_drawer_becomes_a_column_where_there_is_room(ann: Person) -> None:
    ann.page.locator("#people-button").tap()
    expect(ann.page.locator("#side")).to_be_visible()
    ann.page.set_viewport_size({"width": 1280, "height": 800})
    expect(ann.page.locator("#people-button")).to_be_hidden()
    expect(ann.page.locator("#people li").first).to_be_in_viewport()
    ann.page.locator("#field").tap()
    expect(ann.page.locator("#people li").first).to_be_in_viewport()
    ann.page.set_viewport_size({"width": 360, "height": 740})
    expect(ann.page.locator("#side")).to_be_hidden()


@pytest.mark.parametrize("locale", ["en-GB", "ru-RU"])
def test_both_readings_that_are_offered_are_in_sight(person: Crowd, locale: str) -> None:
    ann = person("ann", **{**PHONE, "viewport": {"width": 360, "height": 640}, "locale": locale})
    ann.type("send привет -u bob как дела")
    offered = ann.page.locator("#notice button")
    expect(offered).to_have_count(2)
    for button in offered.all():
        expect(button).to_be_in_viewport(ratio=1)
    ann.picture(f"phone-offered-{locale}")
