"""What the tests of a file look at is the page alone, so the people who stay in it are shared."""

from tests.web.web_shared import regulars, server

__all__ = ["regulars", "server"]
