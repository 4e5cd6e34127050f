"""What authors are told when they are back of messages that were not sent while the server was down."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from picture import picture
from stage import Stage

from besedka.chat import Chat, Rules, SnapshotError
from besedka.chat.language.commands import NodeStopped
from besedka.chat.language.events import Accepted, NotSent, Welcome

HOUR = 3600
LATER = {"number": 7, "text": "later", "due": 0, "to": None}
DURABLE = Rules(max_late=HOUR * 1000)


def with_pending(*texts: str, rules: Rules = DURABLE, to: str | None = None) -> Stage:
    """Ann has messages that are due in a minute; bob is there as well."""
    stage = Stage(rules)
    stage.join_all("ann", "bob")
    for text in texts or ("later",):
        stage.schedule("ann", text, 60, to)
    stage.forget()
    return stage


def down_for(stage: Stage, seconds: float, rules: Rules | None = None) -> None:
    stage.server(NodeStopped(stage.life(), durable=True))
    stage.now += int(seconds * 1000)
    stage.start(rules)
    stage.forget()


def test_an_author_who_is_back_is_told_after_its_welcome_what_was_too_late() -> None:
    stage = with_pending()
    (pending,) = stage.scheduled("ann")
    down_for(stage, 2 * HOUR)
    stage.join("ann")
    welcome, *events = stage.seen("ann")
    assert isinstance(welcome, Welcome)
    assert events == [NotSent(pending, "too-late")]


def test_it_is_told_once() -> None:
    stage = with_pending()
    down_for(stage, 2 * HOUR)
    stage.join("ann")
    stage.leave("ann")
    stage.forget()
    stage.join("ann")
    assert stage.returned("ann") == []


def test_all_are_told_in_the_order_in_which_they_were_due() -> None:
    stage = with_pending("one", "two")
    stage.schedule("ann", "first", 1)
    down_for(stage, 2 * HOUR)
    stage.join("ann")
    assert [text for text, _ in stage.returned("ann")] == ["first", "one", "two"]


def test_a_private_message_whose_recipient_lost_its_connection_is_told_however_little_late() -> None:
    stage = with_pending(to="bob")
    down_for(stage, 61)
    stage.join_all("bob", "ann")
    stage.join("cid", network="network of cid")
    stage.forget()
    assert stage.returned("bob") == []
    (told,) = [event for _, event in stage.streams[stage.session("ann")] if isinstance(event, NotSent)]
    assert (told.message.text, told.message.to, told.reason) == ("later", "bob", "too-late")


def test_who_takes_its_name_later_is_told_then() -> None:
    stage = with_pending()
    down_for(stage, 2 * HOUR)
    stage.join("eve", network="network of ann")
    assert stage.returned("eve") == []
    assert isinstance(stage.rename("eve", "ann"), Accepted)
    assert stage.returned("eve") == [("later", "too-late")]


def test_who_renamed_shortly_before_is_known_by_either_name() -> None:
    for name in ("ann", "anna"):
        stage = Stage(Rules(max_late=0))
        stage.join("ann")
        stage.schedule("ann", "later", 1)
        stage.rename("ann", "anna")
        down_for(stage, 5)
        stage.join("back", name, "network of ann")
        assert stage.returned("back") == [("later", "too-late")]


def test_who_had_left_before_is_told_as_well() -> None:
    stage = with_pending()
    stage.leave("ann")
    down_for(stage, 2 * HOUR)
    stage.join("ann")
    assert stage.returned("ann") == [("later", "too-late")]


def test_a_stranger_who_takes_the_name_from_another_network_is_told_nothing() -> None:
    stage = with_pending()
    stage.leave("ann")
    down_for(stage, 24 * HOUR)
    assert stage.join("eve", "ann", "192.0.2.9").name == "ann"
    assert stage.returned("eve") == []


def test_another_name_from_the_same_network_is_told_nothing() -> None:
    stage = with_pending()
    down_for(stage, 2 * HOUR)
    stage.join("eve", network="network of ann")
    assert stage.returned("eve") == []


@pytest.mark.parametrize(("seconds", "told"), [(599, 1), (600, 0)])
def test_it_is_kept_for_ten_minutes(seconds: int, told: int) -> None:
    stage = with_pending()
    down_for(stage, 2 * HOUR)
    stage.wait(seconds)
    stage.join("ann")
    assert len(stage.returned("ann")) == told
    assert stage.chat.snapshot()["unsent"] == []


def test_it_outlives_another_restart() -> None:
    stage = with_pending()
    down_for(stage, 2 * HOUR)
    down_for(stage, 60)
    stage.join("ann")
    assert stage.returned("ann") == [("later", "too-late")]


def test_no_more_are_kept_than_is_remembered_of_anything_else() -> None:
    stage = with_pending("one", "two", "three", rules=Rules(max_late=0, max_remembered=2))
    down_for(stage, 2 * HOUR)
    stage.join("ann")
    assert [text for text, _ in stage.returned("ann")] == ["two", "three"]


def test_a_limit_that_a_start_has_lowered_holds() -> None:
    stage = with_pending("one", "two", "three")
    down_for(stage, 2 * HOUR)
    stage.join("cid")
    stage.schedule("cid", "four", 1)
    stage.change_rules(Rules(max_late=0, max_remembered=1))
    down_for(stage, 5)
    stage.join("ann")
    stage.join("cid")
    assert (stage.returned("ann"), stage.returned("cid")) == ([], [("four", "too-late")])


def test_what_an_author_was_muted_for_is_told_as_well() -> None:
    stage = with_pending()
    stage.mute("ann")
    down_for(stage, 120)
    stage.join("ann")
    assert stage.returned("ann") == [("later", "muted")]


def test_without_a_journal_nobody_is_told_as_ever() -> None:
    stage = with_pending(rules=Rules(), to="bob")
    stage.leave("bob")
    stage.now += 2 * HOUR * 1000
    stage.start()
    stage.forget()
    stage.join("ann")
    assert stage.returned("ann") == []


def test_a_snapshot_in_between_changes_nothing() -> None:
    stage = with_pending("one", "two", to="bob")
    stage.rename("ann", "anna")
    down_for(stage, 2 * HOUR)
    restored = Chat.restore(json.loads(json.dumps(stage.chat.snapshot())))
    assert picture(restored) == picture(stage.chat)
    stage.chat = restored
    stage.join("ann")
    assert [text for text, _ in stage.returned("ann")] == ["one", "two"]
    assert restored.snapshot()["unsent"] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda row: [row, row], "the snapshot has the message that was not sent 4 twice"),
        (
            lambda row: [[{**row[0], "event": {**row[0]["event"], "message": LATER}}, row[1]]],
            "the snapshot is of entry 6, and has what came later",
        ),
    ],
)
def test_a_snapshot_that_contradicts_itself_is_refused(change: Callable[[Any], Any], sentence: str) -> None:
    stage = with_pending()
    down_for(stage, 2 * HOUR)
    snapshot = json.loads(json.dumps(stage.chat.snapshot()))
    (row,) = snapshot["unsent"]
    snapshot["unsent"] = change(row)
    with pytest.raises(SnapshotError) as refused:
        Chat.restore(snapshot)
    assert str(refused.value) == sentence


def test_a_name_that_a_snapshot_has_twice_counts_once() -> None:
    stage = with_pending()
    down_for(stage, 2 * HOUR)
    snapshot = json.loads(json.dumps(stage.chat.snapshot()))
    snapshot["unsent"][0][0]["folds"] *= 2
    assert picture(Chat.restore(snapshot)) == picture(stage.chat)
