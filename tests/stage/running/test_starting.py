"""Services start after those that they need, and what does not come up is told with its last words."""

import asyncio
import os
import signal
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from small_stand import SLEEPER, small, small_stand

from besedka.dialects.words.languages import language
from besedka.stage.running.failures import StageFailure
from besedka.stage.running.ownership.ledger import SUPERVISOR, read
from besedka.stage.running.ownership.processes import find
from besedka.stage.running.raising.starting import in_order, raise_stand
from besedka.stage.table.configuration import SUPERVISOR as CONFIGURATION

ENGLISH = language("en")
BREAKS = "import sys; print('no such luck', flush=True); sys.exit(3)"
NEVER = SLEEPER.replace("write_text('x')", "name")


def test_each_is_behind_those_that_it_needs_and_else_in_the_order_of_the_table(tmp_path: Path) -> None:
    table = [
        small("canary", tmp_path, "nginx"),
        small("nginx", tmp_path, "node-1", "node-2"),
        small("node-1", tmp_path),
        small("node-2", tmp_path),
        small("sampler", tmp_path),
    ]
    assert [service.name for service in in_order(table)] == ["node-1", "node-2", "nginx", "canary", "sampler"]


def test_those_who_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'a', 'b'"):
        list(in_order([small("a", tmp_path, "b"), small("b", tmp_path, "a")]))


def test_all_are_ready_in_order_and_stand_in_the_ledger(tmp_path: Path) -> None:
    told: list[str] = []
    with small_stand(tmp_path, small("b", tmp_path, "a"), small("a", tmp_path)) as stand:

        def tell(name: str) -> None:
            assert [path.name for path in sorted(tmp_path.glob("*.up"))] == ["a.up"] * len(told)
            told.append(name)

        supervisor = asyncio.run(raise_stand(stand, lambda service: tell(service.name)))
        written = read(stand.runtime.ledger)
        assert [name for name, _ in written] == [SUPERVISOR, "a", "b"]
        assert written[0][1] == supervisor
        assert all(find(process.pid) == process for _, process in written)
        assert os.getsid(supervisor.pid) == supervisor.pid
    assert told == ["a", "b"]
    assert all(find(process.pid) is None for _, process in written)
    assert not stand.runtime.folder.exists()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (BREAKS, "a ended before it was ready:\n  no such luck"),
        (NEVER, "a was not ready within 0.5 seconds:\n  I am up"),
    ],
)
def test_what_does_not_come_up_is_told_with_the_last_lines_of_its_log(
    tmp_path: Path, code: str, sentence: str
) -> None:
    with (
        small_stand(tmp_path, small("a", tmp_path, code=code)) as stand,
        pytest.raises(StageFailure) as failed,
    ):
        asyncio.run(raise_stand(stand, lambda _: None, limit=0.5 if code == NEVER else 60))
    assert failed.value.text(ENGLISH) == sentence
    assert failed.value.code == 1


def test_a_supervisor_that_does_not_start_says_why(tmp_path: Path) -> None:
    with small_stand(tmp_path, small("a", tmp_path)) as stand:
        (tmp_path / CONFIGURATION).write_text("[supervisord]\nloglevel=loud\n")
        with pytest.raises(StageFailure) as failed:
            asyncio.run(raise_stand(stand, lambda _: None))
    assert failed.value.text(ENGLISH).startswith("supervisord did not start:\n")
    assert "loud" in failed.value.text(ENGLISH)


def test_a_supervisor_that_is_killed_while_services_start_is_missed(tmp_path: Path) -> None:
    with small_stand(tmp_path, small("a", tmp_path), small("b", tmp_path, "a")) as stand:

        def tell(name: str) -> None:
            if name == "b":
                os.kill(dict(read(stand.runtime.ledger))[SUPERVISOR].pid, signal.SIGKILL)

        with pytest.raises(StageFailure) as failed:
            asyncio.run(raise_stand(stand, lambda service: tell(service.name)))
    assert failed.value.text(ENGLISH).startswith("supervisord does not answer any more:")


@pytest.mark.parametrize("field", ["port", "metrics_port"])
def test_a_stand_does_not_start_where_another_program_listens(tmp_path: Path, field: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        row = replace(small("b", tmp_path, "a"), **{field: port})
        with (
            small_stand(tmp_path, small("a", tmp_path), row) as stand,
            pytest.raises(StageFailure) as failed,
        ):
            asyncio.run(raise_stand(stand, lambda _: None))
        assert read(stand.runtime.ledger) == []
    sentence = f"b is to listen at 127.0.0.1:{port}, where another program does."
    assert failed.value.text(ENGLISH) == sentence


def test_an_address_whose_connections_have_just_been_closed_is_free(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client, other.accept()[0] as accepted:
            accepted.close()
            assert client.recv(1) == b""
    with small_stand(tmp_path, replace(small("a", tmp_path), port=port)) as stand:
        asyncio.run(raise_stand(stand, lambda _: None))
        assert "a" in dict(read(stand.runtime.ledger))
