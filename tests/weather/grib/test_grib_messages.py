"""Cutting data into messages of one field, before ecCodes sees it."""

import tempfile
from io import BytesIO

import eccodes
import numpy as np
import pytest
from grib_fields import COARSE, RUN, cut_whole, unpacked

from besedka.weather.data.failures import CorruptDataError
from besedka.weather.data.variables import Variable
from besedka.weather.grib.messages import cut
from tools.weather.plausible import Array
from tools.weather.samples import join, make, make_cams

EAST = make(Variable.WIND_EAST, RUN, 7, COARSE)
NORTH = make(Variable.WIND_NORTH, RUN, 7, COARSE)
GRIB1 = make_cams(Variable.TEMPERATURE, RUN, 12, COARSE)


def by_eccodes(data: bytes) -> list[bytes]:
    """The fields of the data as ecCodes takes them apart, with its support of several fields in a message."""
    found = []
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        eccodes.codes_grib_multi_support_on()
        try:
            while (handle := eccodes.codes_grib_new_from_file(file)) is not None:
                found.append(bytes(eccodes.codes_get_message(handle)))
                eccodes.codes_release(handle)
        finally:
            eccodes.codes_grib_multi_support_off()
    return found


def test_messages_that_follow_one_another_are_cut_apart() -> None:
    assert cut_whole(EAST + GRIB1 + NORTH) == [EAST, GRIB1, NORTH]


def test_both_components_of_the_wind_in_one_message_become_two_as_the_library_takes_them_apart() -> None:
    joined = join([EAST, NORTH])
    assert joined.count(b"GRIB") == 1
    ours, theirs = cut_whole(joined), by_eccodes(joined)
    assert len(ours) == len(theirs) == 2
    for one, other, alone in zip(ours, theirs, (EAST, NORTH), strict=True):
        assert np.array_equal(unpacked(one), unpacked(other))
        assert np.array_equal(unpacked(one), unpacked(alone))


def test_a_field_that_refers_to_the_bitmap_before_it_gets_that_bitmap() -> None:
    def holed(latitude: Array, longitude: Array) -> Array:
        return np.where(latitude > 45, np.nan, longitude / 30)

    first = make(Variable.WIND_EAST, RUN, 7, COARSE, holed)
    second = make(Variable.WIND_NORTH, RUN, 7, COARSE, holed)
    joined = join([first, second])
    bitmap = joined.rindex(_section(second, 6))
    length = len(_section(second, 6))
    same = joined[:bitmap] + b"\x00\x00\x00\x06\x06\xfe" + joined[bitmap + length :]
    same = same[:8] + len(same).to_bytes(8, "big") + same[16:]
    assert [np.isnan(unpacked(each)).sum() for each in cut_whole(same)] == [9 * 72, 9 * 72]
    assert np.array_equal(unpacked(cut_whole(same)[1]), unpacked(second), equal_nan=True)


def _section(message: bytes, number: int) -> bytes:
    at = 16
    while message[at + 4] != number:
        at += int.from_bytes(message[at : at + 4], "big")
    return message[at : at + int.from_bytes(message[at : at + 4], "big")]


def test_a_bitmap_of_the_field_before_is_refused_where_there_was_none() -> None:
    at = EAST.index(b"\x00\x00\x00\x06\x06\xff") + 5
    with pytest.raises(CorruptDataError, match="refers to a bitmap"):
        cut_whole(EAST[:at] + b"\xfe" + EAST[at + 1 :])


@pytest.mark.parametrize("padding", [1, 15, 16, 17, 100])
def test_zeros_between_and_behind_messages_are_passed_over(padding: int) -> None:
    zeros = b"\0" * padding
    assert cut_whole(GRIB1 + zeros + EAST + zeros) == [GRIB1, EAST]


@pytest.mark.parametrize("message", [EAST, GRIB1, join([EAST, NORTH])], ids=["GRIB2", "GRIB1", "two fields"])
def test_a_message_that_is_cut_off_anywhere_is_refused(message: bytes) -> None:
    for end in {*range(1, 220), *range(1, len(message), 997), len(message) - 1}:
        with pytest.raises(CorruptDataError):
            cut_whole(message[:end])


def test_whole_messages_in_front_of_one_that_is_cut_off_have_been_given() -> None:
    messages = cut(BytesIO(EAST + NORTH[:-1]))
    assert next(messages) == EAST
    with pytest.raises(CorruptDataError, match=f"at byte {len(EAST)} is cut off"):
        next(messages)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no message"),
        (b"\0" * 1000, "no message"),
        (b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", "no GRIB message begins at byte 0"),
        (EAST + b"trailing", f"no GRIB message begins at byte {len(EAST)}"),
        (EAST[:7] + b"\x03" + EAST[8:], "edition 3"),
        (EAST[:8] + b"\x7f" + EAST[9:], "says that it has"),
        (EAST[:8] + bytes(8) + EAST[16:], "says that it has 0 bytes"),
        (EAST[:-4] + b"7778", "does not end where it says"),
        (EAST[:16] + b"\x00\x00\x00\x00" + EAST[20:], "section 1 of 0 bytes"),
        (EAST[:16] + b"\x7f\x00\x00\x00" + EAST[20:], "section 1 of 2130706432 bytes"),
        (EAST[:20] + b"\x09" + EAST[21:], "section 9"),
        (b"GRIB\0\0\0\2" + (20).to_bytes(8, "big") + b"7777", "holds no field"),
        (b"GRIB\0\0\0\2" + (25).to_bytes(8, "big") + b"\0\0\0\5\7" + b"7777", "a field without the grid"),
    ],
)
def test_what_is_wrong_with_the_data_is_said(data: bytes, said: str) -> None:
    with pytest.raises(CorruptDataError, match=said):
        cut_whole(data)
