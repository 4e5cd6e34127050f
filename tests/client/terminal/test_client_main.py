import asyncio
import math
import os
import subprocess
import sys
from typing import Any

import pytest
from pty_driver import ROOT, RUN, environment

from besedka.client import ServerUnreachable, connecting
from besedka.client.address import Address
from besedka.client.terminal import main as module
from besedka.client.terminal.modes import draws
from besedka.client.terminal.options import ClientOptions


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def main(argv: list[str]) -> int:
    return module.main(argv, program="python client_init.py", server="python server_init.py")


def test_nobody_there_is_one_sentence_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["localhost:1"]) == 1
    assert capsys.readouterr().err.startswith("Nobody answers at localhost:1. Start a server with: ")


def test_what_is_no_address_is_one_sentence_with_what_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["host:99\x1b[2J999"]) == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith("“host:99[2J999” is not the address of a chat. Use HOST, HOST:PORT,")
    assert complaint.count("\n") == 1


def test_whatever_a_server_has_to_say_is_cleaned_once_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert module._complain("a\x1b[2J\nb", 1) == 1
    assert capsys.readouterr().err == "a[2J b\n"


@pytest.mark.parametrize(
    ("given", "address", "wishes"),
    [
        ((None, False), "ws://h/?name=eve&lang=RU", ("eve", "ru")),
        (("bob", True), "ws://h/?name=eve&lang=ru", ("bob", "en")),
        ((None, False), "ws://h/?name=&lang=xx", (None, "en")),
        ((None, False), "h", (None, "en")),
    ],
)
def test_an_address_may_wish_for_a_name_and_a_language(
    given: tuple[str | None, bool], address: str, wishes: tuple[str | None, str]
) -> None:
    options = ClientOptions("", given[0], "en", plain=False, json=False, spoken=given[1])
    options = module._with_wishes_of(options, Address.parse(address))
    assert (options.name, options.code) == wishes


def test_an_interrupt_while_connecting_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(work: object) -> int:
        work.close()  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    monkeypatch.setattr(asyncio, "run", interrupted)
    assert main(["localhost:1"]) == 130


@pytest.mark.parametrize(("live", "patience"), [(True, math.inf), (False, 30.0)])
def test_a_person_waits_for_a_lost_connection_and_a_script_gives_up(
    monkeypatch: pytest.MonkeyPatch, live: bool, patience: float
) -> None:
    asked: list[float] = []

    def connect(address: Address, **wishes: Any) -> None:
        asked.append(wishes["reconnect_for"])
        raise ServerUnreachable(str(address), "no")

    monkeypatch.setattr(connecting, "connect", connect)
    monkeypatch.setattr(os, "isatty", lambda fd: live)
    assert main(["localhost:1"]) == 1
    assert asked == [patience]


def test_without_a_terminal_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    options = ClientOptions("h", None, "en", plain=False, json=False)
    monkeypatch.setattr(os, "isatty", lambda fd: True)
    assert draws(options, {"TERM": "xterm"})
    assert not draws(options, {"TERM": "dumb"})
    assert not draws(ClientOptions("h", None, "en", plain=True, json=False), {"TERM": "xterm"})
    monkeypatch.setattr(os, "isatty", lambda fd: fd == 0)
    assert not draws(options, {"TERM": "xterm"})


def test_help_needs_no_asyncio() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", RUN, "--help"],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=ROOT,
        env=environment(),
        check=True,
    )
    assert "--plain" in done.stdout
    assert "asyncio" not in done.stderr
