"""A server on a journal in a file, in this process."""

import asyncio
import errno
import json
import sqlite3
import threading
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from server_bench import LIVES, Recorder

from besedka.chat import RULES_VERSION, Entry
from besedka.journal.errors import DamagedError, JournalInUseError, OtherVersionError, UnusableError
from besedka.journal.sqlite.inspection import check, export
from besedka.journal.sqlite.store import Store
from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.server import Server


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 60))


def server(**settings: Any) -> Server:
    """One life of a server."""
    return Server(Config(port=0, **settings), Log(cast("Any", Recorder([]))), f"life {next(LIVES)}")


async def ask(port: int, *lines: str) -> str:
    """What somebody reads who types these lines and leaves."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("".join(f"{line}\n" for line in (*lines, "exit")).encode())
    text = await reader.read()
    writer.close()
    await writer.wait_closed()
    return text.decode()


async def live(path: Path, *lines: str, **settings: Any) -> str:
    one = server(journal=str(path), **settings)
    await one.start()
    try:
        assert one.durable
        return await ask(one.port, *lines)
    finally:
        assert await one.stop(asyncio.Event())


def test_what_was_said_in_one_life_is_read_in_the_next(tmp_path: Path) -> None:
    async def main() -> None:
        await live(tmp_path / "chat.db", "send hello")
        assert ": hello" in await live(tmp_path / "chat.db", "history")

    run(main())


def test_who_is_ignored_in_one_life_is_in_the_next(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"

    async def main() -> None:
        first = server(journal=str(path))
        await first.start()
        await ask(first.port, "rename bob")
        reader, writer = await asyncio.open_connection("127.0.0.1", first.port)
        writer.write(b"rename ann\nignore bob\nignored\n")
        await reader.readuntil(b"You ignore 1 person:")
        await first.stop(asyncio.Event())
        writer.close()
        assert "You ignore 1 person:" in await live(path, "rename ann", "ignored")
        assert "You ignore 1 person:" not in await live(path, "rename ann", "ignored")

    run(main())


def test_an_author_is_told_once_in_the_next_life_what_was_not_sent(tmp_path: Path) -> None:
    now = [1_700_000_000_000]

    async def live_at(*lines: str) -> str:
        config = Config(port=0, journal=str(tmp_path / "chat.db"))
        one = Server(config, Log(cast("Any", Recorder([]))), f"life {next(LIVES)}", clock=lambda: now[0])
        await one.start()
        try:
            return await ask(one.port, *lines)
        finally:
            assert await one.stop(asyncio.Event())

    async def main() -> None:
        await live_at("rename ann", "send much later -t 600")
        now[0] += 2 * 3_600_000
        said = await live_at("rename eve", "rename ann")
        sentence = "#4 was not sent: the server was down when it was due. It said:"
        assert said.index("eve is now called ann") < said.index(sentence) < said.index("much later")
        assert said.count("was not sent") == 1
        assert "was not sent" not in await live_at("rename ann")

    run(main())


def test_a_server_whose_address_is_taken_leaves_the_journal_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"

    async def main() -> None:
        first = server()
        await first.start()
        config = Config(port=first.port, journal=str(path))
        with pytest.raises(OSError) as taken:  # noqa: PT011 - its number is asserted
            await Server(config, Log(cast("Any", Recorder([]))), "life").start()
        assert taken.value.errno == errno.EADDRINUSE
        await first.stop(asyncio.Event())

    run(main())
    assert list(tmp_path.iterdir()) == []


def test_a_journal_that_cannot_be_opened_leaves_the_address_free(tmp_path: Path) -> None:
    async def main() -> None:
        first = server()
        await first.start()
        port = first.port
        await first.stop(asyncio.Event())
        with pytest.raises(UnusableError):
            await Server(
                Config(port=port, journal=str(tmp_path)), Log(cast("Any", Recorder([]))), "life"
            ).start()
        again = Server(Config(port=port), Log(cast("Any", Recorder([]))), "life")
        await again.start()
        await again.stop(asyncio.Event())

    run(main())


def test_a_relative_path_and_a_link_are_the_file_that_they_lead_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.db").symlink_to(tmp_path / "chat.db")

    async def main() -> None:
        await live(Path("chat.db"), "send hello")
        assert ": hello" in await live(Path("link.db"), "history")

    run(main())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["chat.db", "chat.db-lock", "link.db"]


def test_a_setting_that_was_changed_holds_from_the_next_start(tmp_path: Path) -> None:
    async def main() -> None:
        await live(tmp_path / "chat.db", "send hello")
        assert "5 characters" in await live(tmp_path / "chat.db", "send too long", max_message=5)

    run(main())


def test_a_start_that_fails_frees_the_file(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"

    async def main() -> None:
        first = server(journal=str(path))
        await first.start()
        with pytest.raises(JournalInUseError):
            await server(journal=str(path)).start()
        await first.stop(asyncio.Event())
        connection = sqlite3.connect(path)
        connection.execute("DELETE FROM snapshots")
        connection.execute("UPDATE entries SET checksum = 0 WHERE seq = 2")
        connection.commit()
        connection.close()
        for _ in range(2):
            with pytest.raises(DamagedError, match="entry 2"):
                await server(journal=str(path)).start()

    run(main())


def test_a_tail_of_older_rules_is_replayed_and_the_chat_goes_on_under_newer_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "chat.db"
    newer = RULES_VERSION + 1

    async def main() -> None:
        await live(path, "send hello")
        forget_snapshots(path)
        for module in ("chat.chat", "journal.sqlite.reading", "journal.sqlite.inspection"):
            monkeypatch.setattr(f"besedka.{module}.RULES_VERSION", newer)
        monkeypatch.setattr("besedka.journal.sqlite.entries.Entry", partial(Entry, version=newer))
        assert ": hello" in await live(path, "history", "send again")
        forget_snapshots(path)
        assert ": again" in await live(path, "history")

    run(main())
    versions = [json.loads(line).get("version") for line in export(path)]
    assert versions == sorted(versions)
    assert set(versions) == {RULES_VERSION, newer}
    assert check(path).confirmed == 1


def forget_snapshots(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM snapshots")
    connection.commit()
    connection.close()


def test_entries_of_newer_rules_behind_the_last_snapshot_are_left_to_the_version_that_made_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "chat.db"

    async def main() -> None:
        await live(path, "send hello")
        forget_snapshots(path)
        monkeypatch.setattr("besedka.journal.sqlite.entries.Entry", partial(Entry, version=RULES_VERSION + 1))
        monkeypatch.setattr("besedka.chat.chat.RULES_VERSION", RULES_VERSION + 1)
        await live(path)
        monkeypatch.undo()
        forget_snapshots(path)
        with pytest.raises(OtherVersionError):
            await server(journal=str(path)).start()

    run(main())


@pytest.mark.parametrize("name", ["missing/chat.db", "."])
def test_a_path_that_cannot_be_a_file_is_refused(tmp_path: Path, name: str) -> None:
    async def main() -> None:
        with pytest.raises(UnusableError):
            await server(journal=str(tmp_path / name)).start()

    run(main())


def test_a_hurry_does_not_wait_for_a_disk_that_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stop ends although the last write does not."""
    stuck = threading.Event()
    real = Store.write
    monkeypatch.setattr("besedka.server.server._LAST_CHANCE", 0.01)

    async def main() -> None:
        one = server(journal=str(tmp_path / "chat.db"))
        await one.start()
        monkeypatch.setattr(Store, "write", lambda self, *rows: (stuck.wait(60), real(self, *rows))[1])
        hurry = asyncio.Event()
        stopping = asyncio.ensure_future(one.stop(hurry))
        await asyncio.sleep(0)
        hurry.set()
        assert not await stopping
        stuck.set()
        await one._hub.close()

    run(main())
