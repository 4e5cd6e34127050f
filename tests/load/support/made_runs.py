"""Runs to be compared, made up: every second is drawn from a seed."""

import random
from collections.abc import Mapping
from typing import Any

from besedka.load.report.comparing.figures_of_run import RunFigures, from_load_json

QUIET: Mapping[str, Any] = {
    "others_cpu": 0.01,
    "load_before": 0.2,
    "lateness_p99": 0.002,
    "cores": 4,
    "reasons": [],
}


def made_run(seed: int, *, delay: float = 0.0, **changed: object) -> dict[str, Any]:
    """Return the JSON of a run of 20 seconds, in which every message took `delay` seconds longer."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    seconds = [(draw.gauss(0.004, 0.0003) + delay, draw.gauss(0.020, 0.003) + delay) for _ in range(20)]
    points = [
        {
            "at": float(n),
            "sent": 100.0 + draw.randint(-8, 8),
            "delivered": 4000.0 + draw.randint(-200, 200),
            "p50": p50,
            "p99": p99,
            "worst": p99 * draw.uniform(1.1, 1.6),
        }
        for n, (p50, p99) in enumerate(seconds)
    ]
    mean = [sum(column) / 20 for column in zip(*seconds, strict=True)]
    messages = {"count": 80_000, "p50": mean[0], "p90": mean[1] * 0.8, "p99": mean[1], "p99.9": mean[1] * 1.2}
    run = {
        "address": "127.0.0.1:8765",
        "version": "1.2.3",
        "python": "CPython 3.10.1",
        "system": "Linux 6.1 x86_64",
        "cores": 4,
        "started": "2026-11-22T12:00:07+00:00",
        "seconds": 20.0,
        "scenario": {"users": 50, "rate": 100.0, "seed": seed},
        "figures": {
            "lost": 0,
            "dropped": 0,
            "sent": 2000,
            "delivered": 80_000,
            "sent/s": 100.0,
            "delivered/s": 4000.0,
            "server-cpu": 0.3,
            "server-memory": 50 << 20,
        },
        "times": {"messages": {**messages, "max": max(point["worst"] for point in points)}},
        "points": points,
        "noise": dict(QUIET),
    }
    return {**run, **changed}


def figures(seed: int, *, delay: float = 0.0, **changed: object) -> RunFigures:
    """Return such a run as it is compared."""
    return from_load_json(made_run(seed, delay=delay, **changed))
