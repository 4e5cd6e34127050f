"""One row of the table of services, the only truth about a stand: every configuration is generated from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Probe", "Role", "Service"]

Role = Literal["node", "relay", "nginx", "canary", "sampler", "prometheus"]


@dataclass(frozen=True, slots=True)
class Probe:
    """When a service is ready.

    - `http`: a GET of `target`, a whole URL, is answered with 200;
    - `tcp`: a connection to `target`, an `address:port`, is accepted;
    - `file`: the file `target` exists and is not empty.
    """

    kind: Literal["http", "tcp", "file"]
    target: str


@dataclass(frozen=True, slots=True)
class Service:
    """What to run, where it listens, when it is ready, and after whom it starts.

    `after` has names of services that must be ready first. `cpus` is the set of CPUs on which it may run, empty for
    all. `relay` is the name of the relay that stands before the service, through which it can be cut or slowed.
    """

    name: str
    role: Role
    command: tuple[str, ...]
    address: str
    """Of the loopback network; each service has its own."""

    port: int = 0
    """Where it serves people, or 0."""

    metrics_port: int = 0
    """Where it serves metrics, at the same address, or 0."""

    environment: Mapping[str, str] = field(default_factory=dict)
    ready: Probe | None = None
    after: tuple[str, ...] = ()
    cpus: frozenset[int] = frozenset()
    relay: str = ""
    restarts: bool = True
    """Whether the supervisor starts it again when it ends by itself."""
