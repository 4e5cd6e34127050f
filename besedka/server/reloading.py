"""Reading again what a running server can take anew: the files of the page."""

from asyncio import AbstractEventLoop, Future, ensure_future

from besedka.server.http.site import read_again
from besedka.server.process.log import Log, log_failure
from besedka.server.process.service_manager import ServiceManager

__all__ = ["Reloader"]


class Reloader:
    """Call it to read the files in a thread, and to tell the service manager before and after.

    Called again meanwhile, it reads them once more afterwards. Files that cannot be read are logged, and those that
    were read before stay.
    """

    def __init__(self, loop: AbstractEventLoop, manager: ServiceManager, log: Log) -> None:
        self._loop = loop
        self._manager = manager
        self._log = log
        self._running: Future[None] | None = None
        self._again = False
        self.is_ready = False
        """Whether the service manager may be told that the server is ready."""

    def __call__(self) -> None:
        """Begin, or begin again after the present time. Does nothing unless the server is ready."""
        if not self.is_ready:
            return
        self._again = True
        self._manager.reloading()
        if self._running is None:
            self._running = ensure_future(self._read())

    async def _read(self) -> None:
        while self._again:
            self._again = False
            try:
                await self._loop.run_in_executor(None, read_again)
                self._log.info("reloaded")
            except (OSError, ValueError) as error:
                log_failure(self._log, "reading the page again", error)
        self._running = None
        if self.is_ready:
            self._manager.ready("Ready")
