from besedka.chat.language.events import Message, Recorded, Stamp
from besedka.client.terminal.session.catch_up import CatchUp, missed_since
from besedka.dialects.json.client_codec import Received


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


def said(seq: int, ref: int | None = None) -> Received:
    return Received(Message(seq, "eve", "x"), Stamp(seq, seq), ref, {})


def test_what_comes_before_the_answer_waits_in_order_and_the_answer_does_not() -> None:
    catch_up = CatchUp()
    assert not catch_up.hold(said(1), "1")  # nothing is awaited
    catch_up.begin(7)
    assert [catch_up.hold(said(seq), str(seq)) for seq in (2, 3)] == [True, True]
    assert catch_up.is_answer(said(4, 7))
    assert not catch_up.is_answer(said(4, 8))
    assert catch_up.first == Stamp(2, 2)
    catch_up.settle()
    assert not catch_up.awaited
    assert catch_up.end() == (None, [(said(2), "2"), (said(3), "3")])
    assert catch_up.first is None


def test_an_answer_that_does_not_come_is_given_up_after_a_thousand_events() -> None:
    catch_up = CatchUp()
    catch_up.begin(7)
    assert all(catch_up.hold(said(seq), "") for seq in range(1000))
    assert not catch_up.hold(said(1000), "")
    unanswered, held = catch_up.end()
    assert (unanswered, len(held)) == (7, 1000)
