"""The place that is answered about."""

from collections.abc import Sequence
from datetime import tzinfo

from besedka.dialects.words.languages import Language
from besedka.records import record
from besedka.weather.places.place import Place
from besedka.weather.places.zones import timezone_of

__all__ = ["Spot", "spot_of"]


@record
class Spot:
    """A place, as an answer names it, and its time."""

    name: str
    """In the asker's language, with its country: `Suzdal, RU`."""

    zone: tzinfo
    others: tuple[str, ...] = ()
    """Other places of that name, the most populous first."""


def spot_of(place: Place, others: Sequence[Place], words: Language) -> Spot:
    """Return the place for an answer in this language, with the others of its name."""
    labels = tuple(each.label(words) for each in others)
    return Spot(place.label(words), timezone_of(place.zone), labels)
