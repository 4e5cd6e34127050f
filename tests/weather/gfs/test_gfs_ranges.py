from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.gfs.index import Span
from besedka.weather.gfs.ranges import (
    LAST_BYTES,
    MOST_BYTES,
    Request,
    Version,
    admitted,
    headers,
    planned,
)
from besedka.weather.gfs.trouble import MirrorError

ASKED = Request(Span(100, 200), (Span(100, 200),), 100)
OPEN = Request(Span(900, None), (Span(900, None),), 500)


def answer(content_range: str = "bytes 100-199/1000", **more: str) -> dict[str, str]:
    return {"content-range": content_range, **{name.replace("_", "-"): value for name, value in more.items()}}


def refused(
    status: int, headers: dict[str, str], request: Request = ASKED, version: Version | None = None
) -> str:
    with pytest.raises(MirrorError) as caught:
        admitted(request, status, headers, version)
    return caught.value.reason


def test_adjacent_messages_are_one_request() -> None:
    spans = [Span(50, 60), Span(0, 10), Span(10, 30), Span(30, 50), Span(70, 80)]
    assert [each.span for each in planned(spans, "1p00")] == [Span(0, 60), Span(70, 80)]


def test_a_message_that_holds_two_variables_is_asked_for_once() -> None:
    assert planned([Span(0, 10), Span(0, 10)], "1p00") == (Request(Span(0, 10), (Span(0, 10),), 10),)


def test_what_stands_before_the_last_message_is_asked_for_with_it() -> None:
    last = LAST_BYTES["1p00"]
    assert planned([Span(40, None), Span(30, 40)], "1p00") == (
        Request(Span(30, None), (Span(30, 40), Span(40, None)), 10 + last),
    )


def test_nothing_is_asked_for_when_nothing_is_wanted() -> None:
    assert planned([], "1p00") == ()


@pytest.mark.parametrize(("grid", "most"), [("0p25", 16_000_000), ("1p00", 2_000_000)])
def test_more_than_a_file_may_have_is_not_asked_for(grid: str, most: int) -> None:
    assert most == MOST_BYTES[grid]
    assert planned([Span(5, most + 5)], grid)[0].most == most
    for spans in (
        [Span(5, most + 6)],
        [Span(0, most), Span(10**9, 10**9 + 1)],
        [Span(0, most), Span(most, None)],
    ):
        with pytest.raises(MirrorError, match="corrupt index asks for"):
            planned(spans, grid)


@given(st.sets(st.integers(0, 10_000), min_size=2), st.data())
def test_requests_cover_the_wanted_bytes_and_no_others(edges: set[int], data: st.DataObject) -> None:
    cuts = sorted(edges)
    spans = [Span(start, end) for start, end in zip(cuts, [*cuts[1:], None], strict=True)]
    wanted = data.draw(st.lists(st.sampled_from(spans)))
    requests = planned(wanted, "0p25")
    assert [message for each in requests for message in each.messages] == sorted(
        set(wanted), key=lambda span: span.start
    )
    for each in requests:
        assert (each.span.start, each.span.end) == (each.messages[0].start, each.messages[-1].end)
        assert all(one.end == two.start for one, two in pairwise(each.messages))
    assert all((one.span.end or 0) < two.span.start for one, two in pairwise(requests))


@pytest.mark.parametrize(
    ("span", "words"),
    [(Span(0, 1), "bytes=0-0"), (Span(100, 200), "bytes=100-199"), (Span(900, None), "bytes=900-")],
)
def test_a_range_names_its_last_byte(span: Span, words: str) -> None:
    assert headers(span, None) == {"Range": words}


def test_a_strong_etag_must_match() -> None:
    assert headers(Span(0, 1), Version('"abc"')) == {"Range": "bytes=0-0", "If-Match": '"abc"'}


@pytest.mark.parametrize("etag", ["", 'W/"abc"', "abc", '"é"', '"a"b"', '"a\r\nX: y"'])
def test_what_is_no_strong_etag_is_not_sent_as_one(etag: str) -> None:
    assert headers(Span(0, 1), Version(etag)) == {"Range": "bytes=0-0"}


@pytest.mark.parametrize(
    "said",
    [
        "bytes 100-199/1000",
        "bytes 100-199/200",
        "bytes 100-199/*",
        "Bytes  100-199/1000",
        " bytes 100-199/1000 ",
    ],
)
def test_the_range_that_was_asked_for_is_admitted(said: str) -> None:
    assert admitted(ASKED, 206, answer(said), None).length == 100
    assert admitted(ASKED, 206, answer(said, content_length="100"), None).length == 100


def test_what_an_answer_says_of_its_version_is_kept() -> None:
    part = admitted(ASKED, 206, answer(etag='"a"', last_modified="yesterday"), None)
    assert part.version == Version('"a"', "yesterday", 1000)


def test_an_open_end_has_the_length_that_the_answer_names() -> None:
    assert admitted(OPEN, 206, answer("bytes 900-999/1000"), None).length == 100
    assert admitted(OPEN, 206, answer("bytes 900-999/*"), None).length == 100


@pytest.mark.parametrize(
    "said",
    [
        "",
        "bytes",
        "bytes 100-199",
        "bytes */1000",
        "bytes 101-200/1000",
        "bytes 100-198/1000",
        "bytes 100-200/1000",
        "bytes 0-999/1000",
        "bytes 199-100/1000",
        "bytes 100-199/1000, bytes 300-399/1000",
        "lines 100-199/1000",
        "bytes=100-199/1000",
        "bytes 100-1e2/1000",
        "bytes 100-199/" + "9" * 5000,
        "bytes ١٠٠-١٩٩/1000",
        "bytes 100-199/150",
    ],
    ids=lambda said: said[:40],
)
def test_another_range_than_the_one_asked_for_is_refused(said: str) -> None:
    assert refused(206, answer(said)) == "corrupt"


def test_an_answer_of_several_parts_is_refused() -> None:
    assert refused(206, {"content-type": "multipart/byteranges; boundary=x"}) == "corrupt"


@pytest.mark.parametrize("length", ["99", "101", "200", "-1", "many", ""])
def test_a_length_that_is_not_the_range_is_refused(length: str) -> None:
    assert refused(206, answer(content_length=length)) == "corrupt"


@pytest.mark.parametrize(
    "said", ["bytes 900-998/1000", "bytes 900-1400/1401", "bytes 900-1400/*", "bytes 901-999/1000"]
)
def test_an_open_end_is_the_end_of_the_file_and_not_longer_than_a_message(said: str) -> None:
    assert refused(206, answer(said), OPEN) == "corrupt"


def test_a_file_that_is_shorter_than_its_index_says_has_changed() -> None:
    assert refused(206, answer("bytes 100-149/150")) == "changed"


def test_the_whole_file_is_not_a_range() -> None:
    assert refused(200, {}) == "no-ranges"
    assert refused(200, answer()) == "no-ranges"


@pytest.mark.parametrize(
    "version",
    [
        Version('"b"'),
        Version('W/"a"'),
        Version("", "today"),
        Version("", "", 1001),
        Version('"a"', "yesterday", 999),
    ],
)
def test_a_part_of_another_version_is_noticed_also_without_if_match(version: Version) -> None:
    assert refused(206, answer(etag='"a"', last_modified="yesterday"), ASKED, version) == "changed"


@pytest.mark.parametrize("version", [Version(), Version('"a"'), Version("", "yesterday", 1000)])
def test_what_a_server_does_not_say_does_not_differ(version: Version) -> None:
    found = admitted(ASKED, 206, answer(etag='"a"', last_modified="yesterday"), version)
    assert found.length == 100
    assert admitted(ASKED, 206, answer("bytes 100-199/*"), version).length == 100


@given(st.integers(0, 999), st.integers(1, 1000), st.integers(-1, 1), st.integers(-1, 1))
def test_a_range_that_is_off_by_one_is_refused(start: int, length: int, before: int, after: int) -> None:
    request = Request(Span(start, start + length), (), length)
    said = answer(f"bytes {start + before}-{start + length - 1 + after}/5000")
    if (before, after) == (0, 0):
        assert admitted(request, 206, said, None).length == length
    else:
        assert refused(206, said, request) == "corrupt"
