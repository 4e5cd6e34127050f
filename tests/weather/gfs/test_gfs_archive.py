"""What the archive reads from a mirror that works, and which run it takes."""

from datetime import timedelta
from pathlib import Path

import pytest
from async_tests import asynchronous, until
from gfs_bench import BATCH, NOW, RUN, VIS, before, field, files_of, gfs_bench

from besedka import __version__
from besedka.weather.data.conditions import Batch
from besedka.weather.data.failures import DailyLimitError, SourceFailure, SourcesFailedError
from besedka.weather.data.variables import Variable
from besedka.weather.gfs.addresses import key
from besedka.weather.gfs.archive import WANTED
from besedka.weather.gfs.index import FIELDS, MOST_BYTES
from besedka.weather.gfs.runs import candidates


@asynchronous
async def test_what_is_fetched_is_the_instants_of_the_wanted_fields_and_no_byte_more(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive()
        delivered = await archive.fetch(BATCH, WANTED)
        assert delivered.source == "AWS"
        assert delivered.data == b"".join(field(BATCH, each) for each in FIELDS if each in WANTED)
        assert bench.server.sent == len(delivered.data) + len(bench.files[key(BATCH) + ".idx"])


@asynchronous
async def test_one_request_asks_for_one_range_and_adjacent_messages_share_it(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive()
        await archive.fetch(BATCH, [VIS, Variable.IS_FREEZING_RAIN, Variable.HEIGHT])
        data = bench.files[key(BATCH)]
        vis, last = data.index(b"vis 01"), data.index(b"cfrzr 01")
        assert bench.ranges() == [
            f"bytes={vis - 16}-{vis - 16 + len(field(BATCH, VIS)) - 1}",
            f"bytes={last - 16}-",
        ]


@asynchronous
async def test_every_range_after_the_first_must_be_of_the_same_version(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive()
        await archive.fetch(BATCH, WANTED)
        tags = [each.headers.get("if-match") for each in bench.server.asked]
        assert tags[:2] == [None, None]
        assert len(tags) == 1 + len(WANTED)
        assert len(set(tags[2:])) == 1
        assert tags[2]


@asynchronous
async def test_requests_say_who_we_are_and_ask_for_plain_bytes(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive()
        await archive.fetch(BATCH, [VIS])
        for asked in bench.server.asked:
            assert asked.headers["user-agent"].startswith(f"Besedka/{__version__} ")
            assert asked.headers["accept-encoding"] == "identity"


@asynchronous
async def test_the_newest_run_is_taken_at_the_hour_nearest_to_now(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        bench.files.update(files_of(Batch(before(RUN), "0p25", 10)))
        archive = bench.archive()
        assert await archive.latest(NOW, "0p25") == BATCH
        assert bench.asked == [f"/{key(BATCH)}.idx"]


@asynchronous
async def test_a_run_that_is_not_there_means_an_older_one(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        older = Batch(before(RUN, 2), "1p00", 15)
        bench.files.clear()
        bench.files.update(files_of(older))
        archive = bench.archive()
        assert await archive.latest(NOW, "1p00") == older
        assert [path.rpartition("/")[2] for path in bench.asked] == [
            "gfs.t12z.pgrb2.1p00.f003.idx",
            "gfs.t06z.pgrb2.1p00.f009.idx",
            "gfs.t00z.pgrb2.1p00.f015.idx",
        ]


@asynchronous
async def test_a_run_is_there_only_when_its_index_has_every_wanted_field(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        older = Batch(before(RUN), "0p25", 10)
        bench.files.update({**files_of(BATCH, without=[VIS]), **files_of(older)})
        archive = bench.archive()
        assert await archive.latest(NOW, "0p25") == older
        assert await archive.latest(NOW, "0p25", [Variable.TEMPERATURE]) == BATCH


@asynchronous
async def test_the_height_of_the_surface_need_not_be_there(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        bench.files.update(files_of(BATCH, without=[Variable.HEIGHT]))
        archive = bench.archive()
        assert await archive.latest(NOW, "0p25") == BATCH


@asynchronous
async def test_a_day_of_runs_is_looked_for_and_then_the_mirror_has_none(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        bench.files.clear()
        archive = bench.archive(bench.mirrors[:1])
        with pytest.raises(SourcesFailedError) as caught:
            await archive.latest(NOW, "0p25")
        assert caught.value.failures == (SourceFailure("AWS", "not-there"),)
        assert len(bench.asked) == len(candidates(NOW))


@asynchronous
async def test_a_step_that_never_exists_is_not_asked_for(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive()
        for grid, step in (("1p00", 4), ("0p25", 0), ("0p25", 121), ("0p25", 387)):
            with pytest.raises(ValueError, match="has no step"):
                await archive.fetch(Batch(RUN, grid, step), WANTED)
        with pytest.raises(ValueError, match="AEROSOL_DEPTH"):
            await archive.fetch(BATCH, [Variable.AEROSOL_DEPTH])
        assert bench.ranges() == []


@asynchronous
async def test_a_field_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        bench.files.update(files_of(BATCH, without=[VIS, Variable.GUST]))
        archive = bench.archive(bench.mirrors[:1])
        with pytest.raises(SourcesFailedError) as caught:
            await archive.fetch(BATCH, WANTED)
        assert caught.value.failures == (SourceFailure("AWS", "not-there", "gust, vis"),)


@asynchronous
async def test_every_byte_of_index_and_data_is_counted(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive()
        await archive.latest(NOW, "0p25")
        await archive.fetch(BATCH, WANTED)
        assert bench.meter.usage().by_source == {"AWS": bench.server.sent}


@asynchronous
async def test_beyond_the_daily_limit_nothing_is_asked_for(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path, limit=MOST_BYTES - 1) as bench:
        archive = bench.archive()
        with pytest.raises(DailyLimitError) as caught:
            await archive.latest(NOW, "0p25")
        assert caught.value.until == (NOW + timedelta(days=1)).replace(hour=0, minute=0)
        with pytest.raises(DailyLimitError):
            await archive.fetch(BATCH, WANTED)
        assert bench.asked == []


@asynchronous
async def test_data_that_would_pass_the_daily_limit_is_not_asked_for(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path, limit=MOST_BYTES + 10) as bench:
        archive = bench.archive()
        with pytest.raises(DailyLimitError):
            await archive.fetch(BATCH, [Variable.HEIGHT])
        assert bench.asked == [f"/{key(BATCH)}.idx"]


@asynchronous
async def test_all_requests_go_through_one_pool_whose_connections_close_with_the_archive(
    tmp_path: Path,
) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive()
        await archive.latest(NOW, "0p25")
        await archive.fetch(BATCH, WANTED)
        assert bench.server.connections == 1
        await archive.aclose()
        await until(lambda: bench.server.is_idle)


@asynchronous
async def test_an_archive_that_was_never_asked_closes_as_well(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        archive = bench.archive()
        await archive.aclose()
