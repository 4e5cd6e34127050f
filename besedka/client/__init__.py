"""The client library of Besedka: join a chat, send messages, receive events. Based on asyncio, no dependencies.

    async with connect("127.0.0.1:8765", name="parrot") as chat:
        async for received in chat:
            match received.event:
                case Message(author=author, text=text, to=None) if author != chat.name:
                    await chat.send(text)

See docs/client.md for the full documentation.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from besedka.client.public import (
        DEFAULT_ADDRESS,
        Address,
        Backoff,
        BadAddress,
        Client,
        ClientError,
        CommandHelp,
        ConnectionLost,
        ConnectionReplaced,
        Disconnected,
        HandshakeRefused,
        LocalEvent,
        Received,
        Reconnecting,
        RefusedError,
        SavedSession,
        ServerUnreachable,
        SessionOver,
        Unanswered,
        UnexpectedAnswer,
        Unknown,
        connect,
    )

__all__ = [
    "DEFAULT_ADDRESS",
    "Address",
    "Backoff",
    "BadAddress",
    "Client",
    "ClientError",
    "CommandHelp",
    "ConnectionLost",
    "ConnectionReplaced",
    "Disconnected",
    "HandshakeRefused",
    "LocalEvent",
    "Received",
    "Reconnecting",
    "RefusedError",
    "SavedSession",
    "ServerUnreachable",
    "SessionOver",
    "Unanswered",
    "UnexpectedAnswer",
    "Unknown",
    "connect",
]


def __getattr__(name: str) -> object:
    """Import the library on first use: the terminal client's `--help` does not need asyncio."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from besedka.client import public  # noqa: PLC0415 - lazy on purpose

    return getattr(public, name)
