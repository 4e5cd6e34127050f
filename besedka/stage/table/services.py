"""The table of services: what a stand runs, and in which order.

The way in is nginx → relay-N → node-N. When the cluster comes, its NATS servers are rows of this table, before the
nodes: each with a relay before it as well, so that the way between a node and the journal can be cut or slowed, and the
nodes with these names in their `after`.
"""

import os
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from besedka.stage.run_folder import CANARY, SAMPLES
from besedka.stage.table.cpus import CpuSets, cpu_sets
from besedka.stage.table.profile import Profile
from besedka.stage.table.service import Probe, Service

__all__ = ["AUTHORITY", "NETWORK", "NGINX", "PROMETHEUS", "root_of_package", "services", "supervisor_socket"]

NETWORK: Final = "127.0.0."
"""What the address of each service begins with. All of 127.0.0.0/8 is this machine (RFC 6890, 2.2.2)."""

AUTHORITY: Final = "ca.pem"
NGINX: Final = "nginx.conf"
PROMETHEUS: Final = "prometheus.yml"
_PORT: Final = 8765
_METRICS: Final = 9165
_TLS: Final = 8443
_PROMETHEUS_PORT: Final = 19090
"""Not its own 9090: where its package is installed, the system's Prometheus listens there at all addresses."""


def supervisor_socket(runtime: Path) -> Path:
    """Return the Unix socket by which supervisord is driven."""
    return runtime / "supervisor.sock"


def root_of_package() -> Path:
    """Return the folder in which the package `besedka` is."""
    return Path(__file__).resolve().parents[3]


def services(
    profile: Profile,
    folder: Path,
    runtime: Path,
    *,
    python: Sequence[str],
    nginx: str,
    prometheus: str | None,
    cpus: int,
) -> tuple[Service, ...]:
    """Return the table, each service behind those that must be ready before it.

    `python` and `nginx` are commands, `prometheus` is one or None; `cpus` is how many there are. Paths in the commands
    are absolute: `folder` is the run's, `runtime` that for sockets.
    """
    folder, runtime = folder.absolute(), runtime.absolute()
    sets = cpu_sets(profile.nodes, cpus)
    numbers = range(1, profile.nodes + 1)
    nodes = [_node(profile, number, folder, python, sets) for number in numbers]
    relays = [_relay(node, number, runtime, python, sets) for number, node in enumerate(nodes, 1)]
    front = _nginx(relays, folder, nginx, sets)
    table = [
        *nodes,
        *relays,
        front,
        _canary(front, folder, python, sets),
        _sampler(nodes, folder, runtime, python, sets),
    ]
    if prometheus is not None:
        table.append(_prometheus(nodes, folder, prometheus, sets))
    return tuple(table)


def _python_environment() -> Mapping[str, str]:
    """Return what our programs need: output at once, UTF-8 and English, and our package if it is not installed."""
    needed = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    root = root_of_package()
    if root not in (Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("platlib"))):
        needed["PYTHONPATH"] = os.fspath(root)
    return needed


def _node(profile: Profile, number: int, folder: Path, python: Sequence[str], sets: CpuSets) -> Service:
    name, address = f"node-{number}", f"{NETWORK}{30 + number}"
    journal = ["--journal", os.fspath(folder / f"{name}.journal")] if profile.journal else []
    return Service(
        name=name,
        role="node",
        command=(
            *(*python, "-m", "besedka", "serve", "--host", address, "--port", str(_PORT)),
            *("--metrics", f"{address}:{_METRICS}", *journal, *profile.serve_options),
        ),
        address=address,
        port=_PORT,
        metrics_port=_METRICS,
        environment=_python_environment(),
        ready=Probe("http", f"http://{address}:{_METRICS}/readyz"),
        cpus=sets.nodes[number - 1],
        relay=f"relay-{number}",
    )


def _relay(node: Service, number: int, runtime: Path, python: Sequence[str], sets: CpuSets) -> Service:
    name, address = f"relay-{number}", f"{NETWORK}{20 + number}"
    ways = (f"{address}:{_PORT}", f"{node.address}:{node.port}", os.fspath(runtime / f"{name}.sock"))
    return Service(
        name=name,
        role="relay",
        command=(*python, "-m", "besedka.stage.services.relay", *ways),
        address=address,
        port=_PORT,
        environment=_python_environment(),
        ready=Probe("tcp", f"{address}:{_PORT}"),
        after=(node.name,),
        cpus=sets.passing,
    )


def _nginx(relays: Sequence[Service], folder: Path, nginx: str, sets: CpuSets) -> Service:
    address = f"{NETWORK}11"
    places = ("-e", "stderr", "-c", os.fspath(folder / NGINX), "-p", f"{folder / 'nginx'}/")
    return Service(
        name="nginx",
        role="nginx",
        command=(nginx, *places),
        address=address,
        port=_TLS,
        ready=Probe("http", f"https://{address}:{_TLS}/readyz"),
        after=tuple(relay.name for relay in relays),
        cpus=sets.passing,
    )


def _canary(front: Service, folder: Path, python: Sequence[str], sets: CpuSets) -> Service:
    file = os.fspath(folder / CANARY)
    url = f"wss://{front.address}:{front.port}"
    program = ("-m", "besedka.stage.services.canary", url, file, "--ca", os.fspath(folder / AUTHORITY))
    return Service(
        name="canary",
        role="canary",
        command=(*python, *program),
        address=f"{NETWORK}41",
        environment=_python_environment(),
        ready=Probe("file", file),
        after=(front.name,),
        cpus=sets.loading,
    )


def _sampler(
    nodes: Sequence[Service], folder: Path, runtime: Path, python: Sequence[str], sets: CpuSets
) -> Service:
    file = os.fspath(folder / SAMPLES)
    metrics = [f"{node.name}=http://{node.address}:{node.metrics_port}/metrics" for node in nodes]
    socket = ("--supervisor", os.fspath(supervisor_socket(runtime)))
    return Service(
        name="sampler",
        role="sampler",
        command=(*python, "-m", "besedka.stage.services.sampler", file, *socket, *metrics),
        address=f"{NETWORK}42",
        environment=_python_environment(),
        ready=Probe("file", file),
        after=tuple(node.name for node in nodes),
        cpus=sets.loading,
    )


def _prometheus(nodes: Sequence[Service], folder: Path, prometheus: str, sets: CpuSets) -> Service:
    address = f"{NETWORK}43"
    options = (
        f"--config.file={folder / PROMETHEUS}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address={address}:{_PROMETHEUS_PORT}",
    )
    return Service(
        name="prometheus",
        role="prometheus",
        command=(prometheus, *options),
        address=address,
        port=_PROMETHEUS_PORT,
        ready=Probe("http", f"http://{address}:{_PROMETHEUS_PORT}/-/ready"),
        after=tuple(node.name for node in nodes),
        cpus=sets.loading,
    )
