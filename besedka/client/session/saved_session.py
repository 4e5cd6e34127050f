"""What another process needs to go on with a session."""

from dataclasses import field

from besedka.records import record

__all__ = ["SavedSession"]


@record
class SavedSession:
    """A session without a connection. Whoever has the `token` is that person: keep it secret.

    `seq` is the last entry of which the program was given everything; `request`, the last number of a request.
    """

    token: str = field(repr=False)
    seq: int
    request: int
