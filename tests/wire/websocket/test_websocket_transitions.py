import pytest

from besedka.wire import WireUsageError
from besedka.wire.websocket.transitions import (
    TERMINAL,
    TRANSITIONS,
    Trigger,
    WebSocketState,
    diagram,
    next_state,
)


@pytest.mark.parametrize(("step", "target"), TRANSITIONS.items())
def test_every_row_of_the_table_is_a_step(
    step: tuple[WebSocketState, Trigger], target: WebSocketState
) -> None:
    assert next_state(*step) is target


@pytest.mark.parametrize("state", list(TERMINAL))
@pytest.mark.parametrize("trigger", list(Trigger))
def test_nothing_leads_out_of_an_end(state: WebSocketState, trigger: Trigger) -> None:
    with pytest.raises(WireUsageError, match="cannot happen"):
        next_state(state, trigger)


def test_the_ends_are_closed_failed_and_lost() -> None:
    assert {WebSocketState.CLOSED, WebSocketState.FAILED, WebSocketState.LOST} == TERMINAL


def test_every_state_can_be_reached() -> None:
    assert set(TRANSITIONS.values()) == set(WebSocketState) - {WebSocketState.CONNECTING}


def test_the_diagram_shows_every_step_and_every_end() -> None:
    lines = diagram().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> CONNECTING"]
    assert "    OPEN --> CLOSING_LOCAL: we send Close" in lines
    assert "    LOST --> [*]" in lines
    assert len(lines) == 2 + len(TRANSITIONS) + len(TERMINAL)
