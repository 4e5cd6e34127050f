"""The loopback store, as cdsapi uses it without us."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import cdsapi
import pytest
from cams_scene import GRIB, SECRET
from ecmwf.datastores import processing

from tools.weather.data_store import DataStore, Reply
from tools.weather.data_store_documents import DATASET, published

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library looks at a job again after a second, whatever it is told."""
    monkeypatch.setattr(processing, "time", SimpleNamespace(sleep=lambda _: time.sleep(0.01)))


def client(store: DataStore, **more: object) -> cdsapi.Client:
    return cdsapi.Client(url=store.url, key=SECRET, quiet=True, progress=False, sleep_max=0.01, **more)


def test_cdsapi_retrieves_a_file_by_itself(tmp_path: Path) -> None:
    with DataStore(GRIB, token=SECRET) as store:
        client(store).retrieve(DATASET, {"variable": ["2m_temperature"]}, str(tmp_path / "file"))
        assert (tmp_path / "file").read_bytes() == GRIB
        assert [each.endpoint for each in store.seen if each.endpoint != "job"] == [
            "messages",
            "process",
            "execution",
            "results",
            "file",
            "file",
        ]
        assert store.asked("execution")[0].method == "POST"
        assert [each.method for each in store.asked("file")] == ["HEAD", "GET"]


def test_cdsapi_goes_on_with_a_range_where_it_was_cut_off(tmp_path: Path) -> None:
    big = b"GRIB" + bytes(3_000_000) + b"7777"
    with DataStore(big) as store:
        store.cuts = [2_500_000]
        client(store).retrieve(DATASET, {}, str(tmp_path / "file"))
        assert (tmp_path / "file").read_bytes() == big
        ranges = [each.headers.get("Range") for each in store.asked("file") if each.method == "GET"]
        assert ranges[0] is None
        assert ranges[1] is not None


@pytest.mark.parametrize("status", ["failed", "rejected"])
def test_a_job_fails_as_cdsapi_expects(status: str) -> None:
    with DataStore(GRIB) as store:
        store.states = ("accepted", status)
        with pytest.raises(Exception, match="MARS has failed"):
            client(store).retrieve(DATASET, {})


def test_a_licence_and_a_token_are_demanded() -> None:
    with DataStore(GRIB, token=SECRET) as store:
        store.licence_accepted = False
        with pytest.raises(Exception, match="required licences not accepted"):
            client(store).retrieve(DATASET, {})
        with pytest.raises(Exception, match="401 Client Error"):
            cdsapi.Client(url=store.url, key="other", quiet=True).retrieve(DATASET, {})


def test_a_job_is_deleted_and_then_not_there() -> None:
    with DataStore(GRIB) as store:
        remote = client(store, wait_until_complete=False).retrieve(DATASET, {})
        assert remote.status == "accepted"
        remote.delete()
        assert store.deleted == [remote.request_id]
        with pytest.raises(Exception, match="404"):
            _ = remote.status


def test_a_range_beyond_the_end_is_refused() -> None:
    with DataStore(GRIB) as store:
        store.jobs["0"] = 0
        url = f"{store.url.removesuffix('/api')}/files/0.grib"
        request = urllib.request.Request(url, headers={"Range": f"bytes={len(GRIB)}-"})  # noqa: S310
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)  # noqa: S310
        assert caught.value.code == 416
        caught.value.close()


def test_replies_stand_in_for_the_regular_ones() -> None:
    with DataStore(GRIB) as store:
        store.replies["process"] = [Reply(200, {"id": "x", "message": "WARNING: slow today"})]
        client(store).retrieve(DATASET, {})
        assert store.replies["process"] == []


def test_the_constraints_of_the_program_end_with_the_run_of_ten_hours_ago() -> None:
    found = published(datetime(2026, 7, 29, 9, 59, tzinfo=timezone.utc))
    assert found[0]["date"] == ["2026-06-28/2026-07-28"]


def test_it_is_a_program_that_serves_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.grib").write_bytes(GRIB)
    command = [sys.executable, "-m", "tools.weather.data_store", str(tmp_path / "a.grib")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url = program.stdout.readline().split()[-1]
        made = cdsapi.Client(url=url, key=SECRET, quiet=True, progress=False, sleep_max=0.01)
        made.retrieve(DATASET, {}, str(tmp_path / "b.grib"))
        program.terminate()
    assert (tmp_path / "b.grib").read_bytes() == GRIB
