"""Private messages for which there is no room, and those that make room."""

import pytest
from invariants import check_everything, state_of
from stage import NOON, Stage

from besedka.chat import Chat, Delivery, Entry, Origin, Rules, Stamp
from besedka.chat.language.commands import Command, Detach, Join, NodeStarted, Seen, Send
from besedka.chat.language.events import (
    Accepted,
    Event,
    Left,
    Message,
    NotSent,
    Refused,
    Resumed,
    Undelivered,
)
from besedka.chat.state.resumption import KeptEvent

FEW = Rules(max_kept=2)


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


def test_a_message_for_which_there_is_no_room_is_refused() -> None:
    stage = pair(FEW)
    stage.detach("bob")
    for text in "ab":
        assert stage.send("ann", text, "bob") == Accepted("send", len(stage.journal), name="bob")
    assert stage.send("ann", "c", "bob") == Refused("recipient-full", {"name": "bob"})
    check_everything(stage)
    assert missed(stage.resume("bob")) == ["a", "b"]
    assert isinstance(stage.send("ann", "d", "bob"), Accepted)


def test_a_delayed_message_for_which_there_is_no_room_is_not_sent() -> None:
    stage = pair(FEW)
    for index in range(4):
        stage.schedule("ann", f"text {index}", 5, "bob")
    stage.detach("bob")
    stage.wait(5)
    assert stage.returned("ann") == [("text 2", "recipient-full"), ("text 3", "recipient-full")]
    assert missed(stage.resume("bob")) == ["text 0", "text 1"]


def test_a_message_can_be_delayed_although_there_is_no_room_now() -> None:
    stage = pair(FEW)
    stage.detach("bob")
    for text in "ab":
        stage.send("ann", text, "bob")
    assert stage.schedule("ann", "later", 5, "bob")


@pytest.mark.parametrize("limit", [{"max_kept_bytes": 600}, {"max_kept_total": 600}])
def test_a_message_that_is_too_long_for_the_room_is_refused(limit: dict[str, int]) -> None:
    stage = pair(Rules(**limit))  # type: ignore[arg-type]
    stage.detach("bob")
    assert isinstance(stage.send("ann", "ё" * 100, "bob"), Accepted)
    assert stage.send("ann", "x", "bob") == Refused("recipient-full", {"name": "bob"})
    assert isinstance(stage.send("ann", "x"), Accepted)


def test_the_room_of_all_is_shared() -> None:
    stage = pair(Rules(max_kept_total=600))
    stage.join("cid", resumable=True)
    for who in ("bob", "cid"):
        stage.detach(who)
    stage.send("ann", "to cid", "cid")
    stage.send("ann", "to cid", "cid")
    assert stage.send("ann", "to bob", "bob") == Refused("recipient-full", {"name": "bob"})
    stage.leave("cid")
    assert isinstance(stage.send("ann", "to bob", "bob"), Accepted)


def test_a_connected_client_that_confirms_nothing_makes_the_oldest_come_back() -> None:
    stage = pair(FEW)
    for text in "abc":
        stage.send("ann", text, "bob")
    assert stage.heard("bob") == ["a", "b", "c"]
    assert returned(stage) == ["a"]
    (_, resumed), *told = stage.resume("bob", seen=0)
    assert isinstance(resumed, Resumed)
    assert resumed.lost == 1
    assert missed(told) == ["b", "c"]


def test_what_made_room_was_not_lost_if_the_client_has_seen_it() -> None:
    stage = pair(FEW)
    for text in "abc":
        stage.send("ann", text, "bob")
    for last in (stage.position("bob") - 1, stage.position("bob")):
        (_, resumed), *_ = stage.resume("bob", last)
        assert isinstance(resumed, Resumed)
        assert resumed.lost == 0


def test_what_is_lost_is_told_until_the_client_has_seen_later_things() -> None:
    stage = pair(FEW)
    for text in "abc":
        stage.send("ann", text, "bob")
    for _ in range(2):
        (_, resumed), *_ = stage.resume("bob", seen=0)
        assert isinstance(resumed, Resumed)
        assert resumed.lost == 1
    stage.confirm("bob")
    (_, resumed), *_ = stage.resume("bob")
    assert isinstance(resumed, Resumed)
    assert resumed.lost == 0


def test_what_is_told_of_own_messages_makes_room_for_itself() -> None:
    stage = pair(FEW)
    stage.join("cid")
    for index in range(2):
        stage.schedule("bob", f"to cid {index}", 5, "cid")
    stage.detach("bob")
    stage.send("ann", "private", "bob")
    stage.leave("cid")
    stage.wait(5)
    assert returned(stage) == ["private"]
    (_, resumed), *told = stage.resume("bob")
    assert isinstance(resumed, Resumed)
    assert resumed.lost == 1
    assert [event.message.text for _, event in told if isinstance(event, NotSent)] == ["to cid 0", "to cid 1"]


def test_what_comes_back_may_itself_need_room_at_somebody_who_is_full() -> None:
    stage = pair(Rules(max_kept=1), ann_resumes=True)
    stage.send("ann", "to bob", "bob")
    stage.join("cid")
    stage.send("cid", "to ann", "ann")
    stage.send("cid", "to bob, too", "bob")
    assert returned(stage, "ann") == ["to bob"]
    assert returned(stage, "cid") == ["to ann"]
    assert [type(kept.event) for kept in _kept(stage, "ann")] == [Undelivered]
    check_everything(stage)


def _kept(stage: Stage, who: str) -> list[KeptEvent]:
    resumption = state_of(stage).people[stage.session(who)].resumption
    assert resumption is not None
    return list(resumption.kept)


def test_room_is_made_all_along_a_chain_of_people_who_are_full_of_each_others_messages() -> None:
    length = 1500
    chat = Chat()
    journal: list[Entry] = []

    def do(command: Command, who: int | None = None) -> list[Delivery]:
        session = None if who is None else f"session {who}"
        journal.append(Entry(len(journal) + 1, NOON, Origin("node", session), command))
        return chat.apply(journal[-1])

    do(NodeStarted("life 1", Rules(max_kept=1)))
    for who in range(length):
        do(Join(f"network {who}", f"p{who}", token=f"token {who}"), who)
    for who in reversed(range(length - 1)):
        do(Send("text", f"p{who + 1}"), who)
        do(Seen(len(journal)), who)
    deliveries = do(Send("one more", f"p{length - 1}"), length - 1)
    told = [d.audience for d in deliveries if isinstance(d.event, Undelivered)]
    assert told == [f"session {who}" for who in reversed(range(length - 1))]


def test_without_any_room_a_message_that_is_told_comes_back_as_well() -> None:
    stage = pair(Rules(max_kept=0))
    stage.send("ann", "hello", "bob")
    assert stage.heard("bob") == ["hello"]
    assert returned(stage) == ["hello"]


def test_a_detached_session_without_room_for_it_ends_and_its_messages_come_back() -> None:
    stage = pair(Rules(max_detached=0))
    stage.cut("bob")
    stage.send("ann", "hello", "bob")
    stage.forget()
    stage.apply(stage.session("bob"), Detach("timeout"))
    assert [type(event) for event in stage.seen("ann")] == [Left, Undelivered]
