"""The lines that a server prints when it has started or failed to start."""

import errno

from besedka import DEFAULT_PORT
from besedka.dialects import Language
from besedka.system_errors import system_error

__all__ = ["banner", "cannot_listen"]

_LOCAL_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""The local address of a server that listens at all addresses."""


def banner(
    words: Language,
    host: str,
    port: int,
    client: str,
    client_elsewhere: str,
    *,
    durable: bool,
    elsewhere: str | None = None,
) -> str:
    """Return a few lines: where and how to join, whether messages are stored, how to stop the server.

    `client` is the command that starts a client on this machine, `client_elsewhere` on another machine;
    `elsewhere` is this machine's address on its network.
    """
    place = _LOCAL_ADDRESSES.get(host, host)
    address = f"[{place}]:{port}" if ":" in place else f"{place}:{port}"
    default = place == "127.0.0.1" and port == DEFAULT_PORT
    lines = [
        words.text("Besedka is open at {address}").format(address=f"ws://{address}"),
        words.text("  in a browser:                 {address}").format(address=f"http://{address}/"),
        words.text("  join from a second terminal:  {command}").format(
            command=client if default else f"{client} {address}"
        ),
        words.text("  or without our client:        {command}, then Enter").format(
            command=f"nc {place} {port}"
        ),
    ]
    if host in _LOCAL_ADDRESSES and elsewhere and place == "127.0.0.1":
        command = f"{client_elsewhere} {elsewhere}" + ("" if port == DEFAULT_PORT else f":{port}")
        lines.append(words.text("  from another machine:         {command}").format(command=command))
        link = f"http://{elsewhere}:{port}/"
        lines.append(words.text("  or in its browser:            {address}").format(address=link))
    if not durable:
        lines.append(words.text("Everything is kept in memory only: it is lost when the server stops."))
    lines.append(words.text("Ctrl-C stops the server."))
    return "\n".join(lines)


def cannot_listen(words: Language, host: str, port: int, error: OSError | UnicodeError) -> str:
    """Return one sentence for an address that the server cannot listen at."""
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        sentence = words.text(
            "Port {port} at {host} is taken: stop what uses it, or choose another with --port."
        )
        return sentence.format(host=host, port=port)
    sentence = words.text("Cannot listen at {host}, port {port}: {reason}.")
    return sentence.format(host=host, port=port, reason=system_error(error, words))
