"""What was said: earlier messages, and those that a search finds."""

from e2e_harness import Server
from playwright.sync_api import expect

from tests.web.web_gestures import choose, dialog, named
from tests.web.web_harness import Crowd


def test_earlier_messages_come_above_those_that_are_read_until_there_are_none(
    person: Crowd, server: Server
) -> None:
    eva = person("eva")
    with named(server, "paul") as paul:
        paul.send("".join(f"send line {number}.\n" for number in range(75)))
        eva.sees("line 74.")
        choose(eva, "Messages and search")
        asked = dialog(eva, "history")
        texts, earlier = asked.locator(".entry .text"), asked.get_by_role("button", name="Earlier")
        expect(texts).to_have_text([f"line {number}." for number in range(55, 75)])
        earlier.click()
        expect(texts).to_have_text([f"line {number}." for number in range(5, 75)])
        earlier.click()
        expect(texts).to_have_text([f"line {number}." for number in range(75)])
        expect(earlier).to_have_count(0)


def test_a_search_shows_what_it_finds_the_newest_first(person: Crowd, server: Server) -> None:
    eva = person("eva")
    with named(server, "paul") as paul:
        paul.send("send Под ёлкой\nsend дом\nsend Елка!\n")
        eva.sees("Елка!")
        choose(eva, "Messages and search")
        asked = dialog(eva, "history")
        texts, field = asked.locator(".entry .text"), asked.get_by_role("searchbox", name="Search")
        field.fill("елк")
        field.press("Enter")
        expect(texts).to_have_text(["Елка!", "Под ёлкой"])
        field.fill("zzz")
        field.press("Enter")
        expect(asked).to_contain_text("Nothing was found.")
        field.fill("")
        field.press("Enter")
        expect(texts).to_have_text(["Под ёлкой", "дом", "Елка!"])


def test_a_typed_search_opens_the_same_dialog(person: Crowd, server: Server) -> None:
    eva = person("eva")
    with named(server, "paul") as paul:
        paul.send("send a needle in hay\nsend hay\n")
        eva.sees("a needle in hay")
        eva.type("/search needle")
        expect(dialog(eva, "history").locator(".entry .text")).to_have_text(["a needle in hay"])


def test_a_typed_page_says_nothing_of_the_search_before_it_nor_that_nobody_has_spoken(
    person: Crowd, server: Server
) -> None:
    eva = person("eva")
    with named(server, "paul") as paul:
        paul.send("send a needle in hay\nsend hay\n")
        number = eva.entry("a needle in hay").get_attribute("data-number")
        asked = eva.page.locator("#history")
        status, texts = asked.get_by_role("status").first, asked.locator(".entry .text")
        eva.type("/search needle")
        expect(status).to_have_text("1 message was found.")
        eva.page.keyboard.press("Escape")
        eva.type(f"/history --around {number}")
        expect(texts).to_have_text(["a needle in hay", "hay"])
        expect(status).to_have_text("")
        eva.page.keyboard.press("Escape")
        eva.type(f"/history --before {number}")
        expect(texts).to_have_count(0)
        expect(status).to_have_text("Nothing was found.")


def test_the_dialog_is_left_without_scrolling_on_a_low_window(person: Crowd, server: Server) -> None:
    eva = person("eva")
    with named(server, "paul") as paul:
        paul.send("".join(f"send line {number}.\n" for number in range(15)))
        eva.sees("line 14.")
        eva.page.set_viewport_size({"width": 640, "height": 400})
        eva.type("/search line")
        asked = dialog(eva, "history")
        expect(asked.locator(".entry")).to_have_count(15)
        expect(asked.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
