"""Servers for the tests of the whole."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "dialects"))

from e2e_harness import ROOT, Server  # which needs that


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Starts servers with options of one's own."""
    servers: list[Server] = []

    def begin(
        *options: str, stdout: int = PIPE, prefix: tuple[str, ...] = (), tree: Path = ROOT, **extra: str
    ) -> Server:
        servers.append(Server(*options, stdout=stdout, prefix=prefix, tree=tree, **extra))
        return servers[-1]

    try:
        yield begin
    finally:
        for server in servers:
            server.end()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for the tests of a file that leave nothing behind."""
    one = Server("--flood", "0")
    try:
        yield one
    finally:
        one.end()
