import pytest
from stage import NOON, Stage

from besedka.chat.language.commands import Cancel
from besedka.chat.language.events import Cancelled, Message, NotSent, Pending, Refused, Stopping


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.join_all("ann", "bob", "cat")
    return stage


# -- cancel
def test_cancel_takes_the_last_created_and_says_its_text_and_due_time(stage: Stage) -> None:
    stage.schedule("ann", "goes early", 9)
    number = stage.schedule("ann", "psst", 5, to="bob")
    assert stage.cancel("ann") == Cancelled((Pending(number, "psst", NOON + 5000, "bob"),))
    stage.forget()
    stage.wait(9)
    assert stage.heard("bob") == ["goes early"]


def test_cancel_takes_the_next_to_last_created_when_the_last_is_gone(stage: Stage) -> None:
    first = stage.schedule("ann", "first", 9)
    stage.schedule("ann", "second", 9)
    stage.cancel("ann")
    answer = stage.cancel("ann")
    assert isinstance(answer, Cancelled)
    assert [pending.number for pending in answer.messages] == [first]


def test_cancel_takes_the_one_with_the_number(stage: Stage) -> None:
    first = stage.schedule("ann", "first", 5)
    stage.schedule("ann", "second", 5)
    stage.cancel("ann", first)
    stage.wait(5)
    assert stage.heard("bob") == ["second"]


def test_cancel_takes_all_in_the_order_of_creation(stage: Stage) -> None:
    numbers = [stage.schedule("ann", "x", delay) for delay in (9, 5, 7)]
    stage.schedule("bob", "bob's", 5)
    answer = stage.cancel("ann", everything=True)
    assert isinstance(answer, Cancelled)
    assert [pending.number for pending in answer.messages] == numbers
    stage.wait(9)
    assert stage.heard("cat") == ["bob's"]


@pytest.mark.parametrize("everything", [False, True])
def test_cancel_says_when_nothing_is_pending(stage: Stage, everything: bool) -> None:
    assert stage.cancel("ann", everything=everything) == Refused("nothing-pending")


def test_cancel_says_when_it_was_sent_already(stage: Stage) -> None:
    number = stage.schedule("ann", "x", 5)
    stage.wait(5)
    assert stage.cancel("ann", number) == Refused("already-sent", {"number": number})


def test_cancel_says_when_it_was_cancelled_already(stage: Stage) -> None:
    number = stage.schedule("ann", "x", 5)
    stage.cancel("ann")
    assert stage.cancel("ann", number) == Refused("already-cancelled", {"number": number})


def test_cancel_says_when_it_was_not_sent(stage: Stage) -> None:
    number = stage.schedule("ann", "x", 5, to="bob")
    stage.leave("bob")
    stage.wait(5)
    assert stage.cancel("ann", number) == Refused("already-failed", {"number": number})


@pytest.mark.parametrize("number", [0, -1, 10**30])
def test_cancel_of_a_number_that_is_none_says_so(stage: Stage, number: int) -> None:
    stage.schedule("ann", "x", 5)
    assert stage.cancel("ann", number) == Refused("no-such-number", {"number": number})


def test_nobody_elses_message_can_be_cancelled(stage: Stage) -> None:
    number = stage.schedule("ann", "x", 5, to="cat")
    assert stage.cancel("bob", number) == Refused("no-such-number", {"number": number})
    stage.wait(5)
    assert stage.heard("cat") == ["x"]


def test_cancel_and_its_time_come_together_and_the_time_wins(stage: Stage) -> None:
    number = stage.schedule("ann", "x", 5)
    stage.sleep(5)
    assert [type(event) for event in stage.do("ann", Cancel(number))] == [Message, Refused]


def test_a_muted_author_may_cancel(stage: Stage) -> None:
    stage.schedule("ann", "x", 500)
    stage.mute("ann")
    assert isinstance(stage.cancel("ann"), Cancelled)


def test_only_the_last_outcomes_are_remembered(stage: Stage) -> None:
    first = stage.schedule("ann", "x", 5)
    stage.cancel("ann")
    for _ in range(200):
        stage.schedule("ann", "x", 5)
        stage.cancel("ann")
    assert stage.cancel("ann", first) == Refused("no-such-number", {"number": first})


# -- scheduled
def test_scheduled_lists_ones_own_by_the_time_at_which_they_go(stage: Stage) -> None:
    late = stage.schedule("ann", "late", 9)
    soon = stage.schedule("ann", "soon", 5, to="bob")
    stage.schedule("bob", "bob's", 1)
    stage.rename("bob", "robert")
    assert stage.scheduled("ann") == (
        Pending(soon, "soon", NOON + 5000, "robert"),
        Pending(late, "late", NOON + 9000),
    )
    assert stage.scheduled("cat") == ()


# -- stop
def test_at_a_stop_everybody_is_told_and_authors_what_is_lost(stage: Stage) -> None:
    first = stage.schedule("ann", "first", 9)
    second = stage.schedule("ann", "psst", 5, to="bob")
    stage.forget()
    stage.stop()
    assert stage.seen("ann") == [
        Stopping(),
        NotSent(Pending(first, "first", NOON + 9000), "stopping"),
        NotSent(Pending(second, "psst", NOON + 5000, "bob"), "stopping"),
    ]
    assert stage.seen("bob") == stage.seen("cat") == [Stopping()]


def test_after_a_stop_nothing_goes_any_more_not_even_of_who_has_left(stage: Stage) -> None:
    stage.schedule("ann", "x", 5)
    stage.schedule("bob", "y", 5)
    stage.leave("ann")
    stage.stop()
    stage.forget()
    stage.wait(9)
    assert stage.seen("cat") == []
    assert stage.chat.next_due() is None


def test_a_second_stop_has_nothing_more_to_lose(stage: Stage) -> None:
    stage.schedule("ann", "x", 5)
    stage.stop()
    stage.new_life()
    assert stage.stop() == []


def test_a_stop_leaves_mutes_as_they_are(stage: Stage) -> None:
    stage.mute("ann")
    stage.stop()
    assert stage.muted("bob") == ["ann"]
    stage.wait(600)
    assert stage.muted("bob") == []
