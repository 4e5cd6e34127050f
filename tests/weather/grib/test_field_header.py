"""What stands beside values, on their way from the decoder and on disk."""

from io import BytesIO

import pytest
from grib_fields import RUN

from besedka.weather.data.variables import Variable
from besedka.weather.grib.frames import frame, read_frame
from besedka.weather.grib.grid import Axis, Grid
from besedka.weather.grib.header import Header, read_header, write_header

HEADER = Header(Variable.VISIBILITY, RUN, 7, Grid(Axis(90.0, -90.0, 721), Axis(-180.0, 179.75, 1440)))


def test_a_header_is_read_as_it_was_written() -> None:
    assert read_header(write_header(HEADER)) == (HEADER, {})
    assert read_header(write_header(HEADER, source="AWS")) == (HEADER, {"source": "AWS"})


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[]",
        b"7",
        b"\xff\xfe",
        write_header(HEADER)[:-1],
        write_header(HEADER).replace(b'"vis"', b'"fog"'),
        write_header(HEADER).replace(b"2026-11-29", b"2026-13-29"),
        write_header(HEADER).replace(b"721", b'"many"'),
        write_header(HEADER).replace(b"721", b"1"),
        write_header(HEADER).replace(b"-90.0", b"90.0"),
        write_header(HEADER).replace(b", 721", b""),
        write_header(HEADER).replace(b"721", b"Infinity"),
        write_header(HEADER).replace(b"721", b"NaN"),
        write_header(HEADER).replace(b"7,", b"1e999,"),
        write_header(HEADER).replace(b"2026-11-29T06:00:00+00:00", b"0001-01-01T00:00:00+23:00"),
        b"[" * 100_000,
    ],
)
def test_what_is_no_header_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_header(text)


def test_frames_are_read_one_after_another() -> None:
    file = BytesIO(frame(b"A", b"one", b"two") + frame(b"B"))
    assert read_frame(file) == (b"A", b"onetwo")
    assert read_frame(file) == (b"B", b"")
    assert read_frame(file) is None


def test_of_a_frame_that_is_cut_off_nothing_is_read() -> None:
    whole = frame(b"A", b"content")
    for end in range(len(whole)):
        assert read_frame(BytesIO(whole[:end])) is None
