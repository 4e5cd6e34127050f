"""Private messages for which there is no room, and those that make room."""

import pytest
from chat_bench import NOON, ChatBench
from invariants import check_everything, state_of

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


def test_a_message_for_which_there_is_no_room_is_refused() -> None:
    bench = pair(FEW)
    bench.detach("bob")
    for text in "ab":
        assert bench.send("ann", text, "bob") == Accepted("send", len(bench.journal), name="bob")
    assert bench.send("ann", "c", "bob") == Refused("recipient-full", {"name": "bob"})
    check_everything(bench)
    assert missed(bench.resume("bob")) == ["a", "b"]
    assert isinstance(bench.send("ann", "d", "bob"), Accepted)


def test_a_delayed_message_for_which_there_is_no_room_is_not_sent() -> None:
    bench = pair(FEW)
    for index in range(4):
        bench.schedule("ann", f"text {index}", 5, "bob")
    bench.detach("bob")
    bench.wait(5)
    assert bench.returned("ann") == [("text 2", "recipient-full"), ("text 3", "recipient-full")]
    assert missed(bench.resume("bob")) == ["text 0", "text 1"]


def test_a_message_can_be_delayed_although_there_is_no_room_now() -> None:
    bench = pair(FEW)
    bench.detach("bob")
    for text in "ab":
        bench.send("ann", text, "bob")
    assert bench.schedule("ann", "later", 5, "bob")


@pytest.mark.parametrize("limit", [{"max_kept_bytes": 600}, {"max_kept_total": 600}])
def test_a_message_that_is_too_long_for_the_room_is_refused(limit: dict[str, int]) -> None:
    bench = pair(Rules(**limit))  # type: ignore[arg-type]
    bench.detach("bob")
    assert isinstance(bench.send("ann", "ё" * 100, "bob"), Accepted)
    assert bench.send("ann", "x", "bob") == Refused("recipient-full", {"name": "bob"})
    assert isinstance(bench.send("ann", "x"), Accepted)


def test_the_room_of_all_is_shared() -> None:
    bench = pair(Rules(max_kept_total=600))
    bench.join("cid", resumable=True)
    for who in ("bob", "cid"):
        bench.detach(who)
    bench.send("ann", "to cid", "cid")
    bench.send("ann", "to cid", "cid")
    assert bench.send("ann", "to bob", "bob") == Refused("recipient-full", {"name": "bob"})
    bench.leave("cid")
    assert isinstance(bench.send("ann", "to bob", "bob"), Accepted)


def test_a_connected_client_that_confirms_nothing_makes_the_oldest_come_back() -> None:
    bench = pair(FEW)
    for text in "abc":
        bench.send("ann", text, "bob")
    assert bench.heard("bob") == ["a", "b", "c"]
    assert returned(bench) == ["a"]
    (_, resumed), *told = bench.resume("bob", seen=0)
    assert isinstance(resumed, Resumed)
    assert resumed.lost == 1
    assert missed(told) == ["b", "c"]


def test_what_made_room_was_not_lost_if_the_client_has_seen_it() -> None:
    bench = pair(FEW)
    for text in "abc":
        bench.send("ann", text, "bob")
    for last in (bench.position("bob") - 1, bench.position("bob")):
        (_, resumed), *_ = bench.resume("bob", last)
        assert isinstance(resumed, Resumed)
        assert resumed.lost == 0


def test_what_is_lost_is_told_until_the_client_has_seen_later_things() -> None:
    bench = pair(FEW)
    for text in "abc":
        bench.send("ann", text, "bob")
    for _ in range(2):
        (_, resumed), *_ = bench.resume("bob", seen=0)
        assert isinstance(resumed, Resumed)
        assert resumed.lost == 1
    bench.confirm("bob")
    (_, resumed), *_ = bench.resume("bob")
    assert isinstance(resumed, Resumed)
    assert resumed.lost == 0


def test_what_is_told_of_own_messages_makes_room_for_itself() -> None:
    bench = pair(FEW)
    bench.join("cid")
    for index in range(2):
        bench.schedule("bob", f"to cid {index}", 5, "cid")
    bench.detach("bob")
    bench.send("ann", "private", "bob")
    bench.leave("cid")
    bench.wait(5)
    assert returned(bench) == ["private"]
    (_, resumed), *told = bench.resume("bob")
    assert isinstance(resumed, Resumed)
    assert resumed.lost == 1
    assert [event.message.text for _, event in told if isinstance(event, NotSent)] == ["to cid 0", "to cid 1"]


def test_what_comes_back_may_itself_need_room_at_somebody_who_is_full() -> None:
    bench = pair(Rules(max_kept=1), ann_resumes=True)
    bench.send("ann", "to bob", "bob")
    bench.join("cid")
    bench.send("cid", "to ann", "ann")
    bench.send("cid", "to bob, too", "bob")
    assert returned(bench, "ann") == ["to bob"]
    assert returned(bench, "cid") == ["to ann"]
    assert [type(kept.event) for kept in _kept(bench, "ann")] == [Undelivered]
    check_everything(bench)


def _kept(bench: ChatBench, who: str) -> list[KeptEvent]:
    resumption = state_of(bench).people[bench.session(who)].resumption
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
    bench = pair(Rules(max_kept=0))
    bench.send("ann", "hello", "bob")
    assert bench.heard("bob") == ["hello"]
    assert returned(bench) == ["hello"]


def test_a_detached_session_without_room_for_it_ends_and_its_messages_come_back() -> None:
    bench = pair(Rules(max_detached=0))
    bench.cut("bob")
    bench.send("ann", "hello", "bob")
    bench.forget()
    bench.apply(bench.session("bob"), Detach("timeout"))
    assert [type(event) for event in bench.seen("ann")] == [Left, Undelivered]
