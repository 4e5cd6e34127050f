import pytest
from chat_bench import NOON, ChatBench, session_of

from besedka.chat import Chat, Delivery, Entry, Origin, Rules, Stamp
from besedka.chat.language.commands import (
    Cancel,
    Command,
    Ignore,
    Join,
    Leave,
    Rename,
    Report,
    Send,
    Tick,
    Unignore,
)
from besedka.chat.language.events import Accepted, Cancelled, Event, Pending, Refused

ANN = session_of("ann")


def numbered(*others: str) -> ChatBench:
    bench = ChatBench()
    bench.join("ann", numbered=True)
    bench.join_all(*others)
    return bench


def repeat(bench: ChatBench, command: Command, request: int) -> list[Delivery]:
    return bench.apply(ANN, command, request)


def again(event: Event, seq: int, at: int = NOON) -> list[Delivery]:
    """The first answer, with the stamp that it had."""
    return [Delivery(event, ANN, stamp=Stamp(seq, at))]


def test_a_repeated_request_is_carried_out_once_and_has_its_first_answer() -> None:
    bench = numbered("bob")
    first = repeat(bench, Send("hi"), 1)
    bench.sleep(5)
    assert repeat(bench, Send("hi"), 1) == again(Accepted("send", 4), 4)
    assert first[0].event == Accepted("send", 4)
    assert bench.heard("bob") == ["hi"]
    assert bench.streams[ANN][-1] == (Stamp(4, NOON), Accepted("send", 4))


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (Send("later", delay=9), Accepted("send", 6, NOON + 9000)),
        (Send(""), Refused("text-empty", {"limit": 4000})),
        (Rename("anna"), Accepted("rename", name="anna")),
        (Cancel(), Cancelled((Pending(5, "x", NOON + 99_000),))),
        (Report("bob"), Accepted("report", name="bob")),
        (Ignore("bob"), Accepted("ignore", name="bob")),
        (Unignore("bob"), Refused("not-ignored", {"name": "bob", "nearest": None})),
    ],
)
def test_every_request_has_its_first_answer_again(command: Command, answer: Event) -> None:
    bench = numbered("bob")
    bench.leave("bob")
    bench.schedule("ann", "x", 99)
    assert repeat(bench, command, 1)[0].event == answer
    bench.join("bob")
    assert repeat(bench, command, 1) == again(answer, 6)
    assert repeat(bench, Send("something else"), 1) == again(answer, 6)


def test_a_refusal_for_want_of_a_voice_is_repeated_too() -> None:
    bench = numbered("bob")
    bench.mute("ann")
    (refused,) = repeat(bench, Send("hi"), 1)
    seq = len(bench.journal)
    bench.wait(601)
    assert isinstance(refused.event, Refused)
    assert refused.event.code == "muted"
    assert repeat(bench, Send("hi"), 1) == again(refused.event, seq)


def test_the_last_sixty_four_answers_are_kept() -> None:
    bench = numbered()
    for request in range(1, 71):
        repeat(bench, Send(f"text {request}"), request)
    done = Refused("already-done", {"request": 6})
    assert repeat(bench, Send("text 6"), 6) == [Delivery(done, ANN)]
    assert repeat(bench, Send("text 7"), 7) == again(Accepted("send", 9), 9)
    assert len(bench.history("ann")) == Rules().history_size
    assert bench.history("ann")[-1] == "text 70"


def test_a_request_that_never_became_an_entry_is_not_done_when_later_ones_are() -> None:
    bench = numbered()
    repeat(bench, Send("one"), 1)
    repeat(bench, Send("three"), 3)
    first = repeat(bench, Send("two"), 2)[0].event
    assert first == Accepted("send", 5)
    assert repeat(bench, Send("two"), 2) == again(first, 5)
    assert bench.history("ann") == ["one", "three", "two"]


def test_a_request_below_one_whose_answer_is_not_kept_is_done() -> None:
    bench = numbered()
    for request in [*range(2, 70), 70]:
        repeat(bench, Send("hi"), 2 * request)
    # Of 69 answers 64 are kept: those up to 12 are not.
    for request in (3, 12, 1):
        assert repeat(bench, Send("hi"), request)[0].event == Refused("already-done", {"request": request})
    assert isinstance(repeat(bench, Send("hi"), 13)[0].event, Accepted)
    # A late one is kept like any other, and the one that it pushes out is done.
    assert repeat(bench, Send("hi"), 14)[0].event == Refused("already-done", {"request": 14})
    assert repeat(bench, Send("hi"), 13)[0].stamp is not None
    restored = Chat.restore(bench.chat.snapshot())
    entry = Entry(len(bench.journal) + 1, NOON, Origin("node", ANN, 14), Send("hi"))
    assert restored.apply(entry)[0].event == Refused("already-done", {"request": 14})


def test_a_repeated_join_after_the_end_of_its_session_lets_nobody_in() -> None:
    bench = numbered("bob")
    repeat(bench, Leave(), 1)
    bench.forget()
    assert repeat(bench, Join("network of ann", "ann", numbered=True), 0) == []
    assert not bench.chat.is_in(ANN)
    assert bench.seen("bob") == []


def test_a_session_that_ended_is_known_for_a_while_also_after_a_restart() -> None:
    bench = numbered("bob")
    repeat(bench, Leave(), 1)
    again = Join("network of ann", "ann")
    restored = Chat.restore(bench.chat.snapshot())
    seq = len(bench.journal)
    assert restored.apply(Entry(seq + 1, NOON + 599_999, Origin("node", ANN), again)) == []
    assert restored.apply(Entry(seq + 2, NOON + 600_000, Origin("node", ANN), again))


def test_who_does_not_number_its_requests_is_answered_once_when_the_journal_repeats_itself() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    assert len(repeat(bench, Send("hi"), 1)) == 2
    assert repeat(bench, Send("hi"), 1) == []
    assert len(repeat(bench, Send("hi"), 2)) == 2
    assert bench.heard("bob") == ["hi", "hi"]


def test_a_request_without_a_number_is_never_taken_for_a_repeated_one() -> None:
    bench = numbered("bob")
    for request in (None, 1, None):
        bench.apply(ANN, Send("hi"), request)
    assert bench.heard("bob") == ["hi"] * 3
    assert bench.history("ann") == ["hi"] * 3


def test_a_repeated_request_does_what_is_due_meanwhile() -> None:
    bench = numbered("bob")
    repeat(bench, Send("later", delay=5), 1)
    bench.sleep(5)
    assert [type(delivery.event).__name__ for delivery in repeat(bench, Send("later", delay=5), 1)] == [
        "Message",
        "Accepted",
    ]


def test_what_was_asked_in_a_visit_is_not_known_in_the_next() -> None:
    bench = numbered("bob")
    repeat(bench, Send("hi"), 1)
    assert repeat(bench, Leave(), 2)
    assert repeat(bench, Leave(), 2) == []
    bench.join("ann", numbered=True)
    assert bench.do("ann", Send("hi"), 1)[0] == Accepted("send", len(bench.journal))


def test_a_repeated_join_and_a_repeated_tick_do_nothing() -> None:
    bench = numbered()
    assert repeat(bench, Join("network of ann", "ann", numbered=True), 0) == []
    assert bench.server(Tick()) == bench.start(node="another") == []
