"""How the page comes: its first words before any script, and what it says where a part of it does not come."""

import pytest
from playwright.sync_api import expect

from tests.web.web_harness import Crowd

WORDS = {
    "en": ("Message to all", "Connecting…", "Load again"),
    "ru": ("Сообщение всем", "Соединяемся…", "Загрузить заново"),
}


@pytest.mark.parametrize("code", ["en", "ru"])
def test_the_first_words_need_no_script(person: Crowd, code: str) -> None:
    person.troubles.forgive(" csp$")  # how the browser calls a script that it does not want
    page = person.page(person.context(locale=code, java_script_enabled=False))
    page.goto(person.origin)
    expect(page.locator("html")).to_have_attribute("lang", code)
    expect(page.locator("#field")).to_have_attribute("placeholder", WORDS[code][0])
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("JavaScript")
    expect(page.locator("#banner")).to_be_hidden()
    expect(page.locator("#broken")).to_be_hidden()


@pytest.mark.parametrize("code", ["en", "ru"])
def test_a_page_without_its_scripts_says_so_and_knows_a_way_out(person: Crowd, code: str) -> None:
    person.troubles.forgive("ERR_FAILED", "Failed to fetch", "Failed to load", "failed:")
    page = person.page(person.context(locale=code, service_workers="block"))
    page.route("**/main.js", lambda route: route.abort())
    page.goto(person.origin)
    again = page.get_by_role("link", name=WORDS[code][2])
    expect(again).to_be_visible()
    page.unroute("**/main.js")
    person.troubles.forgive("Service Worker registration blocked")
    again.click()
    expect(page.locator("#me")).to_be_visible()
    expect(page.locator("#broken")).to_have_count(0)


def test_a_script_that_cannot_be_read_is_one_that_is_missing(person: Crowd) -> None:
    person.troubles.forgive("SyntaxError", "Unexpected")
    page = person.page(person.context(service_workers="block"))
    page.route("**/main.js", lambda route: route.fulfill(content_type="text/javascript", body="let = = ;"))
    page.goto(person.origin)
    expect(page.get_by_role("link", name="Load again")).to_be_visible()


def test_the_language_that_is_remembered_takes_the_place_of_the_browsers(person: Crowd) -> None:
    context = person.context(locale="en")
    context.add_init_script("localStorage.setItem('besedka.language', 'ru')")
    page = person.page(context)
    page.goto(person.origin)
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("#field")).to_have_attribute("placeholder", WORDS["ru"][0])
