"""The C programs, against each other and against the real server; nothing here is timed."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from benchmarks.main import main
from benchmarks.measures import stopped_readers
from benchmarks.peers import Peer
from benchmarks.peers.besedka import Besedka, BesedkaResuming
from benchmarks.peers.limits import Bare, BareWheel, Reference
from benchmarks.processes.load_generator import LoadGenerator
from benchmarks.processes.machine import cores
from benchmarks.processes.server_process import MeasurementError, ServerProcess, pinned
from benchmarks.programs.compiling import compile_program

_ANY = cores()[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("programs")


@pytest.fixture(scope="module")
def generator(folder: Path) -> Path:
    return compile_program("generator", folder)


@pytest.fixture(params=[Reference, Besedka])
def peer(request: pytest.FixtureRequest) -> Iterator[Peer]:
    made: Peer = request.param()
    yield made
    made.stop()


def crowd(generator: Path, peer: Peer, child: ServerProcess) -> LoadGenerator:
    return LoadGenerator(generator, child, peer.protocol, _ANY)


def test_the_reference_hands_every_text_to_all_three_of_its_members(folder: Path) -> None:
    async def talk(port: int) -> list[list[str | bytes]]:
        clients = [await connect(f"ws://127.0.0.1:{port}/") for _ in range(3)]
        await clients[0].send("first")
        heard = [[await client.recv()] for client in clients]
        await clients[2].send("второе " * 100)
        for client, texts in zip(clients, heard, strict=True):
            texts.append(await client.recv())
        for client in clients:
            await client.close()
        return heard

    reference = Reference()
    try:
        port = reference.start(_ANY, folder).port
        assert asyncio.run(talk(port)) == [["first", "второе " * 100]] * 3
    finally:
        reference.stop()


def test_every_delivery_is_counted_exactly(generator: Path, folder: Path, peer: Peer) -> None:
    child = peer.start(_ANY, folder)
    options = ("--clients", 5, "--window", 7, "--seconds", 0.5, "--warmup", 0.05)
    result = crowd(generator, peer, child).run("window", *options)["result"]
    assert result["sent"] > 0
    assert result["delivered"] == result["expected"] == 5 * result["sent"]


def test_who_posts_and_waits_has_one_message_under_way_and_every_delivery_is_counted(
    generator: Path, folder: Path
) -> None:
    besedka = Besedka()
    try:
        child = besedka.start(_ANY, folder)
        options = ("--clients", 5, "--seconds", 0.5, "--warmup", 0.05)
        result = crowd(generator, besedka, child).run("wait", *options)["result"]
        assert result["sent"] > 5
        assert result["delivered"] == result["expected"] == 5 * result["sent"]
    finally:
        besedka.stop()


def test_who_ignores_an_author_is_owed_nothing_of_what_that_one_says(generator: Path, folder: Path) -> None:
    besedka = Besedka()
    try:
        child = besedka.start(_ANY, folder)
        options = ("--clients", 5, "--window", 7, "--seconds", 0.5, "--warmup", 0.05, "--ignoring", 2)
        result = crowd(generator, besedka, child).run("window", *options)["result"]
        assert result["sent"] > 5
        owed = [4 if author in {2, 3} else 5 for author in range(5)]
        assert result["delivered"] == sum(owed[number % 5] for number in range(result["sent"]))
    finally:
        besedka.stop()


def test_a_server_that_lets_nobody_ignore_others_is_a_failure(generator: Path) -> None:
    async def refuse(connection: ServerConnection) -> None:
        await connection.send('{"type":"welcome"}')
        async for _ in connection:
            await connection.send('{"type":"refused","ref":"ignore"}')

    async def run() -> bytes:
        protocols = [Subprotocol("besedka.v1.json")]
        async with serve(refuse, "127.0.0.1", 0, subprotocols=protocols) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            options = f"window --protocol besedka --port {port} --clients 2 --ignoring 1".split()
            process = await asyncio.create_subprocess_exec(
                generator, *options, stdout=asyncio.subprocess.PIPE
            )
            said, _ = await process.communicate()
            return said

    assert b"the server has not accepted `ignore`" in asyncio.run(run())


def test_an_open_loop_sends_just_as_many_as_were_asked_for(generator: Path, folder: Path, peer: Peer) -> None:
    child = peer.start(_ANY, folder)
    options = ("--clients", 4, "--rate", 40, "--seconds", 0.5)
    result = crowd(generator, peer, child).run("rate", *options)["result"]
    assert result["sent"] == 20
    assert result["samples"] == result["delivered"] == 80
    assert 0 < result["p50"] <= result["p99"] <= result["max"]


def test_private_messages_are_counted_at_their_recipients_alone(generator: Path, folder: Path) -> None:
    besedka = Besedka()
    try:
        child = besedka.start(_ANY, folder)
        options = ("--clients", 7, "--pairs", 2, "--rate", 40, "--seconds", 0.5)
        result = crowd(generator, besedka, child).run("private", *options)["result"]
        assert result["delivered"] == result["sent"] == 20
    finally:
        besedka.stop()


def test_every_join_and_leave_is_seen_by_everybody(generator: Path, folder: Path) -> None:
    besedka = Besedka()
    try:
        child = besedka.start(_ANY, folder)
        reports = crowd(generator, besedka, child).run("churn", "--clients", 6, "--seconds", 0.5)
        assert reports["announced"]["changes"] == reports["announced"]["seen"] > 0
    finally:
        besedka.stop()


@pytest.mark.parametrize("kind", [Bare, BareWheel, Reference, Besedka])
def test_idle_clients_are_held_until_each_step_has_been_looked_at(
    generator: Path, folder: Path, kind: type[Peer]
) -> None:
    quiet = kind()
    seen = []
    try:
        child = quiet.start(_ANY, folder)
        options = ("--clients", 6, "--steps", "3,6")

        def look(report: dict[str, object], pid: int) -> None:
            assert pid > 0
            seen.append(report["clients"])
            assert child.memory() > 0
            assert child.cpu_seconds() >= 0
            assert child.connections() > 0

        result = crowd(generator, quiet, child).run("idle", *options, at_step=look)["result"]
        assert seen == [3, 6]
        assert result == {"event": "result", "clients": 6, "lost_clients": 0}
    finally:
        quiet.stop()


def test_a_generator_without_a_server_says_why_it_failed(generator: Path, folder: Path) -> None:
    reference = Reference()
    child = reference.start(_ANY, folder)
    reference.stop()
    with pytest.raises(MeasurementError, match="cannot connect"):
        crowd(generator, reference, child).run("connect", "--clients", 2)


@pytest.mark.parametrize(
    "options", [("--payload", 5), ("--rate", 0), ("--colour", "green"), ("--ignoring", 1), ("--ignoring", 51)]
)
def test_the_generator_refuses_what_makes_no_sense(
    generator: Path, folder: Path, options: tuple[object, ...]
) -> None:
    reference = Reference()
    try:
        child = reference.start(_ANY, folder)
        with pytest.raises(MeasurementError, match="option"):
            crowd(generator, reference, child).run("rate", *options)
    finally:
        reference.stop()


def test_a_server_that_ends_at_once_is_an_error_and_not_a_wait(tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match="ended with 1"):
        ServerProcess(["false"], 9, _ANY, folder=tmp_path, environment={})


def test_a_peer_runs_once_at_a_time(folder: Path) -> None:
    reference = Reference()
    try:
        reference.start(_ANY, folder)
        with pytest.raises(MeasurementError, match="runs already"):
            reference.start(_ANY, folder)
    finally:
        reference.stop()


def test_a_program_that_does_not_compile_is_an_error_with_a_name(tmp_path: Path) -> None:
    with pytest.raises(MeasurementError, match=r"nothing\.c does not compile"):
        compile_program("nothing", tmp_path)


def test_pinning_ends_with_its_block() -> None:
    before = cores()
    with pinned(before[1]):
        assert cores() == (before[1], before[1])
    assert cores() == before


def test_a_whole_tiny_run_writes_the_page(tmp_path: Path) -> None:
    words = ["--peers", "besedka,reference.c", "--clients", "4", "--rounds", "1", "--seconds", "0.5"]
    for measure in ("fanout", "latency", "connect", "idle", "start"):
        assert main([measure, *words, "--docs", str(tmp_path)]) == 0
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    for title in (
        "4 clients, 500 in flight",
        "50 a second to 4",
        "4 at once",
        "Memory of one connection",
        "Start of server_init.py",
    ):
        assert f"### {title}" in page
    assert "failed in" not in page.partition("## The goals")[2]


def test_frozen_clients_are_frozen_while_the_others_talk_and_let_go_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopped_readers, "_DROPPED_AFTER", 0.0)
    words = ["--peers", "besedka", "--clients", "4", "--rounds", "1", "--seconds", "0.5"]
    assert main(["frozen", *words, "--docs", str(tmp_path)]) == 0
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert "100 frozen among 4 others" in page
    assert "failed in" not in page


def test_sessions_that_can_be_resumed_come_in_and_stand_by(generator: Path, folder: Path) -> None:
    resuming = BesedkaResuming()
    try:
        child = resuming.start(_ANY, folder)
        steps: list[int] = []
        reports = crowd(generator, resuming, child).run(
            "idle",
            "--clients",
            4,
            "--steps",
            "2,4",
            at_step=lambda report, _: steps.append(report["clients"]),
        )
    finally:
        resuming.stop()
    assert steps == [2, 4]
    assert reports["result"]["lost_clients"] == 0
