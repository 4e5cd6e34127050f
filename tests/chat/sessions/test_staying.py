"""What stays with a session that lost its connection, and what it is told of it."""

from chat_bench import NOON, ChatBench

from besedka.chat import Rules
from besedka.chat.language.commands import Departure, Leave, Send
from besedka.chat.language.events import (
    Accepted,
    Farewell,
    Message,
    Muted,
    Refused,
    Resumed,
    Unmuted,
)

REASONS: list[Departure] = ["exit", "lost", "timeout", "slow", "error"]


def pair(rules: Rules | None = None) -> ChatBench:
    """Ann, who sees it, and bob, who can come back."""
    bench = ChatBench(rules)
    bench.join("ann")
    bench.join("bob", resumable=True)
    bench.forget()
    return bench


def test_the_name_stays_with_who_is_away_and_is_held_after_that() -> None:
    bench = pair(Rules(grace=60_000, name_hold=60_000))
    bench.detach("bob")
    bench.wait(59)
    assert bench.rename("ann", "bob") == Refused("name-taken", {"name": "bob"})
    bench.wait(1)
    assert bench.rename("ann", "bob") == Refused("name-taken", {"name": "bob"})
    bench.wait(60)
    assert bench.rename("ann", "bob") == Accepted("rename", name="bob")


def test_the_names_of_the_others_are_told_as_they_are_now() -> None:
    bench = pair()
    bench.detach("bob")
    bench.rename("ann", "anna")
    bench.join("cid")
    (_, resumed), *missed = bench.resume("bob")
    assert missed == []
    assert isinstance(resumed, Resumed)
    assert resumed.state.members == ("anna", "bob", "cid")
    assert resumed.state.member_count == 3


def test_of_more_members_than_are_listed_the_first_are_also_told_to_who_comes_back() -> None:
    bench = ChatBench(Rules(max_members_listed=2))
    bench.join_all("ann", "bob", "cid", resumable=True)
    for who in ("ann", "cid"):
        bench.detach(who)
        (_, resumed), *_ = bench.resume(who)
        assert isinstance(resumed, Resumed)
        assert resumed.state.members == ("ann", "bob")
        assert resumed.state.member_count == 3


def test_who_is_detached_can_be_complained_of_and_is_told_when_it_is_back() -> None:
    bench = pair()
    bench.detach("bob")
    bench.mute("bob")
    until = NOON + 600_000
    (_, resumed), silenced = bench.resume("bob")
    assert isinstance(resumed, Resumed)
    assert resumed.state.muted_until == until
    assert getattr(silenced[1], "until", None) == until
    assert bench.do("bob", Leave(), 3)[0] == Farewell("exit")


def test_a_mute_that_is_over_is_not_told_to_who_comes_back() -> None:
    bench = pair(Rules(mute=60_000))
    bench.detach("bob")
    bench.mute("bob")
    bench.wait(61)
    (_, resumed), *missed = bench.resume("bob")
    assert isinstance(resumed, Resumed)
    assert resumed.state.muted_until is None
    assert missed == []
    assert [type(event) for event in bench.seen("ann") if isinstance(event, Muted | Unmuted)] == [
        Muted,
        Unmuted,
    ]


def test_the_mute_of_somebody_detached_ends_on_time() -> None:
    bench = pair(Rules(mute=10_000))
    bench.mute("bob")
    bench.detach("bob")
    bench.wait(10)
    bench.resume("bob")
    assert bench.send("bob", "again") == Accepted("send", number=len(bench.journal))


def test_delayed_messages_of_somebody_detached_are_sent_on_time() -> None:
    bench = pair()
    number = bench.schedule("bob", "later", 10)
    bench.detach("bob")
    bench.wait(10)
    assert bench.seen("ann") == [Message(number, "bob", "later", delayed=True)]


def test_delayed_messages_stay_when_the_grace_ends() -> None:
    bench = pair()
    number = bench.schedule("bob", "later", 400)
    bench.detach("bob")
    bench.wait(400)
    assert bench.seen("ann")[2:] == [Message(number, "bob", "later", delayed=True)]


def test_a_repeated_request_has_its_first_answer_also_over_a_new_connection() -> None:
    bench = pair()
    first = bench.do("bob", Send("once"), 1)
    bench.detach("bob")
    bench.resume("bob")
    assert bench.do("bob", Send("once"), 1) == first[:1]
    assert bench.history("ann") == ["once"]
