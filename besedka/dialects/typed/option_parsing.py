"""Parses the options of a typed command, before and after its text.

Text that may be private is never sent to everybody on a guess. A recipient inside the text, or anything that
looks like one, is refused, and the refusal offers a line for each interpretation.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from besedka.chat.language.events import Value
from besedka.chat.language.text import excerpt, without_invisible
from besedka.dialects.commands.command_spec import CommandSpec, FieldKind
from besedka.dialects.commands.requests import ReadError
from besedka.dialects.guessing.typed_words import begins_with_dash, near_word, offer, trimmed
from besedka.dialects.typed.option_words import (
    OptionWord,
    find_option,
    has_dash,
    may_be_value,
)
from besedka.dialects.typed.recipients import find_recipient, has_dashed_word
from besedka.dialects.typed.tokens import Tokens, last_word
from besedka.dialects.typed.values import convert

__all__ = ["read_options", "read_options_behind"]

_END_OF_OPTIONS = "--"


def read_options(spec: CommandSpec, words: Tokens, values: dict[str, Any]) -> None:
    """Add the options before the next argument to `values`; consume the `--` that may end them."""
    while (word := words.peek()) is not None and begins_with_dash(word) and word != "-":
        if word == _END_OF_OPTIONS:
            words.end_options()
            break
        option = find_option(spec, word, loosely=True)
        if option is None and not word.startswith("-"):
            break  # A text that begins with a typographic dash, as dialogue in a book: `—Привет!`
        words.take()
        if option is None:
            raise _bad_option(spec, word, near_word(word.partition("=")[0], spec.options))
        following = words.peek()
        if (
            option.exact
            and option.value is None
            and following
            and may_be_value(spec, option.field, following)
        ):
            option = replace(option, value=words.take())
        _keep(spec, option, values)


def read_options_behind(
    spec: CommandSpec, rest: str, values: dict[str, Any]
) -> tuple[str, Mapping[str, Value]]:
    """Add the options after the text to `values`.

    Returns the text as typed, and the parameters to add to the refusal if the named recipient does not exist.

    The white space before the first of these options belongs to it, as does that after the last one.
    """
    if not has_dash(rest):
        return rest, {}
    text, options = _split(spec, rest)
    before = dict(values)
    as_text = _line(spec, before, rest.rstrip())
    try:
        for option in options:
            _keep(spec, option, values)
        _look_inside(spec, text, values)
    except ReadError as error:
        # If a recipient was named correctly, do not suggest sending the text to everybody.
        named = any(
            option.exact and option.field.kind is FieldKind.USER and option.value for option in options
        )
        if "public" in error.refused.params or (named and not _is_private(spec, before)):
            raise
        raise error.adding(as_text=as_text) from None
    named_behind = _is_private(spec, values) and not _is_private(spec, before)
    return text, {"as_text": as_text} if named_behind else {}


def _split(spec: CommandSpec, rest: str) -> tuple[str, list[OptionWord]]:
    """Split off the options after the text. Stops at one more than exist, which is enough to find a duplicate."""
    text, found = rest, list[OptionWord]()
    while len(found) <= len(spec.options) and (last := _last_option(spec, text)) is not None:
        text, option = last
        found.insert(0, option)
    return text.rstrip() if found else rest, found


def _last_option(spec: CommandSpec, text: str) -> tuple[str, OptionWord] | None:
    """Return the option at the end of the text with its value, if it has one, and what precedes it."""
    before, last = last_word(text)
    option = find_option(spec, last, loosely=True)
    if option is not None:
        return before, option
    before, previous = last_word(before)
    option = find_option(spec, previous, loosely=True)
    if option is None or option.value is not None or not may_be_value(spec, option.field, last):
        return None
    return before, replace(option, value=last)


def _keep(spec: CommandSpec, option: OptionWord, values: dict[str, Any]) -> None:
    """Convert the option's value and add it to the values."""
    _check(spec, option, values)
    values[option.field.name] = convert(spec, option.field, option.value or "")


def _check(spec: CommandSpec, option: OptionWord, values: Mapping[str, Any]) -> None:
    if not option.exact:
        raise _bad_option(spec, option.word, option.option)
    if option.field.name in values:
        raise _error("duplicate-option", spec, option)
    if not option.value:
        raise _error("missing-value", spec, option)


def _look_inside(spec: CommandSpec, text: str, values: dict[str, Any]) -> None:
    """Refuse a recipient inside the text, where it could be meant as one or as a part of the text."""
    found = find_recipient(spec, text)
    if found is None:
        return
    before, option, behind = found
    words = Tokens(behind)
    if option.value is None and may_be_value(spec, option.field, words.peek() or ""):
        option = replace(option, value=words.take())
    name = trimmed(without_invisible(option.value or "")) or option.value or ""
    private: dict[str, Value] = {
        "name": excerpt(name),
        "private": _line(spec, {**values, option.field.name: name}, before.rstrip() + words.behind()),
    }
    try:
        _check(spec, option, values)
    except ReadError as error:
        if option.exact or not name or option.field.name in values:
            raise
        raise error.adding(**private) from None
    raise ReadError(
        "misplaced-option",
        command=spec.name,
        option=option.option,
        **private,
        public=_line(spec, values, text),
        syntax=spec.syntax,
    )


def _is_private(spec: CommandSpec, values: Mapping[str, Any]) -> bool:
    return any(field.kind is FieldKind.USER and field.name in values for field in spec.fields)


def _line(spec: CommandSpec, values: Mapping[str, Any], text: str) -> str | None:
    """Return the line to type for these values; None if it is too long to be shown, or the text is empty."""
    text = text.lstrip()
    if not text:
        return None
    parts = [spec.name]
    for field in spec.fields:
        if field.options and field.name in values:
            value = str(values[field.name])
            parts.append(
                f"{field.options[-1]}={value}" if value.startswith("-") else f"{field.options[0]} {value}"
            )
    if has_dashed_word(text):
        parts.append(_END_OF_OPTIONS)
    return offer(" ".join([*parts, text]))


def _bad_option(spec: CommandSpec, word: str, nearest: str | None) -> ReadError:
    params: dict[str, Value] = {"command": spec.name, "option": excerpt(word), "nearest": nearest}
    invisible = next((character for character in word if not without_invisible(character)), None)
    if invisible:
        params |= {"rule": "invisible", "character": f"U+{ord(invisible):04X}"}
    return ReadError("bad-option", **params, syntax=spec.syntax)


def _error(code: str, spec: CommandSpec, option: OptionWord) -> ReadError:
    return ReadError(code, command=spec.name, option=option.option, syntax=spec.syntax)
