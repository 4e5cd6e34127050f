"""A connection that has to wait at the door: unread, unheard, and announced to nobody."""

from asyncio import Transport
from collections.abc import Callable

from besedka.server.door import Door
from besedka.server.peek import peek

__all__ = ["Waiting"]


class Waiting:
    """Calls `enter`, with `first` and what came meanwhile, when the door lets somebody from this network in.

    Who sends nothing more by then, and has asked for nothing (`asked`), is gone: it is hung up on, and costs the others
    no turn.
    """

    def __init__(
        self,
        door: Door,
        network: str,
        transport: Transport,
        enter: Callable[[bytes], None],
        hang_up: Callable[[], None],
        *,
        first: bytes,
        asked: bool,
    ) -> None:
        self._door = door
        self._network = network
        self._transport = transport
        self._enter = enter
        self._hang_up = hang_up
        self._asked = asked
        self._data = first

    def begin(self) -> None:
        """Come in, at once if that may be."""
        if self._door.ask(self._network, self._open):
            self._enter(self._data)
        else:
            self._transport.pause_reading()

    def receive(self, data: bytes) -> None:
        """What was on its way when the reading was paused."""
        self._data += data

    def receive_eof(self) -> None:
        """The peer sends nothing more; what it has asked for it still gets, in its turn."""

    def set_writable(self, writable: bool) -> None:
        """Nothing is written here."""

    def lose(self) -> None:
        """The connection is gone."""
        self._door.give_up(self._network, self._open)

    def _open(self) -> bool:
        # Who is not read is not known to be gone, but by asking the operating system.
        is_gone = peek(self._transport) == b"" and not (self._asked or self._data)
        if is_gone or self._transport.is_closing():
            self._hang_up()
            return False
        self._transport.resume_reading()
        self._enter(self._data)
        return True
