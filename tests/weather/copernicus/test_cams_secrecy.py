"""The token is in no log, no exception and no output; cdsapi prints nothing."""

import logging
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from async_tests import asynchronous
from cams_scene import GRIB, RUN, SECRET, STEPS, scene

from besedka.weather.copernicus.access_token import Token
from besedka.weather.copernicus.library_logs import LIBRARIES, redirect_logs
from besedka.weather.data.failures import SourcesFailedError
from tools.weather.data_store import Reply

ECHO = {"title": f"the token {SECRET} is not known", "detail": f"{SECRET} {SECRET}", "messages": []}
ROOT = Path(__file__).resolve().parents[3]

PROGRAM = f"""
import asyncio, sys
from cams_scene import RUN, STEPS, scene, GRIB
from pathlib import Path
from besedka.weather.data.failures import SourcesFailedError
from tools.weather.data_store import Reply

def message(severity):
    return {{"severity": severity, "content": "{SECRET} is down", "date": "2026-07-29"}}

LOUD = {{"messages": [message(each) for each in ("critical", "error", "warning", "info", "debug", "notset")]}}

async def main(folder):
    async with scene(folder) as here:
        here.store.replies["messages"] = [Reply(200, LOUD)]
        here.store.cuts = [700_000]
        await here.fetch()
        for endpoint in ("messages", "process", "execution", "job", "results", "file"):
            here.store.replies[endpoint] = [Reply(500, "{SECRET}".encode())] * 9
            try:
                await here.fetch()
            except SourcesFailedError:
                here.store.replies.clear()

asyncio.run(main(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("level", ["", "import logging; logging.basicConfig(level=0)"])
def test_nothing_is_printed_and_a_log_of_everything_has_no_token(tmp_path: Path, level: str) -> None:
    folders = [str(ROOT), str(ROOT / "tests/weather/support"), str(ROOT / "tests/client/support")]
    program = f"import sys; sys.path[:0] = {folders!r}\n{level}\n{PROGRAM}"
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"HOME": str(tmp_path)},
    )
    assert done.stdout == ""
    assert SECRET not in done.stderr
    assert (done.stderr == "") == (level == "")


@pytest.mark.parametrize("endpoint", ["constraints", "process", "execution", "job", "results", "file"])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
@asynchronous
async def test_a_store_that_repeats_the_token_does_not_make_us_tell_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, endpoint: str, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    async with scene(tmp_path) as here:
        here.store.replies[endpoint] = [Reply(status, ECHO)] * 4
        with pytest.raises(SourcesFailedError) as caught:
            await here.archive.fetch(RUN, STEPS, tmp_path)
    told = "".join(traceback.format_exception(caught.value, chain=True))
    assert SECRET not in told + repr(caught.value.failures) + caplog.text
    assert caught.value.__cause__ is caught.value.__context__ is None


@asynchronous
async def test_a_token_that_a_job_repeats_at_its_200th_character_is_not_told_in_part(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.states = ("failed",)
        here.store.traceback = "x" * 160 + " " + SECRET
        failure = await here.failure()
        assert SECRET[:8] not in failure.detail


@asynchronous
async def test_cdsapi_reads_neither_a_file_nor_the_environment_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "rc"
    theirs.write_text("url: http://127.0.0.1:1/api\nkey: 99999999-wrong\nverify: 0\n")
    monkeypatch.setenv("CDSAPI_RC", str(theirs))
    monkeypatch.setenv("CDSAPI_URL", "http://127.0.0.1:1/api")
    monkeypatch.setenv("CDSAPI_KEY", "99999999-wrong")
    async with scene(tmp_path) as here:
        assert here.content(await here.fetch()) == GRIB


class Kept(logging.Handler):
    """Keeps what arrives at the root."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def test_what_the_libraries_log_is_ours_to_show_and_has_no_token(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(
        logging.getLogger("besedka"), "propagate", True
    )  # a program's log keeps its lines to itself
    kept = Kept()
    logging.getLogger().addHandler(kept)
    redirect_logs(Token("another-token-999"))
    redirect_logs(Token(SECRET))
    for name in LIBRARIES:
        logging.getLogger(name).warning("the key is %s\n\x1b[31m%s", SECRET, "x" * 300)
    logging.getLogger().removeHandler(kept)
    assert [each.name for each in kept.records] == ["besedka.weather.copernicus.library_logs"] * len(
        LIBRARIES
    )
    assert {each.levelno for each in kept.records} == {logging.INFO}
    told = [each.getMessage() for each in kept.records]
    assert all("the key is [token] [31mxxx" in each and len(each) < 260 for each in told)


def test_a_token_does_not_show_itself() -> None:
    assert repr(Token(SECRET)) == "Token()"
    assert str(Token(SECRET)) == "Token()"
    assert Token(SECRET).scrub(f"<{SECRET}>") == "<[token]>"
