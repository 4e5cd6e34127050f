"""What is answered from the state and changes nothing: it never enters the journal."""

from besedka.records import record

__all__ = ["ListIgnored", "ListScheduled", "ListUsers", "Question", "ShowHistory"]


@record
class ListUsers:
    """Who is in the chat? Answered by `UsersListed`."""


@record
class ShowHistory:
    """Which were the last public messages? Answered by `HistoryListed`."""


@record
class ListScheduled:
    """Which delayed messages of the session are pending? Answered by `ScheduledListed`."""


@record
class ListIgnored:
    """Whom does the session ignore? Answered by `IgnoredListed`."""


Question = ListUsers | ShowHistory | ListScheduled | ListIgnored
"""Whatever is answered from the state (`Chat.answer`)."""
