"""The job of a generator process, and the protocol between it and the runner.

Messages are lines of JSON over the process's standard input and output:

    runner → worker   the job; {"do":"start","at":…}; {"do":"drain","said":…,"patience":…}; {"do":"stop"}
    worker → runner   {"say":"entered"}; {"say":"progress",…}; {"say":"said",…}; {"say":"result","tally":…}
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from besedka.load.scenario.scenario import Scenario
from besedka.load.scenario.target import Target

__all__ = ["Job", "microseconds"]


def microseconds() -> int:
    """Return the run's clock: monotonic, and the same in all processes of a machine."""
    return time.perf_counter_ns() // 1000


@dataclass(frozen=True, slots=True)
class Job:
    """The share of one process: users `worker`, `worker` + `processes`, … of the scenario.

    `run` is the prefix of this run's marks; `epoch` is the moment, by `microseconds`, from which all other moments are
    counted.
    """

    scenario: Scenario
    target: Target
    run: str
    epoch: int
    worker: int = 0

    @property
    def users(self) -> range:
        """The numbers of its users."""
        return range(self.worker, self.scenario.users, self.scenario.processes)

    def name(self, user: int) -> str:
        """Return the name of a user."""
        return f"load-{self.run}-{user}"

    def as_json(self) -> dict[str, Any]:
        """Return an object that `from_json` reads."""
        return {
            "scenario": self.scenario.as_json(),
            "target": self.target.as_json(),
            "run": self.run,
            "epoch": self.epoch,
            "worker": self.worker,
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Job":
        """Read an object written by `as_json`."""
        return cls(
            Scenario.from_json(fields["scenario"]),
            Target.from_json(fields["target"]),
            fields["run"],
            fields["epoch"],
            fields["worker"],
        )
