"""Visibility: how far one sees, in which band that is, and who says so."""

from datetime import datetime
from typing import Literal

from besedka.records import record

__all__ = ["Visibility"]


@record
class Visibility:
    """How far one sees at an hour."""

    metres: float
    at_least: bool
    """Whether the source says only that it is so far or farther."""

    source: Literal["model", "estimated"]
    valid: datetime
    """In UTC."""
