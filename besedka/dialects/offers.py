"""The line that was probably meant by one that begins with no command."""

import re

from besedka.dialects.habits import beginning, has_prefix, nearest_command
from besedka.dialects.layouts import latin
from besedka.dialects.option_words import find_option
from besedka.dialects.table import BY_NAME, COMMANDS, CommandSpec, FieldKind
from besedka.dialects.words import DASHES, MAX_OFFER, offer

__all__ = ["offered_line"]

_QUOTES = "\"'`«“„‘"
_OPTION = re.compile(rf"(?<!\S)[{re.escape(DASHES)}]\S*")


def offered_line(word: str, rest: str) -> str | None:
    """What to type instead of a line that begins with `word`; None when it is no more than a command's name, too long
    to be shown, or nobody knows. It may still be one that cannot be understood."""
    if len(word) + len(rest) > MAX_OFFER or word[0] in _QUOTES:
        return None  # Before any work on it, for a line may be as long as a message; and half of a quotation is none.
    with_options = next((spec for spec in COMMANDS if find_option(spec, word, loosely=True)), None)
    if with_options is not None:  # The command was forgotten: `-u bob hi`.
        return offer(f"{with_options.name} {_repaired(with_options, f'{word} {rest}')}")
    meant = beginning(word, BY_NAME)
    spec = BY_NAME[meant.split()[0]] if meant else None
    if not has_prefix(word) and not (spec and spec.options):
        with_options = next((spec for spec in COMMANDS if _has_option(spec, rest)), None)
        if with_options is not None:  # It was forgotten before a text: `hi -u bob`.
            return offer(f"{with_options.name} {word} {_repaired(with_options, rest)}")
    if meant is None or spec is None:
        return None
    arguments = _repaired(spec, rest) if spec.fields else ""
    return offer(f"{_without_twice(spec, meant, arguments)} {arguments}") if arguments else None


def _has_option(spec: CommandSpec, rest: str) -> bool:
    return any(find_option(spec, word) for word in rest.split())


def _without_twice(spec: CommandSpec, meant: str, arguments: str) -> str:
    """What the line begins with; it brings no option that is among the arguments as well."""
    given = {option.field for word in arguments.split() if (option := find_option(spec, word))}
    return spec.name if any(spec.option(word) in given for word in meant.split()[1:]) else meant


def _repaired(spec: CommandSpec, rest: str) -> str:
    """The arguments as this command takes them; texts and names stay as they were typed."""
    if spec.options:
        return _OPTION.sub(lambda found: _repaired_option(spec, found[0]), rest)
    kind = spec.positionals[0].kind
    if kind is FieldKind.COMMAND:
        return nearest_command(rest.strip(), BY_NAME) or rest
    return rest if kind in (FieldKind.NAME, FieldKind.USER) else latin(rest)


def _repaired_option(spec: CommandSpec, word: str) -> str:
    option = find_option(spec, word)
    if option is None or option.exact:
        return word
    joint = "=" if option.option.startswith("--") else " "
    return option.option if option.value is None else f"{option.option}{joint}{option.value}"
