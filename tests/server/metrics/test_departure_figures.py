"""Why connections of people in the chat have ended, as the metrics count it."""

import asyncio
import socket
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from metrics_peers import ask, connected, in_thread, rest, run
from prometheus_client.parser import text_string_to_metric_families
from server_bench import LIVES, Recorder

from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.server import Server


def departures(metrics: bytes) -> dict[str, float]:
    text = metrics.partition(b"\r\n\r\n")[2].decode()
    return {
        sample.labels["reason"]: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "besedka_departures_total"
    }


def leave(port: int) -> None:
    peer = connected(port)
    peer.sendall(b"users\nexit\n")
    rest(peer)


def vanish(port: int) -> None:
    peer = connected(port)
    peer.sendall(b"users\n")
    while b"(you)" not in peer.recv(1 << 16):
        pass
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    peer.close()


@pytest.mark.parametrize("is_durable", [False, True])
def test_each_end_is_counted_once_by_its_reason(tmp_path: Path, *, is_durable: bool) -> None:
    found: list[dict[str, float]] = []

    async def main() -> None:
        journal = str(tmp_path / "chat.db") if is_durable else None
        config = Config(port=0, metrics=("127.0.0.1", 0), journal=journal)
        one = Server(config, Log(cast("Any", Recorder([]))), f"life {next(LIVES)}")
        await one.start()
        assert one.metrics_address is not None
        metrics = one.metrics_address[1]
        for part in (leave, leave, vanish):
            await in_thread(partial(part, one.port))
        while sum((ends := departures(await in_thread(lambda: ask(metrics, b"metrics")))).values()) < 3:
            pass
        found.append(ends)
        await one.stop(asyncio.Event())

    assert run(main()) == []
    assert found == [{"exit": 2, "lost": 1}]
