"""Two tabs are two people, and never fight."""

import pytest
from e2e_harness import Server
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.resuming.web_tabs import is_in, keeps, kept, texts
from tests.web.web_harness import Crowd
from tests.web.web_tricks import enter


def copy(crowd: Crowd, context: BrowserContext, page: Page) -> Page:
    """A duplicate of the tab, as Chromium makes one: with a copy of its storage."""
    with context.expect_page() as opened:
        page.evaluate("window.open('/')")
    crowd.troubles.watch(opened.value, crowd.origin)
    return opened.value


def test_a_duplicated_tab_is_somebody_else_and_leaves_the_first_alone(person: Crowd, server: Server) -> None:
    context = person.context()
    ann = enter(person, context, "ann")
    ann.type("/send -u ann psst")
    ann.sees("psst")
    ann.field.fill("half a sente")
    kept(ann)
    other = copy(person, context, ann.page)
    expect(other.locator("#me")).to_have_text("guest-2")
    expect(other.locator("#log .text")).to_have_count(0)
    expect(other.locator("#field")).to_have_value("")
    other.reload()
    is_in(other, "guest-2")
    ann.page.reload()
    is_in(ann.page, "ann")
    assert texts(ann.page) == ["psst"]


def test_where_tabs_cannot_speak_the_older_one_is_told_and_goes_on_when_its_reader_wants_it(
    person: Crowd, server: Server
) -> None:
    context = person.context()
    context.add_init_script("delete window.BroadcastChannel")
    ann = enter(person, context, "ann")
    keeps(ann.page, "tab")
    other = copy(person, context, ann.page)
    is_in(other, "ann")
    banner = ann.page.locator("#banner")
    expect(banner).to_contain_text("You have gone on in another tab or window.")
    expect(ann.page.locator("#send")).to_be_disabled()
    ann.picture("replaced")
    ann.page.evaluate("window.dispatchEvent(new Event('online'))")
    is_in(other, "ann")
    ann.page.get_by_role("button", name="Go on here").click()
    is_in(ann.page, "ann")
    expect(banner).to_be_hidden()
    expect(other.locator("#banner")).to_contain_text("You have gone on in another tab or window.")


@pytest.mark.usefixtures("axe")
def test_a_screen_reader_finds_no_obstacle_where_one_has_gone_on_elsewhere(person: Crowd) -> None:
    context = person.context(locale="ru-RU")
    context.add_init_script("delete window.BroadcastChannel")
    ann = enter(person, context, "ann")
    keeps(ann.page, "tab")
    copy(person, context, ann.page)
    expect(ann.page.locator("#banner")).to_contain_text("Вы продолжили в другой вкладке или в другом окне.")
    assert ann.obstacles() == []
