"""A bot's commands by their words, the help that is generated from them, and what a mistyped word was meant as."""

import re
from dataclasses import dataclass
from typing import Final

from besedka.bots.bot import AnswerError, Bot, BotCommand, Question, in_language
from besedka.bots.desk.addressing import ASKING, SEPARATORS
from besedka.chat.language.text import excerpt
from besedka.dialects.guessing.keyboard_layouts import cyrillic, latin
from besedka.dialects.guessing.typed_words import near_word
from besedka.dialects.words.languages import LANGUAGES, N_, Language, language

__all__ = ["CommandTable", "Reading"]

_HELP_SYNTAX: Final = {"en": "help [COMMAND]", "ru": "справка [КОМАНДА]"}
_HELP_SUMMARY: Final = N_("lists the commands, or explains one")
_HELP_WORDS: Final = ("справка", "помощь")
_UNKNOWN: Final = "?"
_FIRST_WORD: Final = re.compile(
    rf"([^\s{SEPARATORS}{ASKING}]+)(?:\s*[{SEPARATORS}]|[{ASKING}]*(?=\s|$))(.*)", re.DOTALL
)
"""A word and what follows; a colon, a comma or a question mark between them belongs to neither."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was understood: the command, its argument, and the command that was probably meant instead."""

    command: BotCommand
    argument: str
    near: str | None = None


class CommandTable:
    """The commands of a bot, with `help`. Raises `ValueError` when two of them share a word, or the default is none."""

    def __init__(self, bot: type[Bot] | Bot) -> None:
        self._about = bot.about
        self._commands = (*bot.commands, self._help_command())
        self._by_word: dict[str, BotCommand] = {}
        for command in self._commands:
            for word in (command.name, *command.aliases):
                if self._by_word.setdefault(word.casefold(), command) is not command:
                    raise ValueError(f"two commands of the bot {bot.name!r} are called {word!r}")
        self._default = None if bot.default is None else self._by_word.get(bot.default.casefold())
        if bot.default is not None and self._default is None:
            raise ValueError(f"the bot {bot.name!r} has no command {bot.default!r}, its default")

    def read(self, text: str) -> Reading:
        """Return the command that the text begins with, else the default command, else one that refuses the text."""
        first = _FIRST_WORD.match(text.strip())
        command = self._find(first[1]) if first else None
        if first and command is not None:
            return Reading(command, first[2].strip())
        near = self._near(text)
        if self._default is not None:
            return Reading(self._default, text, near)
        if not text:
            return Reading(self._help_command(), "")
        return Reading(BotCommand(_UNKNOWN, "", {}, self._refuse), text, near)

    def _find(self, word: str) -> BotCommand | None:
        return self._by_word.get(word.removeprefix("/").casefold())

    def _near(self, text: str) -> str | None:
        """Return the command as which the first word was probably meant, also if typed in the other layout."""
        bare = (*text.split(maxsplit=1), "")[0].removeprefix("/").rstrip(SEPARATORS + ASKING)
        if not bare:
            return None
        for typed in (bare, latin(bare), cyrillic(bare)):
            near = near_word(typed, self._by_word)
            if near is not None:
                return near
        return None

    def _help_command(self) -> BotCommand:
        known = [language(code) for code in LANGUAGES]
        summary = {each.code: each.text(_HELP_SUMMARY) for each in known}
        return BotCommand("help", _HELP_SYNTAX, summary, self._help, _HELP_WORDS)

    async def _help(self, _: Bot, question: Question) -> str:
        topic, words = question.argument, question.language
        if not topic:
            return self._overview(words)
        command = self._find(topic)
        if command is None:
            raise AnswerError(self._no_such_command(topic, self._near(topic), words))
        return _explain(command, words)

    def _overview(self, words: Language) -> str:
        rows = [
            f"  {_syntax(command, words)} — {in_language(command.help, words).partition(chr(10))[0]}"
            for command in self._commands
        ]
        about = in_language(self._about, words)
        return "\n".join([*([about] if about else []), words.text("Commands:"), *rows])

    async def _refuse(self, _: Bot, question: Question) -> str:
        word = question.argument.split(maxsplit=1)[0]
        raise AnswerError(self._no_such_command(word, question.near, question.language))

    def _no_such_command(self, word: str, near: str | None, words: Language) -> str:
        sentences = [words.text("There is no command `{word}`.").format(word=excerpt(word))]
        if near is not None:
            sentences.append(words.text("Did you mean `{nearest}`?").format(nearest=near))
        sentences.append(words.text("`help` lists the commands."))
        return " ".join(sentences)


def _syntax(command: BotCommand, words: Language) -> str:
    return command.syntax if isinstance(command.syntax, str) else in_language(command.syntax, words)


def _explain(command: BotCommand, words: Language) -> str:
    text = f"{_syntax(command, words)} — {in_language(command.help, words)}"
    shown = _syntax(command, words).partition(" ")[0]
    others = [word for word in (command.name, *command.aliases) if word != shown]
    return text + "\n" + words.text("Also: {words}").format(words=", ".join(others)) if others else text
