"""What is answered from the state and changes nothing: it never enters the journal."""

from besedka.records import record

__all__ = ["ListIgnored", "ListScheduled", "ListUsers", "Question", "ShowHistory"]


@record
class ListUsers:
    """Who is here?"""


@record
class ShowHistory:
    """What was said last?"""


@record
class ListScheduled:
    """Which of my messages are pending?"""


@record
class ListIgnored:
    """Whom do I ignore?"""


Question = ListUsers | ShowHistory | ListScheduled | ListIgnored
