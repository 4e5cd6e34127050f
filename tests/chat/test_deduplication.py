import pytest
from stage import NOON, Stage, session_of

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


def numbered(*others: str) -> Stage:
    stage = Stage()
    stage.join("ann", numbered=True)
    stage.join_all(*others)
    return stage


def repeat(stage: Stage, command: Command, request: int) -> list[Delivery]:
    return stage.apply(ANN, command, request)


def again(event: Event, seq: int, at: int = NOON) -> list[Delivery]:
    """The first answer, with the stamp that it had."""
    return [Delivery(event, ANN, stamp=Stamp(seq, at))]


def test_a_repeated_request_is_carried_out_once_and_has_its_first_answer() -> None:
    stage = numbered("bob")
    first = repeat(stage, Send("hi"), 1)
    stage.sleep(5)
    assert repeat(stage, Send("hi"), 1) == again(Accepted("send", 4), 4)
    assert first[0].event == Accepted("send", 4)
    assert stage.heard("bob") == ["hi"]
    assert stage.streams[ANN][-1] == (Stamp(4, NOON), Accepted("send", 4))


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
    stage = numbered("bob")
    stage.leave("bob")
    stage.schedule("ann", "x", 99)
    assert repeat(stage, command, 1)[0].event == answer
    stage.join("bob")
    assert repeat(stage, command, 1) == again(answer, 6)
    assert repeat(stage, Send("something else"), 1) == again(answer, 6)


def test_a_refusal_for_want_of_a_voice_is_repeated_too() -> None:
    stage = numbered("bob")
    stage.mute("ann")
    (refused,) = repeat(stage, Send("hi"), 1)
    seq = len(stage.journal)
    stage.wait(601)
    assert isinstance(refused.event, Refused)
    assert refused.event.code == "muted"
    assert repeat(stage, Send("hi"), 1) == again(refused.event, seq)


def test_the_last_sixty_four_answers_are_kept() -> None:
    stage = numbered()
    for request in range(1, 71):
        repeat(stage, Send(f"text {request}"), request)
    done = Refused("already-done", {"request": 6})
    assert repeat(stage, Send("text 6"), 6) == [Delivery(done, ANN)]
    assert repeat(stage, Send("text 7"), 7) == again(Accepted("send", 9), 9)
    assert len(stage.history("ann")) == Rules().history_size
    assert stage.history("ann")[-1] == "text 70"


def test_a_request_that_never_became_an_entry_is_not_done_when_later_ones_are() -> None:
    stage = numbered()
    repeat(stage, Send("one"), 1)
    repeat(stage, Send("three"), 3)
    first = repeat(stage, Send("two"), 2)[0].event
    assert first == Accepted("send", 5)
    assert repeat(stage, Send("two"), 2) == again(first, 5)
    assert stage.history("ann") == ["one", "three", "two"]


def test_a_request_below_one_whose_answer_is_not_kept_is_done() -> None:
    stage = numbered()
    for request in [*range(2, 70), 70]:
        repeat(stage, Send("hi"), 2 * request)
    # Of 69 answers 64 are kept: those up to 12 are not.
    for request in (3, 12, 1):
        assert repeat(stage, Send("hi"), request)[0].event == Refused("already-done", {"request": request})
    assert isinstance(repeat(stage, Send("hi"), 13)[0].event, Accepted)
    # A late one is kept like any other, and the one that it pushes out is done.
    assert repeat(stage, Send("hi"), 14)[0].event == Refused("already-done", {"request": 14})
    assert repeat(stage, Send("hi"), 13)[0].stamp is not None
    restored = Chat.restore(stage.chat.snapshot())
    entry = Entry(len(stage.journal) + 1, NOON, Origin("node", ANN, 14), Send("hi"))
    assert restored.apply(entry)[0].event == Refused("already-done", {"request": 14})


def test_a_repeated_join_after_the_end_of_its_session_lets_nobody_in() -> None:
    stage = numbered("bob")
    repeat(stage, Leave(), 1)
    stage.forget()
    assert repeat(stage, Join("network of ann", "ann", numbered=True), 0) == []
    assert not stage.chat.is_in(ANN)
    assert stage.seen("bob") == []


def test_a_session_that_ended_is_known_for_a_while_also_after_a_restart() -> None:
    stage = numbered("bob")
    repeat(stage, Leave(), 1)
    again = Join("network of ann", "ann")
    restored = Chat.restore(stage.chat.snapshot())
    seq = len(stage.journal)
    assert restored.apply(Entry(seq + 1, NOON + 599_999, Origin("node", ANN), again)) == []
    assert restored.apply(Entry(seq + 2, NOON + 600_000, Origin("node", ANN), again))


def test_who_does_not_number_its_requests_is_answered_once_when_the_journal_repeats_itself() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    assert len(repeat(stage, Send("hi"), 1)) == 2
    assert repeat(stage, Send("hi"), 1) == []
    assert len(repeat(stage, Send("hi"), 2)) == 2
    assert stage.heard("bob") == ["hi", "hi"]


def test_a_request_without_a_number_is_never_taken_for_a_repeated_one() -> None:
    stage = numbered("bob")
    for request in (None, 1, None):
        stage.apply(ANN, Send("hi"), request)
    assert stage.heard("bob") == ["hi"] * 3
    assert stage.history("ann") == ["hi"] * 3


def test_a_repeated_request_does_what_is_due_meanwhile() -> None:
    stage = numbered("bob")
    repeat(stage, Send("later", delay=5), 1)
    stage.sleep(5)
    assert [type(delivery.event).__name__ for delivery in repeat(stage, Send("later", delay=5), 1)] == [
        "Message",
        "Accepted",
    ]


def test_what_was_asked_in_a_visit_is_not_known_in_the_next() -> None:
    stage = numbered("bob")
    repeat(stage, Send("hi"), 1)
    assert repeat(stage, Leave(), 2)
    assert repeat(stage, Leave(), 2) == []
    stage.join("ann", numbered=True)
    assert stage.do("ann", Send("hi"), 1)[0] == Accepted("send", len(stage.journal))


def test_a_repeated_join_and_a_repeated_tick_do_nothing() -> None:
    stage = numbered()
    assert repeat(stage, Join("network of ann", "ann", numbered=True), 0) == []
    assert stage.server(Tick()) == stage.start(node="another") == []
