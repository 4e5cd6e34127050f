"""Conditions of the section `[verdict]`: those of the load simulation, and the stand's own figures."""

import re
from collections.abc import Mapping
from typing import Final

from besedka.dialects.words.languages import N_
from besedka.load.checks.conditions import FIGURES, BadCondition, Condition
from besedka.stage.table.profile_error import ProfileError, unknown

__all__ = ["STAND_FIGURES", "read_condition"]

STAND_FIGURES: Final[Mapping[str, str]] = {
    "canary.failed": "failed",
    "canary.visits": "sent",
    "canary.p50": "p50",
    "canary.p99": "p99",
    "canary.max": "max",
    "canary.longest-outage": "max",
    "node.restarts": "failed",
    "node.memory": "server-memory",
    "node.lag.p99": "p99",
}
"""The stand's own figures, each with a figure of the load simulation that is measured in the same unit."""

_FIGURE: Final = re.compile(r"\s*([a-z0-9.\-]{1,40}?)\s*(?=[<>=!]|$)", re.ASCII)


def read_condition(text: str) -> Condition:
    """Read a condition; `figure` is the figure's name, and `bound` in seconds, bytes or a plain number.

    Raises `ProfileError`.
    """
    found = _FIGURE.match(text)
    name = found[1] if found else ""
    alike = STAND_FIGURES.get(name)
    try:
        if alike is None:
            return Condition.parse(text)
        read = Condition.parse(text.replace(name, alike, 1))
    except BadCondition as error:
        raise _error(text, name, error) from None
    return Condition(text.strip(), name, read.sign, read.bound)


def _error(text: str, name: str, error: BadCondition) -> ProfileError:
    if error.fault == "unit":
        return ProfileError(
            N_("[verdict] “{given}” has the wrong unit; it can be: {units}."), given=text, units=error.hint
        )
    if error.fault == "figure":
        found = unknown(N_("[verdict] “{given}” names no known figure."), name, [*STAND_FIGURES, *FIGURES])
        found.fields["given"] = text
        return found
    sentence = N_("[verdict] “{given}” is not a condition such as p99>250ms, lost>0 or canary.failed>3.")
    return ProfileError(sentence, given=text)
