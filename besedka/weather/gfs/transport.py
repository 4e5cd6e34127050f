"""HTTP, as far as GFS needs it: a GET whose answer is judged before its body is read, and bounded in bytes and time."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final

from besedka import __version__
from besedka.records import record
from besedka.weather.gfs.refusals import refusal
from besedka.weather.gfs.trouble import MirrorError

if TYPE_CHECKING:
    import httpx

__all__ = ["USER_AGENT", "Judge", "Timeouts", "Transport"]

USER_AGENT: Final = f"Besedka/{__version__} (weather bot of a chat)"

Judge = Callable[[int, Mapping[str, str]], int]
"""Given status (200 or 206) and headers of an answer, returns the most bytes that its body may have, or raises."""


@record
class Timeouts:
    """In seconds, unless said otherwise."""

    connect: float = 5.0
    read: float = 10.0
    """Between two pieces of an answer."""

    slowest: int = 20_000
    """Bytes a second, on average after the first `read` seconds of a body. A slower mirror counts as timed out, while
    there is still time to ask the next one."""

    search: float = 20.0
    """For one mirror to say which run is there. So a slow one leaves time to ask the next while somebody waits."""

    fetch: float = 60.0
    """For one mirror to deliver a batch."""


class Transport:
    """One pool of connections for all mirrors. Proxies are taken from the environment, as `httpx` does."""

    def __init__(self, timeouts: Timeouts, clock: Callable[[], float] = monotonic) -> None:
        self._timeouts = timeouts
        self._clock = clock
        self._client: httpx.AsyncClient | None = None

    async def get(
        self,
        address: str,
        headers: Mapping[str, str],
        judge: Judge,
        received: Callable[[int], None],
    ) -> bytes:
        """Return the body of an answer. `received` is called once with the bytes that came, also when it fails.

        The body is left unread when `judge` raises. Raises `MirrorError` for everything that goes wrong on the way,
        which includes a body that is longer than `judge` says.
        """
        with _translated():
            client = self._pool()
            response = await client.send(client.build_request("GET", address, headers=headers), stream=True)
        try:
            _refuse(response)
            most = judge(response.status_code, response.headers)
            with _translated():
                return await self._read(response.aiter_raw(), most, received)
        finally:
            with _translated():
                await response.aclose()

    async def aclose(self) -> None:
        """Close all connections. The next `get` would open new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _read(self, pieces: AsyncIterator[bytes], most: int, received: Callable[[int], None]) -> bytes:
        body, began = bytearray(), self._clock()
        try:
            async for piece in pieces:
                body += piece
                if len(body) > most:
                    raise MirrorError("corrupt", f"more than {most} bytes")
                passed = self._clock() - began
                if passed > self._timeouts.read and len(body) < passed * self._timeouts.slowest:
                    raise MirrorError("timeout", f"{len(body)} bytes in {passed:.0f} s")
        finally:
            received(len(body))
        return bytes(body)

    def _pool(self) -> "httpx.AsyncClient":
        import httpx  # noqa: PLC0415 - an extra, and it takes a tenth of a second

        if self._client is None:
            self._client = httpx.AsyncClient(
                headers={"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
                timeout=httpx.Timeout(self._timeouts.read, connect=self._timeouts.connect),
                follow_redirects=False,
            )
        return self._client


@contextmanager
def _translated() -> Iterator[None]:
    """Make a `MirrorError` of whatever `httpx` raises."""
    import httpx  # noqa: PLC0415 - an extra, and it takes a tenth of a second

    try:
        yield
    except MirrorError:
        raise
    except httpx.TimeoutException as error:
        raise MirrorError("timeout", type(error).__name__) from error
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
        raise MirrorError("cut-off", str(error)) from error
    except Exception as error:  # an address or a proxy of the settings that is none may raise anything
        raise MirrorError("unreachable", f"{type(error).__name__}: {error}") from error


def _refuse(response: "httpx.Response") -> None:
    """Raise when an answer has no data, or has it compressed."""
    if (refused := refusal(response.status_code, response.headers)) is not None:
        raise refused
    if (encoding := response.headers.get("content-encoding", "identity")).lower() != "identity":
        raise MirrorError("corrupt", f"content-encoding {encoding}")
