"""Whether the server takes part in the work: the answer to `GET /readyz`."""

from typing import Literal

__all__ = ["Readiness", "State"]

State = Literal["starting", "replaying", "ready", "stopping"]
"""In this order, once each; `replaying` while the journal is read."""


class Readiness:
    """The state of this process, written by the server alone."""

    __slots__ = ("state",)

    def __init__(self, state: State = "starting") -> None:
        self.state: State = state
