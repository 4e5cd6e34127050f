"""A server, and a client on a terminal of its own."""

from collections.abc import Iterator

import pytest
from pty_driver import Driver, driving
from serving import Handle, serving


@pytest.fixture
def server() -> Iterator[Handle]:
    with serving() as handle:
        yield handle


@pytest.fixture
def bob(server: Handle) -> Iterator[Driver]:
    with driving(server.address, "--name", "bob") as driver:
        driver.sees("bob>")
        yield driver
