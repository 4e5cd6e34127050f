import errno
import socket
import sqlite3

import pytest

from besedka.dialects import language
from besedka.journal.errors import (
    DamagedError,
    ForeignFileError,
    JournalError,
    JournalInUseError,
    OtherVersionError,
    UnusableError,
)
from besedka.server.process.banner import banner, cannot_keep, cannot_listen

WORDS = language("en")
HERE = "/opt/py/bin/python3.12 /srv/client_init.py"
ELSEWHERE = "python3 client_init.py"


def lines(
    host: str = "127.0.0.1", port: int = 8765, *, journal: str | None = None, code: str = "en"
) -> list[str]:
    return banner(language(code), host, port, HERE, ELSEWHERE, journal=journal).splitlines()


def test_the_default_address_needs_no_address_for_the_client() -> None:
    where, browser, join, bare, memory, stop = lines()
    assert "ws://127.0.0.1:8765" in where
    assert browser.endswith(" http://127.0.0.1:8765/")
    assert join.endswith(f" {HERE}")
    assert bare.endswith("nc 127.0.0.1 8765, then Enter")
    assert "memory" in memory
    assert "Ctrl-C" in stop


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 9000, "127.0.0.1:9000"),
        ("0.0.0.0", 9000, "127.0.0.1:9000"),
        ("::", 9000, "[::1]:9000"),
        ("::1", 8765, "[::1]:8765"),
        ("chat.example", 8765, "chat.example:8765"),
    ],
)
def test_another_address_is_shown_as_a_client_takes_it(host: str, port: int, address: str) -> None:
    where, browser, join, bare, *_ = lines(host, port)
    assert where.endswith(f"ws://{address}")
    assert browser.endswith(f"http://{address}/")
    assert join.endswith(f"client_init.py {address}")
    assert bare.endswith(f"nc { {'0.0.0.0': '127.0.0.1', '::': '::1'}.get(host, host) } {port}, then Enter")


@pytest.mark.parametrize(("port", "address"), [(8765, "192.0.2.7"), (9000, "192.0.2.7:9000")])
def test_who_listens_everywhere_is_told_what_others_have_to_type(port: int, address: str) -> None:
    shown = banner(WORDS, "0.0.0.0", port, HERE, ELSEWHERE, elsewhere="192.0.2.7")
    assert shown.splitlines()[4].endswith(f" {ELSEWHERE} {address}")
    assert shown.splitlines()[5].endswith(f" http://192.0.2.7:{port}/")


def test_who_listens_at_one_address_names_no_other() -> None:
    shown = banner(WORDS, "127.0.0.1", 9000, HERE, ELSEWHERE, elsewhere="192.0.2.7")
    assert "192.0.2.7" not in shown


def test_a_server_with_a_journal_says_what_is_kept_and_where() -> None:
    *_, kept, stop = lines(journal="/srv/chat.db")
    assert kept == "Everything is kept in /srv/chat.db, including private messages and network addresses."
    assert "Ctrl-C" in stop


@pytest.mark.parametrize(
    ("metrics", "address"),
    [
        (("127.0.0.1", 9165), "http://127.0.0.1:9165/metrics"),
        (("0.0.0.0", 9165), "http://127.0.0.1:9165/metrics"),
        (("::", 9165), "http://[::1]:9165/metrics"),
        (("fd00::7", 80), "http://[fd00::7]:80/metrics"),
        (("metrics.example", 9165), "http://metrics.example:9165/metrics"),
    ],
)
@pytest.mark.parametrize(
    ("code", "words"), [("en", "metrics for Prometheus:"), ("ru", "метрики для Prometheus:")]
)
def test_where_the_metrics_are_is_a_line_of_its_own(
    code: str, words: str, metrics: tuple[str, int], address: str
) -> None:
    shown = banner(language(code), "127.0.0.1", 8765, HERE, ELSEWHERE, metrics=metrics).splitlines()
    line = shown.pop(4)
    assert line.split() == [*words.split(), address]
    assert line.index("http") == shown[1].index("http")
    assert shown == lines(code=code)


@pytest.mark.parametrize(
    ("code", "words"), [("en", "Port 9165 at ::1 is taken"), ("ru", "Порт 9165 на ::1 занят")]
)
def test_an_address_of_the_metrics_that_is_taken_is_one_sentence_that_names_their_option(
    code: str, words: str
) -> None:
    error = OSError(errno.EADDRINUSE, "error while attempting to bind on address")
    sentence = cannot_listen(language(code), "::1", 9165, error, "--metrics")
    assert sentence.startswith(words)
    assert "--metrics" in sentence
    assert "--port" not in sentence


def test_the_banner_speaks_russian() -> None:
    assert "памяти" in "\n".join(lines(code="ru"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EADDRINUSE, "error while attempting to bind on address"), "taken"),
        (OSError(errno.EACCES, "error while attempting to bind on address"), ": Permission denied."),
        (socket.gaierror(-2, "Name or service not known"), ": No such host."),
        (UnicodeError("label empty or too long"), ": Invalid address or value."),
        (OSError("something odd"), ": something odd."),
    ],
)
def test_an_address_that_cannot_be_had_is_one_sentence(error: OSError | UnicodeError, words: str) -> None:
    sentence = cannot_listen(WORDS, "chat", 80, error)
    assert words in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (JournalInUseError("x"), "chat.db is in use: another server keeps its chat there."),
        (ForeignFileError("x"), "chat.db is not a journal of Besedka; choose another file with --journal."),
        (
            OtherVersionError("x"),
            "chat.db was written by another version of Besedka; use that version.",
        ),
        (
            DamagedError("entry 7"),
            (
                "chat.db is damaged (entry 7); nothing was changed. "
                "Restore it from a copy, or choose another file with --journal."
            ),
        ),
        (
            UnusableError(PermissionError(errno.EACCES, "denied")),
            "chat.db cannot be used as the journal: Permission denied.",
        ),
        (
            UnusableError(sqlite3.OperationalError("disk I/O error")),
            "chat.db cannot be used as the journal: Input/output error.",
        ),
    ],
)
def test_a_journal_that_cannot_be_opened_is_one_sentence_in_each_language(
    error: JournalError, words: str
) -> None:
    assert cannot_keep(WORDS, "chat.db", error) == words
    assert cannot_keep(language("ru"), "chat.db", error) != words


def test_a_path_is_shown_without_characters_that_would_do_something() -> None:
    assert "\x1b" not in cannot_keep(WORDS, "chat\x1b[31m.db", ForeignFileError("x"))
    assert "\x1b" not in "".join(lines(journal="chat\x1b[31m.db"))
