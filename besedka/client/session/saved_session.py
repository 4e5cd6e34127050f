"""The secret of a session: what another process needs to go on with it, and nobody else may see."""

from dataclasses import field

from besedka.dialects.commands.requests import SessionGranted
from besedka.dialects.json.client_codec import Received
from besedka.dialects.json.strict_json import dump
from besedka.records import record

__all__ = ["SavedSession", "without_token"]


@record
class SavedSession:
    """A session without a connection. Whoever has the `token` is that person: keep it secret.

    `seq` is the last entry of which the program was given everything; `request`, the last number of a request.
    """

    token: str = field(repr=False)
    seq: int
    request: int


def without_token(event: SessionGranted, received: Received) -> tuple[Received, str]:
    """Return the event and its text as programs may see and log them."""
    fields = {**received.fields, "token": ""}
    return Received(SessionGranted("", event.grace), received.stamp, received.ref, fields), dump(fields)
