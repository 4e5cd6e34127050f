"""The command line: what a person types, read by the command table.

The grammar never raises, never guesses, and is never silent: every line is a command, or a refusal that says what
is wrong and what would be right.

    line    = [ "/" ] command *( white-space argument )
    send    = "send" *( option ) [ "--" ] TEXT
    option  = ( "-u" | "--username" ) NAME | "--username=" NAME | ( "-t" | "--time" ) SECONDS | "--time=" SECONDS

White space is Unicode's. The text of `send` begins where the white space after the last option ends (after `--`:
one character later) and is kept from there on exactly, white space at its end included.
"""

import re
from typing import Any

from besedka.chat.text import clean
from besedka.dialects.requests import ReadError, Request, refuse
from besedka.dialects.table import BY_NAME, CommandSpec, Field, FieldKind, unknown_command
from besedka.dialects.words import cut, near_word, whole_number

__all__ = ["read_line"]

_WORD = re.compile(r"\s*(\S+)")
_END_OF_OPTIONS = "--"


class _Words:
    """The words of a line, one after the other."""

    __slots__ = ("_line", "_next", "_position", "_verbatim")

    def __init__(self, line: str) -> None:
        self._line = line
        self._position = 0
        self._verbatim = False
        self._next = _WORD.match(line)

    def peek(self) -> str | None:
        """The next word; None at the end of the line."""
        return None if self._next is None else self._next[1]

    def take(self) -> str | None:
        """The next word, which is then behind us."""
        if self._next is None:
            return None
        word = self._next[1]
        self._position = self._next.end()
        self._next = _WORD.match(self._line, self._position)
        return word

    def end_options(self) -> None:
        """After `--` the rest begins one separator later, whatever it begins with."""
        self.take()
        self._verbatim = True

    def rest(self) -> str:
        """Whatever is left, as it was typed."""
        if self._verbatim:
            return self._line[self._position + 1 :]
        return "" if self._next is None else self._line[self._next.start(1) :]


def read_line(text: str, *, newline: bool) -> Request:
    """What this line asks for. Any text whatsoever gives a request; one that is not understood holds a `Refused`.

    `newline` says whether the text may have several lines (a WebSocket message may); else line breaks become spaces.
    """
    words = _Words(clean(text, newline=newline))
    command = words.take()
    if command is None:
        return refuse("empty-line")
    spec = BY_NAME.get(command.removeprefix("/").lower())
    if spec is None:
        return Request(unknown_command(command))
    try:
        return spec.request(_read_arguments(spec, words))
    except ReadError as error:
        return Request(error.refused)


def _read_arguments(spec: CommandSpec, words: _Words) -> dict[str, Any]:
    values: dict[str, Any] = _read_options(spec, words) if spec.options else {}
    for field in spec.positionals:
        if field.kind is FieldKind.TEXT:
            value: str | None = words.rest() or None
            words = _Words("")
        else:
            value = words.take()
        _put(spec, field, value, values)
    surplus = words.take()
    if surplus is not None:
        raise _surplus(spec, surplus)
    return values


def _surplus(spec: CommandSpec, word: str) -> ReadError:
    """Behind a name, the word was probably meant as a part of it."""
    last = spec.positionals[-1].kind if spec.positionals else None
    rule = {"rule": "space"} if last in (FieldKind.NAME, FieldKind.USER) else {}
    return ReadError("surplus-argument", command=spec.name, argument=cut(word), syntax=spec.syntax, **rule)


def _put(spec: CommandSpec, field: Field, value: str | None, values: dict[str, Any]) -> None:
    """Keep the value of a field that is said by its place."""
    if value is None:
        if field.required:
            raise ReadError("missing-argument", command=spec.name, argument=field.shown, syntax=spec.syntax)
    elif spec.flag is not None and value.lower() == spec.flag.shown:
        values[spec.flag.name] = True
    else:
        values[field.name] = _convert(field, value)


def _read_options(spec: CommandSpec, words: _Words) -> dict[str, Any]:
    values: dict[str, Any] = {}
    while (word := words.peek()) is not None and word.startswith("-") and word != "-":
        if word == _END_OF_OPTIONS:
            words.end_options()
            break
        words.take()
        spelling, field = _option(spec, word)
        if field.name in values:
            raise ReadError("duplicate-option", command=spec.name, option=spelling, syntax=spec.syntax)
        values[field.name] = _convert(field, _option_value(spec, word, spelling, words))
    return values


def _option(spec: CommandSpec, word: str) -> tuple[str, Field]:
    """Which option this word is, and as it is spelled there."""
    spelling, equals, _ = word.partition("=")
    field = spec.option(spelling)
    # `-u=bob` is nobody's grammar: a short option's value is the next word.
    if field is None or (equals and not spelling.startswith("--")):
        near = near_word(spelling, spec.options)
        raise ReadError("bad-option", command=spec.name, option=cut(word), nearest=near, syntax=spec.syntax)
    return spelling, field


def _option_value(spec: CommandSpec, word: str, spelling: str, words: _Words) -> str:
    """What stands behind `=`, or the next word.

    An option is nobody's value: `-u -t 5` is a forgotten name. Whoever is called -t is reached by `--username=-t`.
    """
    _, equals, value = word.partition("=")
    if not equals:
        following = words.peek() or _END_OF_OPTIONS
        if following != _END_OF_OPTIONS and spec.option(following.partition("=")[0]) is None:
            words.take()
            value = following
    if not value:
        raise ReadError("missing-value", command=spec.name, option=spelling, syntax=spec.syntax)
    return value


def _convert(field: Field, word: str) -> str | int:
    if not field.kind.is_integer:
        return word
    # Messages are shown as #17, so that is how people write them.
    number = whole_number(word.removeprefix("#") if field.kind is FieldKind.NUMBER else word)
    if number is None:
        raise ReadError("bad-number", argument=field.shown, given=cut(word))
    return number
