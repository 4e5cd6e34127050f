"""Readers for the option values of the load simulation: amounts with units, mixes, conditions."""

import argparse
import re
from collections.abc import Callable, Mapping
from typing import Final

from besedka.chat.names.nearest import nearest
from besedka.dialects.option_values import ValueReader
from besedka.dialects.words.languages import N_, Language
from besedka.load.checks.conditions import BadCondition, Condition
from besedka.load.scenario.scenario import KINDS

__all__ = ["condition", "mix", "rate", "seconds", "share"]

_AMOUNT: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(.?)", re.ASCII)
_MAX_SECONDS: Final = 86_400


def _amount(
    low: float, high: float, units: Mapping[str, float], sentence: str
) -> Callable[[Language], ValueReader]:
    """Return a reader for a decimal number with a unit; `sentence` is an msgid for a value out of range."""

    def reader(words: Language) -> ValueReader:
        def read(text: str) -> float:
            shape = _AMOUNT.fullmatch(text)
            if shape and shape[2] in units and low <= float(shape[1]) * units[shape[2]] <= high:
                return float(shape[1]) * units[shape[2]]
            raise argparse.ArgumentTypeError(
                words.text(sentence).format(given=text, low=f"{low:g}", high=f"{high:g}")
            )

        return read

    return reader


def mix(words: Language) -> ValueReader:
    """Return a reader for kinds of actions with weights: `send=90,private=10`."""

    def read(text: str) -> dict[str, int]:
        weights: dict[str, int] = {}
        for part in text.split(","):
            kind, _, weight = (word.strip() for word in part.partition("="))
            if kind not in KINDS or kind in weights or not re.fullmatch("[0-9]{1,6}", weight, re.ASCII):
                near = nearest(kind, KINDS)
                sentence = words.text(
                    "“{given}” is not part of a mix: give each kind ({kinds}) once, with its weight."
                )
                hint = (
                    " " + words.text("Did you mean “{nearest}”?").format(nearest=near)
                    if near not in (None, kind)
                    else ""
                )
                raise argparse.ArgumentTypeError(sentence.format(given=part, kinds=", ".join(KINDS)) + hint)
            weights[kind] = int(weight)
        if not any(weights.values()):
            raise argparse.ArgumentTypeError(words.text("All weights are zero: there would be no traffic."))
        return weights

    return read


def condition(words: Language) -> ValueReader:
    """Return a reader for a condition of failure."""

    def read(text: str) -> Condition:
        try:
            return Condition.parse(text)
        except BadCondition as error:
            raise argparse.ArgumentTypeError(_why(words, text, error)) from None

    return read


def _why(words: Language, text: str, error: BadCondition) -> str:
    if error.fault == "unit":
        return words.text("“{given}” has the wrong unit; it can be: {units}.").format(
            given=text, units=error.hint
        )
    if error.fault == "figure":
        sentence = words.text("“{given}” names no known figure.").format(given=text)
        hint = words.text("Did you mean “{nearest}”?").format(nearest=error.hint) if error.hint else ""
        return f"{sentence} {hint}".rstrip()
    return words.text("“{given}” is not a condition such as p99>250ms, lost>0 or delivered<1000/s.").format(
        given=text
    )


seconds = _amount(
    0,
    _MAX_SECONDS,
    {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0},
    N_("“{given}” is not a time from {low} to {high} seconds, such as 90, 90s, 1.5m or 1h."),
)
"""A time of up to one day, in seconds."""

rate = _amount(0.01, 1e6, {"": 1.0}, N_("“{given}” is not a number from {low} to {high}."))
"""A rate per second."""

share = _amount(0, 1, {"": 1.0, "%": 0.01}, N_("“{given}” is not a share from 0 to 1, such as 0.2 or 20%."))
"""A share from 0 to 1."""
