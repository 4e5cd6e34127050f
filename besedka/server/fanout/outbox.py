"""Pending output of one connection."""

from asyncio import WriteTransport

from besedka.server.fanout.batch import NOTHING, Hidden
from besedka.server.fanout.encoding import Encoding

__all__ = ["Outbox"]


class Outbox:
    """Pending output of one connection, which belongs to one session.

    `encoding` is used for its events; broadcasts by `hidden` authors are not written to it.
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
        """Index in the batch at which its stream continues; None while it is not a member."""
        self.cuts: list[tuple[Encoding, Hidden, int, int, bytes]] = []
        self.owed = 0
        """Pending bytes of its own, to be written by the next flush."""
        self.told = 0
        """Total bytes of its own since it was created."""
        self.backlog = 0
        """Bytes not accepted by the operating system after the last write."""
        self.doomed = False
        """Marked slow: only the farewell is still written."""
