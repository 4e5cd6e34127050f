"""User-facing messages for a chat that cannot be reached or was lost."""

import ipaddress
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from besedka import DEFAULT_PORT
from besedka.chat.language.text import excerpt
from besedka.client.address import Address
from besedka.client.errors import BadAddress, ConnectionLost, HandshakeRefused, ServerUnreachable, SessionOver
from besedka.dialects.words.languages import N_, Language
from besedka.system_errors import system_error

__all__ = ["explain_bad_address", "explain_end", "explain_refusal", "explain_unreachable"]

_CLOSED: Final = N_("The server has closed the connection.")
_MISUNDERSTOOD: Final = N_("Server and client do not understand each other. Are they of the same version?")
_LOST: Final[Mapping[int, str]] = {
    1000: _CLOSED,
    1001: _CLOSED,
    1002: _MISUNDERSTOOD,
    1006: N_("The connection to the server is lost."),
    1007: _MISUNDERSTOOD,
    1008: N_("The server has closed the connection: it does not accept what this program sent."),
    1009: N_("The server has closed the connection: a message was too long."),
    1011: N_("The server has closed the connection: it has failed."),
    1012: N_("The server has closed the connection: it is restarting."),
    1013: N_("The connection is lost: you could not keep up with the chat."),
}
_OVER: Final[Mapping[str, str]] = {
    "replaced": N_("This session goes on over another connection. Start the program again to come in anew."),
    "unknown-session": N_("The connection was lost for too long: the session has ended."),
    "new-server": N_("The server was restarted and has kept nothing: the session has ended."),
    "unreachable": N_("The connection to the server is lost, and it does not come back."),
}
"""By `SessionOver.reason`."""
_MOVED: Final = N_("the chat is at another address")
_NO_ENTRY: Final = N_("it requires you to log in")
_BROKEN: Final = N_("the server has failed")
_NOT_REACHED: Final = N_("the server behind this address cannot be reached")
_NO_WEBSOCKET: Final = N_("it does not speak WebSocket here")

_HTTP_STATUSES: Final[Mapping[int, str]] = {
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
"""By HTTP status of a response to a WebSocket handshake (RFC 9110, 15)."""
_NO_ANSWER: Final = N_("Nobody answers at {address} ({why}). Is the address right, and the server running?")
_UNREACHABLE: Final[Mapping[str, str]] = {
    "timeout": N_("{address} does not answer in time. Is the address right, and is it a chat?"),
    "closed": N_("{address} answers, but closes the connection before the chat begins."),
    "no-http": N_("{address} answers, but not like a chat server: {why}"),
    "no-tls": N_("{address} answers, but not with TLS; try {other}"),
    "tls": N_("{address} answers, but its TLS cannot be trusted: {why}"),
}


def explain_bad_address(error: BadAddress, words: Language) -> str:
    """Explain that the text typed is not an address."""
    sentence = words.text(
        "“{address}” is not the address of a chat. Use HOST, HOST:PORT, ws://…, wss://… or the page’s address; "
        "a port is 1 to 65535."
    )
    return sentence.format(address=excerpt(error.address))


def explain_unreachable(error: ServerUnreachable, address: Address, words: Language, server: str) -> str:
    """Explain that there is no chat at `address`; `server` is the command that starts one."""
    if error.code == "network" and _is_here(address.host):
        command = server if address.port == DEFAULT_PORT else f"{server} --port {address.port}"
        sentence = words.text("Nobody answers at {address}. Start a server with: {command}")
        return sentence.format(address=address, command=command)
    sentence = words.text(_UNREACHABLE.get(error.code, _NO_ANSWER))
    return sentence.format(address=address, why=_why(error, words), other=_without_tls(address))


def explain_refusal(error: HandshakeRefused, words: Language) -> str:
    """Explain that a server answered and refused."""
    sentence = words.text("{address} answers, but does not let you in: {why}")
    return sentence.format(address=error.address, why=_http_status(error, words))


def explain_end(error: ConnectionLost | HandshakeRefused, words: Language) -> str:
    """Explain why a chat ended after it was entered."""
    if isinstance(error, HandshakeRefused):
        return explain_refusal(error, words)
    if isinstance(error, SessionOver) and error.reason in _OVER:
        return words.text(_OVER[error.reason])
    known = _LOST.get(error.code)
    if known is not None:
        return words.text(known)
    return words.text("The server has closed the connection, saying “{why}”.").format(why=error.why)


def _http_status(error: HandshakeRefused, words: Language) -> str:
    """Return the reason with its status; a status without a text of ours is quoted in the server's words."""
    if error.status is None:
        return words.text("its answer is not correct HTTP")
    known = _HTTP_STATUSES.get(error.status)
    said = words.text(known) if known else words.text("“{said}”").format(said=error.why)
    return f"{said} (HTTP {error.status})"


def _why(error: ServerUnreachable, words: Language) -> str:
    """Return the system's reason, or what a peer that is not a chat sent."""
    if isinstance(error.__cause__, OSError) and not isinstance(error.__cause__, ConnectionLost):
        return system_error(error.__cause__, words)
    return words.text("“{said}”").format(said=error.why.strip("“”")) if error.code == "no-http" else error.why


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _without_tls(address: Address) -> str:
    plain = replace(address, secure=False)
    target = plain.target()
    return f"ws://{plain.shown_authority}" + ("" if target == "/" else target)
