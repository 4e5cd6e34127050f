from datetime import datetime, timezone

import pytest

from besedka.weather.data.conditions import Batch, Run
from besedka.weather.gfs.addresses import MIRRORS, address, key, moved

RUN = Run("gfs", datetime(2025, 8, 1, 6, tzinfo=timezone.utc))


def test_the_mirrors_are_asked_in_the_order_aws_google_nomads() -> None:
    assert [address(each, Batch(RUN, "0p25", 7)) for each in MIRRORS] == [
        "https://noaa-gfs-bdp-pds.s3.amazonaws.com/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f007",
        "https://storage.googleapis.com/global-forecast-system/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f007",
        "https://nomads.ncep.noaa.gov/pub/data/nccf/com/gfs/prod/gfs.20250801/06/atmos/gfs.t06z.pgrb2.0p25.f007",
    ]
    assert [each.name for each in MIRRORS] == ["AWS", "Google", "NOMADS"]


def test_only_nomads_limits_requests() -> None:
    assert [each.a_minute for each in MIRRORS] == [None, None, 100]


def test_a_step_has_three_digits() -> None:
    assert key(Batch(RUN, "1p00", 3)).endswith("/gfs.t06z.pgrb2.1p00.f003")
    assert key(Batch(RUN, "0p50", 384)).endswith("/gfs.t06z.pgrb2.0p50.f384")


@pytest.mark.parametrize(
    ("grid", "step"), [("0p25", 0), ("0p25", 121), ("1p00", 7), ("1p00", 387), ("2p50", 3)]
)
def test_a_file_that_never_exists_has_no_address(grid: str, step: int) -> None:
    with pytest.raises(ValueError, match=f"{grid} has no step {step}"):
        key(Batch(RUN, grid, step))


@pytest.mark.parametrize("root", ["http://127.0.0.1:8081", "http://127.0.0.1:8081/"])
def test_another_root_is_the_only_difference_to_the_world(root: str) -> None:
    assert [(each.name, each.base, each.a_minute) for each in moved(MIRRORS, root)] == [
        ("AWS", "http://127.0.0.1:8081/", None),
        ("Google", "http://127.0.0.1:8081/global-forecast-system/", None),
        ("NOMADS", "http://127.0.0.1:8081/pub/data/nccf/com/gfs/prod/", 100),
    ]


@pytest.mark.parametrize("root", ["", "127.0.0.1:8081", "ftp://127.0.0.1", "http://", "file:///etc/passwd"])
def test_a_root_is_a_web_address(root: str) -> None:
    with pytest.raises(ValueError, match=f"^{root}$"):
        moved(MIRRORS, root)
