"""How much of a session's events has come."""

from typing import Any

from besedka.chat.language.events import (
    Accepted,
    Limits,
    Message,
    NotSent,
    Pending,
    Resumed,
    Silenced,
    Stamp,
    Undelivered,
    UsersListed,
    Welcome,
)
from besedka.client.session.position import Position, is_private
from besedka.dialects.json.client_codec import Received, Unknown

STATE = Welcome("bob", (), 0, Limits(0, 0, 0, 0, 0))
PENDING = Pending(4, "x", 5, None)


def event(seq: int, what: Any, *, more: bool = False) -> Received:
    return Received(what, Stamp(seq, 0), None, {"seq": seq, "more": more})


def test_it_is_the_highest_seq_of_everything_but_what_is_resumed() -> None:
    position = Position()
    for seq, what in ((5, STATE), (9, Message(9, "eve", "hi")), (7, Accepted("send", number=7))):
        assert position.take(event(seq, what))
    assert position.seq == 9
    assert position.take(event(40, Resumed(STATE)))
    assert position.seq == 9


def test_an_event_that_others_of_its_entry_follow_shows_only_what_was_before() -> None:
    position = Position(5)
    assert position.take(event(9, Message(3, "eve", "one"), more=True))
    assert position.seq == 8
    assert position.take(event(9, Message(4, "eve", "two")))
    assert position.seq == 9
    assert position.take(event(12, UsersListed("bob", (), more=True), more=True))
    assert position.seq == 11


def test_what_came_before_a_cut_in_the_middle_of_an_entry_is_recognized_when_it_is_repeated() -> None:
    firsts = (
        Message(3, "eve", "one"),
        Message(4, "eve", "psst", to="bob"),
        NotSent(PENDING, "muted"),
        Silenced(5, 5),
        Undelivered(7, "x", "eve"),
    )
    for first in firsts:
        position = Position(5)
        assert position.take(event(9, first, more=True))
        assert position.take(event(11, Resumed(STATE)))
        assert not position.take(event(9, first, more=True))
        assert position.take(event(9, Message(90, "eve", "two")))
        assert position.seq == 9
    assert position.take(event(10, Message(3, "eve", "one")))  # the number alone is no reason


def test_an_event_without_a_seq_moves_nothing() -> None:
    position = Position(5)
    assert position.take(Received(Unknown("hologram", {}), Stamp(50, 0), None, {"type": "hologram"}))
    for seq in (1 << 63, 10**300, -1):
        assert position.take(event(seq, Message(3, "eve", "one")))
    assert position.seq == 5


def test_what_reaches_one_session_alone_is_private() -> None:
    assert is_private(Message(1, "eve", "psst", to="bob"))
    assert is_private(NotSent(PENDING, "muted"))
    assert is_private(Undelivered(7, "x", "eve"))
    assert not is_private(Message(1, "eve", "hi"))
    assert not is_private(Accepted("send"))
