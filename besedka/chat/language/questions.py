"""Questions: answered from the state, which they do not change. They never enter the journal."""

from besedka.records import record

__all__ = [
    "MAX_FOUND",
    "MAX_LISTED",
    "MAX_SEARCH",
    "ListIgnored",
    "ListScheduled",
    "ListUsers",
    "Question",
    "Search",
    "ShowHistory",
]

MAX_LISTED = 1000
"""Messages in one answer to `ShowHistory`. Chosen: as many as a server keeps in memory by default."""

MAX_FOUND = 100
"""Messages in one answer to `Search`. Chosen: more than anybody reads."""

MAX_SEARCH = 200
"""Characters that can be searched for; they bound the time that a search takes. Chosen."""


@record
class ListUsers:
    """Who is in the chat? Answered by `UsersListed`."""


@record
class ShowHistory:
    """What were the last public messages? Answered by `HistoryListed`, or refused.

    `count` is how many; None: `Rules.history_size`. With `before`: the last ones before the message of this number.
    With `around`: those that surround it, and itself. Not both.
    """

    count: int | None = None
    before: int | None = None
    around: int | None = None


@record
class Search:
    """Which public messages contain all of these words (`chat.language.matching`)? Answered by `SearchListed`."""

    text: str


@record
class ListScheduled:
    """Which delayed messages of the session are pending? Answered by `ScheduledListed`."""


@record
class ListIgnored:
    """Whom does the session ignore? Answered by `IgnoredListed`."""


Question = ListUsers | ShowHistory | Search | ListScheduled | ListIgnored
"""Every question that is answered from the state (`Chat.answer`)."""
