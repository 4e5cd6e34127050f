"""What a bot is made of: its class, its table of commands, and the questions that its handlers get."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from besedka.dialects.words.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from besedka.dialects.command_line import CommandLine

__all__ = ["AnswerError", "Bot", "BotCommand", "BotLimits", "Question", "Words", "in_language"]

Words = Mapping[str, str]
"""A text in several languages, by their codes: `{"en": …, "ru": …}`. English at least."""


class AnswerError(Exception):
    """Raised by a handler: the question has no answer, for a reason that the asker can understand.

    The sentence is sent to the asker as it is, and is not logged as a failure.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a handler gets it. Everything in it is one user's input, cleaned of control characters."""

    asker: str
    """The asker's name when the question was asked."""

    argument: str
    """The text behind the command's word, without surrounding white space; may be empty, may have several lines."""

    command: str
    """The command's name, whichever of its words was typed."""

    language: Language
    """The language to answer in."""

    is_public: bool = False
    """Whether everybody in the chat reads the answer."""

    memory: dict[str, Any] = field(default_factory=dict, compare=False)
    """What the handlers remember of this asker: the same dictionary until the asker leaves, also after a rename.

    At most `BotLimits.max_memory` keys are kept; the oldest are removed first."""

    near: str | None = None
    """For the default command only: the command as which the first word was probably meant, if it is mistyped."""


Handler = Callable[[Any, Question], Awaitable["str | Sequence[str]"]]
"""A coroutine function that is called with the bot and the question. It returns the answer, or several messages."""


@dataclass(frozen=True, slots=True)
class BotCommand:
    """A row of a bot's table of commands.

    The first line of `help` is the command's summary in the list of commands; `help COMMAND` shows all of it.
    `syntax` is the same in all languages, or a text for each. `aliases` are other words for the command, such as the
    Russian one; words are matched in any case.
    """

    name: str
    syntax: str | Words
    help: Words
    handler: Handler
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BotLimits:
    """The bounds of a bot's work. All times are in seconds. The figures are chosen for a chat of a thousand people."""

    per_minute: int = 10
    """Answers that one asker gets within any minute."""

    at_once: int = 8
    """Questions that are worked on at the same time."""

    at_once_each: int = 2
    """Questions of one asker that are worked on at the same time: no asker takes all the places."""

    queued: int = 64
    """Questions that wait for their turn; further ones are told to come back later."""

    patience: float = 1.0
    """After this time, the asker of an unanswered question is told that the answer takes a moment."""

    time_limit: float = 60.0
    """A handler that takes longer is cancelled, and the asker told so."""

    max_askers: int = 1000
    """Askers that are remembered; the ones who have not asked for the longest time are forgotten first."""

    max_memory: int = 32
    """Keys in the memory of one asker."""

    max_messages: int = 5
    """Messages that one answer may have; a longer one is cut short."""

    stopping: float = 5.0
    """Time for the questions under way when the bot is asked to stop."""


class Bot:
    """A bot; derive from it. One instance answers all askers.

    A question whose first word is one of the commands goes to that command's handler, with the rest as its argument.
    `help` need not be among the commands: the library answers it. Any other text goes, whole, to the command named by
    `default`; without a default, the asker is told which command was probably meant.
    """

    name: ClassVar[str] = ""
    """The bot's name in the chat, unless the options give another one."""

    about: ClassVar[Words] = {}
    """One sentence that says what the bot is for."""

    commands: ClassVar[tuple[BotCommand, ...]] = ()
    default: ClassVar[str | None] = None
    limits: ClassVar[BotLimits] = BotLimits()

    @classmethod
    def add_options(cls, line: CommandLine) -> None:
        """Add the bot's own command-line options (`line.add_option`)."""

    @classmethod
    def from_options(cls, options: argparse.Namespace) -> Bot:  # noqa: ARG003 - for those who override it
        """Make the bot. `options` holds the values of all options, the bot's own among them.

        An `OSError` with a file name, of a file or folder that the options name, is told in one sentence, and ends the
        program with exit code 2.
        """
        return cls()

    async def start(self) -> None:
        """Prepare what handlers need. Runs beside the chat: the bot joins and answers without waiting for it.

        An exception is logged; the bot goes on. Cancelled if it still runs when the bot stops.
        """

    async def stop(self) -> None:
        """Release what `start` and the handlers have taken. Called once, after the last answer."""


def in_language(words: Words, language: Language) -> str:
    """Return the text in this language; in English if it has none."""
    return words.get(language.code) or words.get(LANGUAGES[0], "")
