"""A private message to a session that can be resumed is confirmed by its client, or comes back to its author."""

import pytest
from invariants import check_everything
from stage import Stage

from besedka.chat import Rules, Stamp
from besedka.chat.language.commands import Departure, Leave
from besedka.chat.language.events import (
    Away,
    Event,
    Farewell,
    Left,
    Message,
    Undelivered,
)


def pair(rules: Rules | None = None, *, ann_resumes: bool = False) -> Stage:
    stage = Stage(rules)
    stage.join("ann", resumable=ann_resumes)
    stage.join("bob", resumable=True)
    stage.forget()
    return stage


def returned(stage: Stage, who: str = "ann") -> list[str]:
    """The texts that came back to who wrote them, since this was asked."""
    return [event.text for event in stage.seen(who) if isinstance(event, Undelivered)]


def missed(told: list[tuple[Stamp, Event]]) -> list[str]:
    return [event.text for _, event in told if isinstance(event, Message | Undelivered)]


def test_what_did_not_reach_somebody_comes_back_to_its_author_when_the_grace_is_over() -> None:
    stage = pair()
    stage.detach("bob")
    stage.send("ann", "hello", "bob")
    number = len(stage.journal)
    stage.forget()
    stage.wait(300)
    assert stage.seen("ann") == [Away("bob"), Left("bob", "lost"), Undelivered(number, "hello", "bob")]
    check_everything(stage)


def test_what_was_written_to_a_dead_connection_comes_back_too() -> None:
    stage = pair()
    stage.cut("bob")
    stage.send("ann", "hello", "bob")
    stage.detach("bob")
    stage.wait(300)
    assert returned(stage) == ["hello"]


def test_what_its_client_has_confirmed_does_not_come_back() -> None:
    stage = pair()
    stage.send("ann", "hello", "bob")
    stage.confirm("bob")
    stage.detach("bob")
    stage.wait(300)
    assert returned(stage) == []


def test_what_it_had_seen_when_the_connection_was_lost_does_not_come_back() -> None:
    stage = pair()
    stage.send("ann", "hello", "bob")
    stage.detach("bob", seen=stage.position("bob"))
    stage.wait(300)
    assert returned(stage) == []


@pytest.mark.parametrize("reason", ["exit", "error"])
def test_what_it_has_not_confirmed_comes_back_however_it_leaves(reason: Departure) -> None:
    stage = pair()
    stage.send("ann", "hello", "bob")
    number = len(stage.journal)
    stage.forget()
    stage.do("bob", Leave(reason))
    assert stage.seen("bob") == [Farewell(reason)]
    assert stage.seen("ann") == [Left("bob", reason), Undelivered(number, "hello", "bob")]


def test_what_it_sent_to_itself_does_not_come_back() -> None:
    stage = pair()
    stage.send("bob", "note", "bob")
    stage.leave("bob")
    assert returned(stage, "bob") == []


def test_what_it_sent_to_others_does_not_come_back() -> None:
    stage = pair()
    stage.send("bob", "to ann", "ann")
    stage.detach("bob")
    stage.wait(300)
    assert returned(stage) == []


def test_nothing_comes_back_to_an_author_who_is_gone() -> None:
    stage = pair()
    stage.detach("bob")
    stage.send("ann", "hello", "bob")
    stage.leave("ann")
    stage.wait(300)
    assert stage.seen("ann")[-1] == Farewell("exit")


def test_what_comes_back_to_somebody_detached_waits_for_it() -> None:
    stage = pair(ann_resumes=True)
    stage.detach("bob")
    stage.wait(100)
    stage.send("ann", "hello", "bob")
    stage.detach("ann")
    stage.wait(200)
    assert missed(stage.resume("ann")) == ["hello"]
    assert isinstance(stage.seen("ann")[-1], Undelivered)


def test_it_comes_back_by_the_name_under_which_its_recipient_left() -> None:
    stage = pair()
    stage.send("ann", "hello", "bob")
    stage.rename("bob", "rob")
    stage.detach("bob")
    stage.wait(300)
    assert [event.to for event in stage.seen("ann") if isinstance(event, Undelivered)] == ["rob"]


def test_a_message_and_the_end_of_the_grace_in_one_entry_make_the_message_come_back() -> None:
    stage = pair()
    stage.schedule("ann", "later", 299, "bob")
    stage.detach("bob")
    stage.sleep(300)
    stage.wait(0)
    assert stage.heard("ann") == ["later"]
    assert len(stage.times("ann", Undelivered)) == 1


# -- delayed


def test_a_delayed_message_waits_for_somebody_detached() -> None:
    stage = pair()
    stage.schedule("ann", "later", 10, "bob")
    stage.detach("bob")
    stage.wait(20)
    assert stage.heard("ann") == ["later"]
    assert missed(stage.resume("bob")) == ["later"]


def test_a_message_that_is_delayed_while_its_recipient_is_detached_is_sent_when_it_is_back() -> None:
    stage = pair()
    stage.detach("bob")
    stage.schedule("ann", "later", 20, "bob")
    stage.resume("bob")
    stage.wait(20)
    assert stage.heard("bob") == ["later"]


def test_a_delayed_message_is_not_sent_to_somebody_whose_grace_is_over() -> None:
    stage = pair()
    stage.detach("bob")
    stage.schedule("ann", "too late", 300, "bob")
    stage.wait(300)
    assert stage.returned("ann") == [("too late", "recipient-left")]
