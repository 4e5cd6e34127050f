import json
import logging
import threading
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from besedka.weather.data.failures import DailyLimitError
from besedka.weather.data.meter import DownloadMeter

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def metered(path: Path, limit: int = 1000, clock: Clock | None = None) -> DownloadMeter:
    return DownloadMeter(path / "downloads.json", limit, clock or Clock())


def test_bytes_are_counted_by_source_and_outlive_the_program(tmp_path: Path) -> None:
    meter = metered(tmp_path)
    meter.add("AWS", 100)
    meter.add("Copernicus", 30)
    meter.add("AWS", 5)
    for each in (meter, metered(tmp_path)):
        usage = each.usage()
        assert (usage.day, usage.by_source) == (date(2026, 3, 1), {"AWS": 105, "Copernicus": 30})
        assert (usage.total, usage.limit) == (135, 1000)


def test_the_file_is_the_only_one_that_is_left(tmp_path: Path) -> None:
    metered(tmp_path / "new" / "folder").add("AWS", 1)
    assert [each.name for each in (tmp_path / "new" / "folder").iterdir()] == ["downloads.json"]


def test_nothing_downloaded_is_nothing_written(tmp_path: Path) -> None:
    meter = metered(tmp_path)
    meter.add("AWS", 0)
    assert (meter.usage().by_source, list(tmp_path.iterdir())) == ({}, [])


def test_what_passes_the_limit_is_refused_until_midnight(tmp_path: Path) -> None:
    meter = metered(tmp_path)
    meter.reserve(1000)
    meter.add("AWS", 600)
    meter.reserve(400)
    with pytest.raises(DailyLimitError) as caught:
        meter.reserve(401)
    assert (caught.value.limit, caught.value.until) == (1000, datetime(2026, 3, 2, tzinfo=timezone.utc))


def test_a_limit_of_nothing_refuses_every_byte(tmp_path: Path) -> None:
    with pytest.raises(DailyLimitError):
        metered(tmp_path, limit=0).reserve(1)


def test_a_day_begins_at_midnight_in_utc_wherever_the_clock_is(tmp_path: Path) -> None:
    clock = Clock()
    meter = metered(tmp_path, clock=clock)
    meter.add("AWS", 900)
    clock.now = datetime(2026, 3, 2, 2, 59, 59, tzinfo=timezone(timedelta(hours=3)))
    assert meter.usage().total == 900
    clock.now += timedelta(seconds=1)
    assert (meter.usage().total, meter.usage().day) == (0, date(2026, 3, 2))
    meter.reserve(1000)
    meter.add("Google", 1)
    assert metered(tmp_path, clock=clock).usage().by_source == {"Google": 1}


def test_yesterdays_file_counts_for_nothing_today(tmp_path: Path) -> None:
    metered(tmp_path).add("AWS", 1000)
    clock = Clock()
    clock.now += timedelta(days=1)
    metered(tmp_path, clock=clock).reserve(1000)


def test_downloads_at_once_hold_what_they_may_need(tmp_path: Path) -> None:
    meter = metered(tmp_path)
    with meter.reserve(600):
        with pytest.raises(DailyLimitError):
            meter.reserve(401)
        with meter.reserve(400), pytest.raises(DailyLimitError):
            meter.reserve(1)
    meter.reserve(1000)


def test_what_is_downloaded_is_not_held_as_well(tmp_path: Path) -> None:
    meter = metered(tmp_path)
    with meter.reserve(600) as reservation:
        reservation.add("AWS", 500)
        meter.reserve(400)
        with pytest.raises(DailyLimitError):
            meter.reserve(401)
        reservation.add("AWS", 200)
        assert reservation.left == 0
    assert meter.usage().total == 700


def test_a_download_that_fails_holds_nothing_any_more(tmp_path: Path) -> None:
    meter = metered(tmp_path)

    def fail() -> None:
        with meter.reserve(1000) as reservation:
            reservation.add("AWS", 10)
            raise OSError("cut")

    with pytest.raises(OSError, match="cut"):
        fail()
    meter.reserve(990)


def test_a_reservation_that_is_entered_late_is_checked_again(tmp_path: Path) -> None:
    meter = metered(tmp_path)
    later = meter.reserve(600)
    with meter.reserve(600), pytest.raises(DailyLimitError):
        later.__enter__()
    meter.reserve(1000)


def test_threads_that_download_at_once_keep_to_the_limit_and_lose_no_byte(tmp_path: Path) -> None:
    meter = metered(tmp_path, limit=1000)
    together = threading.Barrier(8)

    def download() -> None:
        together.wait()
        with suppress(DailyLimitError):
            while True:
                with meter.reserve(10) as reservation:
                    reservation.add("AWS", 10)

    threads = [threading.Thread(target=download) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert meter.usage().total == 1000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'{"day": "2026-03-01"}',
        b'{"bytes": {}}',
        b'{"day": 20260301, "bytes": {"AWS": 999}}',
        b'{"day": "yesterday", "bytes": {"AWS": 999}}',
        b'{"day": "2026-03-01", "bytes": [999]}',
        b'{"day": "2026-03-01", "bytes": {"AWS": -5}}',
        b'{"day": "2026-03-01", "bytes": {"AWS": "999"}}',
        b'{"day": "2026-03-01", "bytes": {"AWS": 999.5}}',
        b'{"day": "2026-03-01", "bytes": {"AWS": true}}',
        b'{"day": "2026-03-01", "bytes": {"AWS": ' + b"9" * 5000 + b"}}",
        b"[" * 60_000,
        b'{"day": "2026-03-01", "bytes": {"AWS": 999}}' + b" " * 70_000 + b"}",
    ],
    ids=lambda content: content[:40].decode("latin-1"),
)
def test_a_damaged_or_foreign_file_begins_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "downloads.json").write_bytes(content)
    meter = metered(tmp_path)
    assert meter.usage().by_source == {}
    meter.add("AWS", 1)
    assert json.loads((tmp_path / "downloads.json").read_bytes())["day"] == "2026-03-01"


def test_a_damaged_file_is_said_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "downloads.json").write_bytes(b"{")
    with caplog.at_level(logging.WARNING):
        metered(tmp_path)
    assert "begins anew" in caplog.text


def test_where_nothing_can_be_written_the_count_is_kept_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"")
    meter = metered(tmp_path / "file")
    with caplog.at_level(logging.WARNING):
        meter.add("AWS", 7)
    assert meter.usage().total == 7
    assert "cannot be written" in caplog.text


def test_without_a_clock_the_day_is_todays_in_utc(tmp_path: Path) -> None:
    before = datetime.now(timezone.utc).date()
    day = DownloadMeter(tmp_path / "downloads.json", 1).usage().day
    assert before <= day <= datetime.now(timezone.utc).date()
