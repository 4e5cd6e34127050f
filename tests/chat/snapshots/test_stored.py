"""What any version has stored is read, and means what it meant, for ever: these digests are never written anew."""

import hashlib
import json
from typing import get_args

import pytest
from picture import drawn, picture
from stored import STORED, journal_file, read_journal, read_snapshot, snapshot_file

from besedka.chat import Chat, Entry
from besedka.chat.language.commands import Command
from besedka.chat.language.deliveries import FilterChanged
from besedka.chat.language.events import Event, HistoryListed, IgnoredListed, ScheduledListed, UsersListed
from besedka.journal.codec import write_entry

DELIVERIES = {1: "c8299491b17d2341bb9c6dd16475b2ed9159e8c64d22591a5996e2d5d8ac16e0"}
"""Of all entries; a field that comes later and has its default is to be left out of it."""
FINAL = {1: "e54e64e9b8d0b5e64d8a189a0f475a20347e803739c836b29f5ddfd2771ca2c0"}
"""Of the last snapshot."""

NUMBERS = range(1, STORED + 1)
ANSWERS_TO_QUESTIONS = {HistoryListed, IgnoredListed, ScheduledListed, UsersListed}


def digest_of(parts: list[bytes]) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def snapshot_of(chat: Chat) -> bytes:
    return json.dumps(chat.snapshot()).encode()


def go_on(chat: Chat, journal: list[Entry]) -> list[bytes]:
    return [drawn(chat.apply(entry)) for entry in journal[chat.last.seq :]]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_stored_journal_gives_what_it_gave_then(number: int) -> None:
    chat = Chat()
    assert digest_of(go_on(chat, read_journal(number))) == DELIVERIES[number]
    assert digest_of([snapshot_of(chat)]) == FINAL[number]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_stored_snapshot_goes_on_as_its_journal_does(number: int) -> None:
    journal = read_journal(number)
    whole, restored = Chat(), Chat.restore(read_snapshot(number))
    cut = restored.last.seq
    assert 0 < cut < len(journal) - 50
    before = go_on(whole, journal[:cut])
    assert picture(restored) == picture(whole)
    assert digest_of(before + go_on(restored, journal)) == DELIVERIES[number]
    assert digest_of([snapshot_of(restored)]) == FINAL[number]


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
    go_on(chat, journal[: Chat.restore(snapshot).last.seq])
    assert json.dumps(chat.snapshot(), indent=1) + "\n" == snapshot_file(STORED).read_text(encoding="ascii")
