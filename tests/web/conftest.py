"""Servers, a browser, and people; and what becomes of these tests on a machine that has no browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from e2e_harness import Server
from playwright.sync_api import Browser, sync_playwright

from tests.web.web_cable import Cable
from tests.web.web_harness import ARGUMENTS, Crowd
from tests.web.web_tricks import LOST
from tools import equipment

_HERE = Path(__file__).parent
_LEFT_OUT = pytest.StashKey[list[str]]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here, and say so; in CI it runs, and fails."""
    # Playwright keeps an event loop running in this thread as long as the browser is there, and then no other test can
    # have one: these come last.
    items.sort(key=_is_ours)
    left_out: list[str] = []
    if not equipment.is_strict():
        if equipment.find_browser() is None:
            left_out += _drop(config, items, _is_ours, "a Chromium")
        if equipment.find_axe() is None:
            left_out += _drop(config, items, _needs_axe, "axe-core, which `python check.py browser` installs")
    config.stash[_LEFT_OUT] = left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(_LEFT_OUT, []):
        terminalreporter.write_line(line)


def _is_ours(item: pytest.Item) -> bool:
    return item.path.is_relative_to(_HERE)


def _needs_axe(item: pytest.Item) -> bool:
    return _is_ours(item) and "axe" in getattr(item, "fixturenames", ())


def _drop(
    config: pytest.Config, items: list[pytest.Item], dropped: Callable[[pytest.Item], bool], want: str
) -> list[str]:
    out = [item for item in items if dropped(item)]
    if not out:
        return []
    items[:] = [item for item in items if not dropped(item)]
    config.hook.pytest_deselected(items=out)
    return [f"{len(out)} browser test(s) LEFT OUT, for want of {want}."]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all; people have contexts of their own in it."""
    path = equipment.find_browser()
    assert path is not None, "there is no Chromium on this machine"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def axe() -> None:
    """For tests that ask `Person.obstacles`."""
    assert equipment.find_axe() is not None, "axe-core is not installed"


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Starts servers with options of one's own."""
    servers: list[Server] = []

    def begin(*options: str) -> Server:
        servers.append(Server(*options))
        return servers[-1]

    try:
        yield begin
    finally:
        for server in servers:
            server.end()


@pytest.fixture
def server(start: Callable[..., Server]) -> Server:
    """A server of the test's own, on which nobody has to wait."""
    return start("--flood", "0")


@pytest.fixture
def person(browser: Browser, server: Server) -> Iterator[Crowd]:
    """Opens the page for people: `ann = person("ann")`."""
    crowd = Crowd(lambda: browser, server)
    yield crowd
    crowd.leave()


@pytest.fixture
def cable(person: Crowd, server: Server) -> Iterator[Cable]:
    """What leads the pages of this test to the server."""
    with Cable(server.port) as cable:
        person.origin = f"http://127.0.0.1:{cable.port}"
        person.troubles.forgive(*LOST)
        yield cable
