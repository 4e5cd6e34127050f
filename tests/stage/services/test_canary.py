"""The canary, against real servers and against what is none."""

import asyncio
import json
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme
from async_tests import asynchronous, until
from fake_server import FakeServer

from besedka.client import Address
from besedka.load.run.child_processes import RunningServer, running_server
from besedka.stage.run_folder import CanaryVisit, read_lines
from besedka.stage.services.canary import Canary, main
from besedka.stage.services.canary_visit import Visitor
from besedka.wire.http import encode_response
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60
LONG = 50.0
COMMAND = [sys.executable, "-m", "besedka.stage.services.canary"]


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with running_server() as started:
        yield started


def visitor(port: int, limit: float = LONG) -> Visitor:
    return Visitor(Address.parse(f"127.0.0.1:{port}"), None, limit)


def members(server: RunningServer) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=PATIENCE) as answer:
        return int(json.load(answer)["members"])


def reached(visit: CanaryVisit) -> list[bool]:
    return [visit["joined"] is not None, visit["sent"] is not None, visit["seen"] is not None]


@asynchronous
async def test_a_visit_joins_sends_sees_and_leaves_nobody_behind(server: RunningServer) -> None:
    visit = await visitor(server.port).visit("canary-1")
    assert visit["failed"] == ""
    assert visit["joined"] is not None
    assert visit["sent"] is not None
    assert visit["seen"] is not None
    assert 0 < visit["joined"] <= visit["sent"] <= visit["seen"]
    assert members(server) == 0


@asynchronous
async def test_visits_at_the_same_time_do_not_disturb_each_other(server: RunningServer) -> None:
    visits = await asyncio.gather(*(visitor(server.port).visit(f"canary-{each}") for each in range(8)))
    assert [visit["failed"] for visit in visits] == [""] * 8
    assert members(server) == 0


@asynchronous
async def test_where_nothing_listens_a_visit_fails_at_once() -> None:
    with free_port() as port:
        visit = await visitor(port).visit("canary-1")
    assert (visit["failed"], reached(visit)) == ("network", [False, False, False])


@asynchronous
async def test_where_nobody_answers_a_visit_fails_when_its_time_is_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        visit = await visitor(silent.getsockname()[1], 0.2).visit("canary-1")
    assert (visit["failed"], reached(visit)) == ("timeout", [False, False, False])


@asynccontextmanager
async def fake() -> AsyncIterator[FakeServer]:
    server = FakeServer()
    await server.start()
    try:
        yield server
    finally:
        for peer in server.peers:
            if peer.transport is not None:
                peer.transport.abort()
        await server.stop()


@asynchronous
async def test_who_is_not_let_in_says_with_which_status() -> None:
    async with fake() as server:
        server.refuse = encode_response(502, b"bad gateway")
        visit = await visitor(server.port).visit("canary-1")
    assert (visit["failed"], reached(visit)) == ("HTTP 502", [False, False, False])


@asynchronous
async def test_a_server_that_answers_no_command_is_a_timeout_behind_the_joining() -> None:
    async with fake() as server:
        server.deaf = True
        visit = await visitor(server.port, 0.5).visit("canary-1")
    assert (visit["failed"], reached(visit)) == ("timeout", [True, False, False])


@asynchronous
async def test_a_connection_that_breaks_inside_is_lost() -> None:
    async with fake() as server:
        server.deaf = True
        visit = asyncio.ensure_future(visitor(server.port).visit("canary-1"))
        await until(lambda: server.asked)
        server.drop()
        assert (await visit)["failed"] == "lost"
        assert reached(visit.result()) == [True, False, False]


@asynchronous
@pytest.mark.parametrize("trusted", [True, False])
async def test_it_believes_the_authority_that_it_was_given_and_no_other(
    trusted: bool, server: RunningServer
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, there = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.gather(copy(reader, there), copy(back, writer))

    front = await asyncio.start_server(forward, "127.0.0.1", 0, ssl=context)
    tls = ssl.create_default_context()
    (authority if trusted else trustme.CA()).configure_trust(tls)
    address = Address.parse(f"wss://localhost:{front.sockets[0].getsockname()[1]}")
    visit = await Visitor(address, tls, LONG).visit("canary-1")
    assert visit["failed"] == ("" if trusted else "tls")
    front.close()


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
    except OSError:
        pass
    finally:
        writer.close()


class Endless(Visitor):
    """Its visits end when they are told to."""

    def __init__(self) -> None:
        super().__init__(Address.parse("127.0.0.1:1"), None, LONG)
        self.names: list[str] = []
        self.over = asyncio.Event()

    async def visit(self, name: str) -> CanaryVisit:
        self.names.append(name)
        await self.over.wait()
        return CanaryVisit(at=1.0, joined=0.1, sent=0.2, seen=0.3, failed="")


@asynchronous
async def test_visits_begin_whether_others_have_ended_or_not_and_there_is_a_bound() -> None:
    visitor, recorded = Endless(), list[CanaryVisit]()
    canary = Canary(visitor, recorded.append)
    for _ in range(14):
        canary.begin()
    await until(lambda: len(visitor.names) == 12)
    assert len(set(visitor.names)) == 12
    assert [visit["failed"] for visit in recorded] == ["busy", "busy"]
    visitor.over.set()
    await canary.finish(LONG)
    assert [visit["failed"] for visit in recorded] == ["busy"] * 2 + [""] * 12


@asynchronous
async def test_visits_that_are_given_up_are_no_failures_of_the_server() -> None:
    recorded = list[CanaryVisit]()
    canary = Canary(Endless(), recorded.append)
    canary.begin()
    await canary.finish(0.01)
    assert recorded == []


@asynchronous
async def test_it_says_why_it_cannot_record() -> None:
    def full(_visit: CanaryVisit) -> None:
        raise OSError("no space left")

    visitor = Endless()
    visitor.over.set()
    canary = Canary(visitor, full)
    canary.begin()
    await canary.finish(LONG)
    assert str(canary.failed) == "no space left"


def wait(process: "subprocess.Popen[str]", condition: Callable[[], bool]) -> None:
    while not condition():
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05)


def test_the_program_visits_every_second_until_it_is_told_to_end(
    server: RunningServer, tmp_path: Path
) -> None:
    file = tmp_path / "canary.jsonl"
    with subprocess.Popen([*COMMAND, f"ws://127.0.0.1:{server.port}", str(file)], cwd=ROOT, text=True) as it:
        wait(it, lambda: len(read_lines(file)) >= 2)
        it.send_signal(signal.SIGTERM)
        assert it.wait(PATIENCE) == 0
    visits = read_lines(file)
    assert [visit["failed"] for visit in visits] == [""] * len(visits)
    seconds = [int(visit["at"]) for visit in visits]
    assert seconds == sorted(set(seconds))
    assert members(server) == 0


def test_a_wrong_address_or_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ftp://x", str(tmp_path / "file")]) == 2
    assert main(["ws://x", str(tmp_path / "no" / "file")]) == 1
    assert main(["wss://x", str(tmp_path / "file"), "--ca", str(tmp_path / "no")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 3
