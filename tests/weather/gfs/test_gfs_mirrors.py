"""Which mirror is asked, and when it is left alone."""

import asyncio
from pathlib import Path

import pytest
from async_tests import asynchronous, until
from gfs_bench import BATCH, NOW, VIS, files_of, gfs_bench

from besedka.weather.data.conditions import Batch
from besedka.weather.data.failures import SourceFailure, SourcesFailedError
from besedka.weather.data.meter import DownloadMeter
from besedka.weather.gfs.addresses import Mirror, key
from besedka.weather.gfs.archive import WANTED, GfsArchive
from tests.ports import free_port
from tools.weather.faults import Fault

AWS = r"^/gfs"


async def failures(folder: Path, base: str) -> tuple[SourceFailure, ...]:
    """What becomes of a mirror at this address."""
    archive = GfsArchive([Mirror("AWS", base)], DownloadMeter(folder / "meter.json", 10**9))
    with pytest.raises(SourcesFailedError) as caught:
        await archive.latest(NOW, "0p25")
    await archive.aclose()
    return caught.value.failures


@asynchronous
async def test_a_mirror_that_has_failed_is_not_asked_again_for_a_minute(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path, Fault("broken", AWS, times=1)) as bench:
        archive = bench.archive()
        sources = []
        for pause in (0, 59, 1.5):
            bench.time.now += pause
            sources.append((await archive.fetch(BATCH, [VIS])).source)
        assert sources == ["Google", "Google", "AWS"]


@asynchronous
async def test_a_mirror_is_left_alone_for_as_long_as_it_has_asked(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path, Fault("busy", AWS, times=1)) as bench:
        archive = bench.archive()
        sources = []
        for pause in (0, 599, 1.5):
            bench.time.now += pause
            sources.append((await archive.fetch(BATCH, [VIS])).source)
        assert sources == ["Google", "Google", "AWS"]


@asynchronous
async def test_while_all_are_left_alone_their_failures_are_told_again_and_nothing_is_asked(
    tmp_path: Path,
) -> None:
    async with gfs_bench(tmp_path, Fault("broken", times=3)) as bench:
        archive = bench.archive()
        assert await bench.reasons(archive) == ["status", "status", "status"]
        assert await bench.reasons(archive) == ["status", "status", "status"]
        assert len(bench.asked) == 3
        bench.time.now += 61
        assert (await archive.fetch(BATCH, [VIS])).source == "AWS"


@asynchronous
async def test_a_mirror_that_lacks_a_file_is_asked_for_the_next_one(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive(bench.mirrors[:1])
        with pytest.raises(SourcesFailedError, match="AWS: not-there"):
            await archive.fetch(Batch(BATCH.run, "1p00", 3), WANTED)
        assert (await archive.fetch(BATCH, WANTED)).source == "AWS"


@asynchronous
async def test_nomads_is_asked_at_most_a_hundred_times_a_minute(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive(bench.mirrors[2:])
        each = 1 + len(WANTED)
        for _ in range(100 // each):
            await archive.fetch(BATCH, WANTED)
        assert await bench.reasons(archive) == ["busy"]
        assert len(bench.asked) == 100
        bench.time.now += 61
        assert (await archive.fetch(BATCH, WANTED)).source == "NOMADS"


@asynchronous
async def test_questions_at_once_keep_to_the_limit_together(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive(bench.mirrors[2:])
        answers = await asyncio.gather(
            *(archive.fetch(BATCH, [VIS]) for _ in range(60)), return_exceptions=True
        )
        assert len(bench.asked) == 100
        assert len([each for each in answers if isinstance(each, SourcesFailedError)]) == 20


@asynchronous
async def test_a_mirror_where_nobody_listens_is_unreachable(tmp_path: Path) -> None:
    with free_port() as port:
        found = await failures(tmp_path, f"http://127.0.0.1:{port}/")
    assert [(each.source, each.reason) for each in found] == [("AWS", "unreachable")]


@pytest.mark.parametrize(
    "base", ["", "nowhere/", "ftp://127.0.0.1/", "http://[::1/", "http://a b/", "http://127.0.0.1:99999/"]
)
@asynchronous
async def test_an_address_that_is_none_is_unreachable(tmp_path: Path, base: str) -> None:
    assert [each.reason for each in await failures(tmp_path, base)] == ["unreachable"]


@asynchronous
async def test_a_server_that_does_not_speak_http_is_cut_off(tmp_path: Path) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    found = await failures(tmp_path, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert [each.reason for each in found] == ["cut-off"]
    server.close()
    await server.wait_closed()


@asynchronous
async def test_a_proxy_is_taken_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with gfs_bench(tmp_path) as bench:
        monkeypatch.setenv("HTTP_PROXY", bench.server.address)
        archive = bench.archive([Mirror("AWS", "http://gfs.example/")])
        with pytest.raises(SourcesFailedError):
            await archive.fetch(BATCH, WANTED)
        assert bench.asked == [f"http://gfs.example/{key(BATCH)}.idx"]


@pytest.mark.parametrize(
    "proxy", ["socks5://127.0.0.1:1", "gopher://127.0.0.1:1", "http://127.0.0.1:99999", "http://["]
)
@asynchronous
async def test_a_proxy_that_cannot_be_used_makes_a_mirror_unreachable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    assert [each.reason for each in await failures(tmp_path, "http://gfs.example/")] == ["unreachable"]


@asynchronous
async def test_a_question_that_is_cancelled_leaves_nothing_behind(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path, Fault("silent", times=1)) as bench:
        archive = bench.archive()
        asking = asyncio.ensure_future(archive.fetch(BATCH, [VIS]))
        await until(lambda: bench.asked)
        asking.cancel()
        await asyncio.wait([asking])
        assert asking.cancelled()
        assert (await archive.fetch(BATCH, [VIS])).source == "AWS"
        bench.meter.reserve(bench.meter.usage().limit - bench.meter.usage().total)


@asynchronous
async def test_two_questions_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        other = Batch(BATCH.run, "1p00", 6)
        bench.files.update(files_of(other))
        archive = bench.archive()
        one, two = await asyncio.gather(archive.fetch(BATCH, WANTED), archive.fetch(other, WANTED))
        assert b"f004" in one.data
        assert b"f006" not in one.data
        assert b"f006" in two.data
