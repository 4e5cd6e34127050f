"""Values as bars of eight levels, which every font has (Unicode, Block Elements)."""

from collections.abc import Sequence
from typing import Final

__all__ = ["bars"]

_LEVELS: Final = "▁▂▃▄▅▆▇█"
_MISSING: Final = "·"


def bars(values: Sequence[float | None], low: float, high: float) -> str:
    """Return a bar for each value, the lowest at `low` and the highest at `high`; a dot for a missing value."""
    return "".join(_MISSING if value is None else _LEVELS[_level(value, low, high)] for value in values)


def _level(value: float, low: float, high: float) -> int:
    share = (value - low) / (high - low) if high > low else 0.0
    return max(0, min(len(_LEVELS) - 1, int(share * len(_LEVELS))))
