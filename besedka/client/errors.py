"""The exceptions of the client library.

One base class, and one class for each way of handling an error.
"""

from collections.abc import Mapping
from typing import Final, Literal

from besedka.chat.language.events import Value
from besedka.dialects.commands.requests import Ask
from besedka.records import record

__all__ = [
    "BadAddress",
    "ClientError",
    "ConnectionLost",
    "ConnectionReplaced",
    "HandshakeRefused",
    "RefusedError",
    "ServerUnreachable",
    "SessionOver",
    "Unanswered",
    "UnexpectedAnswer",
    "Unreachable",
]


_SERVER_ERROR: Final = 500
_RETRYABLE: Final = (408, 425, 429)

SessionEnd = Literal["replaced", "unknown-session", "new-server", "unreachable", "refused"]
"""Why a session is over; the codes are explained at `SessionOver`."""

Unreachable = Literal["network", "timeout", "closed", "no-http", "no-tls", "tls"]
"""Why the chat could not be reached; the codes are explained at `ServerUnreachable`."""


class ClientError(Exception):
    """Base class of every error that this library raises on purpose."""


class BadAddress(ClientError, ValueError):  # noqa: N818 - it says what happened
    """The text is not the address of a chat.

    `why` is a stable code: `empty`, `scheme`, `host`, `port`, `user`, `fragment`, `encoding`.
    """

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"not an address of a chat ({why}): {address!r}")
        self.address = address
        self.why = why


class ServerUnreachable(ClientError, ConnectionError):  # noqa: N818 - it says what happened
    """The chat cannot be reached at present. A retry may succeed.

    `code` is stable:

    - `network`: no such host, or nothing listens;
    - `timeout`: no welcome arrived in time;
    - `closed`: the connection was accepted and ended before a welcome;
    - `no-http`: the peer speaks something other than HTTP: it is not a chat, or our handshake reached it too late
      several times;
    - `no-tls`: the peer does not speak TLS;
    - `tls`: the peer speaks TLS, but the TLS handshake failed, usually because of the certificate.

    `why` is for logs, in English.
    """

    def __init__(self, address: str, why: str, code: Unreachable = "network") -> None:
        super().__init__(f"no chat to be had at {address}: {why}")
        self.address = address
        self.why = why
        self.code = code


class HandshakeRefused(ClientError):  # noqa: N818 - it says what happened
    """A server answered and refused the handshake: it is not a chat, or a chat that refuses the client.

    `status` is the HTTP status, if there was one. A retry helps only when the status says so (503: the chat is full);
    see `passing`.
    """

    def __init__(self, address: str, status: int | None, why: str) -> None:
        super().__init__(f"{address} refuses to talk: {why}" + (f" (HTTP {status})" if status else ""))
        self.address = address
        self.status = status
        self.why = why

    @property
    def passing(self) -> bool:
        """Whether a later attempt may succeed (RFC 9110, 15.6: any 5xx; also 408, 425 and 429)."""
        return self.status is not None and (self.status >= _SERVER_ERROR or self.status in _RETRYABLE)


class ConnectionLost(ClientError, ConnectionError):  # noqa: N818 - it says what happened
    """The connection was lost without a farewell.

    Requests sent but not answered may or may not have been carried out.
    """

    def __init__(self, why: str, code: int = 1006) -> None:
        super().__init__(f"connection lost: {why}")
        self.why = why
        self.code = code
        """The WebSocket close code (1006: none received; 1013: we read too slowly)."""


@record
class Unanswered:
    """A request without an answer: its `ref`, and what was asked.

    If it was never `written` to a connection, it was not carried out.
    """

    ref: int
    what: Ask | str
    written: bool


class SessionOver(ConnectionLost):
    """The session is over for good; to go on, `connect` again. `reason` is stable:

    - `replaced`: see `ConnectionReplaced`;
    - `unknown-session`: its grace ended before there was a new connection;
    - `new-server`: the server keeps nothing on disk and was restarted: it knows nothing of what was sent;
    - `unreachable`: there was no connection for as long as `connect` was told to try;
    - `refused`: the server refuses the handshake; `__cause__` says how.

    The requests in `unanswered` may or may not have been carried out, unless they were never written.
    """

    def __init__(
        self, reason: SessionEnd, why: str, code: int = 1006, unanswered: tuple[Unanswered, ...] = ()
    ) -> None:
        super().__init__(why, code)
        self.reason = reason
        self.unanswered = unanswered


class ConnectionReplaced(SessionOver):
    """A newer connection has taken the session over. Do not connect again by yourself, or the two would fight."""

    def __init__(self, unanswered: tuple[Unanswered, ...] = ()) -> None:
        super().__init__("replaced", "the session goes on over a newer connection", 4001, unanswered)


class UnexpectedAnswer(ClientError):  # noqa: N818 - it says what happened
    """The server sent an answer that this version does not understand. The connection stays open.

    The command may or may not have been carried out. `fields` is the answer as received.
    """

    def __init__(self, why: str, fields: Mapping[str, object]) -> None:
        super().__init__(f"an answer that was not expected: {why}")
        self.why = why
        self.fields = fields


class RefusedError(ClientError):
    """The chat refused a command; nothing changed.

    `code` is stable; `text` is for people, in the session's language.
    """

    def __init__(self, code: str, params: Mapping[str, Value], text: str) -> None:
        super().__init__(text or code)
        self.code = code
        self.params = params
        self.text = text
