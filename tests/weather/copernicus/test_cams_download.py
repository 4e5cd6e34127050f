"""The file of results: cut off, changed, too long, or not GRIB."""

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from async_tests import asynchronous
from cams_scene import GRIB, scene

from tools.weather.data_store import Reply

SIZE = len(GRIB)
ETAG = '"one"'


def whole(cut_after: int | None = None, etag: str | None = ETAG, body: bytes = GRIB) -> Reply:
    return Reply(200, body, {"ETag": etag} if etag else {}, cut_after)


def rest(first: int, said: int | None = None, cut_after: int | None = None, body: bytes = GRIB) -> Reply:
    headers = {"Content-Range": f"bytes {first if said is None else said}-{SIZE - 1}/{SIZE}", "ETag": ETAG}
    return Reply(206, body[first:], headers, cut_after)


def ranges(seen: list[Mapping[str, str]]) -> list[str]:
    return [each.get("Range", "all") for each in seen]


@asynchronous
async def test_a_download_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.cuts = [700_000]
        assert here.content(await here.fetch()) == GRIB
        first, second = here.store.asked("file")
        assert "Range" not in first.headers
        start = int(second.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        assert 0 < start <= 700_000
        assert second.headers["If-Range"].startswith('"')
        assert here.meter.usage().total == 700_000 + SIZE - start


@asynchronous
async def test_the_file_is_asked_for_as_it_is_so_that_ranges_fit(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        await here.fetch()
        (asked,) = here.store.asked("file")
        assert asked.headers["Accept-Encoding"] == "identity"
        assert asked.headers["User-Agent"].startswith("Besedka/")


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
@asynchronous
async def test_without_a_strong_etag_a_download_begins_again(tmp_path: Path, etag: str | None) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["file"] = [whole(600_000, etag), whole(600_000, etag), whole(etag=etag)]
        assert here.content(await here.fetch()) == GRIB
        assert ranges([each.headers for each in here.store.asked("file")]) == ["all", "all", "all"]


@asynchronous
async def test_a_file_that_was_replaced_meanwhile_is_downloaded_as_a_whole(tmp_path: Path) -> None:
    other = b"GRIB" + b"o" * (SIZE - 8) + b"7777"
    async with scene(tmp_path) as here:
        here.store.replies["file"] = [whole(600_000), whole(etag='"two"', body=other)]
        assert here.content(await here.fetch()) == other


@asynchronous
async def test_a_rest_that_begins_elsewhere_is_refused(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["file"] = [whole(600_000), rest(10, said=10)]
        assert (await here.failure()).reason == "changed"


@asynchronous
async def test_a_part_that_nobody_asked_for_is_refused(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["file"] = [rest(10)]
        assert (await here.failure()).reason == "changed"


@asynchronous
async def test_a_download_that_is_always_cut_off_is_given_up(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["file"] = [whole(600_000, None)] * 3
        assert (await here.failure()).reason == "cut-off"
        assert len(here.store.asked("file")) == 3


@asynchronous
async def test_a_download_that_stalls_is_a_timeout(tmp_path: Path) -> None:
    async with scene(tmp_path, timeout=0.2, tries=1) as here:
        here.store.stall["nothing"] = threading.Event()
        here.store.replies["file"] = [Reply(200, GRIB, {}, 600_000, here.store.stall["nothing"])]
        assert (await here.failure()).reason == "timeout"


@asynchronous
async def test_an_answer_of_the_api_that_stalls_is_a_timeout(tmp_path: Path) -> None:
    async with scene(tmp_path, timeout=0.2, tries=1) as here:
        here.store.stall["nothing"] = threading.Event()
        here.store.replies["job"] = [Reply(200, {"status": "running"}, {}, 5, here.store.stall["nothing"])]
        assert (await here.failure()).reason == "timeout"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(403, "status"), (404, "not-there"), (302, "status"), (416, "status"), (503, "busy"), (500, "status")],
)
@asynchronous
async def test_a_status_in_place_of_the_file_has_its_reason(tmp_path: Path, status: int, reason: str) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["file"] = [Reply(status, b"<Error/>", {"Location": "http://127.0.0.1:9/"})] * 3
        assert (await here.failure()).reason == reason


@asynchronous
async def test_a_store_of_files_that_is_busy_for_a_moment_is_asked_again(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["file"] = [Reply(503), Reply(429)]
        assert here.content(await here.fetch()) == GRIB


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"<html>" + GRIB[6:], "the file does not begin with GRIB"),
        (b"GRIX" + GRIB[4:], "the file does not begin with GRIB"),
        (GRIB[:-4] + b"7778", "the file does not end with 7777"),
        (GRIB + b"7777", f"the file is longer than its {SIZE} bytes"),
    ],
)
@asynchronous
async def test_what_is_no_grib_or_not_as_long_as_said_is_corrupt(
    tmp_path: Path, body: bytes, detail: str
) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["file"] = [whole(body=body)]
        failure = await here.failure()
        assert (failure.reason, failure.detail) == ("corrupt", detail)


@asynchronous
async def test_a_file_that_is_shorter_than_said_is_cut_off(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["file"] = [whole(body=GRIB[:1000], etag=None)] * 3
        failure = await here.failure()
        assert (failure.reason, failure.detail) == ("cut-off", f"1000 of {SIZE} bytes")


@pytest.mark.parametrize("body", [b"G", b"GRIB", b"GRIB777", b"7777"])
@asynchronous
async def test_a_file_of_a_few_bytes_is_corrupt(tmp_path: Path, body: bytes) -> None:
    async with scene(tmp_path) as here:
        here.store.grib = body
        assert (await here.failure()).reason == "corrupt"
