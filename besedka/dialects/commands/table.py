"""The command table: names, syntax, help, fields and costs of everything a client can request.

The line grammar, the JSON reader and writer, `help`, `--help` and the terminal client's completion all read
it. docs/architecture.md says what else a new command needs.
"""

from collections.abc import Mapping
from typing import Any

from besedka.chat.language.commands import Cancel, Ignore, Leave, Rename, Report, Send, Unignore
from besedka.chat.language.events import Refused
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, Search, ShowHistory
from besedka.chat.language.text import excerpt
from besedka.dialects.commands.command_spec import LESS, CommandSpec, Field, FieldKind
from besedka.dialects.commands.requests import Ask, Help, UseLanguage
from besedka.dialects.guessing.synonyms import nearest_command
from besedka.dialects.words.languages import LANGUAGES, N_

__all__ = ["BARRED", "BY_NAME", "COMMANDS", "unknown_command"]

_MESSAGE_COST = 1.0
"""Cost, in messages, of a command that everybody is notified of, or that has a long answer."""

_SEARCH_COST = 2.0
"""Cost, in messages, of a search: all of the history may have to be read."""

_NO_COST = 0.0


def unknown_command(word: str) -> Refused:
    """Refuse an unknown command and suggest the nearest one."""
    return Refused("unknown-command", {"word": excerpt(word), "nearest": nearest_command(word, BY_NAME)})


def _name_of(word: str) -> str:
    return word.removeprefix("/").lower()


def _help(values: Mapping[str, Any]) -> Ask:
    topic = values.get("topic")
    if topic is None:
        return Help()
    name = _name_of(topic)
    return Help(name) if name in BY_NAME else unknown_command(topic)


def _language(values: Mapping[str, Any]) -> Ask:
    code = values["lang"].lower()
    if code in LANGUAGES:
        return UseLanguage(code)
    return Refused("bad-language", {"given": excerpt(values["lang"]), "known": LANGUAGES})


def _send_cost(ask: Send) -> float:
    # A private message is written to two; a delayed one is stored and processed again before it is written.
    return LESS if ask.to is not None and not ask.delay else _MESSAGE_COST


_NAME = Field("name", FieldKind.NAME, N_("NAME"), required=True)
_USER = Field("name", FieldKind.USER, N_("NAME"), required=True)
_IGNORED = Field("name", FieldKind.IGNORED, N_("NAME"), required=True)

COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec(
        "help",
        N_("help [COMMAND]"),
        N_("lists the commands, or explains one"),
        N_("Without COMMAND: every command with its syntax. With it: everything about that one."),
        Help,
        _help,
        (Field("topic", FieldKind.COMMAND, N_("COMMAND")),),
        lambda _: _MESSAGE_COST,
    ),
    CommandSpec(
        "rename",
        N_("rename NAME"),
        N_("gives you another name"),
        N_(
            "NAME has at most {max_name} characters: letters of any script, digits, and _ - .,\n"
            "and does not begin with a dash.\n"
            "It must not be taken, nor look like one that is.\n"
            "Your former name stays yours for {name_hold}: nobody else can take it,\n"
            "and messages to it still reach you."
        ),
        Rename,
        lambda values: Rename(values["name"]),
        (_NAME,),
        lambda _: _MESSAGE_COST,
    ),
    CommandSpec(
        "exit",
        "exit",
        N_("leaves the chat"),
        N_(
            "The server says goodbye and closes the connection. Your delayed messages are still "
            "sent,\n"
            "and can no longer be cancelled."
        ),
        Leave,
        lambda _: Leave("exit"),
        cost=lambda _: _NO_COST,
    ),
    CommandSpec(
        "users",
        "users",
        N_("lists who is here"),
        N_("Everybody, sorted by name. Marked are you, the muted, and those you ignore."),
        ListUsers,
        lambda _: ListUsers(),
        cost=lambda _: _MESSAGE_COST,
    ),
    CommandSpec(
        "send",
        N_("send [-u NAME] [-t SECONDS] [--] TEXT"),
        N_("sends a message: to all or to one, now or later"),
        N_(
            "-u NAME, --username NAME: to this person alone; nobody else sees it.\n"
            "-t SECONDS, --time SECONDS: that many seconds from now, {max_delay} at most;\n"
            "`cancel` cancels it.\n"
            "The options stand before or after TEXT, in any order.\n"
            "-- before TEXT: there are no more options, not after it either,\n"
            "so TEXT can contain anything, such as `-u`, or begin with a dash.\n"
            "TEXT is sent exactly as typed; it has {max_text} characters at most."
        ),
        Send,
        lambda values: Send(values["text"], values.get("to"), values.get("delay")),
        (
            Field("to", FieldKind.USER, N_("NAME"), options=("-u", "--username")),
            Field("delay", FieldKind.SECONDS, N_("SECONDS"), options=("-t", "--time")),
            Field("text", FieldKind.TEXT, N_("TEXT"), required=True),
        ),
        _send_cost,
    ),
    CommandSpec(
        "cancel",
        N_("cancel [NUMBER | all]"),
        N_("cancels a delayed message"),
        N_(
            "Without an argument: the last one you made that has not been sent yet.\n"
            "With NUMBER: that one. With `all`: all of them. `scheduled` lists them."
        ),
        Cancel,
        lambda values: Cancel(values.get("number"), values.get("all", False)),
        (Field("number", FieldKind.NUMBER, N_("NUMBER")), Field("all", FieldKind.FLAG, "all")),
    ),
    CommandSpec(
        "scheduled",
        "scheduled",
        N_("lists your delayed messages"),
        N_("Those that have not been sent yet, with their numbers and times; {max_pending} at most."),
        ListScheduled,
        lambda _: ListScheduled(),
    ),
    CommandSpec(
        "history",
        N_("history [N] [--before NUMBER | --around NUMBER]"),
        N_("shows the last messages, or earlier ones"),
        N_(
            "Without N: {history_size} public messages, oldest first. Private ones are never in it.\n"
            "With N: that many, {max_listed} at most, as far as they are kept.\n"
            "--before NUMBER: the last ones before the message of this number.\n"
            "--around NUMBER: that message, and those before and after it."
        ),
        ShowHistory,
        lambda values: ShowHistory(values.get("count"), values.get("before"), values.get("around")),
        (
            Field("count", FieldKind.COUNT, "N"),
            Field("before", FieldKind.NUMBER, N_("NUMBER"), options=("--before",)),
            Field("around", FieldKind.NUMBER, N_("NUMBER"), options=("--around",)),
        ),
        lambda _: _MESSAGE_COST,
    ),
    CommandSpec(
        "search",
        N_("search WORDS"),
        N_("finds messages by their words"),
        N_(
            "Public messages that contain all of WORDS, newest first; {max_found} at most.\n"
            "The beginning of a word is enough: `hous` finds `houses`.\n"
            "Capitals and punctuation make no difference, nor does the order of the words.\n"
            "`history --around NUMBER` shows what was said before and after."
        ),
        Search,
        lambda values: Search(values["text"]),
        (Field("text", FieldKind.TEXT, N_("WORDS"), required=True),),
        lambda _: _SEARCH_COST,
    ),
    CommandSpec(
        "report",
        N_("report NAME"),
        N_("complains about somebody"),
        N_(
            "Whoever gets more than {complaints_tolerated} complaints cannot speak for {mute}.\n"
            "Nobody learns who complained.\n"
            "Your complaint about a person counts once, for {complaint_lifetime}."
        ),
        Report,
        lambda values: Report(values["name"]),
        (_USER,),
        lambda _: _MESSAGE_COST,
    ),
    CommandSpec(
        "ignore",
        N_("ignore NAME"),
        N_("hides somebody's messages from you"),
        N_(
            "From you alone: public, private and delayed ones, and those in `history`.\n"
            "They are not told, and nobody else sees a difference.\n"
            "It holds through renames, and when they leave and come back\n"
            "under the same name from the same network.\n"
            "`users` and the line that says that they have come in still show them, marked.\n"
            "You can ignore {max_ignored} people at most. `unignore NAME` ends it."
        ),
        Ignore,
        lambda values: Ignore(values["name"]),
        (_USER,),
        lambda _: _MESSAGE_COST,
    ),
    CommandSpec(
        "unignore",
        N_("unignore NAME"),
        N_("shows you somebody's messages again"),
        N_("Those that come from now on, and those in `history`.\n`ignored` lists whom you ignore."),
        Unignore,
        lambda values: Unignore(values["name"]),
        (_IGNORED,),
        lambda _: _MESSAGE_COST,
    ),
    CommandSpec(
        "ignored",
        "ignored",
        N_("lists whom you ignore"),
        N_("By their present names; those who are not here, by their last ones, marked."),
        ListIgnored,
        lambda _: ListIgnored(),
        cost=lambda _: _MESSAGE_COST,
    ),
    CommandSpec(
        "lang",
        "lang " + "|".join(LANGUAGES),
        N_("switches the language"),
        N_("The server speaks it with you from now on; the others keep theirs."),
        UseLanguage,
        _language,
        (Field("lang", FieldKind.LANGUAGE, "|".join(LANGUAGES), required=True),),
    ),
)
"""The commands, in the order in which `help` lists them."""

BARRED = tuple(spec.name for spec in COMMANDS if spec.needs_voice)
"""The commands that a muted person may not use."""

BY_NAME: Mapping[str, CommandSpec] = {spec.name: spec for spec in COMMANDS}
