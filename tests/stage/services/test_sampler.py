"""The sampler, with nodes and supervisors that answer, and with some that do not."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from async_tests import asynchronous

from besedka.stage.run_folder import read_lines
from besedka.stage.services.sampler import Sampler, main
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60
METRICS = 'besedka_connections{kind="lines"} 2\nbesedka_outbox_bytes 7\nbesedka_deliveries_total 9\n'


class Answering:
    """Answers each connection with `body`, and closes; with nothing, and stays open, while that is None."""

    def __init__(self) -> None:
        self.head = "HTTP/1.0 200 OK\r\n\r\n"
        self.body: str | None = METRICS
        self.requests: list[str] = []
        self._open: list[asyncio.StreamWriter] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.append(writer)
        self.requests.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if self.body is not None:
            writer.write((self.head + self.body).encode("utf-8", "surrogateescape"))
            writer.close()

    def close(self) -> None:
        for writer in self._open:
            if not writer.is_closing():
                writer.transport.abort()


@asynccontextmanager
async def node() -> AsyncIterator[tuple[Answering, str]]:
    answering = Answering()
    server = await asyncio.start_server(answering, "127.0.0.1", 0)
    try:
        yield answering, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/metrics"
    finally:
        answering.close()
        server.close()


@asynccontextmanager
async def supervisor(path: Path, **pids: int) -> AsyncIterator[Answering]:
    answering = Answering()
    rows: list[Any] = [{"name": name, "pid": pid} for name, pid in pids.items()]
    answering.body = xmlrpc.client.dumps((rows,), methodresponse=True)
    server = await asyncio.start_unix_server(answering, path)
    try:
        yield answering
    finally:
        answering.close()
        server.close()


@asynchronous
async def test_a_node_has_its_process_and_its_metrics_in_one_sample() -> None:
    async with node() as (answering, url):
        sampler = Sampler(None, {"node-1": os.getpid()}, {"node-1": url})
        (sample,) = await sampler.take(1000.0)
        assert (sample["at"], sample["service"], sample["pid"]) == (1000.0, "node-1", os.getpid())
        assert (sample["connections"], sample["outbox"], sample["deliveries"]) == (2, 7, 9)
        assert (sample["cpu"], sample["lag"]) == (None, None)
        assert sample["memory"] is not None
        assert sample["memory"] > 1 << 20
        assert answering.requests[0].startswith("GET /metrics HTTP/1.0\r\nHost: 127.0.0.1:")
        (sample,) = await sampler.take(1001.0)
        assert sample["cpu"] is not None


@asynchronous
@pytest.mark.parametrize("spoiled", ["silent", "error", "no metrics", "no text", "endless", "nobody"])
async def test_a_node_that_does_not_say_it_well_has_none_and_the_others_have_theirs(spoiled: str) -> None:
    with free_port() as unused:
        nobody = f"http://127.0.0.1:{unused}/metrics"
        async with node() as (bad, bad_url), node() as (_, good_url):
            bad.head = "HTTP/1.1 503 no\r\n\r\n" if spoiled == "error" else bad.head
            bodies = {
                "silent": None,
                "no metrics": "<html>\n",
                "no text": "\udcff\n",
                "endless": "a 1\n" * (2 << 20),
            }
            bad.body = bodies.get(spoiled, METRICS)
            asked = {"node-1": nobody if spoiled == "nobody" else bad_url, "node-2": good_url}
            first, second = await Sampler(None, {}, asked).take(1000.0)
    assert (first["connections"], first["outbox"], first["deliveries"]) == (None, None, None)
    assert (second["connections"], second["outbox"], second["deliveries"]) == (2, 7, 9)


@asynchronous
async def test_services_are_those_of_the_supervisor_and_one_that_does_not_run_has_no_process(
    tmp_path: Path,
) -> None:
    path = tmp_path / "supervisor.sock"
    async with supervisor(path, nginx=os.getpid(), canary=0) as answering:
        samples = await Sampler(path, {}, {}).take(1000.0)
    assert [(each["service"], each["pid"]) for each in samples] == [("canary", None), ("nginx", os.getpid())]
    assert samples[0]["memory"] is None
    assert samples[1]["memory"] is not None
    assert answering.requests[0].startswith("POST /RPC2 HTTP/1.0\r\n")


@asynchronous
async def test_while_the_supervisor_does_not_answer_the_processes_are_those_that_it_named_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[str] = []
    logger = logging.getLogger("besedka.stage.sampler")
    monkeypatch.setattr(logger, "warning", lambda text, *fields: warned.append(text % fields))
    path = tmp_path / "supervisor.sock"
    async with supervisor(path, nginx=os.getpid()) as answering:
        sampler = Sampler(path, {}, {})
        await sampler.take(1000.0)
        for body in ("nonsense", "<a/>", xmlrpc.client.dumps((3,), methodresponse=True), ""):
            answering.body = body
            (sample,) = await sampler.take(1001.0)
            assert sample["pid"] == os.getpid()
    path.unlink()
    (sample,) = await sampler.take(1002.0)
    assert sample["pid"] == os.getpid()
    (warning,) = warned
    assert "does not answer" in warning


CONFIGURATION = """
[unix_http_server]
file = {folder}/supervisor.sock
[supervisord]
nodaemon = true
logfile = {folder}/supervisord.log
pidfile = {folder}/supervisord.pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[program:sleeper]
command = {python} -c "input()"
[program:absent]
command = {python}
autostart = false
"""


def test_the_program_samples_what_a_real_supervisor_runs_every_second(tmp_path: Path) -> None:
    configuration, file = tmp_path / "supervisord.conf", tmp_path / "samples.jsonl"
    configuration.write_text(CONFIGURATION.format(folder=tmp_path, python=sys.executable), encoding="utf-8")
    started = [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)]
    command = [sys.executable, "-m", "besedka.stage.services.sampler", str(file), f"self={os.getpid()}"]
    socket_option = ["--supervisor", str(tmp_path / "supervisor.sock")]
    with (
        subprocess.Popen(started, stdout=subprocess.DEVNULL) as supervisord,
        subprocess.Popen([*command, *socket_option], cwd=ROOT, stderr=subprocess.DEVNULL) as it,
    ):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and it.poll() is None:
            if any(each["service"] == "sleeper" and each["pid"] for each in read_lines(file)):
                break
            time.sleep(0.05)
        it.send_signal(signal.SIGTERM)
        assert it.wait(PATIENCE) == 0
        supervisord.terminate()
        supervisord.wait(PATIENCE)
    samples = read_lines(file)
    last = [each for each in samples if each["at"] == samples[-1]["at"]]
    assert [each["service"] for each in last] == ["absent", "self", "sleeper"]
    assert [each["pid"] is None for each in last] == [True, False, False]
    assert all(each["at"] == int(each["at"]) for each in samples)


@pytest.mark.parametrize(
    "word", ["node", "=1", "node=0", "node=x", "node=https://x/", "node=http://", "node=http://[x"]
)
def test_a_wrong_command_line_is_one_sentence(
    word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "samples"), word]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_file_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "no" / "samples"), "a=1"]) == 1
    assert capsys.readouterr().err.startswith("the sampler cannot run: ")
