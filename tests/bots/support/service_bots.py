"""Bots for the tests of the service: one that answers when the test says so, and one with a handler of the test's."""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

from besedka.bots import Bot, BotCommand, Question


class Slow(Bot):
    """Answers when the test says so."""

    name = "slow"
    default: ClassVar[str | None] = "wait"

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.began = 0
        self.cancelled = 0
        self.life: list[str] = []

    async def start(self) -> None:
        self.life.append("start")
        await asyncio.Event().wait()  # for ever

    async def stop(self) -> None:
        self.life.append("stop")

    async def wait(self, question: Question) -> str:
        """Wait for the gate."""
        self.began += 1
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return f"{question.argument}!"

    async def quick(self, question: Question) -> str:
        """Answer at once."""
        return "quick"

    commands = (
        BotCommand("wait", "wait", {"en": "waits"}, wait),
        BotCommand("quick", "quick", {"en": "does not"}, quick),
    )


def answering(handler: Callable[..., Any]) -> Bot:
    class One(Bot):
        name = "one"
        default = "ask"
        commands = (BotCommand("ask", "ask", {"en": "asks"}, handler),)

    return One()
