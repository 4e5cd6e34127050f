"""The client of docs/resuming-client.md, as a program of its own, over connections that are cut."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from documented_client import Client, program
from e2e_harness import PATIENCE, Program, Server, environment
from relay import Relay, Troubles, relay_to

TROUBLES = Troubles(lifetime=1.0, half_open=0.2, silence=0.3, refused=0.1, delay=0.02, split=0.3)
COUNT = 60
BETWEEN_CUTS = 7


class Typist:
    """The program, and what it printed."""

    def __init__(self, folder: Path, port: int) -> None:
        path = folder / "resuming_client.py"
        path.write_text(program(), encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, str(path), f"ws://127.0.0.1:{port}/ws?name=ann&resume=1"],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.printed: list[str] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._changed:
                self.printed.append(line.rstrip("\n"))
                self._changed.notify_all()

    def type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def until(self, words: str, count: int = 1) -> None:
        """Wait until so many lines with these words were printed."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.lines(words)) >= count, PATIENCE), self.printed

    def lines(self, words: str) -> list[str]:
        return [line for line in self.printed if words in line]

    def end(self) -> int:
        """The end of its input; returns the exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        code = self._process.wait(PATIENCE)
        self._thread.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code


@contextlib.contextmanager
def typist(folder: Path, relay: Relay) -> Iterator[Typist]:
    one = Typist(folder, relay.port)
    try:
        one.until("'session'")
        yield one
    finally:
        one.end()


def test_it_has_at_most_sixty_lines() -> None:
    assert len(program().splitlines()) <= 60


@pytest.mark.parametrize(("seq", "begins_anew"), [(0, True), (7, False)])
def test_only_a_refusal_before_it_is_in_makes_it_connect_again(seq: int, begins_anew: bool) -> None:
    refused = {
        "type": "refused",
        "seq": seq,
        "code": "unknown-type",
        "text": "An older server knows no `join`.",
    }
    assert Client("").take(refused) == begins_anew


def test_what_is_said_while_the_documented_client_is_cut_off_again_and_again_is_shown_and_sent_once(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    server = start("--flood", "0")
    with relay_to(server.port, TROUBLES, seed=15) as relay, server.program("/?name=bob") as bob:
        with typist(tmp_path, relay) as ann:
            for number in range(COUNT):
                bob.ask("send", text=f"to all {number}.")
                bob.ask("send", text=f"to one {number}.", to="ann")
                ann.type(f"send from ann {number}.")
                if number % BETWEEN_CUTS == 0:
                    relay.cut()
                bob.next("message", text=f"from ann {number}.")
            ann.until("from ann", COUNT)
            ann.until("to all", COUNT)
            ann.until("to one", COUNT)
        assert ann.end() == 0
        assert_once_in_order(ann, bob)
    assert relay.seen["connections"] > COUNT // BETWEEN_CUTS


def assert_once_in_order(ann: Typist, bob: Program) -> None:
    for words in ("from ann", "to all", "to one"):
        said = [line for line in ann.lines(words) if line.startswith("#")]
        assert [line.partition(": ")[2] for line in said] == [f"{words} {number}." for number in range(COUNT)]
    assert bob.next("left")["name"] == "ann"
    bob.ask("history", count=1000, ref="h")
    rows = bob.next("history", ref="h")["messages"]
    texts = [row["text"] for row in rows if row["from"] == "ann"]
    assert texts == [f"from ann {number}." for number in range(COUNT)]


def test_the_documented_client_says_that_it_is_a_new_session_if_the_server_has_forgotten_it(
    start: Callable[..., Server], tmp_path: Path
) -> None:
    first = start("--flood", "0")
    with relay_to(first.port) as relay, typist(tmp_path, relay) as ann:
        first.stop()
        second = start("--flood", "0")
        relay.target = second.port
        ann.until("new-session")
        ann.until("'session'", 2)
        ann.type("send hello again")
        ann.until("hello again")
