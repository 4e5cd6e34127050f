"""Text ⇄ commands and events: the command line, plain lines for people, JSON for programs, languages.

A dialect reads requests and writes events; `dialect` lists the three that the server supports. Every command
is defined in the command table (`commands.table`) and nowhere else. User-visible text comes from the
catalogues (`words.languages`), is turned into sentences in `plain.event_lines`, and stays structured
(`plain.styled_lines`) until it is joined or colored. Nothing here knows sockets, asyncio, or the current
time.
"""

from besedka.dialects.commands.command_spec import CommandSpec, Field, FieldKind
from besedka.dialects.commands.long_answers import PART_BYTES, split
from besedka.dialects.commands.requests import (
    NOT_TEXT,
    REFUSED_COST,
    Ask,
    ClientRef,
    Help,
    HelpShown,
    JoinChat,
    LanguageSet,
    Part,
    Ref,
    Replaced,
    Request,
    ResumeSession,
    SessionGranted,
    Shown,
    Unfinished,
    UseLanguage,
    refuse,
)
from besedka.dialects.commands.table import BY_NAME, COMMANDS
from besedka.dialects.dialect import JSON, PLAIN, PLAIN_LINES, SUBPROTOCOLS, Dialect, by_subprotocol
from besedka.dialects.json.client_codec import (
    MalformedEvent,
    Received,
    Unknown,
    decode_event,
    encode_request,
    encode_typed_line,
)
from besedka.dialects.plain.event_lines import describe
from besedka.dialects.plain.styled_lines import Line, LineKind, Span, SpanStyle
from besedka.dialects.typed.line import read_line
from besedka.dialects.words.clock import LocalClock
from besedka.dialects.words.languages import (
    LANGUAGES,
    Language,
    MissingCatalogueError,
    UnknownLanguageError,
    choose,
    language,
    locale_strings,
)

__all__ = [
    "BY_NAME",
    "COMMANDS",
    "JSON",
    "LANGUAGES",
    "NOT_TEXT",
    "PART_BYTES",
    "PLAIN",
    "PLAIN_LINES",
    "REFUSED_COST",
    "SUBPROTOCOLS",
    "Ask",
    "ClientRef",
    "CommandSpec",
    "Dialect",
    "Field",
    "FieldKind",
    "Help",
    "HelpShown",
    "JoinChat",
    "Language",
    "LanguageSet",
    "Line",
    "LineKind",
    "LocalClock",
    "MalformedEvent",
    "MissingCatalogueError",
    "Part",
    "Received",
    "Ref",
    "Replaced",
    "Request",
    "ResumeSession",
    "SessionGranted",
    "Shown",
    "Span",
    "SpanStyle",
    "Unfinished",
    "Unknown",
    "UnknownLanguageError",
    "UseLanguage",
    "by_subprotocol",
    "choose",
    "decode_event",
    "describe",
    "encode_request",
    "encode_typed_line",
    "language",
    "locale_strings",
    "read_line",
    "refuse",
    "split",
]
