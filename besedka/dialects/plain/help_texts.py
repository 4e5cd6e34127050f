"""The texts of `help`: the command table's sentences in a language, with the numbers of the rules."""

from functools import lru_cache

from besedka.chat.language.questions import MAX_FOUND, MAX_LISTED
from besedka.chat.language.rules import Rules
from besedka.dialects.commands.command_spec import CommandSpec
from besedka.dialects.words.languages import Language, language
from besedka.dialects.words.quantities import duration

__all__ = ["details", "placeholder", "summary", "syntax"]


@lru_cache(maxsize=8)
def _figures(code: str, rules: Rules) -> dict[str, str]:
    """Return the values of the placeholders in the table's details."""
    words = language(code)
    return {
        "max_name": str(rules.max_name),
        "max_text": str(rules.max_text),
        "max_pending": str(rules.max_pending),
        "max_ignored": str(rules.max_ignored),
        "history_size": str(rules.history_size),
        "max_listed": str(MAX_LISTED),
        "max_found": str(MAX_FOUND),
        "complaints_tolerated": str(rules.complaints_tolerated),
        "max_delay": duration(rules.max_delay_seconds * 1000, words),
        "name_hold": duration(rules.name_hold, words),
        "mute": duration(rules.mute, words),
        "complaint_lifetime": duration(rules.complaint_lifetime, words),
    }


def syntax(spec: CommandSpec, words: Language) -> str:
    """Return how the command is typed, with its placeholders in the language: `rename NAME`."""
    return words.text(spec.syntax)


def placeholder(shown: str, words: Language) -> str:
    """Return a field as the syntax shows it; of several words, each is shown."""
    return words.text(" or ").join(words.text(word) for word in shown.split("|") if word)


def summary(spec: CommandSpec, words: Language) -> str:
    """Return what the command does, in one line."""
    return words.text(spec.summary)


def details(spec: CommandSpec, words: Language, rules: Rules) -> str:
    """Return everything about the command, with the numbers of the rules in force; several lines."""
    return words.text(spec.details).format_map(_figures(words.code, rules))
