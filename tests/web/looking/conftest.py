"""A chat that the tests of a file share, and the people who stay in it: what is looked at here is the page alone."""

from collections.abc import Iterator

import pytest
from e2e_harness import Server
from playwright.sync_api import Browser

from tests.web.web_harness import Crowd


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The one for all tests of a file."""
    one = Server("--flood", "0")
    try:
        yield one
    finally:
        one.end()


@pytest.fixture(scope="module")
def regulars(browser: Browser, server: Server) -> Iterator[Crowd]:
    """Who stays for the whole file."""
    crowd = Crowd(lambda: browser, server)
    yield crowd
    crowd.leave()
