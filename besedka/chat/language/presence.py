"""Events about who is in the chat: those who come, leave, lose their connection, and come back.

A session that asked for it outlives its connection. It is *detached* then, until it is resumed or its grace ends.
"""

from besedka.chat.language.commands import Departure
from besedka.records import record

__all__ = ["Away", "Farewell", "Joined", "Left", "Limits", "Resumed", "Returned", "Undelivered", "Welcome"]


@record
class Limits:
    """The limits that a newcomer's program needs to know before its first request. `max_delay` is in seconds."""

    max_text: int
    max_name: int
    max_delay: int
    max_pending: int
    history: int


@record
class Joined:
    """Somebody joined; `muted_until` is set if it is muted, `ignored` for members who ignore the newcomer.

    `bot`, here and elsewhere, says that the session has declared itself a program.
    """

    name: str
    muted_until: int | None = None
    ignored: bool = False
    bot: bool = False


@record
class Left:
    """A person's session ended, and why."""

    name: str
    reason: Departure


@record
class Away:
    """A detached session is shown as away: it has had no connection for `Rules.away_after`, and may come back."""

    name: str


@record
class Returned:
    """A session that was shown as away has a connection again."""

    name: str


@record
class Welcome:
    """The session is in, under `name`.

    `members` holds the first `Rules.max_members_listed` names in the order of `users`, including its own if
    that is one of the first; `bots` are those of them that are bots, `away` those that are shown as away.
    `member_count` counts everybody.
    """

    name: str
    members: tuple[str, ...]
    member_count: int
    limits: Limits
    muted_until: int | None = None
    bots: tuple[str, ...] = ()
    away: tuple[str, ...] = ()


@record
class Resumed:
    """The session goes on over a new connection; `state` is what a newcomer would be told.

    What it missed follows as the events themselves, in order, with the stamps that they had: public messages, and
    events to this session alone. `missed` counts the public messages since the last entry that its client has seen.
    `gap` of them do not follow, the oldest. `lost` counts events to this session alone that are gone, up to
    1000.
    """

    state: Welcome
    missed: int = 0
    gap: int = 0
    lost: int = 0


@record
class Farewell:
    """The session's last event.

    `pending` counts the session's delayed messages that will still be sent and can no longer be cancelled;
    `last` is the due time of the last of them.
    """

    reason: Departure
    pending: int = 0
    last: int | None = None


@record
class Undelivered:
    """A private message that was accepted may not have reached `to`, whose client has not confirmed it."""

    number: int
    text: str
    to: str
