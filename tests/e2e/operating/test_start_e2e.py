import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from e2e_harness import ROOT, Server, environment


def run(*argv: str, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *argv],
        check=False,
        cwd=ROOT,
        env=environment(**extra),
        capture_output=True,
        text=True,
        timeout=30,
    )


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize(("language", "word"), [("en", "is taken"), ("ru", "занят")])
def test_a_taken_port_is_one_sentence_and_1(taken: int, language: str, word: str) -> None:
    ended = run("server_init.py", "--port", str(taken), "--lang", language)
    assert ended.returncode == 1
    assert word in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert ended.stdout == ""


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "192.0.2.1", "x" * 300])
def test_an_address_that_cannot_be_had_is_one_sentence_and_1(host: str) -> None:
    ended = run("server_init.py", "--port", "0", "--host", host)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "Cannot listen" in ended.stderr


@pytest.mark.parametrize("argv", [["--port", "x"], ["--prot", "1"], ["surplus"], ["--lang", "tlh"]])
def test_a_bad_option_is_one_sentence_and_2(argv: list[str]) -> None:
    ended = run("server_init.py", *argv)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "python server_init.py --help" in ended.stderr


def test_help_is_a_page_and_0() -> None:
    ended = run("server_init.py", "--help")
    assert ended.returncode == 0
    assert "--max-clients" in ended.stdout
    assert ended.stderr == ""


def test_the_module_says_its_version_and_its_parts() -> None:
    assert run("-m", "besedka", "--version").stdout.startswith("besedka ")
    asked = run("-m", "besedka", "--help")
    assert asked.returncode == 0
    assert "serve" in asked.stdout
    unknown = run("-m", "besedka", "fly", LANG="ru_RU.UTF-8")
    assert unknown.returncode == 2
    assert unknown.stdout == ""
    assert "serve" in unknown.stderr
    assert run("-m", "besedka").returncode == 2


def test_an_old_terminal_gets_what_it_can_show() -> None:
    ended = run("-m", "besedka", "--help", LANG="ru_RU.UTF-8", PYTHONIOENCODING="latin-1:strict")
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr


def test_the_banner_says_all_that_is_needed(start: Callable[..., Server]) -> None:
    server = start()
    assert f"ws://127.0.0.1:{server.port}" in server.banner
    assert f"python client_init.py 127.0.0.1:{server.port}" in server.banner
    assert f"nc 127.0.0.1 {server.port}" in server.banner
    assert "memory" in server.banner
    assert "Ctrl-C" in server.banner


def test_the_server_speaks_russian(start: Callable[..., Server]) -> None:
    server = start("--lang", "ru")
    assert "Беседка" in server.banner
    with server.socket() as wire:
        wire.send("\n")
        wire.until("Добро пожаловать")


def test_a_full_chat_says_so_in_every_way(start: Callable[..., Server]) -> None:
    server = start(BESEDKA_MAX_CLIENTS="1")
    with server.lines():
        assert "full" in server.http("help\n")
        handshake = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
        assert server.http(handshake).startswith("HTTP/1.1 503 ")
        assert server.http("GET /healthz HTTP/1.0\r\n\r\n").startswith("HTTP/1.1 200 ")
    with server.lines() as wire:
        wire.send("users\n")
        wire.until("(you)")


def test_more_connections_than_files_are_refused_one_by_one(start: Callable[..., Server]) -> None:
    server = start(prefix=("sh", "-c", 'ulimit -n 128; exec "$0" "$@"'))
    crowd = [server.socket() for _ in range(300)]
    with crowd[0] as first:
        first.send("\n")
        first.until("Welcome")
        for wire in crowd[1:]:
            wire.peer.close()
    with server.lines() as late:
        late.send("users\n")
        late.until("(you)")
    log = server.logged()
    assert "too many connections" in log
    assert "too many open files" not in log
