"""Whom one ignored before the server was down."""

import json

import pytest
from picture import picture
from stage import Stage

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import NodeStopped

DURABLE = Rules(max_late=0)


def with_ignoring(rules: Rules = DURABLE) -> Stage:
    stage = Stage(rules)
    stage.join_all("ann", "bob")
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
