"""The decorator for records: dataclasses that are created by the thousand and never modified."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: object) -> Callable[[T], T]:
        """Do nothing: it is only for type checkers (PEP 681), and in `typing` since Python 3.11."""
        return lambda decorated: decorated


__all__ = ["record"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a slotted dataclass with equality, hash and repr that is frozen only for type checkers, at no cost.

    A dataclass frozen at run time sets each field with `object.__setattr__`, so creating one takes three to four times
    as long, and each message through the server creates ten. A dataclass also generates and compiles each of its
    methods: all except `__init__` would be half of the startup cost of a hundred records.
    """
    made = dataclass(slots=True, eq=False, repr=False)(cls)
    compared = _values(tuple(each.name for each in fields(made) if each.compare))  # type: ignore[arg-type]

    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        return compared(self) == compared(other) if type(self) is type(other) else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(compared(self))

    for name, method in (("__eq__", __eq__), ("__hash__", __hash__), ("__repr__", _represent)):
        if (
            name not in cls.__dict__ or cls.__dict__[name] is None
        ):  # `__hash__` is None beside an `__eq__` of its own.
            setattr(made, name, method)
    return made


def _values(names: tuple[str, ...]) -> Callable[[object], tuple[object, ...]]:
    """Return what makes a tuple of these attributes."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _represent(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
