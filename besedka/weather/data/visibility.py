"""Visibility: how far one sees, in which band that is, and who says so."""

from datetime import datetime
from typing import Literal

from besedka.records import record

__all__ = ["Band", "Visibility", "band"]

Band = Literal["very-poor", "poor", "moderate", "good", "very-good"]


@record
class Visibility:
    """How far one sees at an hour."""

    metres: float
    at_least: bool
    """Whether the source says only that it is so far or farther."""

    source: Literal["model", "estimated"]
    valid: datetime
    """In UTC."""


def band(visibility: Visibility) -> Band:
    """Return the band."""
    bounds: tuple[tuple[float, Band], ...] = (
        (1000, "very-poor"),
        (4000, "poor"),
        (10_000, "moderate"),
        (20_000, "good"),
    )
    return next((name for bound, name in bounds if visibility.metres < bound), "very-good")
