"""An entry: a command at its place in the journal."""

from besedka.chat.language.commands import Command
from besedka.chat.language.rules import RULES_VERSION
from besedka.records import record

__all__ = ["Entry", "Origin"]


@record
class Origin:
    """Who asked for a command: it goes with it into the journal, and comes back in its entry.

    `node` is where it was asked for. `session` is the identifier that the session's node chose at its `Join`, never
    used twice; None for commands of the node itself. `request` tells the requests of one session apart: its numbers
    ascend, and of two entries with one number only the first is carried out. None for what needs no such promise.
    """

    node: str
    session: str | None = None
    request: int | None = None


@record
class Entry:
    """`command` of `origin`, as number `seq`, at the time `at`.

    `seq` starts at 1 and has no gaps; `at` is milliseconds, UTC, and never decreases. `version` is the version of the
    rules' meaning under which the entry was made.
    """

    seq: int
    at: int
    origin: Origin
    command: Command
    version: int = RULES_VERSION
