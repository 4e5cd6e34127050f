"""A real server on a disk that fails: what anybody was told is kept, what was refused is not there.

`PYTHONPATH=.:tests/e2e/support:tests/dialects python tests/e2e/support/disk_troubles.py TROUBLE [TIMES]`, on Linux:

- `kill`: the server is killed under load.
- `io-error`: an fsync or a write of a commit ends in EIO, once or from then on (strace), and the server is killed.
- `slow`: every fsync takes half a second (strace).
- `full`: a file system of 4 MiB is filled under load and then freed (root, ext4).

They end with a sentence about what was counted, or an AssertionError.
"""

import itertools
import logging
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from crowd import Crowd, assert_kept, sent
from e2e_harness import PATIENCE, Program, Server
from power_cut import mounted, new_disk, run

_FIRST_CALLS = 20
_LAST_CALLS = 400
"""Among these calls of the journal's thread is the one that fails; the start makes fewer."""

_LONGEST_WAIT = 0.1
"""Seconds that a server goes on after the error, at most."""

_SYNC = "500000"
"""Microseconds."""

_QUESTIONS = 5
"""Questions that are answered, at least, while one message is stored."""

_SMALL = 4 << 20
_BALLAST = 1 << 20
"""Bytes of the full disk, and of what is on it besides the journal until it is freed."""

_REFUSALS = 200


def kill(times: int) -> str:
    """Kill it in the middle of its work."""
    told = _lives(times, _kill_once)
    return f"{times} kills: {told} messages that somebody was told of, all are there, in order and once"


def _kill_once(path: Path, turn: int) -> Crowd:
    server = _server(path)
    crowd = Crowd(server, turn)
    assert crowd.enough.wait(PATIENCE)
    time.sleep(random.random() * _LONGEST_WAIT)  # noqa: S311 - any moment will do
    _kill(server)
    return crowd


def io_error(times: int) -> str:
    """Let a call fail, and kill the server at some moment after it."""
    told = _lives(times, _fail_once)
    return f"{times} times EIO and a kill: {told} messages that somebody was told of, all are there; no refused one is"


def _fail_once(path: Path, turn: int) -> Crowd:
    call = ("fdatasync", "pwrite64")[turn % 2]
    when = f"{random.randint(_FIRST_CALLS, _LAST_CALLS)}{'+' if turn % 4 > 1 else ''}"  # noqa: S311
    calls = path.with_name("calls")
    server = _server(path, f"trace={call}", f"inject={call}:error=EIO:when={when}", calls=calls)
    crowd = Crowd(server, turn)
    _await(lambda: "INJECTED" in calls.read_text())
    time.sleep(random.random() * _LONGEST_WAIT)  # noqa: S311
    _kill(server)
    return crowd


def slow(times: int) -> str:
    """Ask while messages are being stored."""
    with tempfile.TemporaryDirectory() as name:
        delay = f"inject=fdatasync:delay_enter={_SYNC}"
        server = _server(Path(name, "chat.db"), "trace=fdatasync", delay, calls=Path(name, "calls"))
        with server.program() as writer, server.program() as reader:
            answered = [_questions_meanwhile(writer, reader) for _ in range(times)]
        assert server.stop()[0] == 0
        server.end()
    assert min(answered) >= _QUESTIONS
    return (
        f"{times} messages, half a second each: at least {min(answered)} questions were answered during each"
    )


def _questions_meanwhile(writer: Program, reader: Program) -> int:
    """Say something, and count how many questions another one gets answered until the message comes."""
    writer.ask("send", text="hello")
    for asked in itertools.count():
        reader.ask("users")
        while (event := reader.receive())["type"] != "users":
            if event["type"] == "message":
                return asked
    raise AssertionError


def full(times: int) -> str:
    """Fill the disk so often, each time with the messages of a new crowd, and free it again."""
    told: dict[int, str] = {}
    refused: set[str] = set()
    with tempfile.TemporaryDirectory() as name:
        for turn in range(times):
            with mounted(new_disk(Path(name), _SMALL)) as disk:
                crowd = _fill(disk, turn)
                told = crowd.end()
                _check(disk / "chat.db", told, crowd.refused)
            refused |= crowd.refused
    assert refused
    return f"{times} times full: all that somebody was told of is there; {len(refused)} messages were refused, none is"


def _fill(disk: Path, turn: int) -> Crowd:
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(_BALLAST))
    server = _server(disk / "chat.db")
    crowd = Crowd(server, turn)
    _await(lambda: "event=journal-trouble kind=failed" in server.logged() and len(crowd.refused) >= _REFUSALS)
    assert crowd.heard
    ballast.unlink()
    before = len(crowd.accepted)
    _await(lambda: "event=journal-recovered" in server.logged() and len(crowd.accepted) > before + _REFUSALS)
    assert server.stop()[0] == 0
    server.end()
    return crowd


# Lives of one journal.


def _lives(times: int, live: Callable[[Path, int], Crowd]) -> int:
    """Let server after server go on with one file; return of how many messages somebody was told."""
    told: dict[int, str] = {}
    refused: set[str] = set()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "chat.db")
        for turn in range(times):
            crowd = live(path, turn)
            told |= crowd.end()
            refused |= crowd.refused
            _check(path, told, refused)
    return len(told)


def _server(path: Path, *inject: str, calls: Path | None = None) -> Server:
    """Start it; with strace if it is to `inject` something, which writes those calls into a file."""
    strace = ("strace", "-D", "-f", "-qq", "--seccomp-bpf", "-o", str(calls), "-e", "signal=none")
    chosen = [option for each in inject for option in ("-e", each)]
    prefix = (*strace, *chosen) if inject else ()
    return Server("--journal", str(path), "--flood", "0", prefix=prefix)


def _kill(server: Server) -> None:
    server.process.kill()
    server.process.wait()
    server.end()


def _check(path: Path, told: dict[int, str], refused: set[str]) -> None:
    assert_kept(path, told)
    assert refused.isdisjoint(sent(path).values())
    run(sys.executable, "-m", "besedka", "journal", "check", str(path))


def _await(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


_TROUBLES: Mapping[str, Callable[[int], str]] = {
    "kill": kill,
    "io-error": io_error,
    "slow": slow,
    "full": full,
}

if __name__ == "__main__":
    logging.disable()  # The library of the clients logs each connection that breaks.
    trouble, *times = sys.argv[1:]
    print(_TROUBLES[trouble](int(times[0]) if times else 1))
