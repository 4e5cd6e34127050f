"""Refusals in words: the sentence of the code, filled with its parameters, and what is offered instead.

`docs/protocol.md` lists the codes with their parameters.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping

from besedka.chat.language.events import Refused, Stamp, Value
from besedka.chat.language.text import clean
from besedka.dialects.commands.table import BARRED, COMMANDS
from besedka.dialects.plain.help_texts import placeholder
from besedka.dialects.plain.refusal_texts import TEXTS
from besedka.dialects.plain.sentences import (
    EventFormatter,
    Spans,
    enumerated,
    fill,
    listed,
    name,
    number,
    separated,
)
from besedka.dialects.plain.styled_lines import Span, SpanStyle, joined
from besedka.dialects.words.clock import LocalClock
from besedka.dialects.words.languages import N_, Language
from besedka.dialects.words.quantities import duration
from besedka.dialects.words.scripts import script_name

__all__ = ["allowed_while_muted", "explain", "explain_in_spans"]

_VARIANTS = ("rule", "problem", "expected")
"""Parameters that say which of a code's sentences fits."""

_PRESENT = ("flag", "as_text")
"""Parameters whose being there says it, where none of those does."""

_OFFERS = {
    "nearest": N_("Did you mean `{nearest}`?"),
    "private": N_("To {name} alone: `{private}`."),
    "public": N_("To everybody, as text: `{public}`."),
    "as_text": N_("As text: `{as_text}`."),
}
"""What is said of a parameter that holds something right."""

_TOO_LONG = {"as_text": N_("As text: the same with `--` in front of all of it, `send -- TEXT`.")}
"""What is said of such a parameter that is there, and too long to be shown."""

_PLACEHOLDERS = ("missing-argument", "bad-number")
"""Codes whose `argument` is a word of the syntax, and not of whoever typed."""

_CODE_POINT = re.compile(r"U\+([0-9A-F]{4,6})")


def explain(event: Refused, stamp: Stamp, words: Language, clock: LocalClock) -> str:
    """The refusal in one line: what was wrong, the nearest right thing, the syntax."""
    return clean(joined(explain_in_spans(event, EventFormatter(stamp, words, clock))), newline=False)


def explain_in_spans(event: Refused, formatter: EventFormatter) -> Spans:
    """The same in pieces. A code that this version does not know is shown as it is."""
    words, params = formatter.words, event.params
    values: dict[str, Span | Spans | str | int] = {
        key: _value(key, value, formatter) for key, value in params.items() if value is not None
    }
    values["barred"] = enumerated(_codes(BARRED), words)
    values["limit_in_words"] = _limit_in_words(params.get("limit"), words)
    if event.code in _PLACEHOLDERS:
        values["argument"] = placeholder(str(params.get("argument", "?")), words)
    if params.get("line"):
        values["nearest"] = values["line"]
    sentences = [_sentence(event, words)]
    sentences += [words.text(text) for key, text in _OFFERS.items() if params.get(key)]
    sentences += [words.text(text) for key, text in _TOO_LONG.items() if params.get(key, text) is None]
    if params.get("syntax"):
        values["syntax"] = words.text(str(params["syntax"]))
        sentences.append(words.text("Syntax: `{syntax}`"))
    return separated((fill(sentence, values) for sentence in sentences), Span(" "))


def allowed_while_muted() -> Spans:
    """The commands that a muted person can give."""
    return listed(_codes(spec.name for spec in COMMANDS if not spec.needs_voice))


def _codes(commands: Iterable[str]) -> Iterable[Span]:
    return (Span(f"`{command}`", SpanStyle.CODE) for command in commands)


def _variant(event: Refused) -> str:
    params = event.params
    said = [params[key] for key in _VARIANTS if key in params] + [key for key in _PRESENT if params.get(key)]
    variants = [f"{event.code}/{one}" for one in said]
    return next((variant for variant in variants if variant in TEXTS), event.code)


def _sentence(event: Refused, words: Language) -> str:
    params = event.params
    text = TEXTS.get(_variant(event))
    if text is None:
        return event.code.replace("{", "{{").replace("}", "}}")
    if isinstance(text, str):
        return words.text(text)
    one, many = text
    return words.plural(one, many, _count(params))


def _count(params: Mapping[str, Value]) -> int:
    """The plural texts all count the limit."""
    limit = params.get("limit")
    return limit if isinstance(limit, int) else 0


def _limit_in_words(limit: Value, words: Language) -> str:
    return duration(limit * 1000, words) if isinstance(limit, int) else ""


def _value(key: str, value: Value, formatter: EventFormatter) -> Span | Spans:
    """A parameter, as it is shown; the names of parameters mean the same everywhere."""
    match key, value:
        case "name", str():
            return name(value)
        case "number", int():
            return number(value)
        case "until", int():
            return formatter.when(value)
        case "left", int():
            return Span(duration(value, formatter.words))
        case "position", int():
            return Span(str(value + 1))  # programs count from 0, people from 1
        case "character", str():
            return _character(value)
        case "scripts", tuple():
            return listed(Span(script_name(item, formatter.words)) for item in value)
        case _, tuple():
            return listed(Span(item) for item in value)
    return Span(str(value))


def _character(code: str) -> Spans:
    """A character and its code point; the code point alone where the character could not be seen for itself."""
    found = _CODE_POINT.fullmatch(code)
    point = int(found[1], 16) if found else 0
    character = chr(point) if point <= sys.maxunicode else ""
    if not character.isprintable() or character in ("", "`") or unicodedata.category(character)[0] in "MZ":
        return (Span(code),)
    return Span(f"`{character}`", SpanStyle.CODE), Span(f" ({code})")
