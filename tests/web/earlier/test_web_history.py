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
        choose(eva, "Last messages")
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
        choose(eva, "Last messages")
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
