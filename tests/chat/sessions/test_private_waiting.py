"""A private message to a session that can be resumed is confirmed by its client, or comes back to its author."""

import pytest
from chat_bench import ChatBench
from invariants import check_everything

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


def pair(rules: Rules | None = None, *, ann_resumes: bool = False) -> ChatBench:
    bench = ChatBench(rules)
    bench.join("ann", resumable=ann_resumes)
    bench.join("bob", resumable=True)
    bench.forget()
    return bench


def returned(bench: ChatBench, who: str = "ann") -> list[str]:
    """The texts that came back to who wrote them, since this was asked."""
    return [event.text for event in bench.seen(who) if isinstance(event, Undelivered)]


def missed(told: list[tuple[Stamp, Event]]) -> list[str]:
    return [event.text for _, event in told if isinstance(event, Message | Undelivered)]


def test_what_did_not_reach_somebody_comes_back_to_its_author_when_the_grace_is_over() -> None:
    bench = pair()
    bench.detach("bob")
    bench.send("ann", "hello", "bob")
    number = len(bench.journal)
    bench.forget()
    bench.wait(300)
    assert bench.seen("ann") == [Away("bob"), Left("bob", "lost"), Undelivered(number, "hello", "bob")]
    check_everything(bench)


def test_what_was_written_to_a_dead_connection_comes_back_too() -> None:
    bench = pair()
    bench.cut("bob")
    bench.send("ann", "hello", "bob")
    bench.detach("bob")
    bench.wait(300)
    assert returned(bench) == ["hello"]


def test_what_its_client_has_confirmed_does_not_come_back() -> None:
    bench = pair()
    bench.send("ann", "hello", "bob")
    bench.confirm("bob")
    bench.detach("bob")
    bench.wait(300)
    assert returned(bench) == []


def test_what_it_had_seen_when_the_connection_was_lost_does_not_come_back() -> None:
    bench = pair()
    bench.send("ann", "hello", "bob")
    bench.detach("bob", seen=bench.position("bob"))
    bench.wait(300)
    assert returned(bench) == []


@pytest.mark.parametrize("reason", ["exit", "error"])
def test_what_it_has_not_confirmed_comes_back_however_it_leaves(reason: Departure) -> None:
    bench = pair()
    bench.send("ann", "hello", "bob")
    number = len(bench.journal)
    bench.forget()
    bench.do("bob", Leave(reason))
    assert bench.seen("bob") == [Farewell(reason)]
    assert bench.seen("ann") == [Left("bob", reason), Undelivered(number, "hello", "bob")]


def test_what_it_sent_to_itself_does_not_come_back() -> None:
    bench = pair()
    bench.send("bob", "note", "bob")
    bench.leave("bob")
    assert returned(bench, "bob") == []


def test_what_it_sent_to_others_does_not_come_back() -> None:
    bench = pair()
    bench.send("bob", "to ann", "ann")
    bench.detach("bob")
    bench.wait(300)
    assert returned(bench) == []


def test_nothing_comes_back_to_an_author_who_is_gone() -> None:
    bench = pair()
    bench.detach("bob")
    bench.send("ann", "hello", "bob")
    bench.leave("ann")
    bench.wait(300)
    assert bench.seen("ann")[-1] == Farewell("exit")


def test_what_comes_back_to_somebody_detached_waits_for_it() -> None:
    bench = pair(ann_resumes=True)
    bench.detach("bob")
    bench.wait(100)
    bench.send("ann", "hello", "bob")
    bench.detach("ann")
    bench.wait(200)
    assert missed(bench.resume("ann")) == ["hello"]
    assert isinstance(bench.seen("ann")[-1], Undelivered)


def test_it_comes_back_by_the_name_under_which_its_recipient_left() -> None:
    bench = pair()
    bench.send("ann", "hello", "bob")
    bench.rename("bob", "rob")
    bench.detach("bob")
    bench.wait(300)
    assert [event.to for event in bench.seen("ann") if isinstance(event, Undelivered)] == ["rob"]


def test_a_message_and_the_end_of_the_grace_in_one_entry_make_the_message_come_back() -> None:
    bench = pair()
    bench.schedule("ann", "later", 299, "bob")
    bench.detach("bob")
    bench.sleep(300)
    bench.wait(0)
    assert bench.heard("ann") == ["later"]
    assert len(bench.times("ann", Undelivered)) == 1


# -- delayed


def test_a_delayed_message_waits_for_somebody_detached() -> None:
    bench = pair()
    bench.schedule("ann", "later", 10, "bob")
    bench.detach("bob")
    bench.wait(20)
    assert bench.heard("ann") == ["later"]
    assert missed(bench.resume("bob")) == ["later"]


def test_a_message_that_is_delayed_while_its_recipient_is_detached_is_sent_when_it_is_back() -> None:
    bench = pair()
    bench.detach("bob")
    bench.schedule("ann", "later", 20, "bob")
    bench.resume("bob")
    bench.wait(20)
    assert bench.heard("bob") == ["later"]


def test_a_delayed_message_is_not_sent_to_somebody_whose_grace_is_over() -> None:
    bench = pair()
    bench.detach("bob")
    bench.schedule("ann", "too late", 300, "bob")
    bench.wait(300)
    assert bench.returned("ann") == [("too late", "recipient-left")]
