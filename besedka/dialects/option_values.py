"""Readers of the options' values: what was typed becomes a value, or a sentence that says what is wrong with it."""

import argparse
from collections.abc import Callable
from typing import Any

from besedka.dialects.words.languages import Language

__all__ = ["ValueReader", "file_name", "number", "one_of", "plain_text", "some_text", "visible"]

_MAX_DIGITS = 12
"""Digits of a number that is given as an option. Chosen: more than any of them may have."""

ValueReader = Callable[[str], Any]
"""Makes a value of what was typed; raises `argparse.ArgumentTypeError` with a sentence for the user."""


def plain_text(words: Language) -> ValueReader:
    """A text. What the system could not read, bytes that are no UTF-8 as a rule, could not be passed on to anybody."""

    def read(text: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError:
            sentence = words.text("“{given}” is not UTF-8.")
            raise argparse.ArgumentTypeError(sentence.format(given=visible(text))) from None
        return text

    return read


def some_text(words: Language) -> ValueReader:
    """A text that is more than blanks; those around it do not belong to it."""
    read = plain_text(words)

    def read_some(text: str) -> str:
        stripped: str = read(text).strip()
        return _not_empty(stripped, words)

    return read_some


def file_name(words: Language) -> ValueReader:
    """The name of a file, which may be any bytes."""
    return lambda text: _not_empty(text, words)


def _not_empty(text: str, words: Language) -> str:
    """An empty value comes of a script's empty variable, and is never what was meant."""
    if not text:
        raise argparse.ArgumentTypeError(words.text("The value is empty."))
    return text


def number(low: int, high: int) -> Callable[[Language], ValueReader]:
    """A reader of whole numbers from `low` to `high`, both included."""

    def reader(words: Language) -> ValueReader:
        def read(text: str) -> int:
            if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS and low <= int(text) <= high:
                return int(text)
            sentence = words.text("“{given}” is not a whole number from {low} to {high}.")
            raise argparse.ArgumentTypeError(sentence.format(given=text, low=low, high=high))

        return read

    return reader


def one_of(*allowed: str) -> Callable[[Language], ValueReader]:
    """A reader of one of these words."""

    def reader(words: Language) -> ValueReader:
        def read(text: str) -> str:
            if text in allowed:
                return text
            sentence = words.text("“{given}” is not one of: {allowed}.")
            raise argparse.ArgumentTypeError(sentence.format(given=text, allowed=", ".join(allowed)))

        return read

    return reader


def visible(text: str) -> str:
    """What stands for bytes that are no text, as an escape sequence."""
    return text.encode("utf-8", "backslashreplace").decode()
