"""Bots: programs that are asked in the chat and answer there. Standard library alone.

    from besedka.bots import Bot, BotCommand, Question, run

See docs/bots.md for the full documentation.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from besedka.bots.bot import AnswerError, Bot, BotCommand, BotLimits, Question
    from besedka.bots.main import run

__all__ = ["AnswerError", "Bot", "BotCommand", "BotLimits", "Question", "run"]


def __getattr__(name: str) -> object:
    """Import on first use: the table of known bots needs nothing of a bot that was not asked for."""
    if name == "run":
        from besedka.bots.main import run  # noqa: PLC0415 - lazy on purpose

        return run
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from besedka.bots import bot  # noqa: PLC0415 - lazy on purpose

    return getattr(bot, name)
