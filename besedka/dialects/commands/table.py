"""The one command table: names, syntax, help, fields and costs of everything that can be asked.

The line grammar, the JSON reader and writer, `help`, `--help` and the terminal client's completion all read it.
What else a new command needs is in docs/architecture.md.
"""

from collections.abc import Mapping
from typing import Any

from besedka.chat.language.commands import Cancel, Ignore, Leave, Rename, Report, Send, Unignore
from besedka.chat.language.events import Refused
from besedka.chat.language.questions import ListIgnored, ListScheduled, ListUsers, ShowHistory
from besedka.chat.language.text import excerpt
from besedka.dialects.commands.command_spec import LESS, CommandSpec, Field, FieldKind
from besedka.dialects.commands.requests import Ask, Help, UseLanguage
from besedka.dialects.guessing.synonyms import nearest_command
from besedka.dialects.words.languages import LANGUAGES, N_

__all__ = ["BARRED", "BY_NAME", "COMMANDS", "unknown_command"]

_MESSAGE = 1.0
"""What a command costs that is told to everybody, or has a long answer, in messages."""

_FREE = 0.0


def unknown_command(word: str) -> Refused:
    """There is no such command; the nearest one is offered."""
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
    # A whisper is written to two; whatever is delayed is kept, looked at again, and written as well.
    return LESS if ask.to is not None and not ask.delay else _MESSAGE


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
        lambda _: _MESSAGE,
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
        lambda _: _MESSAGE,
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
        cost=lambda _: _FREE,
    ),
    CommandSpec(
        "users",
        "users",
        N_("lists who is here"),
        N_("Everybody, sorted by name. Marked are you, the muted, and those you ignore."),
        ListUsers,
        lambda _: ListUsers(),
        cost=lambda _: _MESSAGE,
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
        "history",
        N_("shows the last messages"),
        N_("The last {history_size} public messages, oldest first. Private ones are never in it."),
        ShowHistory,
        lambda _: ShowHistory(),
        cost=lambda _: _MESSAGE,
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
        lambda _: _MESSAGE,
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
        lambda _: _MESSAGE,
    ),
    CommandSpec(
        "unignore",
        N_("unignore NAME"),
        N_("shows you somebody's messages again"),
        N_("Those that come from now on, and those in `history`.\n`ignored` lists whom you ignore."),
        Unignore,
        lambda values: Unignore(values["name"]),
        (_IGNORED,),
        lambda _: _MESSAGE,
    ),
    CommandSpec(
        "ignored",
        "ignored",
        N_("lists whom you ignore"),
        N_("By their present names; those who are not here, by their last ones, marked."),
        ListIgnored,
        lambda _: ListIgnored(),
        cost=lambda _: _MESSAGE,
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
"""The commands that do not work for who is muted."""

BY_NAME: Mapping[str, CommandSpec] = {spec.name: spec for spec in COMMANDS}
