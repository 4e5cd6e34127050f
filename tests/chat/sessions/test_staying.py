"""What stays with a session that lost its connection, and what it is told of it."""

from stage import NOON, Stage

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


def pair(rules: Rules | None = None) -> Stage:
    """Ann, who sees it, and bob, who can come back."""
    stage = Stage(rules)
    stage.join("ann")
    stage.join("bob", resumable=True)
    stage.forget()
    return stage


def test_the_name_stays_with_who_is_away_and_is_held_after_that() -> None:
    stage = pair(Rules(grace=60_000, name_hold=60_000))
    stage.detach("bob")
    stage.wait(59)
    assert stage.rename("ann", "bob") == Refused("name-taken", {"name": "bob"})
    stage.wait(1)
    assert stage.rename("ann", "bob") == Refused("name-taken", {"name": "bob"})
    stage.wait(60)
    assert stage.rename("ann", "bob") == Accepted("rename", name="bob")


def test_the_names_of_the_others_are_told_as_they_are_now() -> None:
    stage = pair()
    stage.detach("bob")
    stage.rename("ann", "anna")
    stage.join("cid")
    (_, resumed), *missed = stage.resume("bob")
    assert missed == []
    assert isinstance(resumed, Resumed)
    assert resumed.state.members == ("anna", "bob", "cid")
    assert resumed.state.member_count == 3


def test_of_more_members_than_are_listed_the_first_are_also_told_to_who_comes_back() -> None:
    stage = Stage(Rules(max_members_listed=2))
    stage.join_all("ann", "bob", "cid", resumable=True)
    for who in ("ann", "cid"):
        stage.detach(who)
        (_, resumed), *_ = stage.resume(who)
        assert isinstance(resumed, Resumed)
        assert resumed.state.members == ("ann", "bob")
        assert resumed.state.member_count == 3


def test_who_is_detached_can_be_complained_of_and_is_told_when_it_is_back() -> None:
    stage = pair()
    stage.detach("bob")
    stage.mute("bob")
    until = NOON + 600_000
    (_, resumed), silenced = stage.resume("bob")
    assert isinstance(resumed, Resumed)
    assert resumed.state.muted_until == until
    assert getattr(silenced[1], "until", None) == until
    assert stage.do("bob", Leave(), 3)[0] == Farewell("exit")


def test_a_mute_that_is_over_is_not_told_to_who_comes_back() -> None:
    stage = pair(Rules(mute=60_000))
    stage.detach("bob")
    stage.mute("bob")
    stage.wait(61)
    (_, resumed), *missed = stage.resume("bob")
    assert isinstance(resumed, Resumed)
    assert resumed.state.muted_until is None
    assert missed == []
    assert [type(event) for event in stage.seen("ann") if isinstance(event, Muted | Unmuted)] == [
        Muted,
        Unmuted,
    ]


def test_the_mute_of_somebody_detached_ends_on_time() -> None:
    stage = pair(Rules(mute=10_000))
    stage.mute("bob")
    stage.detach("bob")
    stage.wait(10)
    stage.resume("bob")
    assert stage.send("bob", "again") == Accepted("send", number=len(stage.journal))


def test_delayed_messages_of_somebody_detached_are_sent_on_time() -> None:
    stage = pair()
    number = stage.schedule("bob", "later", 10)
    stage.detach("bob")
    stage.wait(10)
    assert stage.seen("ann") == [Message(number, "bob", "later", delayed=True)]


def test_delayed_messages_stay_when_the_grace_ends() -> None:
    stage = pair()
    number = stage.schedule("bob", "later", 400)
    stage.detach("bob")
    stage.wait(400)
    assert stage.seen("ann")[2:] == [Message(number, "bob", "later", delayed=True)]


def test_a_repeated_request_has_its_first_answer_also_over_a_new_connection() -> None:
    stage = pair()
    first = stage.do("bob", Send("once"), 1)
    stage.detach("bob")
    stage.resume("bob")
    assert stage.do("bob", Send("once"), 1) == first[:1]
    assert stage.history("ann") == ["once"]
