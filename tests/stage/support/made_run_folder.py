"""The folder of a run as it might have been: two faults, an outage that the canary saw, a node that was killed."""

import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from besedka.load.checks.conditions import TIME_FIGURES
from besedka.stage.run_folder import (
    CANARY,
    FAULTS,
    LOAD,
    LOGS,
    PROFILE,
    SAMPLES,
    CanaryVisit,
    FaultRecord,
    Sample,
)

BEGAN = 1_796_000_000.0
"""Seconds since the epoch: when the traffic began."""

SECONDS = 30
OUTAGE = (12, 15)
"""Seconds in which the canary's visits failed."""

INI = """[profile]
name = made
description = Made up, with <faults>
journal = yes
entrance = nginx
seed = 7

[load]
users = 100
duration = 30

[faults]
slow = at 5: slow relay-1 2
kill = at 12: kill node-1

[verdict]
fail-if =
    lost>0
    p99>2s
    canary.failed>5
    canary.longest-outage>10s
    node.memory>100MiB
"""


def made_run_folder(folder: Path, *, seed: int = 1, delay: float = 0.0, ini: str = INI) -> Path:
    """Write a whole run, in which every message took `delay` seconds longer; return its folder."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    (folder / LOGS).mkdir(parents=True)
    for name in ("nginx", "node-1", "relay-1"):
        (folder / LOGS / f"{name}.log").write_text("up\n", encoding="utf-8")
    (folder / PROFILE).write_text(ini, encoding="utf-8")
    (folder / LOAD).write_text(json.dumps(load(draw, delay)), encoding="utf-8")
    lines(folder / SAMPLES, samples(draw))
    lines(folder / CANARY, visits(draw, delay))
    lines(folder / FAULTS, faults())
    return folder


def lines(file: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records as lines of JSON."""
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def faults() -> list[FaultRecord]:
    """Return one fault that ended, and one that did not."""
    return [
        {"at": BEGAN + 5, "ended": BEGAN + 7, "verb": "slow", "service": "relay-1"},
        {"at": BEGAN + 12, "ended": None, "verb": "kill", "service": "node-1"},
    ]


def visits(draw: random.Random, delay: float) -> list[CanaryVisit]:
    """Return a visit a second, from three seconds before the traffic on."""
    found: list[CanaryVisit] = []
    for second in range(-3, SECONDS):
        failed = OUTAGE[0] <= second < OUTAGE[1]
        joined = None if failed else round(draw.uniform(0.005, 0.008) + delay, 6)
        seen = None if joined is None else round(joined + draw.uniform(0.001, 0.004), 6)
        why = "server-unreachable" if failed else ""
        found.append({"at": BEGAN + second, "joined": joined, "sent": seen, "seen": seen, "failed": why})
    return found


def samples(draw: random.Random) -> list[Sample]:
    """Return a sample a service and second; the node has another process from second 14 on, and none in between."""
    found: list[Sample] = []
    for second in range(-3, SECONDS):
        for service, pid in (("nginx", 11), ("node-1", 12 if second < 12 else 99), ("relay-1", 13)):
            node = service == "node-1"
            gone = node and 12 <= second < 14
            found.append(
                {
                    "at": BEGAN + second,
                    "service": service,
                    "pid": None if gone else pid,
                    "cpu": None if gone or second == -3 else draw.uniform(0.02, 0.3),
                    "memory": None if gone else (30 << 20) + second * 1000,
                    "lag": 0.0025 if node and not gone else None,
                    "outbox": draw.randint(0, 9) << 10 if node and not gone else None,
                    "connections": 101 if node and not gone else None,
                    "deliveries": 1000 * (second + 3) if node and not gone else None,
                }
            )
    return found


def load(draw: random.Random, delay: float) -> dict[str, Any]:
    """Return a load's report with blackouts."""
    points = [
        {
            "at": float(second),
            "sent": 20.0 + draw.randint(-3, 3),
            "delivered": 2000.0 + draw.randint(-99, 99),
            "p50": draw.uniform(0.0040, 0.0044) + delay,
            "p99": draw.uniform(0.018, 0.022) + delay,
            "worst": draw.uniform(0.03, 0.05) + delay,
            "lost_connections": 100 if second == 12 else 0,
            "back": 100 if second == 14 else 0,
            "blackout": 1.9 if second == 14 else None,
        }
        for second in range(SECONDS)
    ]
    times = {
        series: {"count": 10_000, "p50": 0.0042, "p90": 0.01, "p99": 0.02, "p99.9": 0.04, "max": 0.05}
        for series, _ in TIME_FIGURES.values()
    }
    times["messages"] = {
        name: value + (0 if name == "count" else delay) for name, value in times["messages"].items()
    }
    return {
        "version": "1.2.3",
        "python": "CPython 3.11.2",
        "system": "Linux 6.1 x86_64",
        "cores": 2,
        "started": "2026-11-29T18:53:20+00:00",
        "began": BEGAN,
        "seconds": float(SECONDS),
        "stopped": False,
        "scenario": {"users": 100, "duration": 30.0},
        "figures": {"lost": 0, "dropped": 0, "sent": 600, "blackouts": 100, "delivered/s": 2000.0},
        "times": times,
        "blackouts": {"count": 100, "p50": 1.5, "p99": 1.9, "max": 1.9, "lost": 0},
        "histogram": [[round(1000 * 1.05**n), 10 * n] for n in range(1, 60)],
        "noise": {"others_cpu": 0.01, "load_before": 0.1, "lateness_p99": 0.001, "cores": 2, "reasons": []},
        "points": points,
        "measured": True,
        "held": True,
    }
