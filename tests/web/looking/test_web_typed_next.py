"""What is typed next goes into the field, whatever was done before."""

import pytest
from playwright.sync_api import expect

from tests.web.web_gestures import choose, dialog, in_the_way, meet
from tests.web.web_harness import Crowd, Person


@pytest.fixture(scope="module")
def bob(regulars: Crowd) -> Person:
    return regulars("bob")


@pytest.fixture(scope="module")
def ann(regulars: Crowd, bob: Person) -> Person:
    return regulars("ann")


def say_next(person: Person, words: str) -> None:
    """Type on, wherever one is, and see it said."""
    person.page.keyboard.type(words)
    expect(person.field).to_have_value(words)
    person.page.keyboard.press("Enter")
    person.sees(words)


def test_after_a_rename_a_sentence_is_a_message_and_no_other_name(person: Crowd) -> None:
    carl = person("carl")
    carl.page.locator("#me").click()
    dialog(carl, "rename")
    carl.page.keyboard.type("karl")
    carl.page.keyboard.press("Enter")
    expect(carl.page.locator("#me")).to_have_text("karl")
    expect(carl.field).to_be_focused()
    say_next(carl, "hello all")
    expect(carl.page.locator("#me")).to_have_text("karl")


def test_a_name_dialog_that_was_given_up_gives_its_letters_to_the_field_as_well(ann: Person) -> None:
    ann.page.locator("#me").click()
    dialog(ann, "rename")
    ann.page.keyboard.press("Escape")
    expect(in_the_way(ann)).to_have_count(0)
    say_next(ann, "after all I keep it")
    expect(ann.page.locator("#me")).to_have_text("ann")


def test_the_name_dialog_begins_with_the_name_selected(ann: Person) -> None:
    for _ in range(2):
        ann.page.locator("#me").click()
        dialog(ann, "rename")
        chosen = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
        assert ann.page.locator("#rename-name").evaluate(chosen) == "ann"
        ann.page.keyboard.press("Escape")


def test_after_a_click_on_a_message(ann: Person, bob: Person) -> None:
    bob.type("click on this")
    ann.sees("click on this").locator(".text").click()
    say_next(ann, "clicked it was")


def test_after_a_whisper(ann: Person, bob: Person) -> None:
    meet(ann, "bob", "Private message")
    ann.page.keyboard.type("a whisper to answer")
    dialog(ann, "private").get_by_role("button", name="Send").click()
    bob.sees("a whisper to answer")
    expect(ann.field).to_be_focused()
    say_next(ann, "and this is for all")


def test_after_the_way_to_the_newest(ann: Person, bob: Person) -> None:
    for number in range(40):
        bob.type(f"many a line {number}")
    ann.sees("many a line 39")
    ann.page.locator("#log").focus()
    ann.page.keyboard.press("Home")
    ann.page.locator("#new-messages").click()
    expect(ann.field).to_be_focused()
    say_next(ann, "down here again")


def test_after_something_was_read(ann: Person) -> None:
    choose(ann, "Help")
    dialog(ann, "help").get_by_role("button", name="Close").click()
    say_next(ann, "so that is how it works")


def test_after_a_question_was_answered(ann: Person) -> None:
    ann.type("report bob")
    dialog(ann, "doubt").get_by_role("button", name="Send to all as it is").click()
    ann.sees("report bob")
    expect(ann.field).to_be_focused()
    say_next(ann, "it was only said")


def test_a_shortcut_is_left_alone_and_a_selected_text_stays_selected(ann: Person, bob: Person) -> None:
    bob.type("select these words")
    place = ann.sees("select these words").locator(".text")
    place.evaluate("(element) => (document.activeElement.blur(), getSelection().selectAllChildren(element))")
    ann.page.keyboard.press("ControlOrMeta+c")
    assert ann.page.evaluate("String(getSelection())") == "select these words"
    expect(ann.field).not_to_be_focused()
    ann.page.evaluate("getSelection().removeAllRanges()")


def test_space_and_enter_press_the_button_that_has_the_focus(ann: Person) -> None:
    ann.page.locator("#menu-button").focus()
    ann.page.keyboard.press("Space")
    expect(ann.page.locator("#menu")).to_be_visible()
    ann.page.keyboard.press("Escape")
    expect(ann.page.locator("#menu-button")).to_be_focused()


def test_letters_in_the_search_for_somebody_stay_there(ann: Person) -> None:
    search = ann.page.locator("#people-filter")
    # Two people have none; the page would hide it again with whatever happens next.
    search.evaluate(
        """(field) => {
          field.hidden = false;
          Object.defineProperty(field, "hidden", { configurable: true, get: () => false, set() {} });
          field.focus();
        }"""
    )
    ann.page.keyboard.type("b")
    expect(search).to_have_value("b")
    search.fill("")
    search.evaluate("(field) => (delete field.hidden, field.hidden = true)")
    ann.field.focus()


def test_on_a_phone_no_keyboard_is_called_up(person: Crowd) -> None:
    phone = person("pia", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone.field.blur()
    phone.page.locator("#me").click()
    phone.page.locator("#rename-name").fill("pina")
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator("#me")).to_have_text("pina")
    expect(in_the_way(phone)).to_have_count(0)
    expect(phone.page.locator("#log")).to_be_focused()
