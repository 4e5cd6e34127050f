"""A thread that answers at the address of the metrics while the server's own event loop is kept busy."""

import asyncio
import socket
import threading

from besedka.server.metrics.one_request import OneRequest, Unanswered
from besedka.server.metrics.pages import Pages

__all__ = ["HelperThread"]


class HelperThread:
    """Serves copies of a server's sockets, on an event loop of its own, from its creation to `end`.

    Raises `OSError` if it cannot listen. Errors of its loop are reported by the handler of the loop that runs here.
    """

    def __init__(self, server: asyncio.Server, pages: Pages, *, accepts_a_turn: int, backlog: int) -> None:
        self._pages = pages
        self._accepts_a_turn = accepts_a_turn
        self._backlog = backlog
        # An event loop that finds no descriptor for itself would print a traceback when it is freed.
        one, two = socket.socketpair()
        with one, two, one.dup():
            self._sockets = [listening.dup() for listening in server.sockets]
        # Not Windows' proactor: a socket of one belongs to it for ever.
        self._loop = asyncio.SelectorEventLoop()
        report = asyncio.get_running_loop().call_exception_handler
        self._loop.set_exception_handler(lambda _, context: report(context))
        self._over = asyncio.Event()
        self._begun = threading.Event()
        self._errors: list[OSError] = []
        self._connections: dict[OneRequest, None] = {}
        self._unanswered: list[Unanswered] = []
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
        self._thread.start()
        self._begun.wait()
        if self._errors:
            self._thread.join()
            raise self._errors[0]

    def end(self) -> list[Unanswered]:
        """End the thread, and return the connections that are still to be answered. Waits for no peer."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        return self._unanswered

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._begun.set()
            self._loop.close()
            for listening in self._sockets:
                listening.close()

    async def _serve(self) -> None:
        servers: list[asyncio.Server] = []
        try:
            servers += [await self._listen(listening) for listening in self._sockets]
            self._begun.set()
            await self._over.wait()
        except OSError as error:
            self._errors.append(error)
        await self._accept_no_more()
        for server in servers:
            server.close()
        given = [connection.give_away() for connection in list(self._connections)]
        self._unanswered = [connection for connection in given if connection is not None]
        await asyncio.sleep(0)

    async def _listen(self, listening: socket.socket) -> asyncio.Server:
        server = await self._loop.create_server(self._connect, sock=listening, backlog=self._accepts_a_turn)
        listening.listen(self._backlog)
        return server

    async def _accept_no_more(self) -> None:
        """Let those who have been accepted become connections; the others wait in the operating system."""
        for listening in self._sockets:
            self._loop.remove_reader(listening)
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)

    def _connect(self) -> OneRequest:
        return OneRequest(self._loop, self._pages, self._connections)
