from besedka.chat.language.events import Message, Recorded, Stamp
from besedka.client.terminal.session.catch_up import missed_since


def row(seq: int, at: int) -> Recorded:
    return Recorded(Stamp(seq, at), Message(seq, "eve", "x"))


def test_what_came_between_is_missed_and_nothing_else() -> None:
    history = (row(4, 40), row(6, 60), row(7, 70), row(9, 90))
    assert missed_since(Stamp(5, 50), Stamp(8, 80), history, 20) == ((row(6, 60), row(7, 70)), False)


def test_several_events_of_one_millisecond_are_told_apart_by_number() -> None:
    history = (row(5, 50), row(6, 50))
    assert missed_since(Stamp(5, 50), Stamp(8, 80), history, 20) == ((row(6, 50),), False)


def test_a_full_history_that_does_not_reach_back_may_have_a_gap() -> None:
    history = (row(6, 60), row(7, 70))
    assert missed_since(Stamp(2, 20), Stamp(8, 80), history, 2) == (history, True)
    assert missed_since(Stamp(2, 20), Stamp(8, 80), history, 3) == (history, False)


def test_a_restarted_server_may_have_forgotten() -> None:
    assert missed_since(Stamp(9, 50), Stamp(3, 80), (row(2, 70),), 20) == ((row(2, 70),), True)


def test_nothing_said_is_nothing_missed() -> None:
    assert missed_since(Stamp(2, 20), Stamp(8, 80), (), 20) == ((), False)
