"""Speaks to a running supervisord: XML-RPC over its Unix socket (supervisord.org/api.html)."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final, TypeVar
from xmlrpc.client import Error, Fault, ServerProxy

__all__ = ["NotStarted", "ServiceState", "SupervisorClient", "SupervisorSilent"]

_TIMEOUT: Final = 3.0
"""Seconds for an answer. All calls are those that supervisord answers at once."""

_ALREADY: Final = frozenset({60, 70})
"""supervisor.xmlrpc.Faults: ALREADY_STARTED and NOT_RUNNING; it is then as it was asked for."""

T = TypeVar("T")


class SupervisorSilent(Exception):  # noqa: N818 - named after what happened
    """supervisord does not answer."""


class NotStarted(Exception):  # noqa: N818 - named after what happened
    """supervisord could not start a service; `reason` says why, in its words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ServiceState:
    """What supervisord says of a service. `state` is its word (supervisord.org/subprocess.html); `pid` 0: none.

    `since` is the moment of the last start, in seconds since the epoch.
    """

    name: str
    state: str
    pid: int
    since: float


class SupervisorClient:
    """Calls supervisord in a thread each time, so that the loop goes on. Raises `SupervisorSilent` if none answers."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def states(self) -> Mapping[str, ServiceState]:
        """Return the services by name."""
        rows: list[dict[str, Any]] = await self._call(lambda server: server.supervisor.getAllProcessInfo())
        return {
            str(row["name"]): ServiceState(
                str(row["name"]), str(row["statename"]), int(row["pid"]), float(row["start"])
            )
            for row in rows
        }

    async def start(self, name: str) -> None:
        """Start a service without waiting for it. Raises `NotStarted`."""
        try:
            await self._call(lambda server: server.supervisor.startProcess(name, False))
        except Fault as fault:
            if fault.faultCode not in _ALREADY:
                raise NotStarted(fault.faultString) from None

    async def stop(self, name: str) -> None:
        """Send a service its SIGTERM without waiting for its end. Nothing happens if it does not run."""
        try:
            await self._call(lambda server: server.supervisor.stopProcess(name, False))
        except Fault as fault:
            if fault.faultCode not in _ALREADY:
                raise NotStarted(fault.faultString) from None

    async def _call(self, ask: Callable[[Any], T]) -> T:
        return await asyncio.to_thread(self._ask, ask)

    def _ask(self, ask: Callable[[Any], T]) -> T:
        from supervisor.xmlrpc import (  # noqa: PLC0415 - of an extra that need not be here
            SupervisorTransport,
            UnixStreamHTTPConnection,
        )

        class Connection(UnixStreamHTTPConnection):  # type: ignore[misc] # it says nothing of its types
            def connect(self) -> None:
                self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                self.sock.settimeout(_TIMEOUT)
                self.sock.connect(self.socketfile)

        def connection() -> Connection:
            made = Connection("localhost")
            made.socketfile = str(path)
            return made

        path = self._path
        transport = SupervisorTransport(None, None, f"unix://{path}")
        transport._get_connection = connection  # noqa: SLF001 - it has no timeout of its own
        try:
            return ask(ServerProxy("http://127.0.0.1", transport=transport))
        except Fault:
            raise
        except (OSError, HTTPException, Error) as error:
            raise SupervisorSilent(str(error)) from error
        finally:
            transport.close()
