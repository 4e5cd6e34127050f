import errno
import socket

import pytest

from besedka.dialects import language
from besedka.server.process.banner import banner, cannot_listen

WORDS = language("en")
HERE = "/opt/py/bin/python3.12 /srv/client_init.py"
ELSEWHERE = "python3 client_init.py"


def lines(host: str = "127.0.0.1", port: int = 8765, *, durable: bool = False, code: str = "en") -> list[str]:
    return banner(language(code), host, port, HERE, ELSEWHERE, durable=durable).splitlines()


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
    shown = banner(WORDS, "0.0.0.0", port, HERE, ELSEWHERE, durable=False, elsewhere="192.0.2.7")
    assert shown.splitlines()[4].endswith(f" {ELSEWHERE} {address}")
    assert shown.splitlines()[5].endswith(f" http://192.0.2.7:{port}/")


def test_who_listens_at_one_address_names_no_other() -> None:
    shown = banner(WORDS, "127.0.0.1", 9000, HERE, ELSEWHERE, durable=False, elsewhere="192.0.2.7")
    assert "192.0.2.7" not in shown


def test_a_durable_server_does_not_speak_of_losing() -> None:
    assert len(lines(durable=True)) == 5


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
