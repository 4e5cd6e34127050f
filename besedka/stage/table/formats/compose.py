"""`compose.yaml`: the same table in containers, for those who have Docker.

Nodes, relays and the canary run in `python:3.13-slim` with the project mounted read-only, nginx in `nginx:alpine`. What
they write stays in volumes. The sampler and Prometheus are left out: the one asks supervisord and /proc.
Source: the Compose Specification, https://github.com/compose-spec/compose-spec
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from besedka.stage.table.formats.certificates import CERTIFICATE, KEY
from besedka.stage.table.formats.yaml_text import Yaml, yaml_text
from besedka.stage.table.profile import Profile
from besedka.stage.table.service import Probe, Service
from besedka.stage.table.services import AUTHORITY, NETWORK, NGINX

__all__ = ["NGINX_IN_DOCKER", "compose_data", "compose_file", "in_docker"]

NGINX_IN_DOCKER: Final = "compose-nginx.conf"
_NETWORK: Final = "172.30.16."
_STAND: Final = "/stand"
_PROJECT: Final = "/besedka"
_SOCKETS: Final = "/tmp"  # noqa: S108 - inside a container of its own
_ROLES: Final = ("node", "relay", "nginx", "canary")


def in_docker(service: Service) -> Service:
    """Return the service at its address in the containers' network."""
    return replace(service, address=_moved(service.address))


def _moved(text: str) -> str:
    return text.replace(NETWORK, _NETWORK)


def compose_file(
    services: Sequence[Service], profile: Profile, folder: Path, runtime: Path, project: Path
) -> str:
    """Return the file: the services of `folder`, which has the configurations, and whose sockets are in `runtime`."""
    data = compose_data(services, profile, folder, runtime, project)
    return "# Generated from the table of services. Try it with: docker compose up\n" + yaml_text(data)


def compose_data(
    services: Sequence[Service], profile: Profile, folder: Path, runtime: Path, project: Path
) -> dict[str, Yaml]:
    """Return what the file says. A `$` in it is doubled, as Compose would replace it."""
    used = [service for service in services if service.role in _ROLES]
    places = {
        os.fspath(runtime): _SOCKETS,
        os.fspath(folder): _STAND,
    }  # The runtime's may be inside the run's.
    data: dict[str, Yaml] = {
        "x-profile": profile.name,
        "services": {service.name: _service(service, places, folder, project) for service in used},
        "networks": {"stage": {"ipam": {"config": [{"subnet": f"{_NETWORK}0/24"}]}}},
    }
    volumes: dict[str, Yaml] = {service.name: {} for service in used if _writes(service)}
    if volumes:
        data["volumes"] = volumes
    return data


def _service(service: Service, places: Mapping[str, str], folder: Path, project: Path) -> dict[str, Yaml]:
    said: dict[str, Yaml] = {
        "image": "nginx:alpine" if service.role == "nginx" else "python:3.13-slim",
        "command": [_doubled(word) for word in _command(service, places)],
        "networks": {"stage": {"ipv4_address": _moved(service.address)}},
        "volumes": _volumes(service, folder, project),
        "restart": "unless-stopped" if service.restarts else "no",
    }
    if service.role == "nginx":
        said["ports"] = [f"127.0.0.1:{service.port}:{service.port}"]
    else:
        said["working_dir"] = _PROJECT
        said["environment"] = {
            "PYTHONPATH": _PROJECT,
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
    if service.ready is not None:
        said["healthcheck"] = _health(service, service.ready, places)
    if service.after:
        said["depends_on"] = {name: {"condition": "service_healthy"} for name in service.after}
    if service.cpus:
        said["cpuset"] = ",".join(map(str, sorted(service.cpus)))
    return said


def _command(service: Service, places: Mapping[str, str]) -> list[str]:
    if service.role == "nginx":
        return ["nginx", "-e", "stderr", "-c", f"{_STAND}/{NGINX}", "-p", f"{_SOCKETS}/"]
    begin = service.command.index("-m")
    return ["python3", *(_placed(word, places) for word in service.command[begin:])]


def _placed(word: str, places: Mapping[str, str]) -> str:
    for outside, inside in places.items():
        if word.startswith(f"{outside}/"):
            return inside + word[len(outside) :]
    return _moved(word)


def _writes(service: Service) -> bool:
    return service.role == "canary" or "--journal" in service.command


def _volumes(service: Service, folder: Path, project: Path) -> list[Yaml]:
    if service.role == "nginx":
        names = {NGINX_IN_DOCKER: NGINX, CERTIFICATE: CERTIFICATE, KEY: KEY}
        return [_bind(folder / outside, f"{_STAND}/{inside}") for outside, inside in names.items()]
    mounts = [_bind(project, _PROJECT)]
    if _writes(service):
        mounts.append({"type": "volume", "source": service.name, "target": _STAND})
    if service.role == "canary":
        mounts.append(_bind(folder / AUTHORITY, f"{_STAND}/{AUTHORITY}"))
    return mounts


def _bind(source: Path, target: str) -> Yaml:
    return {"type": "bind", "source": _doubled(os.fspath(source)), "target": target, "read_only": True}


def _health(service: Service, probe: Probe, places: Mapping[str, str]) -> dict[str, Yaml]:
    """Return the probe as a command in the container: Python asks, and in nginx's image BusyBox."""
    target = _placed(probe.target, places)
    if probe.kind == "file":
        test = ["CMD", "test", "-s", target]
    elif service.role == "nginx":
        test = ["CMD", "wget", "-q", "-O", "/dev/null", "--no-check-certificate", target]
    elif probe.kind == "http":
        test = ["CMD", "python3", "-c", f"from urllib.request import urlopen; urlopen('{target}', timeout=3)"]
    else:
        host, _, port = target.rpartition(":")
        test = [
            "CMD",
            "python3",
            "-c",
            f"import socket; socket.create_connection(('{host}', {port}), 3).close()",
        ]
    return {"test": [_doubled(word) for word in test], "interval": "1s", "timeout": "5s", "retries": 60}


def _doubled(text: str) -> str:
    return text.replace("$", "$$")
