"""The words of `help`: the command table's sentences, in a language, with the numbers of the rules."""

from functools import lru_cache

from besedka.chat.rules import Rules
from besedka.dialects.durations import duration
from besedka.dialects.languages import Language, language
from besedka.dialects.table import CommandSpec

__all__ = ["details", "summary"]

_RULES = Rules()


@lru_cache(maxsize=8)
def _figures(code: str) -> dict[str, str]:
    """What the placeholders in the table's details stand for."""
    words = language(code)
    return {
        "max_name": str(_RULES.max_name),
        "max_text": str(_RULES.max_text),
        "max_pending": str(_RULES.max_pending),
        "history_size": str(_RULES.history_size),
        "complaints_tolerated": str(_RULES.complaints_tolerated),
        "max_delay": duration(_RULES.max_delay_seconds * 1000, words),
        "name_hold": duration(_RULES.name_hold, words),
        "mute": duration(_RULES.mute, words),
        "complaint_lifetime": duration(_RULES.complaint_lifetime, words),
    }


def summary(spec: CommandSpec, words: Language) -> str:
    """What the command does, in one line."""
    return words.text(spec.summary)


def details(spec: CommandSpec, words: Language) -> str:
    """Everything about the command; several lines."""
    return words.text(spec.details).format_map(_figures(words.code))
