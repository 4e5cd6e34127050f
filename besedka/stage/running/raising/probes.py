"""Asks a service whether it is ready, as its row in the table says."""

import asyncio
import ssl
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from besedka.deadline import within
from besedka.stage.table.service import Probe

__all__ = ["is_ready"]

_PATIENCE: Final = 2.0
"""Seconds for one answer; it is asked again anyhow."""

_STATUS_LINE: Final = 1024
"""Bytes read of an answer, enough for the status line (RFC 9112, section 4)."""


async def is_ready(probe: Probe, authority: Path | None = None) -> bool:
    """Return whether the service is ready now. `authority` is the file of certificates to trust for `https`."""
    if probe.kind == "file":
        return _is_filled(Path(probe.target))
    try:
        return await within(_PATIENCE, _ask(probe, authority))
    except (OSError, ValueError, asyncio.TimeoutError):
        return False


def _is_filled(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except OSError:
        return False


async def _ask(probe: Probe, authority: Path | None) -> bool:
    parts = urlsplit(probe.target if probe.kind == "http" else f"//{probe.target}")
    secure = parts.scheme == "https"
    context = ssl.create_default_context(cafile=authority) if secure else None
    port = parts.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=context)
    try:
        if probe.kind == "tcp":
            return True
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        status = (await reader.read(_STATUS_LINE)).split(b" ", 2)
        return status[1:2] == [b"200"]
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
