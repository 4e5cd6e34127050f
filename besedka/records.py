"""The decorator of records: dataclasses that are made by the thousand and never changed."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

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
    """A slotted dataclass with equality, hash and repr that is frozen for the type checker, and costs nothing for it.

    A dataclass that is frozen at run time sets each field through `object.__setattr__`: making one takes three to
    four times as long, and one message through the server makes ten. And a dataclass writes and compiles each of its
    methods: all but `__init__` would be half of what a hundred records cost when the program starts.
    """
    made = dataclass(slots=True, eq=False, repr=False)(cls)
    names = tuple(each.name for each in fields(made) if each.compare)  # type: ignore[arg-type]
    compared: Callable[[object], object] = attrgetter(*names) if names else lambda _: ()

    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        return compared(self) == compared(other) if type(other) is made else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(compared(self))

    made.__eq__ = __eq__  # type: ignore[method-assign]
    made.__hash__ = __hash__  # type: ignore[method-assign]
    made.__repr__ = _represent  # type: ignore[method-assign]
    return made


def _represent(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
