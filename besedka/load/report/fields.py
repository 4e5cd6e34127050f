"""Reads what somebody else may have written as JSON: a field of another type counts as missing."""

import math
from typing import Any

__all__ = ["as_list", "as_mapping", "as_real", "records"]


def as_mapping(value: object) -> dict[str, Any]:
    """Return an object of JSON, empty if it is none."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """Return a list of JSON, empty if it is none."""
    return value if isinstance(value, list) else []


def as_real(value: object) -> float | None:
    """Return a finite number, None if it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def records(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list that have a moment `at`, in its order."""
    return [item for item in as_list(value) if as_real(as_mapping(item).get("at")) is not None]
