"""An entry: a command at its place in the journal."""

from besedka.chat.commands import Command
from besedka.chat.rules import RULES_VERSION
from besedka.records import record

__all__ = ["Entry"]


@record
class Entry:
    """`command` of `session`, as number `seq`, at the time `at`.

    `seq` starts at 1 and has no gaps; `at` is milliseconds, UTC, and never decreases. `session` is the
    identifier that the session's node chose at its `Join`, never used twice; None for commands of the
    server itself. `version` is the version of the rules' meaning under which the entry was made.
    """

    seq: int
    at: int
    session: str | None
    command: Command
    version: int = RULES_VERSION
