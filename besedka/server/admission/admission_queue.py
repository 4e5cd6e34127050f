"""A connection that waits for admission: it is not read, and not announced to anybody."""

from asyncio import Transport
from collections.abc import Callable

from besedka.server.admission.admission import Admission
from besedka.server.net.socket_state import peek

__all__ = ["AwaitingAdmission"]


class AwaitingAdmission:
    """Calls `enter`, with `first` and the bytes received meanwhile, once admission is granted.

    A peer that has sent EOF by then, without a request (`asked`) or other input, is disconnected and does not
    use up a turn.
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
        """Request admission: `enter` is called at once, or when it is granted."""
        if self._admission.ask(self._network, self._open):
            self._enter(self._data)
        else:
            self._transport.pause_reading()

    def receive(self, data: bytes) -> None:
        """Keep bytes that were in flight when reading was paused."""
        self._data += data

    def receive_eof(self) -> None:
        """Do nothing: the peer's request is still answered when its turn comes."""

    def set_writable(self, writable: bool) -> None:
        """Do nothing: nothing is written here."""

    def lose(self) -> None:
        """Give up the place in the queue."""
        self._admission.give_up(self._network, self._open)

    def _open(self) -> bool:
        # While reading is paused, only the operating system knows whether the peer is gone.
        is_gone = peek(self._transport) == b"" and not (self._asked or self._data)
        if is_gone or self._transport.is_closing():
            self._hang_up()
            return False
        self._transport.resume_reading()
        self._enter(self._data)
        return True
