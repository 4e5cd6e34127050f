"""Lengths of time in words: `1 minute 38 seconds`."""

from besedka.dialects.words.languages import Language

__all__ = ["duration"]


def duration(milliseconds: int, words: Language) -> str:
    """A length of time, rounded up to seconds; the two largest units of it, and what is less is left out.

    The Russian words are accusatives, as after `через`, `на` and `ещё`: write every sentence so that they fit.
    """
    seconds = max(0, -(-milliseconds // 1000))
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    parts = [
        (day, words.plural("{n} day", "{n} days", day)),
        (hour, words.plural("{n} hour", "{n} hours", hour)),
        (minute, words.plural("{n} minute", "{n} minutes", minute)),
        (second, words.plural("{n} second", "{n} seconds", second)),
    ]
    largest = next((index for index, (count, _) in enumerate(parts) if count), 3)
    shown = parts[largest : largest + 2]
    return " ".join(text.format(n=count) for count, text in shown if count) or shown[0][1].format(n=0)
