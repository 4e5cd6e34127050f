"""Lines of the section `[faults]`: `at 5-8: freeze node-1 2`, with the moment drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from besedka.dialects.words.languages import N_
from besedka.stage.table.profile_error import ProfileError, unknown

__all__ = ["LASTING", "VERBS", "PlannedFault", "read_fault"]

VERBS: Final = ("kill", "freeze", "restart", "cut", "slow")
"""What can be done to a service."""

LASTING: Final = ("freeze", "cut", "slow")
"""Those that last as long as it is said; the others are over when the service is back."""

_NUMBER: Final = r"([0-9]{1,5}(?:\.[0-9]{1,3})?)"
_SHAPE: Final = re.compile(rf"at\s+{_NUMBER}(?:\s*-\s*{_NUMBER})?\s*:\s*(\S+)\s+(\S+)(?:\s+(\S+))?", re.ASCII)
_SECONDS: Final = re.compile(_NUMBER, re.ASCII)


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """What is to be done to whom, `at` seconds after the traffic's begin, for `seconds` or as long as is usual."""

    at: float
    verb: str
    service: str
    seconds: float | None = None
    name: str = ""
    """Of its line in the profile."""

    def __str__(self) -> str:
        lasting = "" if self.seconds is None else f" {self.seconds:g}"
        return f"at {self.at:g}: {self.verb} {self.service}{lasting}"


def read_fault(
    name: str, line: str, seed: int, services: Sequence[str], behind_relays: Sequence[str]
) -> PlannedFault:
    """Read a line. The moment within a range follows from the seed and the fault's name, to a hundredth of a second.

    So another fault of the profile may be changed or left out, and this one comes when it came. Raises `ProfileError`.
    """
    shape = _SHAPE.fullmatch(line.strip())
    if shape is None:
        raise ProfileError(
            N_("[faults] {name}: “{given}” is not a fault such as “at 5-8: freeze node-1 2”."),
            name=name,
            given=line,
        )
    first, last, verb, service, lasting = shape.groups()
    if verb not in VERBS:
        sentence = N_("[faults] {name}: nothing is called “{given}”; there are: {allowed}.")
        raise unknown(sentence, verb, VERBS, name=name)
    able = behind_relays if verb in ("cut", "slow") else services
    if service not in able:
        sentence = N_("[faults] {name}: {verb} goes with {allowed}, and not with “{given}”.")
        raise unknown(sentence, service, able, name=name, verb=verb)
    low, high = float(first), float(last or first)
    if low > high:
        raise ProfileError(
            N_("[faults] {name}: “{given}” ends before it begins."), name=name, given=f"{first}-{last}"
        )
    at = round(Random(f"{seed} {name}").uniform(low, high), 2)  # noqa: S311 - repeatable, and no secret
    return PlannedFault(at if last else low, verb, service, _seconds(name, verb, lasting), name)


def _seconds(name: str, verb: str, given: str | None) -> float | None:
    if given is None:
        return None
    if verb not in LASTING:
        raise ProfileError(N_("[faults] {name}: {verb} takes no seconds."), name=name, verb=verb)
    if not _SECONDS.fullmatch(given) or not float(given):
        raise ProfileError(
            N_("[faults] {name}: “{given}” is not a number of seconds."), name=name, given=given
        )
    return float(given)
