"""The settings that decide outcomes, in one place."""

from dataclasses import fields

from besedka.chat.names.forms import NameForms, examine
from besedka.records import record

__all__ = ["FIRST_RULES_VERSION", "RULES_VERSION", "Rules"]

RULES_VERSION = 4
"""Version of the rules' *meaning*.

Incremented whenever the same entries would give a different outcome. Older entries keep their outcomes: a handler whose
meaning changes decides by `Entry.version`, and the digests of the stored journals hold it.
"""

FIRST_RULES_VERSION = 3
"""The oldest version under which an entry was ever stored."""

_SECOND = 1000
_MINUTE = 60 * _SECOND
_HOUR = 60 * _MINUTE

_RESERVED = (
    "server",
    "system",
    "admin",
    "administrator",
    "moderator",
    "besedka",
    "root",
    "сервер",
    "система",
    "админ",
    "администратор",
    "модератор",
    "беседка",
)

_MUST_BE_POSITIVE = {"max_text", "pace"}
"""Settings for which 0 would let nothing through; the others may be 0."""

_MAX_NUMBER = 2**53 - 1
"""The largest integer on which all implementations agree (RFC 8259, section 6)."""

_MAX_GUEST_NUMBER = 999_999_999
"""More guests than will ever join. A name with this number must be valid, so that every newcomer finds a name."""


@record
class Rules:
    """Every setting that decides an outcome.

    Durations are milliseconds unless the name says otherwise. The journal starts with a `Rules` value
    (`NodeStarted`), so that a replay decides as the first run did. Values that the chat cannot work with
    raise `ValueError`.
    """

    max_text: int = 4000
    """Characters in a message. Chosen; Telegram has 4096, Discord 2000."""

    max_name: int = 32
    """Characters in a name. Ergo has 32 as well (`nicklen`)."""

    reserved_names: tuple[str, ...] = _RESERVED
    """Names that nobody may take; names that look like them are reserved, too."""

    guest_prefix: str = "guest-"
    """A newcomer without a name is named with this prefix and a number."""

    name_hold: int = 10 * _MINUTE
    """How long a given-up name is held for its owner. Chosen, as are all durations here."""

    held_names: int = 3
    """How many names besides the present one are held for a person."""

    history_size: int = 20
    """Public messages that `history` shows when no number is asked for. Chosen."""

    history_kept: int | None = None
    """Public messages kept for `history` and `search`. None: `history_size`; journals from before this setting
    mean that."""

    history_bytes: int | None = None
    """Bytes of text (UTF-8) kept for `history` and `search`; None: no limit."""

    max_members_listed: int = 1000
    """Names listed in a newcomer's welcome; `users` lists all."""

    max_delay_seconds: int = 604_800
    """The longest delay of a message, in seconds (seven days). Chosen."""

    max_pending: int = 100
    """Pending delayed messages per session. Chosen."""

    max_pending_network: int = 300
    """Pending delayed messages per network address, including those of people who left; loopback is exempt."""

    max_pending_total: int = 20_000
    """Pending delayed messages in total."""

    pace: int = 10
    """Delayed messages of one author that are sent in one `pace_window`."""

    pace_window: int = _SECOND

    max_late: int | None = None
    """By how much a delayed message may be late that came due while the server was down. None: it is not checked,
    nor is the message marked as late; journals from before this setting mean that."""

    grace: int = 5 * _MINUTE
    """How long a session outlives its connection, if it asked for that."""

    away_after: int = 15 * _SECOND
    """After how long without a connection it is shown as away."""

    max_detached: int = 10_000
    """Sessions without a connection; a further one ends at once."""

    max_detached_network: int = 100
    """Those of one network address; loopback is exempt."""

    max_kept: int = 100
    """Events to one session alone that are kept until its client has seen them. A private message to a session without
    a connection is refused if it does not fit; otherwise the oldest make room."""

    max_kept_bytes: int = 64 * 1024
    """Bytes of these: of their texts (UTF-8), and 256 for each."""

    max_kept_total: int = 64 * 1024 * 1024
    """Bytes of all that are kept for all sessions."""

    max_replayed: int = 500
    """Public messages that a resumed session is told of those it has missed, the newest."""

    max_replayed_bytes: int = 256 * 1024
    """Bytes of text of these."""

    max_ignored: int = 100
    """People one person may ignore."""

    complaints_tolerated: int = 3
    """Complaints without effect; the next one mutes."""

    complaint_lifetime: int = 24 * _HOUR
    mute: int = 10 * _MINUTE
    departed_reportable: int = 10 * _MINUTE
    """How long a person who has left can still be reported."""

    ended_remembered: int = 10 * _MINUTE
    """How long an ended session is remembered, so that a repeated `Join` of it has no effect."""

    max_remembered: int = 10_000
    """Maximum number of remembered rows of each kind; the oldest are evicted first.

    The kinds are given-up names, people who left, ended sessions, and records of conduct.
    """

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, int):
                _check_number(setting.name, value)
        if not isinstance(examine(f"{self.guest_prefix}{_MAX_GUEST_NUMBER}", self.max_name), NameForms):
            raise ValueError(f"Rules.guest_prefix makes no names of {self.max_name} characters")


def _check_number(name: str, value: int) -> None:
    least = 1 if name in _MUST_BE_POSITIVE else 0
    if value < least:
        raise ValueError(f"Rules.{name} is too small: {value}")
    if value > _MAX_NUMBER:
        raise ValueError(f"Rules.{name} is too large: {value}")
