import signal
from collections.abc import Callable

import pytest
from e2e_harness import Server, frozen_client, last_words


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_tells_everybody_and_stops_with_0(start: Callable[..., Server], number: int) -> None:
    server = start()
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
        for socket in (author.peer, peer):
            assert last_words(socket)[1] == 1001
        text = wire.rest()
        assert "The server is stopping" in text
        assert "never sent" not in text
        assert stranger.rest() == ""
        code, took = server.stop(0)
    assert code == 0
    assert took < 3
    assert "event=stopped" in server.logged()


def test_a_frozen_client_delays_the_stop_by_three_seconds_at_most(start: Callable[..., Server]) -> None:
    server = start()
    with frozen_client(server.port):
        code, took = server.stop()
    assert code == 0
    assert 2 < took < 5


def test_a_throttled_client_delays_the_stop_by_nothing(start: Callable[..., Server]) -> None:
    server = start()
    with server.websocket() as hasty:
        for number in range(500):
            hasty.send(f"send m{number}")
        while "m5" not in str(hasty.recv(10)):
            pass
        code, took = server.stop()
    assert code == 0
    assert took < 2


def test_a_second_signal_stops_at_once(start: Callable[..., Server]) -> None:
    server = start()
    with frozen_client(server.port):
        server.process.send_signal(signal.SIGINT)
        assert server.process.stdout is not None
        assert "Stopping" in server.process.stdout.readline()
        code, took = server.stop(signal.SIGINT)
    assert code == 1
    assert took < 1.5


def test_a_terminal_that_is_gone_stops_no_server(start: Callable[..., Server]) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        server = start(stdout=full.fileno())
    with server.lines() as wire:
        wire.send("users\n")
        wire.until("(you)")
    code, _ = server.stop()
    assert code == 0
