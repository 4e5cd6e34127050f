"""Questions: answered from the state, which they do not change. They never enter the journal."""

from besedka.records import record

__all__ = ["ListIgnored", "ListScheduled", "ListUsers", "Question", "ShowHistory"]


@record
class ListUsers:
    """Who is in the chat? Answered by `UsersListed`."""


@record
class ShowHistory:
    """What were the last public messages? Answered by `HistoryListed`."""


@record
class ListScheduled:
    """Which delayed messages of the session are pending? Answered by `ScheduledListed`."""


@record
class ListIgnored:
    """Whom does the session ignore? Answered by `IgnoredListed`."""


Question = ListUsers | ShowHistory | ListScheduled | ListIgnored
"""Every question that is answered from the state (`Chat.answer`)."""
