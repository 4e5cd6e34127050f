"""What of the store answers a question about now."""

from datetime import datetime, timedelta
from typing import Final

from besedka.weather.data.conditions import Batch
from besedka.weather.data.variables import Variable
from besedka.weather.forecasts.sources import Store

__all__ = ["is_near", "is_usable"]

_NEAR: Final = timedelta(minutes=90)
"""Half of the three hours between two steps."""

_NEEDED: Final = frozenset({Variable.TEMPERATURE})
"""A batch without this answers nobody."""


def is_near(batch: Batch, now: datetime) -> bool:
    """Return whether it holds for an hour that is near enough to be told as the weather now."""
    return abs(batch.valid - now) <= _NEAR


def is_usable(store: Store, batch: Batch) -> bool:
    """Return whether the store has of the batch what an answer needs at least."""
    return not store.missing(batch, _NEEDED)
