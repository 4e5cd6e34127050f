"""What authors are told when they are back of messages that were not sent while the server was down."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from chat_bench import ChatBench
from picture import picture

from besedka.chat import Chat, Rules, SnapshotError
from besedka.chat.language.commands import NodeStopped
from besedka.chat.language.events import Accepted, NotSent, Welcome

HOUR = 3600
LATER = {"number": 7, "text": "later", "due": 0, "to": None}
DURABLE = Rules(max_late=HOUR * 1000)


def with_pending(*texts: str, rules: Rules = DURABLE, to: str | None = None) -> ChatBench:
    """Ann has messages that are due in a minute; bob is there as well."""
    bench = ChatBench(rules)
    bench.join_all("ann", "bob")
    for text in texts or ("later",):
        bench.schedule("ann", text, 60, to)
    bench.forget()
    return bench


def down_for(bench: ChatBench, seconds: float, rules: Rules | None = None) -> None:
    bench.server(NodeStopped(bench.life(), durable=True))
    bench.now += int(seconds * 1000)
    bench.start(rules)
    bench.forget()


def test_an_author_who_is_back_is_told_after_its_welcome_what_was_too_late() -> None:
    bench = with_pending()
    (pending,) = bench.scheduled("ann")
    down_for(bench, 2 * HOUR)
    bench.join("ann")
    welcome, *events = bench.seen("ann")
    assert isinstance(welcome, Welcome)
    assert events == [NotSent(pending, "too-late")]


def test_it_is_told_once() -> None:
    bench = with_pending()
    down_for(bench, 2 * HOUR)
    bench.join("ann")
    bench.leave("ann")
    bench.forget()
    bench.join("ann")
    assert bench.returned("ann") == []


def test_all_are_told_in_the_order_in_which_they_were_due() -> None:
    bench = with_pending("one", "two")
    bench.schedule("ann", "first", 1)
    down_for(bench, 2 * HOUR)
    bench.join("ann")
    assert [text for text, _ in bench.returned("ann")] == ["first", "one", "two"]


def test_a_private_message_whose_recipient_lost_its_connection_is_told_however_little_late() -> None:
    bench = with_pending(to="bob")
    down_for(bench, 61)
    bench.join_all("bob", "ann")
    bench.join("cid", network="network of cid")
    bench.forget()
    assert bench.returned("bob") == []
    (told,) = [event for _, event in bench.streams[bench.session("ann")] if isinstance(event, NotSent)]
    assert (told.message.text, told.message.to, told.reason) == ("later", "bob", "too-late")


def test_who_takes_its_name_later_is_told_then() -> None:
    bench = with_pending()
    down_for(bench, 2 * HOUR)
    bench.join("eve", network="network of ann")
    assert bench.returned("eve") == []
    assert isinstance(bench.rename("eve", "ann"), Accepted)
    assert bench.returned("eve") == [("later", "too-late")]


def test_who_renamed_shortly_before_is_known_by_either_name() -> None:
    for name in ("ann", "anna"):
        bench = ChatBench(Rules(max_late=0))
        bench.join("ann")
        bench.schedule("ann", "later", 1)
        bench.rename("ann", "anna")
        down_for(bench, 5)
        bench.join("back", name, "network of ann")
        assert bench.returned("back") == [("later", "too-late")]


def test_who_had_left_before_is_told_as_well() -> None:
    bench = with_pending()
    bench.leave("ann")
    down_for(bench, 2 * HOUR)
    bench.join("ann")
    assert bench.returned("ann") == [("later", "too-late")]


def test_a_stranger_who_takes_the_name_from_another_network_is_told_nothing() -> None:
    bench = with_pending()
    bench.leave("ann")
    down_for(bench, 24 * HOUR)
    assert bench.join("eve", "ann", "192.0.2.9").name == "ann"
    assert bench.returned("eve") == []


def test_another_name_from_the_same_network_is_told_nothing() -> None:
    bench = with_pending()
    down_for(bench, 2 * HOUR)
    bench.join("eve", network="network of ann")
    assert bench.returned("eve") == []


@pytest.mark.parametrize(("seconds", "told"), [(599, 1), (600, 0)])
def test_it_is_kept_for_ten_minutes(seconds: int, told: int) -> None:
    bench = with_pending()
    down_for(bench, 2 * HOUR)
    bench.wait(seconds)
    bench.join("ann")
    assert len(bench.returned("ann")) == told
    assert bench.chat.snapshot()["unsent"] == []


def test_it_outlives_another_restart() -> None:
    bench = with_pending()
    down_for(bench, 2 * HOUR)
    down_for(bench, 60)
    bench.join("ann")
    assert bench.returned("ann") == [("later", "too-late")]


def test_no_more_are_kept_than_is_remembered_of_anything_else() -> None:
    bench = with_pending("one", "two", "three", rules=Rules(max_late=0, max_remembered=2))
    down_for(bench, 2 * HOUR)
    bench.join("ann")
    assert [text for text, _ in bench.returned("ann")] == ["two", "three"]


def test_a_limit_that_a_start_has_lowered_holds() -> None:
    bench = with_pending("one", "two", "three")
    down_for(bench, 2 * HOUR)
    bench.join("cid")
    bench.schedule("cid", "four", 1)
    bench.change_rules(Rules(max_late=0, max_remembered=1))
    down_for(bench, 5)
    bench.join("ann")
    bench.join("cid")
    assert (bench.returned("ann"), bench.returned("cid")) == ([], [("four", "too-late")])


def test_what_an_author_was_muted_for_is_told_as_well() -> None:
    bench = with_pending()
    bench.mute("ann")
    down_for(bench, 120)
    bench.join("ann")
    assert bench.returned("ann") == [("later", "muted")]


def test_without_a_journal_nobody_is_told_as_ever() -> None:
    bench = with_pending(rules=Rules(), to="bob")
    bench.leave("bob")
    bench.now += 2 * HOUR * 1000
    bench.start()
    bench.forget()
    bench.join("ann")
    assert bench.returned("ann") == []


def test_a_snapshot_in_between_changes_nothing() -> None:
    bench = with_pending("one", "two", to="bob")
    bench.rename("ann", "anna")
    down_for(bench, 2 * HOUR)
    restored = Chat.restore(json.loads(json.dumps(bench.chat.snapshot())))
    assert picture(restored) == picture(bench.chat)
    bench.chat = restored
    bench.join("ann")
    assert [text for text, _ in bench.returned("ann")] == ["one", "two"]
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
    bench = with_pending()
    down_for(bench, 2 * HOUR)
    snapshot = json.loads(json.dumps(bench.chat.snapshot()))
    (row,) = snapshot["unsent"]
    snapshot["unsent"] = change(row)
    with pytest.raises(SnapshotError) as refused:
        Chat.restore(snapshot)
    assert str(refused.value) == sentence


def test_a_name_that_a_snapshot_has_twice_counts_once() -> None:
    bench = with_pending()
    down_for(bench, 2 * HOUR)
    snapshot = json.loads(json.dumps(bench.chat.snapshot()))
    snapshot["unsent"][0][0]["folds"] *= 2
    assert picture(Chat.restore(snapshot)) == picture(bench.chat)
