"""What waits to be written to one connection."""

from asyncio import WriteTransport

from besedka.server.fanout.batch import NOTHING, Hidden
from besedka.server.fanout.encoding import Encoding

__all__ = ["Outbox"]


class Outbox:
    """What waits to be written to one connection, of one session.

    `encoding` is how its events are encoded; of what everybody gets, it does not get what the `hidden` authors say.
    """

    __slots__ = (
        "backlog",
        "cuts",
        "doomed",
        "encoding",
        "hidden",
        "owed",
        "session",
        "start",
        "told",
        "transport",
    )

    def __init__(self, session: str, transport: WriteTransport, encoding: Encoding) -> None:
        self.session = session
        self.transport = transport
        self.encoding = encoding
        self.hidden = NOTHING
        self.start: int | None = None
        """Where in the batch its stream goes on; None while it is no member."""
        self.cuts: list[tuple[Encoding, Hidden, int, int, bytes]] = []
        self.owed = 0
        """Bytes of its own that wait for the flush."""
        self.told = 0
        """Bytes of its own since it was made."""
        self.backlog = 0
        """Bytes that the operating system had not taken after the last write."""
        self.doomed = False
        """It was slow: it gets nothing more but its farewell."""
