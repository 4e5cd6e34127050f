"""A place, and the result of looking one up."""

from besedka.dialects.words.languages import Language
from besedka.records import record
from besedka.weather.data.conditions import Point

__all__ = ["Found", "Place"]


@record
class Place:
    """A populated place, an airport, or a bare point on the globe."""

    name: str
    """In Latin letters. The name of a bare point is its coordinates."""

    latitude: float
    """Degrees north, -90 to 90. Places of the table are rounded to 0.01° (about 1 km)."""

    longitude: float
    """Degrees east, -180 to 180."""

    zone: str
    """IANA name of the time zone; `zones.timezone` makes a `tzinfo` of it."""

    country: str = ""
    """ISO 3166-1 alpha-2 code (and `XK` for Kosovo), or "" for a bare point."""

    region: str = ""
    """Postal code of the state; only for the United States, where names repeat within the country."""

    cyrillic: str = ""
    """The Russian name, or "" if none is known."""

    population: int = 0
    """0 if unknown, and for airports and bare points."""

    @property
    def point(self) -> Point:
        """The coordinates."""
        return Point(self.latitude, self.longitude)

    def label(self, language: Language) -> str:
        """Return how the place is shown: `Suzdal, RU`, `Суздаль, RU`, `Springfield, MO, US`, `55.75, 37.62`.

        `Places.find` understands the label of a populated place or point.
        """
        name = self.cyrillic if language.code == "ru" and self.cyrillic else self.name
        return ", ".join(part for part in (name, self.region, self.country) if part)


@record
class Found:
    """The result of a lookup. If `place` is None, `near` and `out_of_range` say why; both may be empty."""

    place: Place | None = None
    """The most populous place that matches."""

    others: tuple[Place, ...] = ()
    """At most three others that match, the most populous of each other country or state, most populous first."""

    near: tuple[Place, ...] = ()
    """If nothing matches: at most three places that were probably meant, most populous first.

    They have a similar name, or that name elsewhere; or the text is typed in the other keyboard layout, is a sentence
    that ends with the name, or lacks the comma before the country.
    """

    out_of_range: bool = False
    """The text is a pair of coordinates that no point on the globe has."""
