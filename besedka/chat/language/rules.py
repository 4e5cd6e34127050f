"""The numbers that decide outcomes, in one place."""

from dataclasses import fields

from besedka.chat.names.forms import NameForms, examine
from besedka.records import record

__all__ = ["RULES_VERSION", "Rules"]

RULES_VERSION = 3
"""Version of the rules' *meaning*.

It goes up whenever the same entries would give another outcome.
"""

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

_POSITIVE = {"max_text", "pace"}
"""Settings of which 0 would let nothing through; the others may be 0."""

_MOST = 2**53 - 1
"""The largest number that all programs agree about (RFC 8259, section 6)."""

_GUESTS = 999_999_999
"""More than will ever come, so that a newcomer always finds a name."""


@record
class Rules:
    """Every setting that decides an outcome.

    Durations are milliseconds unless the name says otherwise. A `Rules` value is itself an entry at the journal's
    start (`NodeStarted`), so that a replay decides as the first run did. Numbers that the chat cannot work with raise
    `ValueError`.
    """

    max_text: int = 4000
    """Characters in a message. Chosen; Telegram has 4096, Discord 2000."""

    max_name: int = 32
    """Characters in a name. Ergo has 32 as well (`nicklen`)."""

    reserved_names: tuple[str, ...] = _RESERVED
    """Names that nobody may take, nor anything that looks like them."""

    guest_prefix: str = "guest-"
    """A newcomer without a name is called by this and a number."""

    name_hold: int = 10 * _MINUTE
    """How long a given-up name stays its owner's. Chosen, as are all durations here."""

    held_names: int = 3
    """How many names beside the present one a person may keep from others."""

    history_size: int = 20
    """Public messages that are remembered, and shown by `history`. Chosen."""

    max_members_listed: int = 1000
    """Names that a newcomer's welcome lists; `users` lists all."""

    max_delay_seconds: int = 604_800
    """The longest delay of a message, in seconds (seven days). Chosen."""

    max_pending: int = 100
    """Delayed messages that one session may have pending. Chosen."""

    max_pending_network: int = 300
    """Delayed messages pending from one network address, by who has left included (loopback excepted)."""

    max_pending_total: int = 20_000
    """Delayed messages pending in all."""

    pace: int = 10
    """Delayed messages of one author that leave in one `pace_window`."""

    pace_window: int = _SECOND

    max_ignored: int = 100
    """People whom one person may ignore."""

    complaints_tolerated: int = 3
    """Complaints that do nothing yet; the next one mutes."""

    complaint_lifetime: int = 24 * _HOUR
    mute: int = 10 * _MINUTE
    departed_reportable: int = 10 * _MINUTE
    """How long who has left can still be reported."""

    ended_remembered: int = 10 * _MINUTE
    """How long a session that has ended is known, so that a repeated `Join` of it lets nobody in."""

    max_remembered: int = 10_000
    """People who left, sessions, or records of conduct, that are remembered at the most; the oldest go first."""

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, int):
                _check_number(setting.name, value)
        if not isinstance(examine(f"{self.guest_prefix}{_GUESTS}", self.max_name), NameForms):
            raise ValueError(f"Rules.guest_prefix makes no names of {self.max_name} characters")


def _check_number(name: str, value: int) -> None:
    least = 1 if name in _POSITIVE else 0
    if value < least:
        raise ValueError(f"Rules.{name} is too small: {value}")
    if value > _MOST:
        raise ValueError(f"Rules.{name} is too large: {value}")
