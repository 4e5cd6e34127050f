"""What any version has stored is read, and means what it meant, for ever: these digests are never written anew."""

import hashlib
import json
from typing import Any, get_args

import pytest
from picture import drawn, picture
from stored import LATER, STORED, journal_file, read_journal, read_snapshot, snapshot_file

from besedka.chat import Chat, Entry
from besedka.chat.language.commands import Command
from besedka.chat.language.deliveries import FilterChanged
from besedka.chat.language.events import (
    Event,
    HistoryListed,
    IgnoredListed,
    ScheduledListed,
    SearchListed,
    UsersListed,
)
from besedka.journal.codec import write_entry

DELIVERIES = {
    1: "c8299491b17d2341bb9c6dd16475b2ed9159e8c64d22591a5996e2d5d8ac16e0",
    2: "e030d6b92842522218c893877c691e82d4e5b1f6af85faa2692b01141366ed63",
    3: "c267093277f34b09bdafc9b3568b51aace1958d9ed7fdbee958a480772ec448a",
    4: "5ec85a2387bdb337469ec7fa02bba8cdfb3b8f1a08ca721cebe340bb90e8306b",
    5: "344af2eff7e04f5417db5f63915a7d9ebf0ef5c9646fb5d99a5a72cda2988b88",
    6: "6d17e90951eed9da550cd8627247d06f8171b1035cecc45bcc3c2ac957e02b18",
}
"""Of all entries, without the fields that came later and have their defaults."""
FINAL = {
    1: "e54e64e9b8d0b5e64d8a189a0f475a20347e803739c836b29f5ddfd2771ca2c0",
    2: "1de061109ea8c0fc8f34226dbabb03578a11b11cbe18f0f7ac72a2d549c1e6eb",
    3: "805cbe3ff489326bc22942930797b8fb61c0806112a6d3707fd92a04bdc28949",
    4: "197ffa2de5efa6aa04cc3ec9e4dc39fad6ef98f98d622c59e19f38e746249c93",
    5: "63092c9b5207e062faff43c4be947abe1fc91e4f65952cf661265e0ff1c69617",
    6: "9742cdd5d828f22c1e0ce361896445f044a33a75b44fdd33ed79dc869373c949",
}
"""Of the last snapshot, without these as well."""

NUMBERS = range(1, STORED + 1)
ANSWERS_TO_QUESTIONS = {HistoryListed, IgnoredListed, ScheduledListed, SearchListed, UsersListed}


def digest_of(parts: list[bytes]) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def snapshot_of(chat: Chat, number: int) -> bytes:
    return json.dumps(as_stored(chat.snapshot(), number)).encode()


def as_stored(value: Any, number: int) -> Any:
    """The snapshot's values without the fields that came later."""
    if isinstance(value, list):
        return [as_stored(item, number) for item in value]
    if not isinstance(value, dict):
        return value
    later = LATER[number]
    return {
        key: as_stored(item, number) for key, item in value.items() if key not in later or item != later[key]
    }


def go_on(chat: Chat, journal: list[Entry], number: int) -> list[bytes]:
    return [drawn(chat.apply(entry), LATER[number]) for entry in journal[chat.last.seq :]]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_stored_journal_gives_what_it_gave_then(number: int) -> None:
    chat = Chat()
    assert digest_of(go_on(chat, read_journal(number), number)) == DELIVERIES[number]
    assert digest_of([snapshot_of(chat, number)]) == FINAL[number]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_stored_snapshot_goes_on_as_its_journal_does(number: int) -> None:
    journal = read_journal(number)
    whole, restored = Chat(), Chat.restore(read_snapshot(number))
    cut = restored.last.seq
    assert 0 < cut < len(journal) - 50
    before = go_on(whole, journal[:cut], number)
    assert picture(restored) == picture(whole)
    assert digest_of(before + go_on(restored, journal, number)) == DELIVERIES[number]
    assert digest_of([snapshot_of(restored, number)]) == FINAL[number]


def test_the_newest_journal_has_every_command_and_every_event() -> None:
    chat, journal = Chat(), read_journal(STORED)
    events = {type(delivery.event) for entry in journal for delivery in chat.apply(entry)}
    assert {type(entry.command) for entry in journal} == set(get_args(Command))
    assert events == {FilterChanged, *get_args(Event)} - ANSWERS_TO_QUESTIONS


def test_this_version_writes_the_newest_as_they_are() -> None:
    journal, chat = read_journal(STORED), Chat()
    lines = journal_file(STORED).read_text(encoding="ascii").splitlines()
    assert [write_entry(entry) for entry in journal] == lines
    snapshot = read_snapshot(STORED)
    go_on(chat, journal[: Chat.restore(snapshot).last.seq], STORED)
    assert json.dumps(chat.snapshot(), indent=1) + "\n" == snapshot_file(STORED).read_text(encoding="ascii")
