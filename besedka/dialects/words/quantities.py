"""Numbers with their units as each language writes them: `1 234.5`, `8.83 ms`, `8,83 мс`, `1 minute 38 seconds`."""

from besedka.dialects.words.languages import Language

__all__ = ["NOTHING", "decimal", "duration", "mebibytes", "number", "per_second", "percent", "time"]

NOTHING = "–"
"""Stands for a value that there is none of."""

_DECIMAL_MARK = {"ru": ","}
_MEBIBYTE = 1024**2
_MILLISECOND = 1e-3
_ALMOST_A_SECOND = 0.9995
"""From here on, three figures of milliseconds would round to a thousand."""

_FOUR_FIGURES = 999.5
"""From here on, three figures of seconds would be written with an exponent."""


def decimal(digits: str, words: Language) -> str:
    """Digits with a decimal point, as Python writes them, with the mark of the language."""
    return digits.replace(".", _DECIMAL_MARK.get(words.code, "."))


def number(value: float, words: Language) -> str:
    """A number with its thousands apart; one decimal when it is small and not whole."""
    digits = f"{value:,.1f}" if value < 100 and value % 1 else f"{value:,.0f}"
    return decimal(digits.replace(",", " "), words)


def per_second(value: float, words: Language) -> str:
    """A number of something in a second: `1 234/s`."""
    return words.text("{n}/s").format(n=number(value, words))


def percent(share: float) -> str:
    """A share of 1 as a percentage: `0.5` is `50 %`."""
    return f"{share * 100:.0f} %"


def mebibytes(size: float, words: Language) -> str:
    """A size, given in bytes, in MiB with one decimal."""
    return words.text("{n} MiB").format(n=decimal(f"{size / _MEBIBYTE:.1f}", words))


def time(seconds: float | None, words: Language) -> str:
    """A time as people compare it: three figures and a unit."""
    if seconds is None:
        return NOTHING
    if seconds < _MILLISECOND:
        return words.text("{n} µs").format(n=f"{seconds * 1e6:.0f}")
    if seconds < _ALMOST_A_SECOND:
        return words.text("{n} ms").format(n=decimal(f"{seconds * 1e3:.3g}", words))
    digits = f"{seconds:.3g}" if seconds < _FOUR_FIGURES else f"{seconds:.0f}"
    return words.text("{n} s").format(n=decimal(digits, words))


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
