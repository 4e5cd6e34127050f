"""A value of any unit that figures have, for people."""

from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import NOTHING, mebibytes, number, per_second, percent, time
from besedka.load.checks.conditions import Unit

__all__ = ["show_value"]


def show_value(unit: Unit, value: float | None, words: Language) -> str:
    """Return a value with its unit; `NOTHING` for None."""
    if value is None:
        return NOTHING
    match unit:
        case "time":
            return time(value, words)
        case "rate":
            return per_second(value, words)
        case "share":
            return percent(value)
        case "bytes":
            return mebibytes(value, words)
    return number(value, words)
