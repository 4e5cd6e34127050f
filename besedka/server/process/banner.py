"""The lines that a server prints when it has started or failed to start."""

import errno

from besedka import DEFAULT_PORT
from besedka.chat.language.text import clean
from besedka.damage import damaged_place
from besedka.dialects import Language
from besedka.dialects.words.languages import N_
from besedka.journal.errors import (
    DamagedError,
    ForeignFileError,
    JournalError,
    JournalInUseError,
    OtherVersionError,
    UnusableError,
)
from besedka.system_errors import system_error

__all__ = ["banner", "cannot_keep", "cannot_listen"]

_LOCAL_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""The local address of a server that listens at all addresses."""


def banner(
    words: Language,
    host: str,
    port: int,
    client: str,
    client_elsewhere: str,
    *,
    journal: str | None = None,
    forgets: bool = False,
    elsewhere: str | None = None,
    metrics: tuple[str, int] | None = None,
) -> str:
    """Return a few lines: where and how to join, what is stored and where, how to stop the server.

    `journal` is the path of the file that everything is kept in; None if it is kept in memory. `forgets` says that old
    entries are deleted from it.
    `client` is the command that starts a client on this machine, `client_elsewhere` on another machine;
    `elsewhere` is this machine's address on its network, `metrics` where the metrics are.
    """
    place = _LOCAL_ADDRESSES.get(host, host)
    address, default = _with_port(place, port), place == "127.0.0.1" and port == DEFAULT_PORT
    lines = [
        words.text("Besedka is open at {address}").format(address=f"ws://{address}"),
        words.text("  in a browser:                 {address}").format(address=f"http://{address}/"),
        words.text("  join from a second terminal:  {command}").format(
            command=client if default else f"{client} {address}"
        ),
        words.text("  or without our client:        {command}, then Enter").format(
            command=f"nc {place} {port}"
        ),
    ]
    if host in _LOCAL_ADDRESSES and elsewhere and place == "127.0.0.1":
        lines += _from_elsewhere(words, client_elsewhere, elsewhere, port)
    lines += [
        *_where_metrics_are(words, metrics),
        _what_is_kept(words, journal, forgets),
        words.text("Ctrl-C stops the server."),
    ]
    return "\n".join(lines)


def _from_elsewhere(words: Language, client: str, address: str, port: int) -> list[str]:
    command = f"{client} {address}" + ("" if port == DEFAULT_PORT else f":{port}")
    link = f"http://{address}:{port}/"
    return [
        words.text("  from another machine:         {command}").format(command=command),
        words.text("  or in its browser:            {address}").format(address=link),
    ]


def _where_metrics_are(words: Language, metrics: tuple[str, int] | None) -> list[str]:
    if metrics is None:
        return []
    host, port = metrics
    address = f"http://{_with_port(_LOCAL_ADDRESSES.get(host, host), port)}/metrics"
    return [words.text("  metrics for Prometheus:       {address}").format(address=address)]


def _with_port(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _what_is_kept(words: Language, journal: str | None, forgets: bool) -> str:
    if journal is None:
        return words.text("Everything is kept in memory only: it is lost when the server stops.")
    if forgets:
        sentence = words.text(
            "Everything is kept in {path} for as long as --retention says, "
            "including private messages and network addresses."
        )
    else:
        sentence = words.text(
            "Everything is kept in {path}, including private messages and network addresses."
        )
    return sentence.format(path=clean(journal, newline=False))


def cannot_listen(
    words: Language, host: str, port: int, error: OSError | UnicodeError, option: str = "--port"
) -> str:
    """Return one sentence for an address that the server cannot listen at; `option` is where another is chosen."""
    host = clean(host, newline=False)
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        sentence = words.text(
            "Port {port} at {host} is taken: stop what uses it, or choose another with {option}."
        )
        return sentence.format(host=host, port=port, option=option)
    sentence = words.text("Cannot listen at {host}, port {port}: {reason}.")
    return sentence.format(host=host, port=port, reason=system_error(error, words))


_JOURNAL_ERRORS = {
    JournalInUseError: N_("{path} is in use: another server keeps its chat there."),
    ForeignFileError: N_("{path} is not a journal of Besedka; choose another file with --journal."),
    OtherVersionError: N_("{path} was written by another version of Besedka; use that version."),
    DamagedError: N_(
        "{path} is damaged ({where}); nothing was changed. "
        "Restore it from a copy, or choose another file with --journal."
    ),
    UnusableError: N_("{path} cannot be used as the journal: {reason}."),
}


def cannot_keep(words: Language, path: str, error: JournalError) -> str:
    """Return one sentence for a journal that cannot be opened."""
    where = damaged_place(error.where, words) if isinstance(error, DamagedError) else ""
    reason = ""
    if isinstance(error, UnusableError):
        missing = isinstance(error.reason, ImportError)
        reason = words.text("this Python has no sqlite3") if missing else system_error(error.reason, words)
    shown = clean(path, newline=False)
    return words.text(_JOURNAL_ERRORS[type(error)]).format(path=shown, where=where, reason=reason)
