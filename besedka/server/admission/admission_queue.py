"""A connection that waits for its admission: it is not read, and announced to nobody."""

from asyncio import Transport
from collections.abc import Callable

from besedka.server.admission.admission import Admission
from besedka.server.net.socket_state import peek

__all__ = ["AwaitingAdmission"]


class AwaitingAdmission:
    """Calls `enter`, with `first` and what came meanwhile, when one more from this network is admitted.

    Who sends nothing more by then, and has asked for nothing (`asked`), is gone: it is hung up on, and costs the others
    no turn.
    """

    def __init__(
        self,
        admission: Admission,
        network: str,
        transport: Transport,
        enter: Callable[[bytes], None],
        hang_up: Callable[[], None],
        *,
        first: bytes,
        asked: bool,
    ) -> None:
        self._admission = admission
        self._network = network
        self._transport = transport
        self._enter = enter
        self._hang_up = hang_up
        self._asked = asked
        self._data = first

    def begin(self) -> None:
        """Ask for admission: `enter` is called at once, or when it is granted."""
        if self._admission.ask(self._network, self._open):
            self._enter(self._data)
        else:
            self._transport.pause_reading()

    def receive(self, data: bytes) -> None:
        """Keep what was on its way when the reading was paused."""
        self._data += data

    def receive_eof(self) -> None:
        """Change nothing: what the peer has asked for it still gets, in its turn."""

    def set_writable(self, writable: bool) -> None:
        """Change nothing: nothing is written here."""

    def lose(self) -> None:
        """Give up the place in the queue."""
        self._admission.give_up(self._network, self._open)

    def _open(self) -> bool:
        # Who is not read is not known to be gone, but by asking the operating system.
        is_gone = peek(self._transport) == b"" and not (self._asked or self._data)
        if is_gone or self._transport.is_closing():
            self._hang_up()
            return False
        self._transport.resume_reading()
        self._enter(self._data)
        return True
