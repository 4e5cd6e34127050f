"""A text that is too long stays where it was written, and how long it is can be seen."""

from playwright.sync_api import Page, expect

from tests.web.web_gestures import choose, dialog
from tests.web.web_harness import Person

LIMIT = 4000


def put(page: Page, text: str) -> None:
    """As a paste does."""
    page.locator("#field").fill(text)


def test_a_pasted_text_that_is_too_long_stays_in_the_field_and_the_connection_stays(ann: Person) -> None:
    for length in (LIMIT + 1, 8200, 100_000):
        ann.type("😀" * length)
        expect(ann.page.locator("#notice")).to_contain_text(f"The message is too long ({length})")
        assert len(ann.field.input_value()) == length
        expect(ann.page.locator("#banner")).to_be_hidden()
    ann.picture("too-long")
    ann.field.fill("short again")
    expect(ann.page.locator("#notice")).to_be_hidden()
    ann.field.press("Enter")
    ann.sees("short again")


def test_a_text_of_the_limit_is_sent(ann: Person) -> None:
    ann.type("exactly" + "ж" * (LIMIT - 7))
    ann.sees("exactly")
    expect(ann.field).to_have_value("")


def test_the_counter_comes_with_nine_tenths_of_the_limit_and_is_red_behind_it(ann: Person) -> None:
    count = ann.page.locator("#count")
    put(ann.page, "x" * 3599)
    expect(count).to_be_hidden()
    put(ann.page, "x" * 3600)
    expect(count).to_have_text("3600 of 4000 characters")
    ann.picture("counter")
    put(ann.page, "/send -u bob " + "x" * 3600)
    expect(count).to_have_text("3600 of 4000 characters")
    put(ann.page, "x" * 4000)
    assert "error" not in (count.get_attribute("class") or "")
    put(ann.page, "x" * 4001)
    assert "error" in (count.get_attribute("class") or "")
    expect(ann.page.locator("#announcements")).to_contain_text("1 character too many")
    put(ann.page, "")
    expect(count).to_be_hidden()


def test_the_dialogs_count_and_keep_as_well(ann: Person) -> None:
    for action, name in (("Private message", "private"), ("Send later", "later")):
        choose(ann, action)
        asked = dialog(ann, name)
        asked.locator("[name=to]").fill("bob")
        asked.locator("[name=text]").fill("y" * 4001)
        expect(asked.locator(".count")).to_have_text("4001 of 4000 characters")
        asked.locator(".main").click()
        expect(asked.get_by_role("alert")).to_contain_text("too long (4001)")
        expect(asked.locator("[name=text]")).to_have_value("y" * 4001)
        asked.locator("[name=text]").fill("")
        expect(asked.locator(".count")).to_be_hidden()
        ann.page.keyboard.press("Escape")
    choose(ann, "Change your name")
    dialog(ann, "rename").locator("[name=name]").fill("n" * 33)
    expect(dialog(ann, "rename").locator(".count")).to_have_text("33 of 32 characters")
    ann.page.keyboard.press("Escape")
