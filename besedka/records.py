"""The decorator of records: dataclasses that are made by the thousand and never changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: object) -> Callable[[T], T]:
        """Do nothing: it is for type checkers (PEP 681), and in `typing` only since Python 3.11."""
        return lambda decorated: decorated


__all__ = ["record"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """A slotted dataclass with equality and hash that is frozen for the type checker, and costs nothing for it.

    A dataclass that is frozen at run time sets each field through `object.__setattr__`: making one takes three to
    four times as long, and one message through the server makes ten.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
