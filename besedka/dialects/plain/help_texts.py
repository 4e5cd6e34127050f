"""The words of `help`: the command table's sentences, in a language, with the numbers of the rules."""

from functools import lru_cache

from besedka.chat.language.rules import Rules
from besedka.dialects.commands.command_spec import CommandSpec
from besedka.dialects.words.languages import Language, language
from besedka.dialects.words.quantities import duration

__all__ = ["details", "placeholder", "summary", "syntax"]


@lru_cache(maxsize=8)
def _figures(code: str, rules: Rules) -> dict[str, str]:
    """What the placeholders in the table's details stand for."""
    words = language(code)
    return {
        "max_name": str(rules.max_name),
        "max_text": str(rules.max_text),
        "max_pending": str(rules.max_pending),
        "max_ignored": str(rules.max_ignored),
        "history_size": str(rules.history_size),
        "complaints_tolerated": str(rules.complaints_tolerated),
        "max_delay": duration(rules.max_delay_seconds * 1000, words),
        "name_hold": duration(rules.name_hold, words),
        "mute": duration(rules.mute, words),
        "complaint_lifetime": duration(rules.complaint_lifetime, words),
    }


def syntax(spec: CommandSpec, words: Language) -> str:
    """How the command is typed; what stands for something else is a word of the language: `rename NAME`."""
    return words.text(spec.syntax)


def placeholder(shown: str, words: Language) -> str:
    """A field as the syntax shows it; one of several words is each of them."""
    return words.text(" or ").join(words.text(word) for word in shown.split("|") if word)


def summary(spec: CommandSpec, words: Language) -> str:
    """What the command does, in one line."""
    return words.text(spec.summary)


def details(spec: CommandSpec, words: Language, rules: Rules) -> str:
    """Everything about the command, with the numbers of the rules that are in force; several lines."""
    return words.text(spec.details).format_map(_figures(words.code, rules))
