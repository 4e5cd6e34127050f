import pytest
from gfs_bench import message
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.gfs.index import Span
from besedka.weather.gfs.messages import check
from besedka.weather.gfs.ranges import Request, planned
from besedka.weather.gfs.trouble import MirrorError

ONE, TWO = message(b"one"), message(b"another")
BOTH = planned([Span(50, 50 + len(ONE)), Span(50 + len(ONE), 50 + len(ONE + TWO))], "1p00")[0]
LAST = planned([Span(50, 50 + len(ONE)), Span(50 + len(ONE), None)], "1p00")[0]


def refused(data: bytes, request: Request = BOTH) -> str:
    with pytest.raises(MirrorError) as caught:
        check(data, request)
    assert caught.value.reason == "corrupt"
    return caught.value.detail


@pytest.mark.parametrize("request_", [BOTH, LAST])
def test_whole_messages_are_let_through(request_: Request) -> None:
    check(ONE + TWO, request_)


@pytest.mark.parametrize("request_", [BOTH, LAST])
@pytest.mark.parametrize("length", range(len(ONE + TWO)))
def test_a_message_that_is_cut_anywhere_is_refused(length: int, request_: Request) -> None:
    refused((ONE + TWO)[:length], request_)


@pytest.mark.parametrize("request_", [BOTH, LAST])
@pytest.mark.parametrize("shift", [1, 4, 20, 23])
def test_bytes_from_another_place_are_refused(shift: int, request_: Request) -> None:
    refused((ONE + TWO + ONE)[shift : shift + len(ONE + TWO)], request_)


def test_messages_that_stand_elsewhere_than_the_index_says_are_refused() -> None:
    assert refused(TWO + ONE) == f"GRIB of {len(TWO)} bytes at byte 50, where there are {len(ONE)}"


def test_more_than_the_last_message_is_refused() -> None:
    refused(ONE + TWO + b"\0", LAST)
    refused(ONE + TWO + ONE, LAST)


def test_edition_one_is_refused() -> None:
    assert refused(ONE[:7] + b"\x01" + ONE[8:] + TWO) == "GRIB of edition 1 at byte 50"


def test_a_message_that_begins_or_ends_as_something_else_is_refused() -> None:
    assert refused(b"BUFR" + ONE[4:] + TWO) == "no GRIB at byte 50"
    refused(ONE + TWO[:-4] + b"7778")


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    refused(data)
    refused(data, LAST)
