"""Bots for the tests of the whole."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bot_harness import RunningBot
from e2e_harness import ROOT


@pytest.fixture
def launch() -> Iterator[Callable[..., RunningBot]]:
    """Starts bots, and waits until they are in the chat."""
    bots: list[RunningBot] = []

    def begin(*command: str, cwd: Path = ROOT) -> RunningBot:
        bots.append(RunningBot(*command, cwd=cwd))
        bots[-1].logs("event=joined")
        return bots[-1]

    try:
        yield begin
    finally:
        for bot in bots:
            bot.end()
