import pytest

from besedka.wire import WireUsageError
from besedka.wire.websocket.state import TERMINAL, TRANSITIONS, Happening, State, diagram, next_state


@pytest.mark.parametrize(("step", "target"), TRANSITIONS.items())
def test_every_row_of_the_table_is_a_step(step: tuple[State, Happening], target: State) -> None:
    assert next_state(*step) is target


@pytest.mark.parametrize("state", list(TERMINAL))
@pytest.mark.parametrize("happening", list(Happening))
def test_nothing_leads_out_of_an_end(state: State, happening: Happening) -> None:
    with pytest.raises(WireUsageError, match="cannot happen"):
        next_state(state, happening)


def test_the_ends_are_closed_failed_and_lost() -> None:
    assert {State.CLOSED, State.FAILED, State.LOST} == TERMINAL


def test_every_state_can_be_reached() -> None:
    assert set(TRANSITIONS.values()) == set(State) - {State.CONNECTING}


def test_the_diagram_shows_every_step_and_every_end() -> None:
    lines = diagram().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> CONNECTING"]
    assert "    OPEN --> CLOSING_LOCAL: we send Close" in lines
    assert "    LOST --> [*]" in lines
    assert len(lines) == 2 + len(TRANSITIONS) + len(TERMINAL)
