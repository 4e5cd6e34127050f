"""Entries and commands as JSON text, and back.

A journal is read by every later version of the program: the names of the commands and of their fields are for ever, and
a field that comes later has a default that means what was meant before it came. What a newer version has written, and
this one does not know, is refused and never guessed.
"""

import json
from collections.abc import Mapping
from typing import Any

from besedka.chat.language.commands import (
    Cancel,
    Command,
    Failed,
    Ignore,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Rename,
    Report,
    Send,
    Tick,
    Unignore,
)
from besedka.chat.language.entry import Entry
from besedka.chat.snapshots.primitives import Primitives, UnreadableError

__all__ = ["COMMANDS", "CodecError", "read_command", "read_entry", "write_command", "write_entry"]

COMMANDS: Mapping[str, type] = {
    "cancel": Cancel,
    "failed": Failed,
    "ignore": Ignore,
    "join": Join,
    "leave": Leave,
    "node-started": NodeStarted,
    "node-stopped": NodeStopped,
    "rename": Rename,
    "report": Report,
    "send": Send,
    "tick": Tick,
    "unignore": Unignore,
}
"""All commands by the names that they have in a journal."""

_primitives = Primitives(COMMANDS)


class CodecError(ValueError):
    """A text is no entry or command of this version; it says in one sentence what is wrong."""


def write_entry(entry: Entry) -> str:
    """The entry as one line of ASCII without its end."""
    return _dump(entry)


def read_entry(line: str) -> Entry:
    """The entry that `write_entry` has written, of this version or an older one; raises `CodecError`."""
    value = _load(line)
    if type(value) is dict and "version" not in value:
        raise CodecError("the entry has no version")
    try:
        return _primitives.read(Entry, value, "the entry")
    except UnreadableError as error:
        raise CodecError(str(error)) from None


def write_command(command: Command) -> str:
    """The command as one line of ASCII without its end."""
    return _dump(command)


def read_command(text: str) -> Command:
    """The command that `write_command` has written, of this version or an older one; raises `CodecError`."""
    try:
        command: Command = _primitives.read_any(_load(text), "the command")
    except UnreadableError as error:
        raise CodecError(str(error)) from None
    return command


def _dump(record: object) -> str:
    return json.dumps(_primitives.write(record), separators=(",", ":"))


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise CodecError("the text is not JSON") from None
