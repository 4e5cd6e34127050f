"""How much of the page comes until one can write, and in all."""

import re

import pytest
from playwright.sync_api import Page

from tests.web.web_harness import Crowd, Person
from tools import page_parts

KIB = 1024
SIZES = {"phone": {"width": 390, "height": 780}, "desktop": {"width": 1280, "height": 800}}


class Meter:
    """The addresses that a page asks the server for, a WebSocket included, and the bytes of the bodies as they come."""

    def __init__(self, page: Page) -> None:
        self._asked: dict[str, str] = {}
        self._bytes: dict[str, int] = {}
        inspector = page.context.new_cdp_session(page)
        inspector.send("Network.enable")
        inspector.on("Network.requestWillBeSent", lambda event: self._ask(event, event["request"]["url"]))
        inspector.on("Network.webSocketCreated", lambda event: self._ask(event, event["url"]))
        inspector.on("Network.dataReceived", self._receive)

    def _ask(self, event: dict[str, str], url: str) -> None:
        self._asked[event["requestId"]] = re.sub(r"\?.*", "", url)

    def _receive(self, event: dict[str, int | str]) -> None:
        name = str(event["requestId"])
        self._bytes[name] = self._bytes.get(name, 0) + int(event["encodedDataLength"])

    def asked(self) -> list[str]:
        """In their order."""
        return list(self._asked.values())

    def came(self, address: str) -> int:
        """So many bytes came from there, however often that was asked for."""
        return sum(count for name, count in self._bytes.items() if self._asked.get(name) == address)


@pytest.mark.parametrize("size", SIZES)
def test_until_one_can_write_there_are_twenty_requests_and_twenty_four_kibibytes_and_in_all_seventy(
    person: Crowd, size: str
) -> None:
    page = person.page(person.context(locale="ru-RU", viewport=SIZES[size]))  # the heavier language
    meter = Meter(page)
    page.goto(person.origin)
    Person(page, person.troubles)
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    asked = meter.asked()
    files = {file for files in page_parts.parts().values() for file in files} - {"words"}
    assert [file for file in files if not any(url.endswith(f"/{file}") for url in asked)] == []
    # What they are not needed for, test_web_later.py shows.
    later = re.compile(f"({'|'.join(map(re.escape, [*files, '.later.json']))}|webmanifest)$")
    first = [url for url in asked if not later.search(url)]
    assert len(first) <= 20, first
    assert 15 * KIB < sum(map(meter.came, set(first))) <= 24 * KIB, first
    assert sum(map(meter.came, set(asked))) <= 70 * KIB, asked
