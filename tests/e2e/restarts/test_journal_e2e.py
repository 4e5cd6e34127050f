"""A real server that keeps its chat in a file: stopped, killed in the middle, and started again."""

import contextlib
import json
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from crowd import Crowd, assert_kept, sent
from e2e_harness import PATIENCE, ROOT, Server, environment

KILLS = 3
"""How often the server is killed; raise it for a longer look."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


def history(server: Server) -> list[tuple[str, str]]:
    with server.program() as reader:
        reader.ask("history")
        return [(row["from"], row["text"]) for row in reader.next("history")["messages"]]


def test_what_was_said_is_there_after_a_restart(start: Callable[..., Server], path: Path) -> None:
    first = start("--journal", str(path))
    assert f"Everything is kept in {path}" in first.banner
    with first.program("/?name=ann") as ann:
        ann.ask("send", text="hello")
        ann.next("accepted")
    assert first.stop()[0] == 0
    assert history(start("--journal", str(path))) == [("ann", "hello")]


def test_the_file_is_nobody_elses_and_a_stop_leaves_one_with_a_snapshot(
    start: Callable[..., Server], path: Path
) -> None:
    server = start("--journal", str(path))
    with server.program() as ann:
        ann.ask("send", text="hello")
        ann.next("accepted")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(["chat.db", "chat.db-lock", "chat.db-shm", "chat.db-wal"], 0o600)
    assert server.stop()[0] == 0
    assert sorted(file.name for file in path.parent.iterdir()) == ["chat.db", "chat.db-lock"]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        last = connection.execute("SELECT max(seq) FROM entries").fetchone()
        assert connection.execute("SELECT max(seq) FROM snapshots").fetchone() == last


def test_who_is_in_when_the_server_stops_is_told_so_and_nothing_is_lost(
    start: Callable[..., Server], path: Path
) -> None:
    server = start("--journal", str(path))
    with server.program() as ann:
        ann.ask("send", text="much later", delay=3600)
        ann.next("accepted")
        server.process.send_signal(signal.SIGTERM)
        while (event := ann.receive())["type"] != "stopping":
            assert event["type"] != "not-sent"
        assert server.stop(0)[0] == 0
    assert "not-sent" not in server.logged()
    assert "event=stopped aborted=0" in server.logged()


def test_a_second_server_on_the_same_file_says_one_sentence_and_fails(
    start: Callable[..., Server], path: Path
) -> None:
    start("--journal", str(path))
    assert failing("--journal", str(path)) == (1, f"{path} is in use: another server keeps its chat there.\n")


def test_a_file_that_is_not_ours_is_refused_in_the_users_language(path: Path) -> None:
    path.write_text("my diary")
    code, complaint = failing("--journal", str(path), "--lang", "ru")
    assert code == 1
    assert complaint == f"{path} — не журнал Беседки; выберите другой файл с помощью --journal.\n"
    assert path.read_text() == "my diary"


def test_a_delayed_message_survives_a_kill(start: Callable[..., Server], path: Path) -> None:
    first = start("--journal", str(path), "--flood", "0")
    with first.program("/?name=ann") as ann:
        ann.ask("send", text="soon", delay=2)
        ann.next("accepted")
        ann.ask("send", text="tomorrow", delay=86_400)
        ann.next("accepted")
        first.process.kill()
        first.process.wait()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        due = json.loads(
            connection.execute("SELECT entry FROM entries WHERE entry LIKE '%soon%'").fetchone()[0]
        )
    second = start("--journal", str(path))
    with second.program("/?name=bob") as bob:
        bob.ask("history")
        rows = bob.next("history")["messages"]
        if not rows:  # The start was quicker than the two seconds.
            rows = [bob.next("message")]
    assert [(row["number"], row["from"], row["text"], row["delayed"]) for row in rows] == [
        (due["seq"], "ann", "soon", True)
    ]


def failing(*options: str) -> tuple[int, str]:
    """A start that fails: the exit code, and what it says."""
    done = subprocess.run(
        [sys.executable, "server_init.py", "--port", "0", *options],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_what_anybody_was_told_before_a_kill_is_in_the_history_in_order_and_once(
    start: Callable[..., Server], path: Path
) -> None:
    told: dict[int, str] = {}
    for turn in range(KILLS):
        server = start("--journal", str(path), "--flood", "0")
        crowd = Crowd(server, turn)
        assert crowd.enough.wait(PATIENCE)
        server.process.kill()
        server.process.wait()
        told |= crowd.end()
        assert_kept(path, told)
    last = start("--journal", str(path))
    assert [text for _, text in history(last)] == list(sent(path).values())[-20:]
