"""What was measured, kept as `benchmarks/results.json` beside the page, so that each measure can be renewed alone."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.plan import Plan
from benchmarks.processes import machine
from benchmarks.report.figures import Figure, Figures

__all__ = ["Results"]


@dataclass(slots=True)
class Results:
    """All figures, and how they came about."""

    figures: Figures = field(default_factory=Figures)
    machine: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Of each measure: rounds, seconds, and how busy the machine was with other things."""

    @classmethod
    def read(cls, docs: Path) -> "Results":
        """Return what was kept in this folder; empty ones when there is none."""
        try:
            data = json.loads(_place(docs).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        figures = Figures(Figure(**figure) for figure in data.pop("figures"))
        return cls(figures, **data)

    def describe(self, measure: str, plan: Plan) -> None:
        """Note under which circumstances a measure was just taken."""
        self.machine = machine.describe()
        for peer in plan.peers:
            missing = peer.missing()
            if missing:
                self.missing[peer.name] = missing
            else:
                self.missing.pop(peer.name, None)
                self.versions[peer.name] = peer.version()
        self.runs[measure] = {
            "rounds": plan.rounds,
            "seconds": plan.seconds,
            "load": round(os.getloadavg()[2], 2),
        }

    def write(self, docs: Path) -> None:
        """Write all of it to `benchmarks/results.json` in this folder."""
        data = {
            "machine": self.machine,
            "versions": self.versions,
            "missing": self.missing,
            "runs": self.runs,
            "figures": self.figures.as_data(),
        }
        _place(docs).parent.mkdir(parents=True, exist_ok=True)
        _place(docs).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _place(docs: Path) -> Path:
    return docs / "benchmarks" / "results.json"
