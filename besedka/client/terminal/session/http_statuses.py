"""What an HTTP status says that came where a WebSocket was asked for (RFC 9110, 15), in the user's language."""

from collections.abc import Mapping
from typing import Final

from besedka.client.errors import HandshakeRefused
from besedka.dialects.words.languages import N_, Language

__all__ = ["http_status"]

_MOVED: Final = N_("the chat is at another address")
_NO_ENTRY: Final = N_("it requires you to log in")
_BROKEN: Final = N_("the server has failed")
_NOT_REACHED: Final = N_("the server behind this address cannot be reached")
_NO_WEBSOCKET: Final = N_("it does not speak WebSocket here")

_STATUSES: Final[Mapping[int, str]] = {
    101: N_("its WebSocket handshake is not correct"),
    200: _NO_WEBSOCKET,
    301: _MOVED,
    302: _MOVED,
    303: _MOVED,
    307: _MOVED,
    308: _MOVED,
    400: N_("it did not understand the request"),
    401: _NO_ENTRY,
    403: N_("access is forbidden"),
    404: N_("there is no chat at this path"),
    405: _NO_WEBSOCKET,
    407: _NO_ENTRY,
    408: N_("the request took too long"),
    410: N_("there is no chat at this path"),
    421: N_("there is no chat under this name"),
    426: _NO_WEBSOCKET,
    429: N_("there were too many requests; try again later"),
    500: _BROKEN,
    501: _NO_WEBSOCKET,
    502: _NOT_REACHED,
    503: N_("the chat is full, or not available now"),
    504: _NOT_REACHED,
}


def http_status(error: HandshakeRefused, words: Language) -> str:
    """Why there is no chat, with the status; what is not known is quoted as the server said it."""
    if error.status is None:
        return words.text("its answer is not correct HTTP")
    known = _STATUSES.get(error.status)
    said = words.text(known) if known else words.text("“{said}”").format(said=error.why)
    return f"{said} (HTTP {error.status})"
