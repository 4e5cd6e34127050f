from besedka.chat.language.events import (
    Accepted,
    Cancelled,
    Message,
    NotSent,
    Pending,
    Recorded,
    ScheduledListed,
    Stamp,
)
from besedka.client.terminal.session.pending_messages import PendingMessages


def pending(number: int) -> Pending:
    return Pending(number, "later", 0)


def delayed(*numbers: int) -> PendingMessages:
    made = PendingMessages()
    for number in numbers:
        made.follow(Accepted("send", number=number, due=1))
    return made


def test_what_was_accepted_with_a_delay_waits() -> None:
    made = delayed(1, 2)
    made.follow(Accepted("send", number=3))
    made.follow(Accepted("rename", name="bob"))
    assert made.take(()) == "#1, #2"
    assert made.take(()) == ""


def test_what_ended_in_any_way_waits_no_more() -> None:
    made = delayed(1, 2, 3, 4)
    made.follow(Cancelled((pending(1), pending(99))))
    made.follow(NotSent(pending(2), "muted"))
    made.follow(Message(3, "bob", "later", delayed=True))
    made.follow(Message(4, "eve", "of another time"))
    assert made.take(()) == "#4"


def test_a_list_of_them_is_the_whole_truth() -> None:
    made = delayed(1)
    made.follow(ScheduledListed((pending(7),)))
    assert made.take(()) == "#7"


def test_what_was_heard_meanwhile_waits_no_more() -> None:
    heard = [Recorded(Stamp(9, 0), Message(1, "bob", "later", delayed=True))]
    assert delayed(1, 2).take(heard) == "#2"


def test_of_many_some_are_named() -> None:
    assert delayed(*range(1, 12)).take(()).endswith("#9, #10, …")


def test_no_server_fills_the_memory_with_them() -> None:
    made = delayed(*range(5000))
    assert len(made._numbers) == 1000
    assert made.take(()).startswith("#4000, ")
