"""Numbers with their units as each language writes them: `1 234.5`, `8.83 ms`, `8,83 мс`, `1 minute 38 seconds`."""

from besedka.dialects.words.languages import Language

__all__ = ["NOTHING", "decimal", "duration", "mebibytes", "number", "per_second", "percent", "time"]

NOTHING = "–"
"""Shown for a missing value."""

_DECIMAL_MARK = {"ru": ","}
_MEBIBYTE = 1024**2
_MILLISECOND = 1e-3
_ALMOST_A_SECOND = 0.9995
"""From this value on, milliseconds rounded to three digits would be 1000."""

_FOUR_FIGURES = 999.5
"""From this value on, seconds rounded to three digits would be written with an exponent."""


def decimal(digits: str, words: Language) -> str:
    """Return digits as Python writes them, with the language's decimal mark."""
    return digits.replace(".", _DECIMAL_MARK.get(words.code, "."))


def number(value: float, words: Language) -> str:
    """Return a number with its thousands separated; with one decimal if it is below 100 and not whole."""
    digits = f"{value:,.1f}" if value < 100 and value % 1 else f"{value:,.0f}"
    return decimal(digits.replace(",", " "), words)


def per_second(value: float, words: Language) -> str:
    """Return a rate per second: `1 234/s`."""
    return words.text("{n}/s").format(n=number(value, words))


def percent(share: float) -> str:
    """Return a fraction of 1 as a percentage: `0.5` is `50 %`."""
    return f"{share * 100:.0f} %"


def mebibytes(size: float, words: Language) -> str:
    """Return a size, given in bytes, in MiB with one decimal."""
    return words.text("{n} MiB").format(n=decimal(f"{size / _MEBIBYTE:.1f}", words))


def time(seconds: float | None, words: Language) -> str:
    """Return a time, given in seconds, with three significant digits and a unit; `NOTHING` for None."""
    if seconds is None:
        return NOTHING
    if seconds < _MILLISECOND:
        return words.text("{n} µs").format(n=f"{seconds * 1e6:.0f}")
    if seconds < _ALMOST_A_SECOND:
        return words.text("{n} ms").format(n=decimal(f"{seconds * 1e3:.3g}", words))
    digits = f"{seconds:.3g}" if seconds < _FOUR_FIGURES else f"{seconds:.0f}"
    return words.text("{n} s").format(n=decimal(digits, words))


def duration(milliseconds: int, words: Language) -> str:
    """Return a duration, rounded up to seconds, in its two largest units; smaller ones are omitted.

    The Russian words are in the accusative, as after `через`, `на` and `ещё`: write sentences to match.
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
