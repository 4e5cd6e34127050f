import pytest
from chat_bench import NOON, ChatBench

from besedka.chat.language.commands import Cancel
from besedka.chat.language.events import Cancelled, Message, NotSent, Pending, Refused, Stopping


@pytest.fixture
def bench() -> ChatBench:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cat")
    return bench


# -- cancel
def test_cancel_takes_the_last_created_and_says_its_text_and_due_time(bench: ChatBench) -> None:
    bench.schedule("ann", "goes early", 9)
    number = bench.schedule("ann", "psst", 5, to="bob")
    assert bench.cancel("ann") == Cancelled((Pending(number, "psst", NOON + 5000, "bob"),))
    bench.forget()
    bench.wait(9)
    assert bench.heard("bob") == ["goes early"]


def test_cancel_takes_the_next_to_last_created_when_the_last_is_gone(bench: ChatBench) -> None:
    first = bench.schedule("ann", "first", 9)
    bench.schedule("ann", "second", 9)
    bench.cancel("ann")
    answer = bench.cancel("ann")
    assert isinstance(answer, Cancelled)
    assert [pending.number for pending in answer.messages] == [first]


def test_cancel_takes_the_one_with_the_number(bench: ChatBench) -> None:
    first = bench.schedule("ann", "first", 5)
    bench.schedule("ann", "second", 5)
    bench.cancel("ann", first)
    bench.wait(5)
    assert bench.heard("bob") == ["second"]


def test_cancel_takes_all_in_the_order_of_creation(bench: ChatBench) -> None:
    numbers = [bench.schedule("ann", "x", delay) for delay in (9, 5, 7)]
    bench.schedule("bob", "bob's", 5)
    answer = bench.cancel("ann", everything=True)
    assert isinstance(answer, Cancelled)
    assert [pending.number for pending in answer.messages] == numbers
    bench.wait(9)
    assert bench.heard("cat") == ["bob's"]


@pytest.mark.parametrize("everything", [False, True])
def test_cancel_says_when_nothing_is_pending(bench: ChatBench, everything: bool) -> None:
    assert bench.cancel("ann", everything=everything) == Refused("nothing-pending")


def test_cancel_says_when_it_was_sent_already(bench: ChatBench) -> None:
    number = bench.schedule("ann", "x", 5)
    bench.wait(5)
    assert bench.cancel("ann", number) == Refused("already-sent", {"number": number})


def test_cancel_says_when_it_was_cancelled_already(bench: ChatBench) -> None:
    number = bench.schedule("ann", "x", 5)
    bench.cancel("ann")
    assert bench.cancel("ann", number) == Refused("already-cancelled", {"number": number})


def test_cancel_says_when_it_was_not_sent(bench: ChatBench) -> None:
    number = bench.schedule("ann", "x", 5, to="bob")
    bench.leave("bob")
    bench.wait(5)
    assert bench.cancel("ann", number) == Refused("already-failed", {"number": number})


@pytest.mark.parametrize("number", [0, -1, 10**30])
def test_cancel_of_a_number_that_is_none_says_so(bench: ChatBench, number: int) -> None:
    bench.schedule("ann", "x", 5)
    assert bench.cancel("ann", number) == Refused("no-such-number", {"number": number})


def test_nobody_elses_message_can_be_cancelled(bench: ChatBench) -> None:
    number = bench.schedule("ann", "x", 5, to="cat")
    assert bench.cancel("bob", number) == Refused("no-such-number", {"number": number})
    bench.wait(5)
    assert bench.heard("cat") == ["x"]


def test_cancel_and_its_time_come_together_and_the_time_wins(bench: ChatBench) -> None:
    number = bench.schedule("ann", "x", 5)
    bench.sleep(5)
    assert [type(event) for event in bench.do("ann", Cancel(number))] == [Message, Refused]


def test_a_muted_author_may_cancel(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 500)
    bench.mute("ann")
    assert isinstance(bench.cancel("ann"), Cancelled)


def test_only_the_last_outcomes_are_remembered(bench: ChatBench) -> None:
    first = bench.schedule("ann", "x", 5)
    bench.cancel("ann")
    for _ in range(200):
        bench.schedule("ann", "x", 5)
        bench.cancel("ann")
    assert bench.cancel("ann", first) == Refused("no-such-number", {"number": first})


# -- scheduled
def test_scheduled_lists_ones_own_by_the_time_at_which_they_go(bench: ChatBench) -> None:
    late = bench.schedule("ann", "late", 9)
    soon = bench.schedule("ann", "soon", 5, to="bob")
    bench.schedule("bob", "bob's", 1)
    bench.rename("bob", "robert")
    assert bench.scheduled("ann") == (
        Pending(soon, "soon", NOON + 5000, "robert"),
        Pending(late, "late", NOON + 9000),
    )
    assert bench.scheduled("cat") == ()


# -- stop
def test_at_a_stop_everybody_is_told_and_authors_what_is_lost(bench: ChatBench) -> None:
    first = bench.schedule("ann", "first", 9)
    second = bench.schedule("ann", "psst", 5, to="bob")
    bench.forget()
    bench.stop()
    assert bench.seen("ann") == [
        Stopping(),
        NotSent(Pending(first, "first", NOON + 9000), "stopping"),
        NotSent(Pending(second, "psst", NOON + 5000, "bob"), "stopping"),
    ]
    assert bench.seen("bob") == bench.seen("cat") == [Stopping()]


def test_after_a_stop_nothing_goes_any_more_not_even_of_who_has_left(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 5)
    bench.schedule("bob", "y", 5)
    bench.leave("ann")
    bench.stop()
    bench.forget()
    bench.wait(9)
    assert bench.seen("cat") == []
    assert bench.chat.next_due() is None


def test_a_second_stop_has_nothing_more_to_lose(bench: ChatBench) -> None:
    bench.schedule("ann", "x", 5)
    bench.stop()
    bench.new_life()
    assert bench.stop() == []


def test_a_stop_leaves_mutes_as_they_are(bench: ChatBench) -> None:
    bench.mute("ann")
    bench.stop()
    assert bench.muted("bob") == ["ann"]
    bench.wait(600)
    assert bench.muted("bob") == []
