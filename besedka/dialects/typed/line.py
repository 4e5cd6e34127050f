"""The command line: parses what a person types, by the command table.

The parser never raises, never guesses, and is never silent: every line gives a command, or a refusal that
says what is wrong and what would be right.

    line    = [ "/" ] command *( white-space argument )
    send    = "send" *( option ) TEXT *( option )  /  "send" *( option ) "--" TEXT
    option  = ( "-u" | "--username" ) NAME | "--username=" NAME | ( "-t" | "--time" ) SECONDS | "--time=" SECONDS

White space is Unicode's. The text of `send` begins after the white space that follows the leading options
(after `--`: after one character). It ends before the white space that precedes the trailing options; without
these, and after `--`, it is kept exactly to the last character.
"""

from collections.abc import Mapping
from typing import Any

from besedka.chat.language.events import Refused, Value
from besedka.chat.language.text import clean, excerpt
from besedka.dialects.commands.command_spec import CommandSpec, Field, FieldKind
from besedka.dialects.commands.requests import ClientRef, ReadError, Ref, Request, TypedRef, refuse
from besedka.dialects.commands.table import BY_NAME, unknown_command
from besedka.dialects.typed.offers import offered_line
from besedka.dialects.typed.option_parsing import read_options, read_options_behind
from besedka.dialects.typed.tokens import Tokens
from besedka.dialects.typed.values import convert

__all__ = ["read_line"]


def read_line(text: str, *, newline: bool, ref: ClientRef | None = None) -> Request:
    """Parse a line. Any text gives a request; an invalid one gives a request with a `Refused`.

    `newline` says whether the text may have several lines (a WebSocket message may); otherwise line breaks
    become spaces. `ref` is the client's reference for the request.
    """
    words = Tokens(clean(text, newline=newline))
    command = words.take()
    if command is None:
        return refuse("empty-line", ref)
    spec = BY_NAME.get(command.removeprefix("/").lower())
    if spec is None:
        return Request(_unknown(command, words.behind()), ref)
    try:
        values, nobody = _read_arguments(spec, words)
    except ReadError as error:
        return Request(error.refused, ref)
    called: Ref | None = TypedRef(ref, nobody) if nobody else ref
    return spec.request(values, called)


def _unknown(command: str, behind: str) -> Refused:
    """Refuse an unknown command; suggest the line that was probably meant, if that line is valid."""
    refused = unknown_command(command)
    line = offered_line(command, behind)
    if line is None:
        return refused
    params: dict[str, Value] = {**refused.params, "nearest": line.split(maxsplit=1)[0]}
    if not isinstance(read_line(line, newline=True).ask, Refused):
        params["line"] = line
    return Refused(refused.code, params)


def _read_arguments(spec: CommandSpec, words: Tokens) -> tuple[dict[str, Any], Mapping[str, Value]]:
    """Return the values of the fields, and the parameters to add if the recipient turns out not to exist."""
    values: dict[str, Any] = {}
    nobody: Mapping[str, Value] = {}
    for field in spec.positionals:
        _read_options(spec, words, values)
        value: str | None
        if field.kind is FieldKind.TEXT:
            value, nobody = _read_text(spec, words, values)
            words = Tokens("")
        else:
            value = words.take()
        _put(spec, field, value or None, values)
    _read_options(spec, words, values)
    surplus = words.take()
    if surplus is not None:
        raise _surplus(spec, surplus)
    return values, nobody


def _read_options(spec: CommandSpec, words: Tokens, values: dict[str, Any]) -> None:
    if spec.options and not words.verbatim:
        read_options(spec, words, values)


def _read_text(spec: CommandSpec, words: Tokens, values: dict[str, Any]) -> tuple[str, Mapping[str, Value]]:
    """Return the rest of the line, without the trailing options."""
    rest = words.rest()
    return (rest, {}) if words.verbatim or not spec.options else read_options_behind(spec, rest, values)


def _surplus(spec: CommandSpec, word: str) -> ReadError:
    """Refuse a surplus word. After a name, it was probably meant as a part of the name."""
    last = spec.positionals[-1].kind if spec.positionals else None
    rule = {"rule": "space"} if last is not None and last.is_name else {}
    return ReadError(
        "surplus-argument", command=spec.name, argument=excerpt(word), syntax=spec.syntax, **rule
    )


def _put(spec: CommandSpec, field: Field, value: str | None, values: dict[str, Any]) -> None:
    """Store the value of a positional field."""
    if value is None:
        if field.required:
            raise ReadError("missing-argument", command=spec.name, argument=field.shown, syntax=spec.syntax)
    elif spec.flag is not None and value.lower() == spec.flag.shown:
        values[spec.flag.name] = True
    else:
        values[field.name] = convert(spec, field, value)
