"""Tab completion of commands, options and names, from the one command table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from os.path import commonprefix
from typing import Final

from besedka.chat.names.forms import fold_name
from besedka.dialects.commands.command_spec import CommandSpec, Field, FieldKind
from besedka.dialects.commands.table import BY_NAME
from besedka.dialects.words.languages import LANGUAGES

__all__ = ["Completion", "complete"]


@dataclass(frozen=True, slots=True)
class Completion:
    """Replace the text from `start` to the cursor with `text`; list `choices` if there are several."""

    start: int
    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _People:
    here: tuple[str, ...]
    ignored: tuple[str, ...]


@dataclass(slots=True)
class _Before:
    """The finished words before the unfinished one: options, number of other words, option whose value comes next."""

    options: list[Field] = field(default_factory=list)
    options_ended: bool = False
    place: int = 0
    awaits: Field | None = None


def complete(line: str, users: Iterable[str], ignored: Iterable[str] = ()) -> Completion | None:
    """Return the completion at the end of `line` (the text up to the cursor), or None if there is none.

    A single match is inserted with a space after it; of several matches, their common prefix is inserted. Names are
    compared as the server compares them. `users` are the users present. Where a command expects an ignored user, only
    `ignored` is offered, or `users` if it is empty.
    """
    people = _People(tuple(users), tuple(ignored) or tuple(users))
    words, start = _split(line)
    partial = line[start:]
    if not words:
        if partial.startswith("/"):
            return _choose(start + 1, partial[1:], BY_NAME)
        return _choose(start, partial, BY_NAME)
    spec = BY_NAME.get(words[0].removeprefix("/").lower())
    if spec is None:
        return None
    return _argument(spec, words[1:], partial, start, people)


def _split(line: str) -> tuple[list[str], int]:
    """Return the finished words and the index where the unfinished one begins."""
    start = len(line)
    while start and not line[start - 1].isspace():
        start -= 1
    return line[:start].split(), start


def _argument(
    spec: CommandSpec, words: list[str], partial: str, start: int, people: _People
) -> Completion | None:
    before = _read(spec, words)
    if before.awaits is not None:
        return _choose(start, partial, _words(before.awaits.kind, people))
    if spec.options and not before.options_ended and partial.startswith("-"):
        return _option(spec, partial, start, people, before.options)
    field = spec.positionals[min(before.place, len(spec.positionals) - 1)] if spec.positionals else None
    if field is None or (before.place >= len(spec.positionals) and field.kind is not FieldKind.TEXT):
        return None
    flag = [spec.flag.shown] if spec.flag else []
    if field.kind is FieldKind.TEXT and not partial:
        return None
    return _choose(start, partial, [*_words(field.kind, people), *flag])


def _read(spec: CommandSpec, words: list[str]) -> _Before:
    """Parse the finished words after a command's name."""
    before = _Before()
    for word in words:
        option = None if before.options_ended else spec.option(word.partition("=")[0])
        if before.awaits is not None:
            before.awaits = None
        elif option is not None:
            before.options.append(option)
            before.awaits = None if "=" in word else option
        elif word == _END_OF_OPTIONS and not before.place and not before.options_ended:
            before.options_ended = True
        else:
            before.place += 1
    return before


def _option(
    spec: CommandSpec, partial: str, start: int, people: _People, given: list[Field]
) -> Completion | None:
    """Complete an option not given yet, before or after the text; or the value after its `=`."""
    option, equals, value = partial.partition("=")
    field = spec.option(option)
    if equals:
        words = _words(field.kind, people) if field and option.startswith("--") else ()
        return _choose(start + len(option) + 1, value, words)
    return _choose(start, partial, [option for option in spec.options if spec.option(option) not in given])


_END_OF_OPTIONS: Final = "--"
_KINDS_WITH_USERS: Final = (FieldKind.USER, FieldKind.TEXT)


def _words(kind: FieldKind, people: _People) -> Iterable[str]:
    if kind in _KINDS_WITH_USERS:
        return people.here
    if kind is FieldKind.IGNORED:
        return people.ignored
    return {FieldKind.COMMAND: tuple(BY_NAME), FieldKind.LANGUAGE: LANGUAGES}.get(kind, ())


def _choose(start: int, partial: str, words: Iterable[str]) -> Completion | None:
    wanted = fold_name(partial)
    choices = tuple(sorted({word for word in words if fold_name(word).startswith(wanted)}))
    if not choices:
        return None
    if len(choices) == 1:
        return Completion(start, choices[0] + " ")
    common = commonprefix(choices)  # noqa: RUF071 - character by character on purpose
    return Completion(start, common if len(common) > len(partial) else partial, choices)
