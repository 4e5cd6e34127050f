"""Converts dataclass records to JSON-compatible values and back, driven by the types of their fields.

A record becomes a dict of all its fields, a tuple a list, a mapping a dict; str, int, bool and None stay. A record that
stands in a union is tagged by the key `type`. Reading is strict: it returns what was written, or raises
`UnreadableError`. There is one exception, for data of older versions: a missing field gets its default.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, NoReturn, TypeVar, Union, cast, get_args, get_origin, get_type_hints

__all__ = ["Primitives", "UnreadableError"]

T = TypeVar("T")

_SCALARS = {str: "a text", int: "a whole number", bool: "true or false", NoneType: "null"}


class UnreadableError(ValueError):
    """The input is malformed; the message says in one sentence where and how."""


class Primitives:
    """Writes and reads records.

    `kinds` are the records that may stand in a union, by their tags. A tag must never change, since stored data uses
    it, even if the class is renamed.
    """

    def __init__(self, kinds: Mapping[str, type]) -> None:
        self._kinds = kinds
        self._names = {kind: name for name, kind in kinds.items()}

    def write(self, value: Any) -> Any:
        """`value` as JSON-compatible values, which share no mutable object with it.

        Raises `TypeError` for what is neither a record, a tuple, a mapping, nor a str, int, bool or None.
        """
        if type(value) in _SCALARS:
            return value
        if isinstance(value, tuple):
            return [self.write(item) for item in value]
        if isinstance(value, Mapping):
            return {key: self.write(item) for key, item in value.items()}
        if not is_dataclass(value):
            raise TypeError(f"cannot be written: {type(value)}")
        name = self._names.get(type(value))
        tag = {} if name is None else {"type": name}
        return tag | {field: self.write(getattr(value, field)) for field in _hints(cast("Any", type(value)))}

    def read(self, kind: type[T], value: object, what: str) -> T:
        """The value of type `kind` that `value` was written from; `what` names it in errors.

        Raises `UnreadableError`, and `TypeError` for a kind that `write` cannot write.
        """
        result: T = self._read(kind, value, what)  # For mypy, which has Any.
        return result

    def read_any(self, value: object, what: str) -> Any:
        """The tagged record, of any kind."""
        return self._read_tagged(list(self._kinds.values()), value, what)

    def _read(self, kind: Any, value: object, what: str) -> Any:
        if kind in _SCALARS:
            return value if type(value) is kind else _complain(what, f"is not {_SCALARS[kind]}")
        if is_dataclass(kind):
            return self._read_record(kind, _as_dict(value, what), what)
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Literal:
            known = any(type(value) is type(each) and value == each for each in arguments)
            return value if known else _complain(what, f"is none of {', '.join(map(str, arguments))}")
        if origin is tuple:
            return self._read_tuple(arguments, value, what)
        if origin in (Union, UnionType):
            return self._read_alternative(arguments, value, what)
        if origin is not None and issubclass(origin, Mapping):
            items = _as_dict(value, what).items()
            return {key: self._read(arguments[1], item, f"{what}.{key}") for key, item in items}
        raise TypeError(f"cannot be read: {kind}")

    def _read_record(self, kind: Any, given: dict[str, Any], what: str) -> Any:
        if kind in self._names and given.pop("type", None) != self._names[kind]:
            _complain(what, f"is not of type {self._names[kind]}")
        hints = _hints(kind)
        for field in given:
            if field not in hints:
                _complain(what, f"has a field that is not known, {field}")
        for field in _required(kind):
            if field not in given:
                _complain(what, f"has no {field}")
        values = {field: self._read(hints[field], value, f"{what}.{field}") for field, value in given.items()}
        try:
            return kind(**values)
        except ValueError as error:
            _complain(what, f"does not hold: {error}")

    def _read_tuple(self, arguments: tuple[Any, ...], value: object, what: str) -> tuple[Any, ...]:
        if type(value) is not list:
            _complain(what, "is not a list")
        kinds = [arguments[0]] * len(value) if arguments[-1] is ... else arguments
        if len(kinds) != len(value):
            _complain(what, f"has {len(value)} parts and not {len(kinds)}")
        return tuple(
            self._read(kind, item, f"{what}[{place}]")
            for place, (kind, item) in enumerate(zip(kinds, value, strict=True))
        )

    def _read_alternative(self, kinds: tuple[Any, ...], value: object, what: str) -> Any:
        if value is None and NoneType in kinds:
            return None
        left = [kind for kind in kinds if kind is not NoneType]
        if len(left) == 1:
            return self._read(left[0], value, what)
        if all(kind in self._names for kind in left):
            return self._read_tagged(left, value, what)
        kind = next((kind for kind in left if (get_origin(kind) or kind) is _type_of(value)), None)
        return _complain(what, "is of another type") if kind is None else self._read(kind, value, what)

    def _read_tagged(self, kinds: list[Any], value: object, what: str) -> Any:
        given = _as_dict(value, what)
        name = given.get("type")
        kind = self._kinds.get(name) if isinstance(name, str) else None
        if kind not in kinds:
            _complain(what, f"is of a type that is not known, {name}")
        return self._read_record(kind, given, what)


def _type_of(value: object) -> type:
    return tuple if type(value) is list else type(value)


def _as_dict(value: object, what: str) -> dict[str, Any]:
    if type(value) is not dict or not all(type(key) is str for key in value):
        _complain(what, "is not an object")
    return dict(value)


@lru_cache(None)
def _hints(kind: Any) -> dict[str, Any]:
    """The types of a record's fields, in their order."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


@lru_cache(None)
def _required(kind: Any) -> tuple[str, ...]:
    return tuple(
        field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING
    )


def _complain(what: str, complaint: str) -> NoReturn:
    raise UnreadableError(f"{what} {complaint}")
