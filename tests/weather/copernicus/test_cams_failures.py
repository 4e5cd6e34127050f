"""What goes wrong at the store, and the reason that is given for it."""

import threading
from pathlib import Path

import httpx
import pytest
import requests
from async_tests import asynchronous
from cams_scene import GRIB, RUN, SECRET, STEPS, scene

from besedka.weather.copernicus.store_errors import MOST_WORDS, clean, from_problem, from_status, words
from tools.weather.data_store import DataStore, Reply

HTML = b"<html><body><h1>Maintenance</h1></body></html>"
API = ("process", "execution", "job", "results")


@asynchronous
async def test_a_licence_that_was_not_accepted_is_told_in_the_store_s_words(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.licence_accepted = False
        failure = await here.failure()
        assert failure.reason == "rejected"
        assert failure.detail.startswith(
            "required licences not accepted; please accept the following licences"
        )
        assert "cc-by" in failure.detail


@pytest.mark.parametrize("status", ["failed", "rejected"])
@asynchronous
async def test_a_job_that_fails_is_told_in_the_store_s_words(tmp_path: Path, status: str) -> None:
    async with scene(tmp_path) as here:
        here.store.states = ("accepted", status)
        here.store.traceback = "the request\n\tis too \x1b[31mlarge\x1b[0m: " + "many fields, " * 100
        failure = await here.failure()
        assert failure.reason == "rejected"
        assert f"{status}: the request is too [31mlarge [0m: many fields," in failure.detail
        assert len(failure.detail) == MOST_WORDS


@pytest.mark.parametrize("reply", [Reply(500), Reply(200, HTML), Reply(200, {"no": "words"}), Reply(404)])
@asynchronous
async def test_a_job_that_fails_without_words_has_failed_all_the_same(tmp_path: Path, reply: Reply) -> None:
    async with scene(tmp_path) as here:
        here.store.states = ("failed",)
        here.store.replies["results"] = [reply] * 3
        failure = await here.failure()
        assert failure.reason == "rejected"
        assert failure.detail != ""


@pytest.mark.parametrize("status", ["dismissed", "deleted", "something new"])
@asynchronous
async def test_a_job_that_is_no_more_is_told_by_its_state(tmp_path: Path, status: str) -> None:
    async with scene(tmp_path) as here:
        here.store.states = ("accepted", status)
        failure = await here.failure()
        assert (failure.reason, failure.detail) == ("rejected", f"the job is {status}")


@asynchronous
async def test_a_token_that_the_store_does_not_know_is_rejected(tmp_path: Path) -> None:
    async with scene(tmp_path, token=SECRET[::-1]) as here:
        failure = await here.failure()
        assert (failure.reason, failure.detail) == ("rejected", "authentication failed")


@pytest.mark.parametrize(
    ("reply", "reason", "detail"),
    [
        (Reply(401, b""), "status", "401"),
        (Reply(403, HTML), "status", "403"),
        (Reply(400, {"title": "bad", "detail": "no such day"}), "rejected", "bad: no such day"),
        (Reply(404, {"title": "Not Found"}), "not-there", "404 Not Found"),
        (Reply(429), "busy", "429"),
        (Reply(503, HTML), "busy", "503"),
        (Reply(500, HTML), "status", "500"),
        (Reply(500, {"title": "out of order"}), "status", "500 out of order"),
        (Reply(302, b"", {"Location": "http://127.0.0.1:9/"}), "status", "302"),
        (Reply(200, HTML), "corrupt", "the store's answer is not JSON"),
        (Reply(200, ["a list"]), "corrupt", "the store's answer is not understood (AssertionError)"),
        (Reply(200, {}, cut_after=0), "cut-off", ""),
    ],
)
@pytest.mark.parametrize("endpoint", API)
@asynchronous
async def test_every_answer_of_the_api_that_is_no_answer_has_a_reason(
    tmp_path: Path, endpoint: str, reply: Reply, reason: str, detail: str
) -> None:
    async with scene(tmp_path) as here:
        here.store.replies[endpoint] = [reply] * 4
        failure = await here.failure()
        assert failure.reason == reason
        assert failure.detail == detail


@pytest.mark.parametrize("endpoint", API)
@asynchronous
async def test_a_store_that_is_busy_for_a_moment_does_not_end_the_job(tmp_path: Path, endpoint: str) -> None:
    async with scene(tmp_path) as here:
        here.store.replies[endpoint] = [Reply(503), Reply(429)]
        assert here.content(await here.fetch()) == GRIB


@asynchronous
async def test_announcements_that_cannot_be_had_are_of_no_importance(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["messages"] = [Reply(500)] * 3
        assert (await here.fetch()).name.endswith(".grib")


@asynchronous
async def test_a_submission_whose_answer_was_lost_is_not_repeated(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["execution"] = [Reply(201, {"links": []}, cut_after=3)]
        assert (await here.failure()).reason == "cut-off"
        assert len(here.store.asked("execution")) == 1


@pytest.mark.parametrize("endpoint", ["process", "execution", "job", "results"])
@asynchronous
async def test_a_store_that_does_not_answer_is_a_timeout(tmp_path: Path, endpoint: str) -> None:
    async with scene(tmp_path, timeout=0.2, tries=1) as here:
        here.store.stall[endpoint] = threading.Event()
        assert (await here.failure()).reason == "timeout"


@asynchronous
async def test_a_store_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        await here.archive._constraints.select(RUN, STEPS)
        here.archive._url = "http://127.0.0.1:1/api"
        assert (await here.failure()).reason == "unreachable"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(404), "not-there"),
        (Reply(503), "busy"),
        (Reply(302, b"", {"Location": "http://127.0.0.1:9/"}), "status"),
        (Reply(200, HTML), "corrupt"),
        (Reply(200, {"a": "mapping"}), "corrupt"),
        (Reply(200, b"[" * 100_000), "corrupt"),
        (Reply(200, [], cut_after=1), "cut-off"),
        (Reply(200, b"[" + b" " * 16_000_000 + b"]"), "corrupt"),
    ],
)
@asynchronous
async def test_constraints_that_are_none_have_a_reason(tmp_path: Path, reply: Reply, reason: str) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["constraints"] = [reply]
        assert (await here.failure()).reason == reason
        assert here.store.asked("execution") == []


@pytest.mark.parametrize(
    "results",
    [
        {},
        {"asset": {}},
        {"asset": {"value": {}}},
        {"asset": {"value": {"href": "http://127.0.0.1/a"}}},
        {"asset": {"value": {"href": "http://127.0.0.1/a", "file:size": "many"}}},
        {"asset": {"value": {"href": "http://127.0.0.1/a", "file:size": None}}},
        {"asset": None},
    ],
)
@asynchronous
async def test_results_without_a_file_are_named_so(tmp_path: Path, results: object) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["results"] = [Reply(200, results)]
        failure = await here.failure()
        assert (failure.reason, failure.detail) == ("corrupt", "the results name no file and its size")


@pytest.mark.parametrize(
    "address",
    ["http://results.example/a.grib", "ftp://127.0.0.1/a.grib", "file:///etc/passwd", "http://[::1/a"],
)
@asynchronous
async def test_results_at_an_address_that_is_not_encrypted_are_refused(tmp_path: Path, address: str) -> None:
    async with scene(tmp_path) as here:
        here.store.file_at = address
        assert (await here.failure()).reason == "corrupt"


@asynchronous
async def test_results_on_another_host_are_read_without_the_token(tmp_path: Path) -> None:
    with DataStore(GRIB) as elsewhere:
        async with scene(tmp_path) as here:
            elsewhere.jobs["0"] = 0
            here.store.file_at = f"{elsewhere.url.removesuffix('/api')}/files/0.grib"
            await here.fetch()
        (seen,) = elsewhere.seen
        assert SECRET not in str(seen.headers)


@asynchronous
async def test_a_job_that_is_said_to_be_on_another_host_is_not_asked_for_there(tmp_path: Path) -> None:
    with DataStore(GRIB) as elsewhere:
        async with scene(tmp_path) as here:
            link = {"rel": "monitor", "href": f"{elsewhere.url}/retrieve/v1/jobs/1"}
            here.store.replies["execution"] = [Reply(201, {"links": [link]})]
            failure = await here.failure()
            assert failure.reason == "corrupt"
            assert failure.detail == "the store names an address elsewhere (127.0.0.1)"
        assert elsewhere.seen == []


@pytest.mark.parametrize("size", [0, -1, 2_000_001])
@asynchronous
async def test_a_file_of_an_impossible_size_is_not_downloaded(tmp_path: Path, size: int) -> None:
    async with scene(tmp_path) as here:
        value = {"href": f"{here.store.url}/../files/1.grib", "file:size": size}
        here.store.replies["results"] = [Reply(200, {"asset": {"value": value}})]
        assert (await here.failure()).reason == "corrupt"
        assert here.store.asked("file") == []


@pytest.mark.parametrize("breakage", [Reply(500), Reply(200, HTML), Reply(400, {"title": "no"})])
@asynchronous
async def test_a_job_that_can_no_longer_be_asked_for_is_deleted(tmp_path: Path, breakage: Reply) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["job"] = [breakage] * 3
        await here.failure()
        assert here.store.deleted == list(here.store.jobs)


@asynchronous
async def test_an_answer_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.store.replies["process"] = [Reply(200, b" " * 16_000_001)]
        assert (await here.failure()).detail == "an answer is larger than 16000000 bytes"


def test_words_are_one_printable_line() -> None:
    assert clean("a\r\nb\x1b[0m\u202e  c\x00") == "a b [0m c"
    assert clean("x" * 201) == "x" * 199 + "…"


def test_what_the_title_says_again_in_the_detail_is_said_once() -> None:
    assert words('{"title": "no", "detail": "no: why"}') == "no: why"
    assert words('{"title": "no", "detail": "why", "status": 1}') == "no: why"


@pytest.mark.parametrize("text", ["", "<html>", "[]", "7", '{"title": 7}', "[" * 100_000])
def test_what_is_no_refusal_has_no_words(text: str) -> None:
    assert words(text) == ""


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (requests.ConnectTimeout(), "timeout"),
        (requests.ReadTimeout(), "timeout"),
        (requests.ConnectionError(), "unreachable"),
        (requests.exceptions.SSLError(), "unreachable"),
        (requests.HTTPError(), "corrupt"),
        (httpx.ConnectTimeout(""), "timeout"),
        (httpx.PoolTimeout(""), "timeout"),
        (httpx.ConnectError(""), "unreachable"),
        (httpx.ReadError(""), "cut-off"),
        (httpx.DecodingError(""), "corrupt"),
        (KeyError("links"), "corrupt"),
        (AssertionError(), "corrupt"),
    ],
)
def test_every_exception_of_the_libraries_has_a_reason(problem: Exception, reason: str) -> None:
    assert from_problem(problem).reason == reason


def test_a_status_has_its_words_when_there_are_some() -> None:
    assert str(from_status(418, '{"title": "a teapot"}')) == "rejected a teapot"
    assert str(from_status(418)) == "status 418"
