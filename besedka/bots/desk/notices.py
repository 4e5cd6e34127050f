"""What the library itself says to an asker."""

from math import ceil

from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import duration

__all__ = ["busy", "failed", "leaving", "one_moment", "too_many", "took_too_long"]


def busy(seconds: float, words: Language) -> str:
    """Say that too many questions wait already."""
    return words.text("I am busy; try again in {time}.").format(time=_time(seconds, words))


def too_many(limit: int, seconds: float, words: Language) -> str:
    """Say that this asker has asked too much, and when the next question will be answered."""
    sentence = words.plural(
        "I answer {n} question a minute; ask again in {time}.",
        "I answer {n} questions a minute; ask again in {time}.",
        limit,
    )
    return sentence.format(n=limit, time=_time(seconds, words))


def one_moment(words: Language) -> str:
    """Say that the answer takes a while."""
    return words.text("Looking… one moment.")


def took_too_long(limit: float, words: Language) -> str:
    """Say that there will be no answer, since it was not found in time."""
    sentence = words.text("I found no answer within {time}; try again later.")
    return sentence.format(time=_time(limit, words))


def failed(words: Language) -> str:
    """Say that there will be no answer, because of a bug."""
    return words.text("I could not answer that: something in me has failed, and is in my log.")


def leaving(words: Language) -> str:
    """Say that there will be no answer, since the bot is being stopped."""
    return words.text("I am being stopped, and could not finish your answer; ask again when I am back.")


def _time(seconds: float, words: Language) -> str:
    return duration(max(1, ceil(seconds)) * 1000, words)
