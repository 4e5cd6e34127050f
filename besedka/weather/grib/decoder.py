"""GRIB messages into fields, in a process of its own that may crash, hang or be killed without harm to the bot."""

import asyncio
import contextlib
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from asyncio.subprocess import create_subprocess_exec as start_process
from pathlib import Path
from typing import cast

import besedka
from besedka.deadline import within
from besedka.weather.data.failures import CorruptDataError, WeatherError
from besedka.weather.grib.frames import FAILED, LARGEST_FRAME, MESSAGE, NOT_OURS, READY, frame
from besedka.weather.grib.header import VALUE_BYTES, Field, read_header

__all__ = ["Decoder"]

_LOG = logging.getLogger("besedka.weather")

_MEMORY = 512 * 1024 * 1024
"""Bytes for decoding beside the loaded library. A field takes some 40 bytes a point, thus the largest 200 MB."""

_TIME, _START_TIME, _END_TIME = 30.0, 60.0, 5.0
"""Seconds. A field of GFS at 0.25 degrees takes 15 ms, loading ecCodes half a second, ending nothing worth mention."""

_SECRET = frozenset({"CDSAPI_KEY"})
"""Variables that a process which reads other people's bytes is not given."""

_READ_AHEAD = 4 * 1024 * 1024
"""Bytes; asyncio's own 64 KiB make a field of 4 MB take 60 ms through the pipe."""

_MODULE = "besedka.weather.grib.worker"


class Decoder:
    """Decodes one message after another; belongs to one event loop, which it never blocks.

    The process is started at the first message, kept, and replaced when a message has ended it. Closed, it refuses.
    """

    def __init__(
        self, *, timeout: float = _TIME, memory: int = _MEMORY, command: tuple[str, ...] | None = None
    ) -> None:
        self._timeout = timeout
        self._command = command or (sys.executable, "-m", _MODULE, str(memory), str(int(timeout) + 1))
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._is_closed = False

    async def decode(self, message: bytes) -> Field | None:
        """The field of one message; None where its variable is none of ours.

        Raises CorruptDataError when the message cannot be read, takes longer than the timeout, or ends the process, and
        WeatherError when the process cannot be started or is closed. Messages wait for one another.
        """
        async with self._turn:
            process = await self._running()
            try:
                return await within(self._timeout, _ask(process, message))
            except CorruptDataError:
                raise
            except asyncio.TimeoutError:
                await self._end()
                raise CorruptDataError(f"a message took longer than {self._timeout:g} s to decode") from None
            except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
                if not isinstance(error, ValueError):
                    await _ending(process)
                status = await self._end()
                if self._is_closed:
                    raise WeatherError("the decoder is closed") from error
                raise CorruptDataError(f"a message has ended the decoder (exit status {status})") from error
            except BaseException:  # cancelled: the answer would be taken for that of the next message
                await self._end()
                raise

    async def aclose(self) -> None:
        """End the process: an idle one by the end of its input, one that decodes at once, and what it decodes fails."""
        self._is_closed = True
        if self._process is not None and not self._turn.locked():
            _input(self._process).close()
            await _ending(self._process)
        await self._end()

    async def _running(self) -> Process:
        if self._is_closed:
            raise WeatherError("the decoder is closed")
        if self._process is not None and self._process.returncode is None:
            return self._process
        await self._end()
        try:
            self._process = await start_process(
                *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_environment(), limit=_READ_AHEAD
            )
            kind, body = await within(_START_TIME, _answer(self._process))
        except (OSError, EOFError, ValueError, asyncio.TimeoutError) as error:
            await self._end()
            raise _not_started(repr(error)) from error
        if kind != READY:
            await self._end()
            raise _not_started(body.decode(errors="replace"))
        return self._process

    async def _end(self) -> int | None:
        """Kill the process and wait for it; its exit status (a signal's number, negative)."""
        process, self._process = self._process, None
        if process is None:
            return None
        _input(process).close()
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        return await process.wait()


async def _ending(process: Process) -> None:
    """Wait for a process that is about to end. To kill it meanwhile may take its exit status away from asyncio."""
    with contextlib.suppress(asyncio.TimeoutError):
        await within(_END_TIME, process.wait())


async def _ask(process: Process, message: bytes) -> Field | None:
    _input(process).write(frame(MESSAGE, message))
    await _input(process).drain()
    kind, body = await _answer(process)
    if kind == FAILED:
        raise CorruptDataError(body.decode(errors="replace"))
    return None if kind == NOT_OURS else _field(body)


async def _answer(process: Process) -> tuple[bytes, bytes]:
    output = cast(asyncio.StreamReader, process.stdout)
    length = int.from_bytes(await output.readexactly(4), "big")
    if not 1 <= length <= LARGEST_FRAME:
        raise ValueError(f"a frame of {length} bytes")
    content = await output.readexactly(length)
    return content[:1], content[1:]


def _input(process: Process) -> asyncio.StreamWriter:
    return cast(asyncio.StreamWriter, process.stdin)


def _field(body: bytes) -> Field:
    length = int.from_bytes(body[:4], "big")
    header, _ = read_header(body[4 : 4 + length])
    values = body[4 + length :]
    if len(values) != header.grid.points * VALUE_BYTES:
        raise ValueError(f"{len(values)} bytes for {header.grid.points} values")
    return Field(header, values)


def _environment() -> dict[str, str]:
    """Ours, with the package on the path wherever the bot was started, and without a thread a processor core."""
    path = os.pathsep.join(
        filter(None, (str(Path(besedka.__file__).parent.parent), os.environ.get("PYTHONPATH")))
    )
    inherited = {name: value for name, value in os.environ.items() if name not in _SECRET}
    return {**inherited, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _not_started(why: str) -> WeatherError:
    """Log it, because no source is at fault, and whoever asks cannot mend it."""
    problem = f"the decoder does not start: {why}"
    _LOG.warning("weather: %s", problem)
    return WeatherError(problem)
