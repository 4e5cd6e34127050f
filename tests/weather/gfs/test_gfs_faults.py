"""Every fault of a mirror is a clear reason, is counted in bytes, and is gone around by the next mirror."""

from pathlib import Path

import pytest
from async_tests import asynchronous, until
from gfs_bench import BATCH, NOW, VIS, field, files_of, gfs_bench, message

from besedka.weather.data.failures import Reason, SourcesFailedError
from besedka.weather.data.variables import Variable
from besedka.weather.gfs.addresses import key
from besedka.weather.gfs.archive import WANTED
from besedka.weather.gfs.index import FIELDS, MOST_BYTES
from besedka.weather.gfs.transport import Timeouts
from besedka.weather.gfs.trouble import MirrorError
from tools.weather.faults import KINDS, Fault, Kind
from tools.weather.mirror import Asked

IN_THE_INDEX: dict[Kind, Reason] = {
    "overload": "busy",
    "busy": "status",
    "forbidden": "status",
    "broken": "status",
    "absent": "not-there",
    "hangs-up": "cut-off",
    "silent": "timeout",
    "slow": "timeout",
    "cut": "cut-off",
    "truncated": "cut-off",
    "page": "corrupt",
    "zipped": "corrupt",
    "short": "cut-off",
    "unasked": "status",
}
IN_THE_DATA: dict[Kind, Reason] = {
    "overload": "busy",
    "busy": "status",
    "forbidden": "status",
    "broken": "status",
    "absent": "not-there",
    "hangs-up": "cut-off",
    "silent": "timeout",
    "slow": "timeout",
    "cut": "cut-off",
    "truncated": "changed",
    "page": "no-ranges",
    "ignores-range": "no-ranges",
    "too-much": "corrupt",
    "wrong-range": "corrupt",
    "shifted": "corrupt",
    "no-content-range": "corrupt",
    "zipped": "corrupt",
    "rewritten": "changed",
    "short": "cut-off",
}
HARMLESS: tuple[Kind, ...] = ("weak-etag", "no-etag")
SHORT = Timeouts(connect=20, read=20, search=0.2, fetch=0.2)
INDEX, DATA = r"^/gfs\..*idx$", r"^/gfs\..*f004$"
"""Paths on the first mirror alone."""

CASES = [(DATA, kind, reason) for kind, reason in IN_THE_DATA.items()]
CASES += [(INDEX, kind, reason) for kind, reason in IN_THE_INDEX.items()]
AT_ONCE = [(place, kind) for place, kind, reason in CASES if reason != "timeout"]


def timeouts(kind: Kind) -> Timeouts:
    """Short ones where it is the timeout that is waited for; the rest may take long on a busy machine."""
    return SHORT if kind in ("silent", "slow") else Timeouts()


def test_every_fault_that_the_mirror_knows_is_tried() -> None:
    assert {*IN_THE_INDEX, *IN_THE_DATA, *HARMLESS} == set(KINDS)


@pytest.mark.parametrize(("place", "kind", "reason"), CASES)
@asynchronous
async def test_a_fault_has_its_reason(tmp_path: Path, place: str, kind: Kind, reason: Reason) -> None:
    async with gfs_bench(tmp_path, Fault(kind, place)) as bench:
        archive = bench.archive(bench.mirrors[:1], timeouts(kind))
        assert await bench.reasons(archive) == [reason]


@pytest.mark.parametrize(("place", "kind"), AT_ONCE)
@asynchronous
async def test_the_next_mirror_delivers_instead(tmp_path: Path, place: str, kind: Kind) -> None:
    async with gfs_bench(tmp_path, Fault(kind, place)) as bench:
        archive = bench.archive()
        delivered = await archive.fetch(BATCH, [VIS, Variable.HEIGHT])
        assert delivered.data == field(BATCH, VIS) + field(BATCH, Variable.HEIGHT)
        assert delivered.source == "Google"


@pytest.mark.parametrize(
    "kind", [kind for kind in IN_THE_INDEX if IN_THE_INDEX[kind] not in ("timeout", "not-there")]
)
@asynchronous
async def test_a_mirror_that_fails_is_no_reason_for_an_older_run(tmp_path: Path, kind: Kind) -> None:
    async with gfs_bench(tmp_path, Fault(kind, INDEX)) as bench:
        archive = bench.archive()
        assert await archive.latest(NOW, "0p25") == BATCH
        assert bench.asked == [f"/{key(BATCH)}.idx", f"/global-forecast-system/{key(BATCH)}.idx"]


@pytest.mark.parametrize("kind", HARMLESS)
@asynchronous
async def test_a_mirror_without_strong_etags_is_read_without_if_match(tmp_path: Path, kind: Kind) -> None:
    async with gfs_bench(tmp_path, Fault(kind)) as bench:
        archive = bench.archive()
        assert (await archive.fetch(BATCH, WANTED)).source == "AWS"
        assert not any("if-match" in each.headers for each in bench.server.asked)


@pytest.mark.parametrize("faults", [[], [Fault("weak-etag")], [Fault("no-etag")]])
@asynchronous
async def test_a_file_that_is_rewritten_between_two_ranges_is_begun_anew_with_its_new_index(
    tmp_path: Path, faults: list[Fault]
) -> None:
    async with gfs_bench(tmp_path, *faults) as bench:

        def rewrite(_: Asked) -> None:
            if len(bench.ranges()) == 3:
                bench.files.update(files_of(BATCH, text=b"the other fields have grown meanwhile"))

        bench.server.before = rewrite
        archive = bench.archive()
        delivered = await archive.fetch(BATCH, WANTED)
        assert delivered.data == b"".join(field(BATCH, each) for each in FIELDS if each in WANTED)
        assert delivered.source == "AWS"
        assert bench.asked.count(f"/{key(BATCH)}.idx") == 2
        assert len(bench.ranges()) == 3 + len(WANTED)


@asynchronous
async def test_a_file_that_is_rewritten_with_the_same_length_is_noticed_by_its_etag(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path, Fault("rewritten", DATA, skip=2, times=1)) as bench:
        archive = bench.archive()
        assert (await archive.fetch(BATCH, WANTED)).source == "AWS"
        assert bench.asked.count(f"/{key(BATCH)}.idx") == 2


@asynchronous
async def test_a_file_that_is_always_rewritten_is_begun_anew_only_once(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path, Fault("rewritten", DATA)) as bench:
        archive = bench.archive(bench.mirrors[:1])
        assert await bench.reasons(archive) == ["changed"]
        assert len(bench.asked) == 6


@asynchronous
async def test_an_index_that_is_cut_between_two_lines_is_noticed_in_the_data(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        index = bench.files[key(BATCH) + ".idx"]
        bench.files[key(BATCH) + ".idx"] = index[: index.index(b"\n", index.index(b":VIS:surface:4")) + 1]
        archive = bench.archive(bench.mirrors[:1])
        assert await bench.reasons(archive, [VIS]) == ["corrupt"]


@asynchronous
async def test_an_index_that_asks_for_too_much_is_not_believed(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        bench.files[key(BATCH) + ".idx"] = (
            b"1:0:d=2026030112:VIS:surface:4 hour fcst:\n2:999999999999:d=2026030112:HGT:surface:4 hour fcst:\n"
        )
        archive = bench.archive(bench.mirrors[:1])
        assert await bench.reasons(archive, [VIS]) == ["corrupt"]
        assert bench.ranges() == []


@pytest.mark.parametrize(
    ("place", "kind"), [(DATA, "ignores-range"), (DATA, "page"), (INDEX, "ignores-range")]
)
@asynchronous
async def test_a_body_that_is_not_what_was_asked_for_is_left_unread(
    tmp_path: Path, place: str, kind: Kind
) -> None:
    async with gfs_bench(tmp_path, Fault(kind, place)) as bench:
        path = key(BATCH) + (".idx" if place == INDEX else "")
        bench.files[path] += bytes(64_000_000)
        archive = bench.archive(bench.mirrors[:1])
        assert len(await bench.reasons(archive, [VIS])) == 1
        await until(lambda: bench.server.is_idle)
        assert bench.server.sent < 60_000_000
        assert bench.meter.usage().total < MOST_BYTES + 200_000


@asynchronous
async def test_more_than_was_asked_for_is_cut_off(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path, Fault("too-much", DATA)) as bench:
        rest = message(bytes(1_000_000))
        bench.files[key(BATCH)] += rest * 3
        start = len(bench.files[key(BATCH)]) - len(rest)
        bench.files[key(BATCH) + ".idx"] = f"1:{start}:d=2026030112:VIS:surface:4 hour fcst:\n".encode()
        archive = bench.archive(bench.mirrors[:1])
        assert await bench.reasons(archive, [VIS]) == ["corrupt"]
        assert bench.meter.usage().total < 1_200_000 + len(bench.files[key(BATCH) + ".idx"])


@asynchronous
async def test_what_was_read_of_a_body_that_was_cut_is_counted(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path, Fault("cut", DATA)) as bench:
        archive = bench.archive(bench.mirrors[:1])
        await bench.reasons(archive)
        assert bench.meter.usage().total == bench.server.sent


@asynchronous
async def test_a_mirror_that_says_nothing_for_too_long_is_left_before_the_whole_time_is_over(
    tmp_path: Path,
) -> None:
    async with gfs_bench(tmp_path, Fault("silent")) as bench:
        archive = bench.archive(bench.mirrors[:1], Timeouts(read=0.05))
        with pytest.raises(SourcesFailedError, match="AWS: timeout ReadTimeout"):
            await archive.fetch(BATCH, WANTED)


@asynchronous
async def test_words_of_a_server_are_short_and_printable_in_a_failure(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path) as bench:
        bench.files[key(BATCH) + ".idx"] = b"\x1b[2J\x07" * 1000 + b"\n"
        archive = bench.archive(bench.mirrors[:1])
        with pytest.raises(SourcesFailedError) as caught:
            await archive.fetch(BATCH, WANTED)
        detail = caught.value.failures[0].detail
        assert detail.isprintable()
        assert len(detail) <= 120


@pytest.mark.parametrize("detail", ["\x1b[2J", "one\ntwo", "\u202e", "x" * 5000])
def test_a_failure_has_no_control_characters_and_120_characters_at_most(detail: str) -> None:
    error = MirrorError("corrupt", detail)
    assert error.detail.isprintable()
    assert len(error.detail) <= 120
    assert str(error) == f"corrupt {error.detail}"


@asynchronous
async def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    async with gfs_bench(tmp_path, Fault("overload")) as bench:
        archive = bench.archive()
        assert await bench.reasons(archive) == ["busy", "busy", "busy"]
        assert len(bench.asked) == 3


@asynchronous
async def test_when_all_fail_each_is_named_with_its_reason(tmp_path: Path) -> None:
    faults = (Fault("page", INDEX), Fault("broken", "^/global"), Fault("overload", "^/pub"))
    async with gfs_bench(tmp_path, *faults) as bench:
        archive = bench.archive()
        with pytest.raises(SourcesFailedError) as caught:
            await archive.latest(NOW, "0p25")
        assert [(each.source, each.reason) for each in caught.value.failures] == [
            ("AWS", "corrupt"),
            ("Google", "status"),
            ("NOMADS", "busy"),
        ]
        assert caught.value.failures[1].detail == "500"
