import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from subprocess import DEVNULL, Popen
from typing import Any

import pytest
from e2e_harness import PATIENCE, ROOT, Server, Wire, disposed, environment, frozen_client, last_words

from tests.ports import free_port


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_tells_everybody_and_stops_with_0(start: Callable[..., Server], number: int) -> None:
    server = start(prefix=disposed("SIG_DFL"))
    with (
        server.program() as author,
        server.websocket() as peer,
        server.lines() as wire,
        server.socket() as stranger,
    ):
        author.ask("send", text="never sent", delay=60, ref="d")
        author.next("accepted", ref="d")
        server.process.send_signal(number)
        author.next("stopping")
        lost = author.next("not-sent")
        assert (lost["reason"], lost["message"]["text"]) == ("stopping", "never sent")
        for one in (author.peer, peer):
            assert last_words(one)[1] == 1001
        text = wire.rest()
        assert "The server is stopping" in text
        assert "never sent" not in text
        assert stranger.rest() == ""
        code, _ = server.stop(0)
    assert code == 0
    assert "event=stopped aborted=0" in server.logged()


def test_a_frozen_client_delays_the_stop_by_three_seconds_at_most(start: Callable[..., Server]) -> None:
    server = start()
    with frozen_client(server.port):
        code, took = server.stop()
    assert code == 0
    assert took > 2
    assert "event=stopped aborted=1" in server.logged()


def test_a_throttled_client_delays_the_stop_by_nothing(start: Callable[..., Server]) -> None:
    server = start()
    with server.websocket() as hasty:
        for number in range(500):
            hasty.send(f"send m{number}")
        while "m5" not in str(hasty.recv(PATIENCE)):
            pass
        code, _ = server.stop()
    assert code == 0
    assert "event=stopped aborted=0" in server.logged()


def test_a_second_signal_stops_at_once(start: Callable[..., Server]) -> None:
    server = start()
    with frozen_client(server.port):
        server.process.send_signal(signal.SIGINT)
        assert server.process.stdout is not None
        assert "Stopping" in server.process.stdout.readline()
        code, _ = server.stop(signal.SIGINT)
    assert code == 1  # it would be 0 three seconds later


def test_a_terminal_that_is_gone_stops_no_server(start: Callable[..., Server]) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        server = start(stdout=full.fileno())
    with server.lines() as wire:
        wire.send("users\n")
        wire.until("(you)")
    code, _ = server.stop()
    assert code == 0


def test_under_nohup_the_end_of_the_terminal_stops_nothing(start: Callable[..., Server]) -> None:
    server = start(prefix=disposed("SIG_IGN"))
    server.process.send_signal(signal.SIGHUP)
    with server.lines() as wire:
        wire.send("send still here\n")
        wire.until("still here")


@pytest.mark.parametrize("stuck", [1, 2])
def test_a_screen_or_a_log_that_nobody_reads_stops_nobody(stuck: int) -> None:
    reading, writing = os.pipe()
    filled = 0
    os.set_blocking(writing, False)
    with suppress(BlockingIOError):
        while True:
            filled += os.write(writing, b"x" * 4096)
    os.set_blocking(writing, True)
    streams: dict[str, Any] = {
        "stdout": writing if stuck == 1 else DEVNULL,
        "stderr": writing if stuck == 2 else DEVNULL,
    }
    command = [sys.executable, "server_init.py", "--log-level", "debug", "--port"]
    with (
        free_port() as port,
        Popen([*command, str(port)], cwd=ROOT, env=environment(), stdin=DEVNULL, **streams) as process,
    ):
        try:
            for _ in range(200):
                with Wire(connect_patiently(port)) as wire:
                    wire.send("send hello\nexit\n")
                    wire.until("Goodbye")
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            os.close(reading)
            os.close(writing)
    assert filled > 0


def connect_patiently(port: int) -> socket.socket:
    """The server's banner cannot be read here, so its beginning is found by trying."""
    for _ in range(200):
        with suppress(ConnectionRefusedError):
            return socket.create_connection(("127.0.0.1", port), PATIENCE)
        time.sleep(0.05)
    raise AssertionError("the server does not listen")
