"""An entry: a command at its position in the journal."""

from besedka.chat.language.commands import Command
from besedka.chat.language.rules import RULES_VERSION
from besedka.records import record

__all__ = ["Entry", "Origin"]


@record
class Origin:
    """Where a command came from: it is journaled with the command and comes back in its entry.

    - `node` received the command.
    - `session` is the identifier that the session's node chose at its `Join`, never used twice; None for
      commands of the node itself.
    - `request` identifies a request within one session: the numbers ascend, and of two entries with the same
      number only the first is carried out. None for commands that need no such guarantee.
    """

    node: str
    session: str | None = None
    request: int | None = None


@record
class Entry:
    """`command` of `origin`, as number `seq`, at the time `at`.

    `seq` starts at 1 and has no gaps; `at` is milliseconds, UTC, and never decreases. `version` is the
    version of the rules' meaning (`RULES_VERSION`) under which the entry was made.
    """

    seq: int
    at: int
    origin: Origin
    command: Command
    version: int = RULES_VERSION
