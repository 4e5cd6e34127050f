"""A chat that all tests of a file share: to open a page takes longer than most of what is done in it."""

from collections.abc import Iterator

import pytest
from e2e_harness import Server
from playwright.sync_api import Browser

from tests.web.web_harness import Crowd

__all__ = ["regulars", "server"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The one for all tests of a file: their words must be their own, as everybody hears all of them.

    Nobody who is gone is waited for: the next test's people have the same names.
    """
    one = Server("--flood", "0", "--grace", "0")
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
