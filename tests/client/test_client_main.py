import asyncio
import os

import pytest

from besedka.client import ServerUnreachable
from besedka.client.address import Address
from besedka.client.terminal import main as module
from besedka.client.terminal.modes import draws
from besedka.client.terminal.options import Options
from besedka.dialects.languages import language


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def main(argv: list[str]) -> int:
    return module.main(argv, program="python client_init.py", server="python server_init.py")


def nobody(address: str) -> str:
    parsed = Address.parse(address)
    return module._nobody(parsed, ServerUnreachable(address, "no route"), language("en"), "besedka serve")


def test_nobody_there_is_one_sentence_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["localhost:1"]) == 1
    assert capsys.readouterr().err.startswith("Nobody answers at localhost:1. Start a server with: ")


def test_the_sentence_names_the_port_only_when_it_is_another() -> None:
    assert nobody("127.0.0.1").endswith("besedka serve")
    assert nobody("[::1]:99").endswith("--port 99")


def test_elsewhere_the_sentence_says_why() -> None:
    assert "(no route)" in nobody("192.0.2.1")
    assert "(no route)" in nobody("example.org")


def test_an_interrupt_while_connecting_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(work: object) -> int:
        work.close()  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    monkeypatch.setattr(asyncio, "run", interrupted)
    assert main(["localhost:1"]) == 130


def test_without_a_terminal_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    options = Options("h", None, "en", plain=False, json=False)
    monkeypatch.setattr(os, "isatty", lambda fd: True)
    assert draws(options, {"TERM": "xterm"})
    assert not draws(options, {"TERM": "dumb"})
    assert not draws(Options("h", None, "en", plain=True, json=False), {"TERM": "xterm"})
    monkeypatch.setattr(os, "isatty", lambda fd: fd == 0)
    assert not draws(options, {"TERM": "xterm"})
