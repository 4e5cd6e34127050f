"""Sessions that can be resumed in a snapshot: taken at any moment, and refused if it cannot be."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from chat_bench import ChatBench
from picture import drawn, picture

from besedka.chat import Chat, Rules, SnapshotError
from besedka.chat.language.commands import Send


def scene() -> ChatBench:
    """Some of everything happens to bob and cid, and one second passes between all of it."""
    bench = ChatBench(Rules(max_kept=4, history_size=3, max_replayed=2, mute=20_000))
    bench.join("ann")
    bench.join_all("bob", "cid", resumable=True)
    bench.ignore("cid", "ann")
    bench.join("dan")
    bench.schedule("bob", "not sent", 30, "dan")
    for round_ in range(3):
        bench.send("ann", f"public {round_}")
        bench.send("ann", f"to bob {round_}", "bob")
        bench.send("ann", f"to cid {round_}", "cid")
        bench.detach("bob", seen=3 * round_)
        bench.wait(1)
        bench.send("ann", f"more to bob {round_}", "bob")
        bench.detach("cid")
        bench.wait(16)
        bench.mute("bob")
        bench.wait(5)
        if round_ < 2:
            bench.leave("dan")
            bench.do("bob", Send("hi"))
            bench.resume("bob", seen=5)
            bench.confirm("bob", 12 * round_)
            bench.resume("cid")
    bench.wait(400)
    return bench


def test_a_restored_chat_goes_on_as_the_one_it_was_taken_of_at_any_moment() -> None:
    journal = scene().journal
    chats: list[Chat] = [Chat()]
    for entry in journal:
        first, *others = [drawn(chat.apply(entry)) for chat in chats]
        assert all(other == first for other in others)
        state = picture(chats[0])
        restored = Chat.restore(json.loads(json.dumps(chats[0].snapshot())))
        assert picture(restored) == state
        assert all(picture(chat) == state for chat in chats[1:3])
        chats.append(restored)


def waiting() -> dict[str, Any]:
    """Bob is away, and private events of each kind are kept for him; cid is connected."""
    bench = ChatBench()
    bench.join("ann")
    bench.join_all("bob", "cid", resumable=True)
    bench.join("dan")
    bench.schedule("bob", "not sent", 1, "dan")
    bench.leave("dan")
    bench.send("bob", "to cid", "cid")
    bench.send("ann", "public")
    bench.detach("bob")
    bench.leave("cid")
    bench.join("cid", resumable=True)
    bench.mute("bob")
    bench.send("ann", "public")
    bench.send("ann", "to bob", "bob")
    bench.schedule("ann", "later", 900)
    bench.wait(20)
    return bench.chat.snapshot()


SNAPSHOT = waiting()
PEOPLE = {row["name"]["shown"]: place for place, row in enumerate(SNAPSHOT["people"])}


def bob(snapshot: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = snapshot["people"][PEOPLE["bob"]]
    return row


def cid(snapshot: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = next(
        row for row in snapshot["people"] if row["name"]["shown"] == "cid" and row["present"]
    )
    return row


def test_every_kind_of_event_that_is_kept_is_in_a_snapshot() -> None:
    kept = bob(SNAPSHOT)["resumption"]["kept"]
    kinds = {kind for row in kept for kind in ("message", "not_sent", "silenced", "undelivered") if row[kind]}
    assert kinds == {"message", "not_sent", "silenced", "undelivered"}
    chat = Chat.restore(copy.deepcopy(SNAPSHOT))
    assert chat.snapshot() == SNAPSHOT


def twice(snapshot: dict[str, Any]) -> None:
    cid(snapshot)["resumption"]["token"] = bob(snapshot)["resumption"]["token"]


def of_somebody_gone(snapshot: dict[str, Any]) -> None:
    gone = next(row for row in snapshot["people"] if not row["present"])
    gone["resumption"] = cid(snapshot)["resumption"] | {"token": "another"}


def of_somebody_without_numbers(snapshot: dict[str, Any]) -> None:
    cid(snapshot)["answers"] = None


def of_a_message(snapshot: dict[str, Any]) -> None:
    snapshot["delayed"][0]["number"] = bob(snapshot)["number"]


@pytest.mark.parametrize("spoil", [twice, of_somebody_gone, of_somebody_without_numbers, of_a_message])
def test_a_session_that_cannot_be_resumed_is_refused(spoil: Callable[[dict[str, Any]], None]) -> None:
    snapshot = copy.deepcopy(SNAPSHOT)
    spoil(snapshot)
    with pytest.raises(SnapshotError, match="cannot be resumed, and is to be"):
        Chat.restore(snapshot)


@pytest.mark.parametrize(
    "change",
    [
        {"until": None},
        {"due": None},
        {"until": None, "due": None},
        {"until": 1},
        {"seen": 10**9},
        {"said": 10**9},
        {"said": -1},
        {"lost": [9, 8]},
        {"lost": [10**9]},
    ],
)
def test_what_cannot_have_been_missed_is_refused(change: dict[str, Any]) -> None:
    snapshot = copy.deepcopy(SNAPSHOT)
    bob(snapshot)["resumption"].update(change)
    with pytest.raises(SnapshotError, match="has missed what cannot be"):
        Chat.restore(snapshot)


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (0, {"said": 10**9}),
        (0, {"stamp": {"seq": 10**9, "at": 1}}),
        (-1, {"stamp": {"seq": 1, "at": 1}}),
        (-1, {"said": -1}),
    ],
)
def test_what_is_kept_out_of_its_order_is_refused(place: int, change: dict[str, Any]) -> None:
    snapshot = copy.deepcopy(SNAPSHOT)
    bob(snapshot)["resumption"]["kept"][place].update(change)
    with pytest.raises(SnapshotError, match="has missed what cannot be"):
        Chat.restore(snapshot)


def test_a_kept_event_that_is_none_or_two_is_refused() -> None:
    cases: list[tuple[dict[str, Any], int]] = [({}, 0), ({"silenced": {"until": 1, "complaints": 1}}, 2)]
    for events, count in cases:
        snapshot = copy.deepcopy(SNAPSHOT)
        row = next(row for row in bob(snapshot)["resumption"]["kept"] if row["message"])
        row.update(events or {"message": None})
        with pytest.raises(SnapshotError, match=f"keeps {count} events where it has to keep one"):
            Chat.restore(snapshot)


@pytest.mark.parametrize("change", [{"said": 0}, {"said_by": [9, 8]}, {"said_by": [9] * 99}])
def test_a_tally_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(SnapshotError, match=r"counts other messages than it has|has missed what cannot be"):
        Chat.restore(copy.deepcopy(SNAPSHOT) | change)


def test_a_tally_of_what_is_yet_to_come_is_refused() -> None:
    with pytest.raises(SnapshotError, match="has what came later"):
        Chat.restore(copy.deepcopy(SNAPSHOT) | {"said_by": [10**9]})
