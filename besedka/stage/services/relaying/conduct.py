"""How a relay treats its connections, and how it is told: one line of JSON in, one line of JSON out."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Literal, cast, get_args

__all__ = ["MAX_LINE", "PASS", "Conduct", "ControlError", "Mode", "all_together", "read_order"]

Mode = Literal["pass", "cut", "slow", "half-open"]

MAX_LINE: Final = 4096
"""Bytes of a line of control."""

_MAX_DELAY: Final = 3600.0
_MAX_RATE: Final = 1e12


@dataclass(frozen=True, slots=True)
class Conduct:
    """What is done with the connections.

    - `pass`: everything is passed on at once;
    - `cut`: every connection, and each new one, is reset;
    - `slow`: bytes are passed on `delay` seconds after they came, and of each connection at most `rate` bytes a second
      in each direction (None: as many as there are); their order is kept;
    - `half-open`: what comes is thrown away; nothing is closed, and new connections are accepted without a word.
    """

    mode: Mode
    delay: float = 0.0
    rate: float | None = None


PASS: Final = Conduct("pass")


def all_together(conducts: Collection[Conduct]) -> Conduct:
    """Return what holds while all of these are asked for: the worst of `cut`, `half-open`, `slow` and `pass`.

    Of several slow ones, the longest delay counts and the lowest rate.
    """
    modes = {conduct.mode for conduct in conducts}
    for mode in ("cut", "half-open"):
        if mode in modes:
            return Conduct(cast("Mode", mode))
    slow = [conduct for conduct in conducts if conduct.mode == "slow"]
    if not slow:
        return PASS
    rates = [conduct.rate for conduct in slow if conduct.rate is not None]
    return Conduct("slow", max(conduct.delay for conduct in slow), min(rates, default=None))


class ControlError(ValueError):
    """A line of control that is no order. Its text says why."""


def read_order(line: bytes) -> Conduct | None:
    """Return the conduct that a line of control asks for, None for `state`. Raises `ControlError`."""
    order = _object(line)
    what = order.pop("do", None)
    if what == "state" or what in get_args(Mode):
        allowed = {"delay", "rate"} if what == "slow" else set()
        strangers = sorted(order.keys() - allowed)
        if strangers:
            raise ControlError(f"{what} has no field {strangers[0]!r}")
        return None if what == "state" else _conduct(cast("Mode", what), order)
    raise ControlError(f"do is one of {', '.join((*get_args(Mode), 'state'))}")


def _conduct(mode: Mode, order: dict[str, Any]) -> Conduct:
    delay = _number(order, "delay", 0.0, _MAX_DELAY) if "delay" in order else 0.0
    rate = _number(order, "rate", 1.0, _MAX_RATE) if order.get("rate") is not None else None
    if mode == "slow" and not delay and rate is None:
        raise ControlError("slow needs a delay, a rate, or both")
    return Conduct(mode, delay, rate)


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise ControlError("a line of control is a JSON object") from None
    if not isinstance(found, dict):
        raise ControlError("a line of control is a JSON object")
    return found


def _number(order: dict[str, Any], field: str, least: float, most: float) -> float:
    value = order[field]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (is_number and least <= value <= most):
        raise ControlError(f"{field} is a number from {least:g} to {most:g}")
    return float(value)
