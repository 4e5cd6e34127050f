"""What becomes of a transaction whose COMMIT failed, and of those that follow it."""

from pathlib import Path

import pytest
from sqlite_bench import begin, reopen, replay

from besedka.chat import Entry
from besedka.journal.codec import read_entry
from besedka.journal.sqlite.file import disk
from besedka.journal.sqlite.file.connections import connect


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.db"


def found(path: Path) -> list[int | None]:
    """The requests that the next life finds."""
    return [entry.origin.request for entry in reopen(path).tail[2:]]


def entries(path: Path) -> list[Entry]:
    connection = connect(path)
    rows = connection.execute("SELECT entry FROM entries ORDER BY seq").fetchall()
    connection.close()
    return [read_entry(row[0]) for row in rows]


def fail(_: Path) -> None:
    raise OSError(5, "Input/output error")


def test_a_write_ahead_log_is_written_anew_before_it_is_believed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second fsync after one that failed would succeed, and prove nothing."""
    bench = begin(path)
    steps: list[str] = []
    real = disk.rewrite

    def rewrite(wal: Path) -> None:
        steps.append(f"rewrite {wal.name} {wal.exists()}")
        real(wal)

    monkeypatch.setattr("besedka.journal.sqlite.file.transactions.rewrite", rewrite)
    bench.disk.fail("COMMIT", after=True)
    bench.append(1)
    bench.disk.statements = steps
    bench.work()
    after = steps[steps.index("COMMIT") + 1 :]
    assert after[0] == "rewrite chat.db-wal True"
    assert after[1].startswith("connect")


def test_a_log_that_cannot_be_written_anew_leaves_it_unknown(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = begin(path)
    with monkeypatch.context() as patch:
        patch.setattr("besedka.journal.sqlite.file.transactions.rewrite", fail)
        bench.disk.fail("COMMIT", after=True)
        bench.say(1)
        bench.disk.mend()
        bench.loop.advance(1)
        bench.work()
        assert bench.order == []
    bench.loop.advance(1)
    bench.work()
    assert bench.requests == [("stored", 1)]


@pytest.mark.parametrize("stored", [True, False])
def test_it_is_found_out_while_another_process_reads_as_well(
    path: Path, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    monkeypatch.setattr("besedka.journal.sqlite.file.connections._BUSY", 0)
    bench = begin(path)
    reader = connect(path)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM entries").fetchone() == (2,)
    bench.disk.fail("COMMIT", after=stored)
    bench.say(1)
    bench.disk.mend()
    assert bench.requests == [("stored" if stored else "refused", 1)]
    assert bench.store._transactions.connection().execute("SELECT times FROM settled").fetchone() == (1,)
    reader.close()
    bench.crash()
    assert found(path) == ([1] if stored else [])


def test_nothing_is_committed_behind_upkeep_that_is_unknown(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = begin(path)
    chat = replay(bench.opening, entries(path))
    with monkeypatch.context() as patch:
        patch.setattr("besedka.journal.sqlite.file.transactions.rewrite", fail)
        bench.disk.fail("COMMIT", after=True)
        bench.journal.keep(chat.take_snapshot())
        bench.loop.run()
        bench.work()
        assert bench.log.events == ["journal-upkeep"]
        bench.disk.mend()
        bench.say(1)
        assert bench.requests == [("refused", 1)]
    bench.loop.advance(1)
    assert bench.say(2).requests[1:] == [("stored", 2)]
