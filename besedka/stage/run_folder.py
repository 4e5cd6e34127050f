"""What a run's folder holds: the files' names, and the records that stand in them as lines of JSON.

All times are seconds since the epoch, UTC, as floats, so that what different programs wrote can be laid side by side.
"""

import json
from pathlib import Path
from typing import Any, Final, TypedDict

from besedka.stage.regular_file import open_regular

__all__ = [
    "CANARY",
    "COMPOSE",
    "FAULTS",
    "LOAD",
    "LOGS",
    "PROFILE",
    "REPORT",
    "RESULT",
    "SAMPLES",
    "CanaryVisit",
    "FaultRecord",
    "Sample",
    "read_lines",
]

PROFILE: Final = "profile.ini"
"""The profile that was run, whole, with what was set on the command line."""

LOAD: Final = "load.json"
"""The report of the load simulation (`python -m besedka load --json`)."""

SAMPLES: Final = "samples.jsonl"
"""A `Sample` a service and second."""

CANARY: Final = "canary.jsonl"
"""A `CanaryVisit` a second."""

FAULTS: Final = "faults.jsonl"
"""A `FaultRecord` each time that something was broken on purpose."""

RESULT: Final = "result.json"
"""The verdict and all figures, for `compare`."""

REPORT: Final = "report.html"
COMPOSE: Final = "compose.yaml"
LOGS: Final = "logs"
"""A folder: a file `NAME.log` for each service."""


class Sample(TypedDict):
    """What one service used in the second before `at`. What is not known is None."""

    at: float
    service: str
    pid: int | None
    """None: it does not run."""

    cpu: float | None
    """Share of one core since the last sample."""

    memory: int | None
    """Resident bytes."""

    lag: float | None
    """Seconds: the upper bound of the bucket that holds the 99th percentile of the loop's lag since the last sample."""

    outbox: int | None
    """Bytes that wait to be written, of all connections."""

    connections: int | None
    deliveries: int | None
    """Total since the node began."""


class CanaryVisit(TypedDict):
    """One visit of the canary: it joins, sends a message, sees it, and leaves.

    `joined`, `sent` (the server's answer) and `seen` are seconds from the visit's beginning `at`, None where that was
    not reached. `failed` says why it was not: an error's name, or an empty string.
    """

    at: float
    joined: float | None
    sent: float | None
    seen: float | None
    failed: str


class FaultRecord(TypedDict):
    """A fault: what was done to whom at which moment, until when. `ended` is None where it does not end by itself."""

    at: float
    ended: float | None
    verb: str
    service: str


def read_lines(file: Path) -> list[dict[str, Any]]:
    """Return the records of a file, in order; none if there is no such file. A last line that was cut off is left out.

    Raises `OSError`, also for what is no file, and `ValueError` for any other line that is not a JSON object.
    """
    try:
        with open_regular(file) as opened:
            lines = opened.read().decode("utf-8").split("\n")
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines[:-1] if line]
