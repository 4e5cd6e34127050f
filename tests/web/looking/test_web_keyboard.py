"""The page without a mouse: everything is reached, everything shows where one is, and the way back is known."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.web_gestures import becomes
from tests.web.web_harness import Crowd, Person

HERE = """
() => {
  const element = document.activeElement;
  return element.id || element.getAttribute("data-name") || element.className || element.tagName;
}
"""

OUTLINE = """
(element) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
}
"""

DIALOG = """
() => document.activeElement === document.body ? "the browser" : document.activeElement.closest("dialog")?.id
"""


@pytest.fixture(scope="module")
def bob(regulars: Crowd) -> Person:
    return regulars("bob")


@pytest.fixture(scope="module")
def ann(regulars: Crowd, bob: Person) -> Person:
    """Somebody who is not alone; every test leaves the page as it was."""
    return regulars("ann")


def focused(page: Page) -> Locator:
    return page.locator("*:focus")


def test_tab_goes_through_the_page_in_the_order_of_reading_and_each_stop_can_be_seen(ann: Person) -> None:
    page = ann.page
    page.locator(".skip").focus()
    stops = []
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops.append(page.evaluate(HERE))
        assert focused(page).evaluate(OUTLINE) >= 2, stops[-1]
    assert stops == [
        "me",
        "search",
        "log",
        "link",  # in the welcome: to change one's name
        "menu-button",
        "field",
        "later-button",
        "send",
        "person",  # bob
        "language",
        "notify",
    ]


def test_the_first_stop_leads_straight_to_the_field(ann: Person) -> None:
    skip = ann.page.locator(".skip")
    skip.focus()
    expect(skip).to_be_in_viewport(ratio=1)
    ann.page.keyboard.press("Enter")
    expect(ann.field).to_be_focused()


def test_a_dialog_takes_the_focus_keeps_it_and_gives_it_back(ann: Person) -> None:
    keyboard, button = ann.page.keyboard, ann.page.locator("#menu-button")
    button.focus()
    items = ann.page.locator("#menu [role=menuitem]")
    for action in ("private", "later", "rename", "history", "report", "help", "leave"):
        keyboard.press("Enter")
        expect(items.first).to_be_focused()
        actions = items.evaluate_all("(all) => all.map((one) => one.dataset.action)")
        for _ in range(actions.index(action)):
            keyboard.press("ArrowDown")
        keyboard.press("Enter")
        dialog = ann.page.locator(f"dialog#{action}")
        expect(dialog).to_be_visible()
        for _ in range(10):
            assert ann.page.evaluate(DIALOG) in (action, "the browser")
            keyboard.press("Tab")
        keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        # Not `to_be_focused`: after so many tabs the browser itself may have the keyboard.
        becomes(ann.page, "document.activeElement.id === 'menu-button'")


def test_the_arrows_go_round_in_a_menu_and_escape_leaves_it(ann: Person) -> None:
    page = ann.page
    page.locator("#menu-button").focus()
    page.keyboard.press("Enter")
    items = page.locator("#menu [role=menuitem]")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.locator("#menu-button")).to_be_focused()


def test_a_whole_visit_needs_no_mouse(person: Crowd, bob: Person) -> None:
    carl = person()
    keyboard = carl.page.keyboard
    carl.page.locator(".skip").focus()
    keyboard.press("Tab")
    expect(carl.page.locator("#me")).to_be_focused()
    keyboard.press("Enter")
    expect(carl.page.locator("#rename-name")).to_be_focused()
    keyboard.press("ControlOrMeta+a")
    keyboard.type("carl")
    keyboard.press("Enter")
    expect(carl.page.locator("#me")).to_have_text("carl")
    expect(carl.field).to_be_focused()

    keyboard.type("hello, everybody")
    keyboard.press("Enter")
    bob.sees("hello, everybody")

    carl.people("bob").get_by_role("button").focus()
    keyboard.press("Enter")
    expect(carl.page.locator("#person-menu [role=menuitem]").first).to_be_focused()
    keyboard.press("Enter")
    expect(carl.page.locator("#private-text")).to_be_focused()
    keyboard.type("for you alone")
    keyboard.press("Tab")
    while carl.page.evaluate("!document.activeElement.classList.contains('main')"):
        keyboard.press("Tab")
    keyboard.press("Enter")
    bob.sees("for you alone")
    expect(carl.field).to_be_focused()

    carl.type("/exit")
    expect(carl.page.locator("#banner")).to_contain_text("You have left the chat.")
    carl.page.get_by_role("button", name="Come back").focus()
    keyboard.press("Enter")
    bob.sees("carl left and came back")


def test_the_log_is_scrolled_by_the_keyboard(ann: Person) -> None:
    for number in range(40):
        ann.type(f"line {number}")
    expect(ann.sees("line 39")).to_be_in_viewport()
    ann.page.locator("#log").focus()
    ann.page.keyboard.press("Home")
    expect(ann.entry("line 0")).to_be_in_viewport()
    ann.page.keyboard.press("End")
    expect(ann.entry("line 39")).to_be_in_viewport()


def test_without_a_wish_for_motion_nothing_moves(ann: Person) -> None:
    moving = """() => [...document.querySelectorAll("*")].filter((element) => {
      const { transitionDuration, animationName } = getComputedStyle(element);
      return transitionDuration.split(", ").some((duration) => parseFloat(duration)) || animationName !== "none";
    }).length"""
    ann.page.emulate_media(reduced_motion="reduce")
    assert ann.page.evaluate(moving) == 0
    ann.page.emulate_media(reduced_motion="no-preference")
    assert ann.page.evaluate(moving) > 0
