"""The JSON dialect on the server's side: one object per event. docs/protocol.md describes them all."""

from json.encoder import encode_basestring
from typing import Any

from besedka.chat.language.events import Accepted, Message, Refused, Resumed, Stamp, Welcome
from besedka.dialects.commands.command_spec import CommandSpec
from besedka.dialects.commands.requests import (
    ClientRef,
    HelpShown,
    Part,
    Ref,
    Shown,
    TypedRef,
    Unfinished,
    resolve_ref,
)
from besedka.dialects.commands.table import BY_NAME, COMMANDS
from besedka.dialects.json.event_schemas import BY_RECORD
from besedka.dialects.json.strict_json import dump
from besedka.dialects.plain.help_texts import details, summary, syntax
from besedka.dialects.plain.refusal_lines import explain
from besedka.dialects.words.clock import LocalClock
from besedka.dialects.words.languages import Language, language
from besedka.dialects.words.timestamps import write_time

__all__ = ["JsonWriter", "language_matters"]


def language_matters(event: Shown) -> bool:
    """Return whether the bytes depend on the session's language. Those of an event to everybody do not."""
    event = event.event if isinstance(event, Unfinished) else event
    return isinstance(event, Welcome | Resumed | Refused | HelpShown)


class JsonWriter:
    """Writes events. `clock` provides the local times in the texts of refusals."""

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock

    def write(self, event: Shown, stamp: Stamp, code: str, ref: Ref | None = None) -> str:
        """Return the event as one JSON object; `ref` is the reference of the request that it answers."""
        if type(event) is Message:
            return _write_message(event, stamp)
        if type(event) is Accepted:
            return _write_accepted(event, stamp, ref.ref if isinstance(ref, TypedRef) else ref)
        if type(event) is Unfinished:
            return f'{self.write(event.event, stamp, code, ref)[:-1]},"more":true}}'
        event, ref = resolve_ref(event, ref)
        if isinstance(event, Part):
            event = event.event
        kind, schema = BY_RECORD[type(event)]
        called = "" if ref is None else f',"ref":{_ref(ref)}'
        fields = schema.write(event, stamp)
        words = self._words(event, stamp, code)
        return f'{{"type":"{kind}","seq":{stamp.seq},"at":"{write_time(stamp.at)}"{called}{fields}{words}}}'

    def _words(self, event: Shown, stamp: Stamp, code: str) -> str:
        """Return the fields that depend on the language."""
        if isinstance(event, Refused):
            return f',"text":{encode_basestring(explain(event, stamp, language(code), self._clock))}'
        if isinstance(event, Welcome | Resumed):
            return f',"language":"{code}"'
        if isinstance(event, HelpShown):
            return f',"commands":{dump(_help(event, language(code)))}'
        return ""


def _ref(ref: ClientRef) -> str:
    return encode_basestring(ref) if isinstance(ref, str) else str(ref)


def _write_message(event: Message, stamp: Stamp) -> str:
    """Write a message by hand, with the C encoder for strings: the hot path. Tests compare it with the table."""
    rest = ',"late":true}' if event.late else "}"
    if event.bot:
        rest = f',"bot":true{rest}'
    if event.delayed:
        rest = f',"delayed":true{rest}'
    if event.to is not None:
        rest = f',"to":{encode_basestring(event.to)}{rest}'
    return (
        f'{{"type":"message","seq":{stamp.seq},"at":"{write_time(stamp.at)}","number":{event.number},'
        f'"from":{encode_basestring(event.author)},"text":{encode_basestring(event.text)}{rest}'
    )


def _write_accepted(event: Accepted, stamp: Stamp, ref: ClientRef | None) -> str:
    """Write an `Accepted`, also by hand: there is one per message."""
    called = "" if ref is None else f',"ref":{_ref(ref)}'
    fields = "" if event.number is None else f',"number":{event.number}'
    if event.due is not None:
        fields += f',"due":"{write_time(event.due)}"'
    if event.name is not None:
        fields += f',"name":{encode_basestring(event.name)}'
    if event.asked is not None:
        fields += f',"asked":{encode_basestring(event.asked)}'
    return (
        f'{{"type":"accepted","seq":{stamp.seq},"at":"{write_time(stamp.at)}"{called},'
        f'"command":"{event.command}"{fields}}}'
    )


def _help(event: HelpShown, words: Language) -> list[dict[str, Any]]:
    if event.topic is None:
        return [_row(spec, words) for spec in COMMANDS]
    spec = BY_NAME[event.topic]
    return [{**_row(spec, words), "details": details(spec, words, event.rules)}]


def _row(spec: CommandSpec, words: Language) -> dict[str, Any]:
    row = {"name": spec.name, "syntax": syntax(spec, words), "summary": summary(spec, words)}
    return {**row, "needs_voice": True} if spec.needs_voice else row
