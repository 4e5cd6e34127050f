"""The store of fields: what is put in is read at a point, and survives a restart."""

import asyncio
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from async_tests import asynchronous, until
from grib_fields import BATCH, COARSE, PLENTY, RUN, SUZDAL, WEATHER, files, numbers, parts, store_in, weather

from besedka.weather.data.conditions import Batch, Point, Run
from besedka.weather.data.failures import CorruptDataError
from besedka.weather.data.variables import Variable
from besedka.weather.grib.decoding import decode
from besedka.weather.grib.store import FieldStore
from tools.weather.plausible import Array
from tools.weather.samples import join, make, make_cams


def value_at(message: bytes, point: Point) -> float:
    field = decode(message)
    assert field is not None
    index = field.header.grid.nearest(point)
    assert index is not None
    return float(numbers(field.values)[index])


@asynchronous
async def test_what_is_put_is_read_at_a_point(tmp_path: Path) -> None:
    async with aclosing(store_in(tmp_path)) as store:
        assert await store.put(weather(), "gfs", "5deg", source="AWS") == (BATCH,)
        wanted = {each: value_at(make(each, RUN, 7, COARSE), SUZDAL) for each in WEATHER}
        assert store.values(BATCH, SUZDAL) == wanted
        assert store.missing(BATCH, [*WEATHER, Variable.GUST]) == {Variable.GUST}
        assert store.batches("gfs") == (BATCH,)
        assert store.batches("cams") == ()
        assert store.source_of(BATCH) == "AWS"
    assert parts(tmp_path) == []


@asynchronous
async def test_both_components_of_the_wind_in_one_message_are_both_kept(tmp_path: Path) -> None:
    both = [make(Variable.WIND_EAST, RUN, 7, COARSE), make(Variable.WIND_NORTH, RUN, 7, COARSE)]
    async with aclosing(store_in(tmp_path)) as store:
        await store.put(join(both), "gfs", "5deg")
        values = store.values(BATCH, SUZDAL)
    assert values == {
        Variable.WIND_EAST: value_at(both[0], SUZDAL),
        Variable.WIND_NORTH: value_at(both[1], SUZDAL),
    }


@asynchronous
async def test_a_file_of_several_hours_becomes_a_batch_an_hour(tmp_path: Path) -> None:
    file = tmp_path / "cams.grib"
    file.write_bytes(
        b"".join(
            make_cams(each, RUN, step, COARSE) + b"\0" * 40
            for step in (3, 6)
            for each in (Variable.TEMPERATURE, Variable.CLOUD)
        )
    )
    async with aclosing(store_in(tmp_path / "cache")) as store:
        batches = await store.put(file, "cams", "0p4", source="Copernicus")
        assert batches == tuple(Batch(Run("cams", RUN), "0p4", step) for step in (3, 6))
        assert set(store.values(batches[1], SUZDAL)) == {Variable.TEMPERATURE, Variable.CLOUD}


@asynchronous
async def test_what_is_kept_is_there_after_a_restart_without_a_process(tmp_path: Path) -> None:
    async with aclosing(FieldStore(tmp_path, PLENTY)) as store:
        await store.put(weather(), "gfs", "5deg", source="Google")
        before = store.values(BATCH, SUZDAL)
    again = FieldStore(tmp_path, PLENTY)
    assert again.values(BATCH, SUZDAL) == before
    assert again.batches("gfs") == (BATCH,)
    assert again.source_of(BATCH) == "Google"
    assert again._decoder._process is None


@asynchronous
async def test_a_value_that_the_model_leaves_out_is_left_out(tmp_path: Path) -> None:
    def northern(latitude: Array, longitude: Array) -> Array:
        return np.where(latitude < 0, np.nan, 9999.0 + 0 * longitude)

    data = make(Variable.VISIBILITY, RUN, 7, COARSE, northern, bits=16) + weather([Variable.GUST])
    async with aclosing(store_in(tmp_path)) as store:
        await store.put(data, "gfs", "5deg")
        assert set(store.values(BATCH, Point(-33.9, 18.4))) == {Variable.GUST}
        assert store.values(BATCH, SUZDAL)[Variable.VISIBILITY] == 9999.0


@asynchronous
async def test_a_mean_beside_the_instant_does_not_take_its_place(tmp_path: Path) -> None:
    rain = make(Variable.PRECIPITATION_RATE, RUN, 7, COARSE, lambda north, _: 0.001 + 0 * north)
    mean = make(Variable.PRECIPITATION_RATE, RUN, 7, COARSE, lambda north, _: 0.5 + 0 * north, averaged=True)
    for number, data in enumerate((rain + mean, mean + rain)):
        async with aclosing(store_in(tmp_path / str(number))) as store:
            await store.put(data, "gfs", "5deg")
            assert store.values(BATCH, SUZDAL) == {Variable.PRECIPITATION_RATE: pytest.approx(0.001)}


@asynchronous
async def test_of_a_field_that_comes_twice_the_last_counts(tmp_path: Path) -> None:
    hot = make(Variable.TEMPERATURE, RUN, 7, COARSE, lambda north, _: 310 + 0 * north)
    async with aclosing(store_in(tmp_path)) as store:
        await store.put(weather() + hot, "gfs", "5deg")
        assert store.values(BATCH, SUZDAL)[Variable.TEMPERATURE] == 310.0
        await store.put(weather(), "gfs", "5deg")
        assert store.values(BATCH, SUZDAL)[Variable.TEMPERATURE] != 310.0
    assert parts(tmp_path) == []


@asynchronous
async def test_the_height_is_kept_once_for_all_runs(tmp_path: Path) -> None:
    async with aclosing(store_in(tmp_path)) as store:
        earlier = weather([Variable.HEIGHT, *WEATHER], earlier=timedelta(hours=6))
        await store.put(earlier, "gfs", "5deg", source="AWS")
        await store.put(weather(), "gfs", "5deg", source="Google")
        assert store.source_of(BATCH) == "Google"
        assert store.missing(BATCH, [Variable.HEIGHT]) == frozenset()
        assert Variable.HEIGHT in store.values(BATCH, SUZDAL)
        assert store.missing(Batch(BATCH.run, "1p00", 7), [Variable.HEIGHT]) == {Variable.HEIGHT}


@pytest.mark.parametrize(
    "expected",
    [
        Batch(Run("gfs", RUN), "5deg", 8),
        Batch(Run("gfs", RUN + timedelta(hours=6)), "5deg", 7),
        Batch(Run("cams", RUN), "5deg", 7),
        Batch(Run("gfs", RUN), "1p00", 7),
    ],
)
@asynchronous
async def test_another_batch_than_was_expected_is_refused_and_nothing_of_it_kept(
    tmp_path: Path, expected: Batch
) -> None:
    async with aclosing(store_in(tmp_path)) as store:
        with pytest.raises(CorruptDataError, match="it is of gfs 2026-11-29 06Z"):
            await store.put(weather(), "gfs", "5deg", expected)
        assert await store.put(weather(), "gfs", "5deg", BATCH) == (BATCH,)
    assert parts(tmp_path) == []


@pytest.mark.parametrize(
    "data",
    [
        weather() + weather()[:-9],
        weather() + b"<html>",
        weather() + make(Variable.GUST, RUN, 7, COARSE, changes={"Ni": 71}, packing="grid_simple"),
        weather() + weather([Variable.GUST], step=8),
        make(Variable.GUST, RUN, 7, COARSE, averaged=True),
        b"",
    ],
    ids=["cut off", "not GRIB", "a grid that lies", "of another step", "nothing of ours", "empty"],
)
@asynchronous
async def test_of_what_is_corrupt_anywhere_nothing_is_kept(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    cache = tmp_path / "cache"
    async with aclosing(store_in(cache)) as store:
        for given in (data, file):
            with pytest.raises(CorruptDataError):
                await store.put(given, "gfs", "5deg", BATCH)
        assert store.batches("gfs") == ()
    assert files(cache) == []


@asynchronous
async def test_one_who_gives_up_waiting_leaves_nothing_behind(tmp_path: Path) -> None:
    async with aclosing(FieldStore(tmp_path, PLENTY)) as store:
        await store.put(weather(step=3), "gfs", "5deg")
        putting = asyncio.ensure_future(store.put(weather(), "gfs", "5deg"))
        await until(lambda: parts(tmp_path) or putting.done())
        putting.cancel()
        await asyncio.gather(putting, return_exceptions=True)
        await store.put(weather(), "gfs", "5deg")
    assert parts(tmp_path) == []


@asynchronous
async def test_two_who_put_the_same_at_once_do_no_harm(tmp_path: Path) -> None:
    async with aclosing(store_in(tmp_path)) as store:
        both = await asyncio.gather(*(store.put(weather(), "gfs", "5deg") for _ in range(2)))
        assert both == [(BATCH,), (BATCH,)]
        assert set(store.values(BATCH, SUZDAL)) == set(WEATHER)
    assert parts(tmp_path) == []


@asynchronous
async def test_two_bots_share_a_folder(tmp_path: Path) -> None:
    async with aclosing(FieldStore(tmp_path, PLENTY)) as one, aclosing(FieldStore(tmp_path, PLENTY)) as other:
        await asyncio.gather(one.put(weather(), "gfs", "5deg"), other.put(weather(step=10), "gfs", "5deg"))
        assert one.batches("gfs") == other.batches("gfs") == (BATCH, Batch(BATCH.run, "5deg", 10))
        hot = make(Variable.TEMPERATURE, RUN, 7, COARSE, lambda north, _: 310 + 0 * north)
        assert one.values(BATCH, SUZDAL)[Variable.TEMPERATURE] != 310.0
        await other.put(hot, "gfs", "5deg")
        assert one.values(BATCH, SUZDAL)[Variable.TEMPERATURE] == 310.0


@pytest.mark.parametrize("grid", ["../0p25", "", "0P25", "a.b", "x" * 30])
@asynchronous
async def test_the_name_of_a_grid_is_no_path(tmp_path: Path, grid: str) -> None:
    async with aclosing(store_in(tmp_path)) as store:
        with pytest.raises(ValueError, match="no name of a grid"):
            await store.put(weather(), "gfs", grid)
    assert parts(tmp_path) == []


@asynchronous
async def test_several_who_delivered_are_all_named(tmp_path: Path) -> None:
    async with aclosing(store_in(tmp_path)) as store:
        await store.put(weather([Variable.TEMPERATURE]), "gfs", "5deg", source="AWS")
        await store.put(weather([Variable.GUST, Variable.CLOUD]), "gfs", "5deg", source="Google")
        assert store.source_of(BATCH) == "AWS, Google"
