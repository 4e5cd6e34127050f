"""A connection that has to wait at the door: unread, unheard, and announced to nobody."""

from asyncio import Transport
from collections.abc import Callable

from besedka.server.door import Door
from besedka.server.peek import peek

__all__ = ["Waiting"]


class Waiting:
    """Calls `enter`, with what came meanwhile, when the door lets somebody from this network in.

    `in_earnest` says whether the peer has asked for something that is still worth doing when it sends nothing more.
    """

    def __init__(
        self,
        door: Door,
        network: str,
        transport: Transport,
        enter: Callable[[bytes], None],
        *,
        in_earnest: bool,
    ) -> None:
        self._door = door
        self._network = network
        self._transport = transport
        self._enter = enter
        self._in_earnest = in_earnest
        self._data = b""

    def begin(self) -> None:
        """Come in, at once if that may be."""
        if self._door.ask(self._network, self._open):
            self._enter(b"")
        else:
            self._transport.pause_reading()

    def receive(self, data: bytes) -> None:
        """What was on its way when the reading was paused."""
        self._data += data

    def receive_eof(self) -> None:
        """The peer sends nothing more; who has asked for something still gets it."""

    def set_writable(self, writable: bool) -> None:
        """Nothing is written here."""

    def lose(self) -> None:
        """The connection is gone."""
        self._door.give_up(self._network, self._open)

    def _open(self) -> bool:
        # Who is not read is not known to be gone.
        if self._transport.is_closing() or (peek(self._transport) == b"" and not self._in_earnest):
            self._transport.resume_reading()
            return False
        self._transport.resume_reading()
        self._enter(self._data)
        return True
