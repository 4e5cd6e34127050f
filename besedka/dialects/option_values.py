"""Readers of option values: each returns a value, or raises an error with a sentence that says what is wrong."""

import argparse
from collections.abc import Callable
from typing import Any

from besedka.dialects.words.languages import Language

__all__ = ["ValueReader", "file_name", "number", "one_of", "plain_text", "some_text", "visible"]

_MAX_DIGITS = 12
"""Digits of a numeric option. Chosen: more than any of them may have."""

ValueReader = Callable[[str], Any]
"""Converts the given text to a value; raises `argparse.ArgumentTypeError` with a sentence for the user."""


def plain_text(words: Language) -> ValueReader:
    """Read a text. Rejects what the system could not decode, usually bytes that are not UTF-8: it cannot be sent."""

    def read(text: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError:
            sentence = words.text("“{given}” is not UTF-8.")
            raise argparse.ArgumentTypeError(sentence.format(given=visible(text))) from None
        return text

    return read


def some_text(words: Language) -> ValueReader:
    """Read a text that is more than white space; surrounding white space is removed."""
    read = plain_text(words)

    def read_some(text: str) -> str:
        stripped: str = read(text).strip()
        return _not_empty(stripped, words)

    return read_some


def file_name(words: Language) -> ValueReader:
    """Read the name of a file, which may contain any bytes."""
    return lambda text: _not_empty(text, words)


def _not_empty(text: str, words: Language) -> str:
    """Reject an empty value: it comes from an empty variable in a script and is never intended."""
    if not text:
        raise argparse.ArgumentTypeError(words.text("The value is empty."))
    return text


def number(low: int, high: int) -> Callable[[Language], ValueReader]:
    """Return a reader of whole numbers from `low` to `high`, inclusive."""

    def reader(words: Language) -> ValueReader:
        def read(text: str) -> int:
            if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS and low <= int(text) <= high:
                return int(text)
            sentence = words.text("“{given}” is not a whole number from {low} to {high}.")
            raise argparse.ArgumentTypeError(sentence.format(given=text, low=low, high=high))

        return read

    return reader


def one_of(*allowed: str) -> Callable[[Language], ValueReader]:
    """Return a reader of one of these words."""

    def reader(words: Language) -> ValueReader:
        def read(text: str) -> str:
            if text in allowed:
                return text
            sentence = words.text("“{given}” is not one of: {allowed}.")
            raise argparse.ArgumentTypeError(sentence.format(given=text, allowed=", ".join(allowed)))

        return read

    return reader


def visible(text: str) -> str:
    """Return the text with undecodable bytes as escape sequences."""
    return text.encode("utf-8", "backslashreplace").decode()
