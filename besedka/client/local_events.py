"""Events about the connection that the library adds to those of the server, at their place in the order."""

from besedka.dialects.json.client_codec import LocalEvent
from besedka.records import record

__all__ = ["Disconnected", "LocalEvent", "Reconnecting"]


@record
class Disconnected(LocalEvent):
    """The session has lost its connection and tries to get another one; yielded once for each loss.

    `why` is for logs, in English. `code` is the WebSocket close code (1006: none received). `since` is the time of the
    last byte from the server, in milliseconds since 1970 by this machine's clock.
    """

    why: str
    code: int
    since: int


@record
class Reconnecting(LocalEvent):
    """The next attempt begins in `delay` seconds; 0.0: it has begun. `attempt` counts from 1 for each loss.

    `why` is the last failure, for logs, in English.
    """

    attempt: int
    delay: float
    why: str
