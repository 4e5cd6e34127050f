"""Whom one ignored before the server was down."""

import json

import pytest
from picture import picture
from stage import Stage

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import NodeStopped
from besedka.chat.language.events import Accepted

DURABLE = Rules(max_late=0)


def with_ignoring(rules: Rules = DURABLE, network: str | None = None) -> Stage:
    stage = Stage(rules)
    stage.join_all("ann", "bob", network=network)
    stage.ignore("ann", "bob")
    stage.send("bob", "before")
    return stage


def restart(stage: Stage, seconds: float = 5) -> None:
    stage.server(NodeStopped(stage.life(), durable=True))
    stage.now += int(seconds * 1000)
    stage.start()
    stage.forget()


def test_who_comes_back_ignores_whom_it_ignored() -> None:
    stage = with_ignoring()
    restart(stage)
    stage.join_all("ann", "bob", "cid")
    stage.send("bob", "again")
    stage.send("cid", "hello")
    assert stage.heard("ann") == ["hello"]
    assert stage.heard("cid") == ["again", "hello"]
    assert stage.history("ann") == ["hello"]
    assert stage.ignored("ann") == [("bob", True)]


def test_it_does_not_matter_who_comes_back_first() -> None:
    stage = with_ignoring()
    restart(stage)
    stage.join_all("bob", "ann")
    stage.send("bob", "again")
    assert stage.heard("ann") == []
    assert stage.ignored("ann") == [("bob", True)]


def test_who_takes_its_name_later_ignores_from_then_on() -> None:
    stage = with_ignoring()
    restart(stage)
    stage.join("bob")
    stage.join("eve", network="network of ann")
    stage.send("bob", "again")
    assert isinstance(stage.rename("eve", "ann"), Accepted)
    stage.send("bob", "and again")
    assert stage.heard("eve") == ["again"]
    assert stage.ignored("eve") == [("bob", True)]


@pytest.mark.parametrize(("instead", "found"), [("dan", ["cid", "bob"]), ("", ["bob", "dan"])])
def test_nobody_is_ignored_twice_and_not_more_people_than_one_may(instead: str, found: list[str]) -> None:
    stage = with_ignoring(Rules(max_late=0, max_ignored=2))
    stage.join("cid")
    stage.ignore("ann", "cid")
    restart(stage)
    stage.join_all("cid", "bob", "dan")
    stage.join("eve", network="network of ann")
    for name in ("bob", "dan"):
        stage.ignore("eve", name)
    if instead:
        stage.unignore("eve", instead)
    assert isinstance(stage.rename("eve", "ann"), Accepted)
    assert stage.ignored("eve") == [(name, True) for name in found]
    restored = Chat.restore(json.loads(json.dumps(stage.chat.snapshot())))
    assert picture(restored) == picture(stage.chat)


def test_nobody_ignores_itself_under_the_name_of_who_ignored_it() -> None:
    stage = with_ignoring(network="lan")
    restart(stage)
    stage.join_all("bob", "cid", network="lan")
    assert isinstance(stage.rename("bob", "ann"), Accepted)
    stage.send("bob", "it is me")
    assert stage.heard("cid") == stage.heard("bob") == ["it is me"]
    restored = Chat.restore(json.loads(json.dumps(stage.chat.snapshot())))
    assert picture(restored) == picture(stage.chat)


def test_it_can_be_ended_as_ever() -> None:
    stage = with_ignoring()
    restart(stage)
    stage.join_all("bob", "ann")
    stage.unignore("ann", "bob")
    stage.send("bob", "again")
    assert stage.heard("ann") == ["again"]


def test_somebody_elses_name_from_another_network_is_not_ignored() -> None:
    stage = with_ignoring()
    restart(stage, 700)
    stage.join("bob", network="192.0.2.9")
    stage.join("ann")
    stage.send("bob", "hello")
    assert stage.heard("ann") == ["hello"]
    assert stage.ignored("ann") == [("bob", False)]


def test_who_ignored_somebody_that_was_gone_still_does() -> None:
    stage = with_ignoring()
    stage.leave("bob")
    restart(stage)
    stage.join_all("ann", "bob")
    stage.send("bob", "again")
    assert stage.heard("ann") == []


def test_another_network_under_the_same_name_has_nothing_of_it() -> None:
    stage = with_ignoring()
    restart(stage)
    stage.join_all("bob", "cid")
    stage.wait(700)
    stage.join("ann", network="192.0.2.9")
    assert stage.ignored("ann") == []


def test_who_comes_back_late_begins_anew() -> None:
    stage = with_ignoring()
    restart(stage)
    stage.wait(601)
    stage.join_all("bob", "ann")
    stage.send("bob", "again")
    assert stage.heard("ann") == ["again"]


def test_it_outlives_several_restarts_and_is_taken_over_once() -> None:
    stage = with_ignoring()
    restart(stage)
    restart(stage)
    stage.join_all("ann", "bob")
    restart(stage)
    stage.join_all("bob", "ann")
    assert stage.ignored("ann") == [("bob", True)]
    stage.leave("ann")
    stage.join("ann")
    assert stage.ignored("ann") == []


@pytest.mark.parametrize("who", [("ann", "bob"), ("bob", "ann")])
def test_a_snapshot_in_between_changes_nothing(who: tuple[str, str]) -> None:
    stage = with_ignoring()
    restart(stage)
    restored = Chat.restore(json.loads(json.dumps(stage.chat.snapshot())))
    assert picture(restored) == picture(stage.chat)
    stage.chat = restored
    stage.join_all(*who)
    stage.send("bob", "again")
    assert stage.heard("ann") == []


def test_without_a_journal_on_disk_it_ends_with_the_session_as_ever() -> None:
    stage = with_ignoring(Rules())
    restart(stage)
    stage.join_all("bob", "ann")
    assert stage.ignored("ann") == []
