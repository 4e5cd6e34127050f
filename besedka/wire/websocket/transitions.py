"""The states of a WebSocket and the transitions between them: one table, and nothing else changes a state."""

from enum import Enum
from typing import Final

from besedka.wire import WireUsageError

__all__ = ["TERMINAL", "TRANSITIONS", "Trigger", "WebSocketState", "diagram", "next_state"]


class WebSocketState(Enum):
    """Where a connection is.

    A peer's Close frame and our answer to it are one step, so no state stands between them.
    """

    CONNECTING = "the opening handshake is under way"
    OPEN = "messages go both ways"
    CLOSING_LOCAL = "our Close frame was sent, the peer's has not come"
    CLOSED = "both Close frames were exchanged"
    FAILED = "the peer broke the protocol, or the handshake was refused"
    LOST = "the bytes ended without a closing handshake"


class Trigger(Enum):
    """What can move a connection from one state to another."""

    HANDSHAKE_DONE = "handshake done"
    HANDSHAKE_REFUSED = "handshake refused"
    CLOSE_SENT = "we send Close"
    CLOSE_RECEIVED = "Close received"
    VIOLATION = "protocol broken"
    EOF = "bytes end"


TRANSITIONS: Final[dict[tuple[WebSocketState, Trigger], WebSocketState]] = {
    (WebSocketState.CONNECTING, Trigger.HANDSHAKE_DONE): WebSocketState.OPEN,
    (WebSocketState.CONNECTING, Trigger.HANDSHAKE_REFUSED): WebSocketState.FAILED,
    (WebSocketState.CONNECTING, Trigger.EOF): WebSocketState.LOST,
    (WebSocketState.OPEN, Trigger.CLOSE_SENT): WebSocketState.CLOSING_LOCAL,
    (WebSocketState.OPEN, Trigger.CLOSE_RECEIVED): WebSocketState.CLOSED,
    (WebSocketState.OPEN, Trigger.VIOLATION): WebSocketState.FAILED,
    (WebSocketState.OPEN, Trigger.EOF): WebSocketState.LOST,
    (WebSocketState.CLOSING_LOCAL, Trigger.CLOSE_RECEIVED): WebSocketState.CLOSED,
    (WebSocketState.CLOSING_LOCAL, Trigger.VIOLATION): WebSocketState.FAILED,
    (WebSocketState.CLOSING_LOCAL, Trigger.EOF): WebSocketState.LOST,
}

TERMINAL: Final = frozenset(WebSocketState) - {origin for origin, _ in TRANSITIONS}
"""States that nothing leads out of: whatever still arrives is dropped."""


def next_state(state: WebSocketState, trigger: Trigger) -> WebSocketState:
    """The state that follows; raises `WireUsageError` when the table does not know the step."""
    try:
        return TRANSITIONS[state, trigger]
    except KeyError:
        raise WireUsageError(f"{trigger.value!r} cannot happen when {state.value}") from None


def diagram() -> str:
    """The table as a Mermaid `stateDiagram-v2`, for the papers; ends with a newline."""
    lines = ["stateDiagram-v2", f"    [*] --> {WebSocketState.CONNECTING.name}"]
    lines += [
        f"    {origin.name} --> {target.name}: {trigger.value}"
        for (origin, trigger), target in TRANSITIONS.items()
    ]
    lines += [f"    {state.name} --> [*]" for state in WebSocketState if state in TERMINAL]
    return "\n".join(lines) + "\n"
