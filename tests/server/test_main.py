import asyncio
import errno
import signal
import sys
from typing import Any, cast

import pytest
from server_bench import Recorder

import besedka.__main__ as entry
from besedka.dialects import language
from besedka.server import main as server_main
from besedka.server.process.config import Config
from besedka.server.process.log import Log


def report(**context: object) -> list[str]:
    lines: list[str] = []
    server_main._report(Log(cast("Any", Recorder(lines))), context)
    return lines


@pytest.mark.parametrize(
    ("asked", "files", "clients", "anteroom"),
    [
        (0, 0, 0, 256),
        (0, 20_000, 19_680, 256),
        (100, 20_000, 100, 256),
        (50_000, 1024, 720, 240),
        (0, 50, 2, 0),
    ],
)
def test_no_more_clients_than_files(asked: int, files: int, clients: int, anteroom: int) -> None:
    config = server_main._fit(Config(max_clients=asked), files)
    assert (config.max_clients, config.anteroom) == (clients, anteroom)


def test_an_internal_error_is_one_line_that_says_where_but_not_what_was_in_it() -> None:
    try:
        raise ValueError("secret text")
    except ValueError as error:
        (line,) = report(message="Exception in callback", exception=error)
    assert line.startswith('event=internal what="Exception in callback" error=ValueError trace=')
    assert "test_main.py:" in line
    assert "secret" not in line


def test_a_complaint_without_an_error_is_a_line_too() -> None:
    assert report(message="odd") == ["event=internal what=odd error=None trace=None"]


def test_too_many_open_files_is_no_internal_error() -> None:
    assert report(message="accept", exception=OSError(errno.EMFILE, "x")) == [
        'event=refused why="too many open files"'
    ]


def test_windows_gets_plain_signal_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: dict[int, Any] = {}
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    called: list[object] = []

    class Loop:
        def call_soon_threadsafe(self, act: object) -> None:
            called.append(act)

    def act() -> None:
        raise NotImplementedError

    server_main._on_signals(cast("Any", Loop()), act)
    handlers[signal.SIGINT](2, None)
    assert called == [act]


def test_ctrl_c_before_anything_has_begun_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(server_main, "main", interrupted)
    with pytest.raises(SystemExit) as ended:
        entry.main(["serve"])
    assert ended.value.code == 130


def test_a_start_that_waits_for_its_journal_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    class Waiting:
        def __init__(self, *_: object) -> None: ...

        async def start(self, _hurry: asyncio.Event) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(server_main, "Server", Waiting)
    monkeypatch.setattr(server_main, "_on_signals", lambda loop, act, _: loop.call_soon(act))
    log = Log(cast("Any", Recorder([])))
    served = server_main._serve(Config(), language("en"), log, cast("Any", None), ("", ""))
    assert asyncio.run(asyncio.wait_for(served, 60)) == 1
