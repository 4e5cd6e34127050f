"""Serialization of entries and commands as JSON text.

Every later version of the program must be able to read a journal. The names of commands and of their fields
are therefore permanent, and a field added later has a default that preserves the earlier meaning. Data from a
newer version that this version does not know is rejected, never guessed.
"""

import json
from collections.abc import Mapping
from typing import Any

from besedka.chat.language.commands import (
    Cancel,
    Command,
    Detach,
    Failed,
    Ignore,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Rename,
    Report,
    Resume,
    Seen,
    Send,
    Tick,
    Unignore,
)
from besedka.chat.language.entry import Entry
from besedka.chat.snapshots.primitives import Primitives, UnreadableError
from besedka.journal.quick_codec import QuickReader, QuickWriter, read_public_message, write_public_message

__all__ = ["COMMANDS", "CodecError", "read_command", "read_entry", "write_command", "write_entry"]

COMMANDS: Mapping[str, type] = {
    "cancel": Cancel,
    "detach": Detach,
    "failed": Failed,
    "ignore": Ignore,
    "join": Join,
    "leave": Leave,
    "node-started": NodeStarted,
    "node-stopped": NodeStopped,
    "rename": Rename,
    "report": Report,
    "resume": Resume,
    "seen": Seen,
    "send": Send,
    "tick": Tick,
    "unignore": Unignore,
}
"""All commands, by their names in a journal."""

_primitives = Primitives(COMMANDS)
_quick_writer = QuickWriter({kind: name for name, kind in COMMANDS.items()})
_quick_reader = QuickReader(COMMANDS)
_decode = json.JSONDecoder().raw_decode


class CodecError(ValueError):
    """The text is not an entry or command of this version; the error's message is one sentence."""


def write_entry(entry: Entry) -> str:
    """Return the entry as one line of ASCII without a line end."""
    return write_public_message(entry) or _dump(entry)


def read_entry(line: str) -> Entry:
    """Return the entry that `write_entry` of this or an older version has written; raises `CodecError`."""
    entry = read_public_message(line)
    if entry is not None:
        return entry
    value = _load(line)
    entry = _quick_reader.read(value)
    if entry is not None:
        return entry
    if type(value) is dict and "version" not in value:
        raise CodecError("the entry has no version")
    try:
        return _primitives.read(Entry, value, "the entry")
    except UnreadableError as error:
        raise CodecError(str(error)) from None


def write_command(command: Command) -> str:
    """Return the command as one line of ASCII without a line end."""
    return _dump(command)


def read_command(text: str) -> Command:
    """Return the command that `write_command` of this or an older version has written; raises `CodecError`."""
    try:
        command: Command = _primitives.read_any(_load(text), "the command")
    except UnreadableError as error:
        raise CodecError(str(error)) from None
    return command


def _dump(record: object) -> str:
    return _quick_writer[type(record)](record)


def _load(text: str) -> Any:
    try:
        value, end = _decode(
            text
        )  # Twice as fast as `json.loads`, which also takes white space around the value.
        return value if end == len(text) else json.loads(text)
    except (ValueError, RecursionError):
        raise CodecError("the text is not JSON") from None
