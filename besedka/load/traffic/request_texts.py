"""The text of a user's requests, in the dialect of the run."""

from besedka.chat.language.commands import Leave, Rename, Send
from besedka.chat.language.questions import ListUsers, ShowHistory
from besedka.dialects.commands.requests import Ask
from besedka.dialects.json.client_codec import encode_request

__all__ = ["DELAY", "request_text"]

DELAY = 1
"""The delay of delayed messages, in seconds."""

_WORDS = {Leave: "exit", ListUsers: "users", ShowHistory: "history"}


def request_text(dialect: str, kind: str, *, text: str = "", to: str = "") -> str:
    """Return a request of a kind in `scenario.KINDS`, or `exit`. `to` is the recipient, or the new name."""
    ask = _ask(kind, text, to)
    return encode_request(ask, 0) if dialect == "json" else _line(ask)


def _ask(kind: str, text: str, to: str) -> Ask:
    match kind:
        case "send":
            return Send(text)
        case "private":
            return Send(text, to)
        case "delayed":
            return Send(text, None, DELAY)
        case "rename":
            return Rename(to)
        case "users":
            return ListUsers()
        case "history":
            return ShowHistory()
    return Leave("exit")


def _line(ask: Ask) -> str:
    match ask:
        case Send(text, to, delay):
            return "send " + (f"-u {to} " if to else "") + (f"-t {delay} " if delay else "") + text
        case Rename(name):
            return f"rename {name}"
    return _WORDS[type(ask)]
