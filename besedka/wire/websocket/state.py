"""The life of a WebSocket as a table. Nothing but this table changes a state."""

from enum import Enum
from typing import Final

from besedka.wire.errors import WireUsageError

__all__ = ["TERMINAL", "TRANSITIONS", "Happening", "State", "diagram", "next_state"]


class State(Enum):
    """Where a connection is.

    A peer's Close frame and our answer to it are one step, so no state stands between them.
    """

    CONNECTING = "the opening handshake is under way"
    OPEN = "messages go both ways"
    CLOSING_LOCAL = "our Close frame was sent, the peer's has not come"
    CLOSED = "both Close frames were exchanged"
    FAILED = "the peer broke the protocol, or the handshake was refused"
    LOST = "the bytes ended without a closing handshake"


class Happening(Enum):
    """What can move a connection from one state to another."""

    HANDSHAKE_DONE = "handshake done"
    HANDSHAKE_REFUSED = "handshake refused"
    CLOSE_SENT = "we send Close"
    CLOSE_RECEIVED = "Close received"
    VIOLATION = "protocol broken"
    EOF = "bytes end"


TRANSITIONS: Final[dict[tuple[State, Happening], State]] = {
    (State.CONNECTING, Happening.HANDSHAKE_DONE): State.OPEN,
    (State.CONNECTING, Happening.HANDSHAKE_REFUSED): State.FAILED,
    (State.CONNECTING, Happening.EOF): State.LOST,
    (State.OPEN, Happening.CLOSE_SENT): State.CLOSING_LOCAL,
    (State.OPEN, Happening.CLOSE_RECEIVED): State.CLOSED,
    (State.OPEN, Happening.VIOLATION): State.FAILED,
    (State.OPEN, Happening.EOF): State.LOST,
    (State.CLOSING_LOCAL, Happening.CLOSE_RECEIVED): State.CLOSED,
    (State.CLOSING_LOCAL, Happening.VIOLATION): State.FAILED,
    (State.CLOSING_LOCAL, Happening.EOF): State.LOST,
}

#: States that nothing leads out of: whatever still arrives is dropped.
TERMINAL: Final = frozenset(State) - {origin for origin, _ in TRANSITIONS}


def next_state(state: State, happening: Happening) -> State:
    """The state that follows; raises `WireUsageError` when the table does not know the step."""
    try:
        return TRANSITIONS[state, happening]
    except KeyError:
        raise WireUsageError(f"{happening.value!r} cannot happen when {state.value}") from None


def diagram() -> str:
    """The table as a Mermaid `stateDiagram-v2`, for the papers; ends with a newline."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.CONNECTING.name}"]
    lines += [
        f"    {origin.name} --> {target.name}: {happening.value}"
        for (origin, happening), target in TRANSITIONS.items()
    ]
    lines += [f"    {state.name} --> [*]" for state in State if state in TERMINAL]
    return "\n".join(lines) + "\n"
