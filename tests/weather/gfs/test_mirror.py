"""The loopback mirror answers as the real ones do, and serves weather that is made up."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import eccodes
import httpx
import numpy as np
import pytest
from async_tests import asynchronous, until
from numpy.typing import NDArray

from besedka.weather.data.conditions import Batch
from besedka.weather.data.meter import DownloadMeter
from besedka.weather.gfs.addresses import MIRRORS, key, moved
from besedka.weather.gfs.archive import WANTED, GfsArchive
from besedka.weather.gfs.index import FIELDS, locate, parse
from besedka.weather.gfs.ranges import MOST_BYTES
from besedka.weather.gfs.runs import candidates, step_for, steps_after
from tools.weather.faults import Fault
from tools.weather.gfs_files import MadeUp
from tools.weather.mirror import Mirror

ROOT = Path(__file__).resolve().parents[3]
DIGITS = b"0123456789"
NOW = datetime(2026, 1, 15, 16, 20, tzinfo=timezone.utc)


@asynccontextmanager
async def served(*faults: Fault) -> AsyncIterator[tuple[Mirror, httpx.AsyncClient]]:
    mirror = Mirror({"digits": DIGITS})
    await mirror.start()
    mirror.faults = list(faults)
    try:
        async with httpx.AsyncClient(base_url=mirror.address) as client:
            yield mirror, client
    finally:
        await mirror.aclose()


@pytest.mark.parametrize(
    ("asked", "said", "body"),
    [
        ("bytes=2-4", "bytes 2-4/10", b"234"),
        ("bytes=0-0", "bytes 0-0/10", b"0"),
        ("bytes=7-", "bytes 7-9/10", b"789"),
        ("bytes=7-99", "bytes 7-9/10", b"789"),
    ],
)
@asynchronous
async def test_a_range_is_206_with_its_place(asked: str, said: str, body: bytes) -> None:
    async with served() as (_, client):
        answer = await client.get("/digits", headers={"Range": asked})
        assert (answer.status_code, answer.headers["content-range"], answer.content) == (206, said, body)


@pytest.mark.parametrize("asked", ["", "bytes=0-1,4-5", "bytes=-3", "lines=0-1"])
@asynchronous
async def test_what_is_not_one_range_is_answered_with_the_whole(asked: str) -> None:
    async with served() as (_, client):
        answer = await client.get("/digits", headers={"Range": asked})
        assert (answer.status_code, answer.content) == (200, DIGITS)


@asynchronous
async def test_a_range_beyond_the_end_is_416() -> None:
    async with served() as (_, client):
        answer = await client.get("/digits", headers={"Range": "bytes=10-"})
        assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */10")


@asynchronous
async def test_if_match_is_412_once_the_file_is_another_one() -> None:
    async with served() as (mirror, client):
        tag = (await client.get("/digits")).headers["etag"]
        assert (await client.get("/digits", headers={"If-Match": f'"x", {tag}'})).status_code == 200
        mirror.files = {"digits": DIGITS[::-1]}
        assert (await client.get("/digits", headers={"If-Match": tag})).status_code == 412
        assert (await client.get("/digits", headers={"If-Match": "*"})).status_code == 200


@asynchronous
async def test_what_is_not_there_is_404_in_s3s_words() -> None:
    async with served() as (_, client):
        answer = await client.get("/gfs.20260115/letters")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/xml")
        assert "<Code>NoSuchKey</Code>" in answer.text
        assert "<Key>gfs.20260115/letters</Key>" in answer.text


@asynchronous
async def test_a_head_has_no_body_and_other_methods_are_refused() -> None:
    async with served() as (_, client):
        answer = await client.head("/digits")
        assert (answer.status_code, answer.headers["content-length"]) == (200, "10")
        assert (await client.delete("/digits")).status_code == 405
        assert (await client.get("/digits")).content == DIGITS


@asynchronous
async def test_the_same_files_are_under_the_paths_of_all_mirrors() -> None:
    async with served() as (server, client):
        for each in moved(MIRRORS, server.address):
            assert (await client.get(each.base + "digits")).content == DIGITS


@asynchronous
async def test_what_is_no_request_closes_the_connection() -> None:
    async with served() as (server, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(server.address.rpartition(":")[2]))
        writer.write(b"hello\r\n\r\n")
        assert await reader.read() == b""
        writer.close()
        await until(lambda: server.is_idle)


def test_a_fault_skips_some_requests_and_befalls_some() -> None:
    fault = Fault("busy", "idx$", skip=1, times=2)
    paths = ["/a", "/a.idx", "/b.idx", "/a", "/c.idx", "/d.idx"]
    assert [fault.meets(each) for each in paths] == [False, False, True, False, True, False]


@pytest.mark.parametrize("grid", ["0p25", "0p50", "1p00"])
def test_the_weather_that_is_made_up_has_every_field_and_fits(grid: str) -> None:
    files = MadeUp(lambda: NOW)
    run = candidates(NOW)[0]
    batch = Batch(run, grid, step_for(run, NOW, grid))
    data, index = files.get(key(batch)), files.get(key(batch) + ".idx")
    assert data is not None
    assert index is not None
    entries = parse(index, run.at)
    assert set(locate(entries, batch.step, FIELDS)) == set(FIELDS)
    assert len(data) < MOST_BYTES[grid]
    assert len({(each.name, each.level) for each in entries}) < len(entries)


def test_what_gfs_would_not_have_published_yet_is_not_there() -> None:
    now = [NOW]
    files = MadeUp(lambda: now[0])
    run = candidates(NOW)[0]
    name = key(Batch(run, "1p00", 3))
    now[0] = run.at + timedelta(hours=3, minutes=35)
    assert files.get(name) is None
    now[0] = run.at + timedelta(hours=3, minutes=37)
    assert files.get(name) is not None
    now[0] = run.at + timedelta(days=11)
    assert files.get(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "index.html",
        "gfs.20261345/12/atmos/gfs.t12z.pgrb2.1p00.f003",
        "gfs.20260115/12/atmos/gfs.t06z.pgrb2.1p00.f003",
    ]
    + [
        f"gfs.20260115/12/atmos/gfs.t12z.pgrb2.{end}"
        for end in ("1p00.f000", "1p00.f004", "2p50.f003", "0p25.f121")
    ],
)
def test_what_gfs_never_has_is_not_there(name: str) -> None:
    assert MadeUp(lambda: NOW).get(name) is None


@asynchronous
async def test_the_weather_is_varied_and_moves(tmp_path: Path) -> None:
    mirror = Mirror(MadeUp(lambda: NOW))
    await mirror.start()
    archive = GfsArchive(moved(MIRRORS, mirror.address), DownloadMeter(tmp_path / "meter.json", 10**9))
    try:
        batch = await archive.latest(NOW, "1p00")
        steps = steps_after(batch.run, NOW, 6)
        files = [await archive.fetch(Batch(batch.run, "1p00", step), WANTED) for step in steps]
        first, second = (decoded(each.data, tmp_path) for each in files)
        assert first["vis"].min() < 1000 < 20_000 < first["vis"].max()
        assert first["csnow"].max() == first["crain"].max() == first["cfrzr"].max() == 1
        assert first["gust"].min() < 3 < 20 < first["gust"].max()
        assert not np.array_equal(first["vis"], second["vis"])
    finally:
        await archive.aclose()
        await mirror.aclose()


def decoded(data: bytes, folder: Path) -> dict[str, NDArray[np.float64]]:
    """The values of every field, by ecCodes' short name."""
    path, found = folder / "file.grib2", {}
    path.write_bytes(data)
    eccodes.codes_grib_multi_support_on()  # the winds are in one message
    with path.open("rb") as file:
        while (handle := eccodes.codes_grib_new_from_file(file)) is not None:
            found[eccodes.codes_get(handle, "shortName")] = eccodes.codes_get_values(handle)
            eccodes.codes_release(handle)
    eccodes.codes_grib_multi_support_off()
    assert len(found) == len(WANTED)
    return found


@asynchronous
async def test_the_command_prints_its_address_and_serves_until_it_is_stopped() -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tools.weather.mirror",
        "--fault",
        "busy",
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    address = (await program.stdout.readline()).decode().split()[-1]
    async with httpx.AsyncClient() as client:
        assert (await client.get(address + "/digits")).status_code == 503
    program.send_signal(signal.SIGINT)
    assert await program.wait() == 0
