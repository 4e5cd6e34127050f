"""Suggests the line that was probably meant by one that does not begin with a command."""

import re

from besedka.dialects.commands.command_spec import CommandSpec, FieldKind
from besedka.dialects.commands.table import BY_NAME, COMMANDS
from besedka.dialects.guessing.keyboard_layouts import latin
from besedka.dialects.guessing.synonyms import beginning, has_prefix, nearest_command
from besedka.dialects.guessing.typed_words import DASHES, MAX_OFFER, offer
from besedka.dialects.typed.option_words import find_option

__all__ = ["offered_line"]

_QUOTES = "\"'`«“„‘"
_LEADING_TO = re.compile(r"^to\s+(?=\S+\s)", re.IGNORECASE)
"""Matches the `to` in `write to bob hi`."""

_COMMAND_AND_OPTION = re.compile(rf"([^{re.escape(DASHES)}]+)([{re.escape(DASHES)}].*)", re.DOTALL)
_OPTION = re.compile(rf"(?<!\S)[{re.escape(DASHES)}]\S*")


def offered_line(word: str, behind: str) -> str | None:
    """Return what to type instead of the line with the first word `word` and the rest `behind`, or None.

    None if that would be no more than a command's name, if it is too long to be shown, or if there is no
    likely correction. The returned line may still be invalid.
    """
    if len(word) + len(behind) > MAX_OFFER or word[0] in _QUOTES:
        return (
            None  # Check first, as a line may be as long as a message. Half of a quotation is not a command.
        )
    with_options = next((spec for spec in COMMANDS if find_option(spec, word, loosely=True)), None)
    if with_options is not None:  # The command is missing: `-u bob hi`.
        return offer(f"{with_options.name} {_repaired(with_options, word + behind)}")
    joined = _COMMAND_AND_OPTION.fullmatch(word)
    if joined and _takes(joined[1], joined[2]):  # `send-u bob hi`
        word, behind = joined[1], f" {joined[2]}{behind}"
    meant = beginning(word, BY_NAME)
    spec = BY_NAME[meant.split()[0]] if meant else None
    if not (has_prefix(word) or (spec and _has_option(spec, behind))):
        with_options = next((spec for spec in COMMANDS if _has_option(spec, behind)), None)
        if with_options is not None:  # It is missing before a text: `hi -u bob`.
            return offer(f"{with_options.name} {word}{_repaired(with_options, behind)}")
    return _with_arguments(spec, meant, behind.lstrip()) if spec and meant else None


def _with_arguments(spec: CommandSpec, meant: str, rest: str) -> str | None:
    """Return a line with the command `spec` that begins with `meant`; None without arguments."""
    arguments = _repaired(spec, rest) if spec.fields else ""
    if meant != spec.name:
        arguments = _LEADING_TO.sub("", arguments)
    return offer(f"{_without_twice(spec, meant, arguments)} {arguments}") if arguments else None


def _takes(word: str, option: str) -> bool:
    """Return whether `word` is meant as a command that has this option."""
    meant = beginning(word, BY_NAME)
    return meant is not None and find_option(BY_NAME[meant.split()[0]], option, loosely=True) is not None


def _has_option(spec: CommandSpec, rest: str) -> bool:
    return any(find_option(spec, word) for word in rest.split())


def _without_twice(spec: CommandSpec, meant: str, arguments: str) -> str:
    """Return the beginning of the line, without an option that is also among the arguments."""
    given = {option.field for word in arguments.split() if (option := find_option(spec, word))}
    return spec.name if any(spec.option(word) in given for word in meant.split()[1:]) else meant


def _repaired(spec: CommandSpec, rest: str) -> str:
    """Return the arguments as this command takes them; texts and names are left as typed."""
    if spec.options:
        return _OPTION.sub(lambda found: _repaired_option(spec, found[0]), rest)
    kind = spec.positionals[0].kind
    if kind is FieldKind.COMMAND:
        return nearest_command(rest.strip(), BY_NAME) or rest
    return rest if kind.is_name or kind is FieldKind.TEXT else latin(rest)


def _repaired_option(spec: CommandSpec, word: str) -> str:
    option = find_option(spec, word)
    if option is None or option.exact:
        return word
    joint = "=" if option.option.startswith("--") else " "
    return option.option if option.value is None else f"{option.option}{joint}{option.value}"
