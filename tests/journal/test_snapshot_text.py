import json
from dataclasses import replace
from pathlib import Path

import pytest

from besedka.chat import Chat, Snapshot, Stamp, write_snapshot
from besedka.chat.language.events import Message, Refused
from besedka.chat.snapshots.snapshot_rows import KeptAnswer
from besedka.chat.state.messages import HistoryRow
from besedka.journal.snapshot_text import SnapshotText

DATA = Path(__file__).parents[1] / "data"


def steps(snapshot: Snapshot) -> tuple[int, str]:
    """In how many steps it was written, and what."""
    text = SnapshotText(snapshot)
    count = 1
    while not text.write_on():
        count += 1
    return count, text.whole()


@pytest.mark.parametrize("path", sorted(DATA.glob("snapshot-*.json")), ids=lambda path: path.name)
def test_it_is_the_json_text_of_the_snapshot(path: Path) -> None:
    snapshot = Chat.restore(json.loads(path.read_text())).take_snapshot()
    assert steps(snapshot)[1] == json.dumps(write_snapshot(snapshot), separators=(",", ":"))


def test_so_it_is_before_the_first_entry_and_for_an_answer_with_details() -> None:
    empty = Chat().take_snapshot()
    assert steps(empty)[1] == json.dumps(write_snapshot(empty), separators=(",", ":"))
    path = max(DATA.glob("snapshot-*.json"))
    snapshot = Chat.restore(json.loads(path.read_text())).take_snapshot()
    refused = KeptAnswer(3, Stamp(1, 2), Refused("text-too-long", {"limit": 5, "word": "чай"}))
    answered = replace(
        snapshot, people=tuple(replace(person, answers=(refused,)) for person in snapshot.people)
    )
    assert steps(answered)[1] == json.dumps(write_snapshot(answered), separators=(",", ":"))
    assert "\\u0447" in steps(answered)[1]


def test_a_large_one_is_written_in_many_steps() -> None:
    rows = tuple(
        HistoryRow(n, n, Message(n, "ann", "x" * 100, None), "s", "ann", "::1") for n in range(10_000)
    )
    snapshot = replace(Chat().take_snapshot(), history=rows)
    count, text = steps(snapshot)
    assert text == json.dumps(write_snapshot(snapshot), separators=(",", ":"))
    assert len(text) / count < 60_000
