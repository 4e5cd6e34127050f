"""Telling the service manager how it stands: sd_notify(3), a datagram to the socket that NOTIFY_SOCKET names."""

import socket
import sys
import time
from collections.abc import Mapping

from besedka.server.process.log import Log

__all__ = ["ServiceManager"]


class ServiceManager:
    """Tells systemd, or whoever has set NOTIFY_SOCKET, when the server is ready, reloads and stops.

    Without NOTIFY_SOCKET nothing is told. A socket that is not there, is full or is of another kind stops nothing: the
    first failure is logged, and nothing waits.
    """

    def __init__(self, environ: Mapping[str, str], log: Log) -> None:
        self._log = log
        self._address = environ.get("NOTIFY_SOCKET", "")
        self._has_failed = False

    @property
    def is_listening(self) -> bool:
        """Whether there is somebody to tell."""
        return bool(self._address)

    def starting(self, status: str) -> None:
        """Tell what is being done until the server is ready."""
        self._tell(f"STATUS={status}")

    def ready(self, status: str) -> None:
        """Tell that the server is ready, for the first time or again after `reloading`."""
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """Tell that the server reads again what it can; `ready` must follow (Type=notify-reload)."""
        # systemd compares it with the moment of its signal: CLOCK_MONOTONIC, in microseconds.
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """Tell that the server stops."""
        self._tell("STOPPING=1", "STATUS=Stopping")

    def _tell(self, *lines: str) -> None:
        if not self._address:
            return
        try:
            self._send("\n".join(lines).encode())
        except (OSError, ValueError) as error:  # ValueError: a path with a NUL byte
            if not self._has_failed:
                self._has_failed = True
                self._log.warning("service-manager-untold", why=str(error))

    def _send(self, data: bytes) -> None:
        if sys.platform == "win32" or not self._address.startswith(("/", "@")):
            raise ValueError("NOTIFY_SOCKET is neither a path nor an abstract address")
        # unix(7): the address of an abstract socket begins with a NUL byte.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending:
            sending.setblocking(False)
            sending.sendto(data, address)
