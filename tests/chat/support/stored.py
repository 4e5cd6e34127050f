"""The journal and the snapshot that a version has left behind: every later one has to read them.

`PYTHONPATH=. python tests/chat/support/stored.py` writes those of the version at hand, unless they are there already:
what is stored is never written anew. Raise `STORED` when the form of either changes; the tests go on reading all there
are.
"""

import json
from pathlib import Path

from journals import busy_journal
from picture import drawn

from besedka.chat import Chat, Entry, Rules
from besedka.journal.codec import read_entry, write_entry

__all__ = ["LATER", "STORED", "journal_file", "read_journal", "read_snapshot", "snapshot_file"]

STORED = 6
"""The number of the newest."""

_SINCE_5: dict[str, object] = {
    "away": (),
    "resumption": None,
    "said": 0,
    "said_by": [],
    **{
        name: getattr(Rules(), name)
        for name in (
            "grace",
            "away_after",
            "max_detached",
            "max_detached_network",
            "max_kept",
            "max_kept_bytes",
            "max_kept_total",
            "max_replayed",
            "max_replayed_bytes",
        )
    },
}
_SINCE_4: dict[str, object] = {"history_kept": None, "history_bytes": None, "unsent": [], **_SINCE_5}
_SINCE_3: dict[str, object] = {"late": False, "max_late": None, **_SINCE_4}

LATER: dict[int, dict[str, object]] = {
    1: {"bot": False, "bots": (), **_SINCE_3},
    2: _SINCE_3,
    3: _SINCE_4,
    4: _SINCE_5,
    5: {},
    6: {},
}
"""The fields that came after each, with their defaults: what it has stored says nothing of them."""

SEED, LENGTH, CUT = 73, 800, 520
DATA = Path(__file__).resolve().parents[2] / "data"


def journal_file(number: int) -> Path:
    return DATA / f"journal-{number}.jsonl"


def snapshot_file(number: int) -> Path:
    return DATA / f"snapshot-{number}.json"


def read_journal(number: int) -> list[Entry]:
    return [read_entry(line) for line in journal_file(number).read_text(encoding="ascii").splitlines()]


def read_snapshot(number: int) -> object:
    snapshot: object = json.loads(snapshot_file(number).read_text(encoding="ascii"))
    return snapshot


def write() -> None:
    journal, chat = busy_journal(LENGTH, SEED), Chat()
    for entry in journal[:CUT]:
        drawn(chat.apply(entry))
    with journal_file(STORED).open("x", encoding="ascii", newline="\n") as file:
        file.writelines(f"{write_entry(entry)}\n" for entry in journal)
    with snapshot_file(STORED).open("x", encoding="ascii", newline="\n") as file:
        file.write(json.dumps(chat.snapshot(), indent=1) + "\n")


if __name__ == "__main__":
    write()
