"""A picture of a chat's whole state, so that two chats can be compared to the last field."""

from collections import deque
from dataclasses import fields, is_dataclass
from typing import Any

from besedka.chat import Chat

__all__ = ["picture"]


def picture(chat: Chat) -> Any:
    """Everything that can be reached from `chat`, as nested plain values, in the order in which it is kept.

    Things that change are drawn once and referred to by their place, so that who shares what is compared too.
    """
    return _draw(chat, {})


def _draw(thing: Any, drawn: dict[int, int]) -> Any:
    if thing is None or isinstance(thing, int | str):
        return thing
    if isinstance(thing, tuple):
        return tuple(_draw(item, drawn) for item in thing)
    if isinstance(thing, frozenset):
        return sorted(thing)
    if id(thing) in drawn:
        return f"thing {drawn[id(thing)]}"
    if not _is_frozen(thing):
        drawn[id(thing)] = len(drawn)
    return [type(thing).__name__, *_draw_inside(thing, drawn)]


def _is_frozen(thing: Any) -> bool:
    parameters = getattr(type(thing), "__dataclass_params__", None)
    return parameters is not None and bool(parameters.frozen or parameters.unsafe_hash)


def _draw_inside(thing: Any, drawn: dict[int, int]) -> list[Any]:
    if isinstance(thing, dict):
        return [(_draw(key, drawn), _draw(value, drawn)) for key, value in thing.items()]
    if isinstance(thing, list | deque):
        return [_draw(item, drawn) for item in thing] + [getattr(thing, "maxlen", None)]
    if is_dataclass(thing):
        names = [field.name for field in fields(thing)]
    else:
        names = list(getattr(thing, "__slots__", ()) or vars(thing))
    # The heap keeps dead rows until somebody looks: it is drawn from the living, and only they count.
    return [(name, _draw(getattr(thing, name), drawn)) for name in names if name != "_heap"]
