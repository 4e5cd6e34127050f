"""What is answered from the state and changes nothing: it never enters the journal."""

from dataclasses import dataclass

__all__ = ["ListScheduled", "ListUsers", "Question", "ShowHistory"]


@dataclass(frozen=True, slots=True)
class ListUsers:
    """Who is here?"""


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """What was said last?"""


@dataclass(frozen=True, slots=True)
class ListScheduled:
    """Which of my messages are pending?"""


Question = ListUsers | ShowHistory | ListScheduled
