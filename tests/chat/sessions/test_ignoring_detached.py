"""Ignoring and sessions that come back: nothing of an ignored person is told, and nobody learns who ignores whom."""

import pytest
from stage import Stage

from besedka.chat import Rules
from besedka.chat.language.events import Accepted, Event, Message, NotSent, Refused, Resumed, Undelivered
from besedka.chat.state.resumption import KeptEvent


def trio(rules: Rules | None = None) -> Stage:
    """Bob can come back."""
    stage = Stage(rules)
    stage.join_all("ann", "cid")
    stage.join("bob", resumable=True)
    stage.forget()
    return stage


def come_back(stage: Stage, seen: int | None = None) -> tuple[tuple[int, int], list[str]]:
    """Bob comes back: what he is told of what he missed, and the texts."""
    (_, resumed), *missed = stage.resume("bob", seen)
    assert isinstance(resumed, Resumed)
    return (resumed.missed, resumed.gap), [event.text for _, event in missed if isinstance(event, Message)]


def returned(stage: Stage, who: str) -> list[str]:
    return [event.text for event in stage.seen(who) if isinstance(event, Undelivered)]


def all_of(stage: Stage, *people: str) -> None:
    for who in people:
        stage.send(who, f"{who} to all")
        stage.send(who, f"{who} to bob", "bob")


def test_what_an_ignored_person_said_meanwhile_is_neither_told_nor_counted() -> None:
    stage = trio()
    stage.ignore("bob", "ann")
    stage.detach("bob")
    all_of(stage, "ann", "cid")
    assert come_back(stage) == ((1, 0), ["cid to all", "cid to bob"])


def test_what_was_not_told_then_is_not_told_later_either() -> None:
    stage = trio()
    stage.ignore("bob", "ann")
    stage.detach("bob")
    stage.send("ann", "private", "bob")
    assert come_back(stage) == ((0, 0), [])
    stage.unignore("bob", "ann")
    assert come_back(stage, seen=0) == ((0, 0), [])


def test_to_drop_it_nothing_that_is_kept_is_compared_with_all_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = trio(Rules(max_kept=1000, history_kept=1000))
    stage.ignore("bob", "ann")
    stage.detach("bob")
    for _ in range(20):
        all_of(stage, "ann", "cid")
    compared: list[object] = []
    monkeypatch.setattr(KeptEvent, "__eq__", lambda one, _: compared.append(one))
    assert come_back(stage)[0] == (20, 0)
    assert len(compared) == 0


def test_who_was_ignored_after_it_had_spoken_is_not_told_again() -> None:
    stage = trio()
    all_of(stage, "ann", "cid")
    seen = len(stage.journal) - 4
    stage.ignore("bob", "ann")
    assert come_back(stage, seen) == ((1, 0), ["cid to all", "cid to bob"])


def test_who_is_not_ignored_any_more_is_told() -> None:
    stage = trio()
    stage.ignore("bob", "ann")
    stage.unignore("bob", "ann")
    stage.detach("bob")
    all_of(stage, "ann")
    assert come_back(stage) == ((1, 0), ["ann to all", "ann to bob"])


def test_of_ignored_people_only_what_is_in_the_history_is_left_out_of_the_count() -> None:
    stage = trio(Rules(history_size=2))
    stage.ignore("bob", "ann")
    stage.detach("bob")
    for who in ("ann", "cid", "ann", "cid"):
        stage.send(who, f"{who} to all")
    assert come_back(stage) == ((3, 2), ["cid to all"])


def test_of_people_who_ignore_somebody_all_in_the_history_is_looked_at() -> None:
    stage = trio(Rules(max_replayed=1))
    stage.ignore("bob", "ann")
    stage.detach("bob")
    for who in ("ann", "cid", "ann", "cid", "ann"):
        stage.send(who, f"{who} to all")
    assert come_back(stage) == ((2, 1), ["cid to all"])


def test_who_is_ignored_by_somebody_detached_sees_no_difference() -> None:
    told: list[list[Event]] = []
    for ignored in (False, True):
        stage = trio(Rules(max_kept=2))
        stage.ignore("bob", "ann" if ignored else "cid")
        stage.confirm("bob")
        stage.detach("bob")
        stage.forget()
        for text in "abc":
            stage.send("ann", text, "bob")
        stage.schedule("ann", "later", 5, "bob")
        stage.wait(300)
        told.append(stage.seen("ann"))
    assert told[0] == told[1]
    kinds = [type(event) for event in told[1]]
    assert kinds.count(Undelivered) == 2
    assert kinds.count(NotSent) == 1
    assert Refused("recipient-full", {"name": "bob"}) in told[1]


def test_what_an_ignored_person_writes_to_a_living_connection_waits_for_nothing() -> None:
    stage = trio()
    stage.ignore("bob", "ann")
    stage.send("ann", "private", "bob")
    stage.detach("bob")
    stage.wait(300)
    assert returned(stage, "ann") == []


def test_who_is_ignored_learns_by_coming_back_nothing_of_it() -> None:
    stage = trio()
    stage.ignore("ann", "bob")
    stage.detach("bob")
    stage.wait(20)
    stage.resume("bob")
    stage.forget()
    stage.send("bob", "to all")
    stage.send("bob", "to ann", "ann")
    assert stage.heard("bob") == ["to all", "to ann"]
    assert stage.heard("ann") == []
    assert stage.heard("cid") == ["to all"]


def test_somebody_detached_can_be_ignored() -> None:
    stage = trio()
    stage.detach("bob")
    assert stage.ignore("ann", "bob") == Accepted("ignore", name="bob")
    stage.resume("bob")
    stage.send("bob", "hi")
    assert stage.heard("ann") == []
    assert stage.ignored("ann") == [("bob", True)]


def test_whom_it_ignores_stays_ignored_over_a_break() -> None:
    stage = trio()
    stage.ignore("bob", "ann")
    stage.detach("bob")
    stage.rename("ann", "anna")
    stage.resume("bob")
    stage.forget()
    stage.send("ann", "hi")
    assert stage.heard("bob") == []
    assert stage.ignored("bob") == [("anna", True)]


def test_who_returns_while_its_ignorer_is_detached_is_ignored_when_that_is_back() -> None:
    stage = trio()
    stage.ignore("bob", "ann")
    stage.leave("ann")
    stage.detach("bob")
    stage.join("ann")
    stage.send("ann", "hi")
    assert come_back(stage) == ((0, 0), [])
    stage.forget()
    stage.send("ann", "hi again")
    assert stage.heard("bob") == []


def test_what_comes_back_from_somebody_whom_the_author_ignores_is_told() -> None:
    stage = trio()
    stage.ignore("ann", "bob")
    stage.detach("bob")
    stage.send("ann", "hello", "bob")
    stage.wait(300)
    assert returned(stage, "ann") == ["hello"]


def test_what_comes_back_is_told_to_somebody_who_comes_back_and_ignores() -> None:
    stage = trio()
    stage.join("eve", resumable=True)
    stage.detach("eve")
    stage.send("bob", "to eve", "eve")
    stage.ignore("bob", "eve")
    stage.detach("bob")
    stage.leave("eve")
    (_, resumed), *missed = stage.resume("bob")
    assert isinstance(resumed, Resumed)
    assert [event.text for _, event in missed if isinstance(event, Undelivered)] == ["to eve"]
