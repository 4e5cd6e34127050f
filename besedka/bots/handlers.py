"""Calls a handler, which is not the library's own code, and checks what it returns."""

import asyncio
from collections.abc import Iterable

from besedka.bots.bot import AnswerError, Bot
from besedka.bots.desk.actions import Ticket

__all__ = ["NoAnswerError", "call_handler"]


class NoAnswerError(Exception):
    """A handler returned what is no answer; `returned` names its type."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.returned = type(answer).__name__


async def call_handler(ticket: Ticket, bot: Bot) -> list[str]:
    """Return the texts that the ticket's handler returns, or the sentence of its `AnswerError`.

    Raises `NoAnswerError` for anything else that it returns, and otherwise only an `Exception`: a `SystemExit` would
    end the event loop, and a `CancelledError` of the handler's own is a bug like any other.
    """
    try:
        answer: object = await ticket.command.handler(bot, ticket.question)
    except AnswerError as error:
        answer = error.sentence
    except (SystemExit, KeyboardInterrupt, asyncio.CancelledError) as error:
        raise RuntimeError from error
    parts = [answer] if isinstance(answer, str) or not isinstance(answer, Iterable) else list(answer)
    return [_text(part) for part in parts]


def _text(part: object) -> str:
    if not isinstance(part, str):
        raise NoAnswerError(part)
    return part
