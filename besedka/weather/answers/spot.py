"""The place that is answered about."""

from datetime import tzinfo

from besedka.records import record

__all__ = ["Spot"]


@record
class Spot:
    """A place, as an answer names it, and its time."""

    name: str
    """In the asker's language, with its country: `Suzdal, RU`."""

    zone: tzinfo
    others: tuple[str, ...] = ()
    """Other places of that name, the most populous first."""
