"""The folder of fields: damage, bounds, a full disk, and other processes."""

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import pytest
from async_tests import asynchronous
from grib_fields import BATCH, PLENTY, RUN, SUZDAL, WEATHER, files, parts, store_in, weather

from besedka.weather.data.conditions import Batch, Run
from besedka.weather.data.failures import StorageError, WeatherError
from besedka.weather.data.variables import Variable
from besedka.weather.grib import folder as folders
from besedka.weather.grib.store import FieldStore


def damage_the_end(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


def damage_the_middle(content: bytes) -> bytes:
    half = len(content) // 2
    return content[:half] + bytes([content[half] ^ 0x40]) + content[half + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        damage_the_end,
        damage_the_middle,
        lambda content: content[:-1],
        lambda content: content[:40],
        lambda content: content[:3],
        lambda content: content + b"\0",
        lambda content: b"",
        lambda content: bytes(len(content)),
        lambda content: b"\xff" * len(content),
    ],
)
@asynchronous
async def test_a_damaged_file_is_as_one_that_is_not_there(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    async with aclosing(store_in(tmp_path)) as store:
        await store.put(weather(), "gfs", "5deg")
        (path,) = (each for each in files(tmp_path) if ".vis." in each.name)
        path.write_bytes(damage(path.read_bytes()))
        for seen_by in (store, store_in(tmp_path)):
            assert seen_by.missing(BATCH, WEATHER) == {Variable.VISIBILITY}
            assert set(seen_by.values(BATCH, SUZDAL)) == {Variable.TEMPERATURE, Variable.WIND_EAST}
        await store.put(weather(), "gfs", "5deg")
        assert store.missing(BATCH, WEATHER) == frozenset()


@asynchronous
async def test_a_file_that_vanishes_is_missing(tmp_path: Path) -> None:
    async with aclosing(store_in(tmp_path)) as store:
        await store.put(weather(), "gfs", "5deg")
        for path in files(tmp_path):
            path.unlink()
        assert store.values(BATCH, SUZDAL) == {}
        assert store.source_of(BATCH) == ""
        assert store.missing(BATCH, WEATHER) == set(WEATHER)


@asynchronous
async def test_what_is_no_file_is_missing_and_nobody_waits_for_it(tmp_path: Path) -> None:
    async with aclosing(store_in(tmp_path)) as store:
        await store.put(weather(), "gfs", "5deg")
        pipe, folder, link = files(tmp_path)
        for path in (pipe, folder, link):
            path.unlink()
        os.mkfifo(pipe)
        folder.mkdir()
        link.symlink_to("/dev/zero")
        assert store.missing(BATCH, WEATHER) == set(WEATHER)
        assert store_in(tmp_path).values(BATCH, SUZDAL) == {}


def test_a_file_by_the_name_of_a_run_that_cannot_be_is_no_batch(tmp_path: Path) -> None:
    for run in ("9999123123", "0001010100", "2026133123"):
        (tmp_path / f"gfs.0p25.{run}.999.t2m.field").write_bytes(b"mine")
    assert store_in(tmp_path).batches("gfs") == ()


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    for name in ("notes.txt", "gfs.0p25.2026139906.007.t2m.field", "gfs.0p25.x.007.t2m.field", "a.field"):
        (tmp_path / name).touch()
    (tmp_path / "folder.field").mkdir()
    store = FieldStore(tmp_path, PLENTY)
    assert store.batches("gfs") == ()
    assert store.values(BATCH, SUZDAL) == {}


@asynchronous
async def test_the_oldest_runs_leave_first_when_there_are_too_many_bytes(tmp_path: Path) -> None:
    async with aclosing(store_in(tmp_path, 150_000)) as store:  # room for four of these batches
        for hours in (12, 18, 6, 0):
            for step in (3, 6):
                await store.put(weather(step=step, earlier=timedelta(hours=hours)), "gfs", "5deg")
        kept = store.batches("gfs")
        size = sum(path.stat().st_size for path in files(tmp_path))
    assert kept == tuple(
        Batch(Run("gfs", RUN - timedelta(hours=hours)), "5deg", step) for hours in (0, 6) for step in (3, 6)
    )
    assert size <= 150_000


@asynchronous
async def test_what_alone_is_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    async with aclosing(store_in(tmp_path, 20_000)) as store:
        with pytest.raises(StorageError, match="more than the limit of the cache, 20000"):
            await store.put(weather(), "gfs", "5deg")
    assert files(tmp_path) == []


@asynchronous
async def test_a_full_disk_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def encode_on_a_full_disk(*_: object) -> Iterable[bytes]:
        yield b"some"
        written.extend(files(tmp_path))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with aclosing(store_in(tmp_path)) as store:
        monkeypatch.setattr(folders, "encode", encode_on_a_full_disk)
        with pytest.raises(StorageError, match="No space left on device"):
            await store.put(weather(), "gfs", "5deg")
    assert len(written) == 1
    assert files(tmp_path) == []


@asynchronous
async def test_a_folder_that_cannot_be_written_is_told_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    async with aclosing(store_in(tmp_path / "file" / "cache")) as store:
        assert store.batches("gfs") == ()
        assert store.values(BATCH, SUZDAL) == {}
        with pytest.raises(StorageError, match=r"nothing can be kept in .*cache: \[Errno \d+\]") as raised:
            await store.put(weather(), "gfs", "5deg")
        assert isinstance(raised.value, WeatherError)
    assert caplog.messages == [f"weather: {raised.value}"]


@asynchronous
async def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    async with aclosing(store_in(tmp_path)) as store:
        with pytest.raises(StorageError, match=r"cannot be read: \[Errno 2\]"):
            await store.put(tmp_path / "nothing.grib", "cams", "0p4")


@asynchronous
async def test_what_a_dead_process_left_unfinished_is_removed_and_what_a_living_one_writes_is_not(
    tmp_path: Path,
) -> None:
    for name, age in (("dead.part", 4000), ("living.part", 60)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    async with aclosing(store_in(tmp_path, clock=lambda: 1_000_000.0)) as store:
        await store.put(weather(), "gfs", "5deg")
    assert parts(tmp_path) == ["living.part"]
