"""Connections to a journal's file: how they are set up, what is beside the file, and who may be in it."""

import errno
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_bench import begin, reopen
from sqlite_lives import Life, again, started
from sqlite_looks import Looking, seen_alone
from sqlite_messages import numbers

from besedka.journal.errors import UnusableError
from besedka.journal.sqlite.file.connections import ClosedError, Connections, connect


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


@pytest.fixture
def life(path: Path) -> Iterator[Life]:
    started(path)
    life = again(path).say(1).say(2).say(3)
    yield life
    life.bench.close()


def test_the_file_and_all_beside_it_are_its_owners_alone(path: Path) -> None:
    begin(path).say(1)
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert files == dict.fromkeys(["chat.db", "chat.db-wal", "chat.db-shm", "chat.db-lock"], 0o600)


def test_commits_are_synced_and_the_file_is_ours(path: Path) -> None:
    bench = begin(path)
    connection = bench.store._transactions.connection()
    found = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "cache_spill", "application_id", "user_version")
    ]
    assert found == ["wal", 2, 0, 0x42736564, 1]


def test_the_index_that_is_mapped_into_memory_has_its_blocks(path: Path) -> None:
    """On a full disk, touching one that is not there would end the process."""
    begin(path)
    assert path.with_name("chat.db-shm").stat().st_blocks * 512 >= 1 << 17


def test_a_disk_without_room_for_the_index_is_a_reason_not_to_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(path).close()

    def full(_descriptor: int, _place: int, _size: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.posix_fallocate", full)
        with pytest.raises(UnusableError, match="No space left"):
            reopen(path)
    reopen(path).close()


def test_a_file_system_that_cannot_reserve_blocks_does(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(_descriptor: int, _place: int, _size: int) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr("os.posix_fallocate", unsupported)
    assert begin(path).say(1).requests == [("stored", 1)]


# Locks, which POSIX drops with any descriptor.


def test_looks_leave_the_locks_of_the_writer_alone(life: Life, path: Path) -> None:
    assert numbers(life.look()) == [3, 4, 5]
    assert seen_alone(path) == "database is locked"


def test_a_writer_that_starts_anew_leaves_the_locks_of_a_look_alone(life: Life, path: Path) -> None:
    looking = Looking(life)
    life.bench.store._transactions.drop_connection()
    assert seen_alone(path) == "database is locked"
    kept = [life.bench.store.connections._index]
    looking.end(life)
    kept.append(life.bench.store.connections._index)
    assert [index is None for index in kept] == [False, True]
    life.say(4)
    assert numbers(life.look()) == [3, 4, 5, 6]


def test_a_file_that_somebody_has_deleted_is_not_made_anew_by_a_look(life: Life, path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    with pytest.raises(FileNotFoundError):
        life.look()
    assert not path.exists()
    path.with_name("elsewhere").rename(path)
    assert numbers(life.look()) == [3, 4, 5]


def test_after_the_end_nobody_may_read(path: Path) -> None:
    pool = Connections(path, connect)
    pool.end_reading()
    with pytest.raises(ClosedError), pool.reading():
        pass
