"""Values and bitmaps of which some are missing, though all lengths agree: refused, whatever the packing."""

import numpy as np
import pytest
from async_tests import asynchronous
from grib_fields import COARSE, RUN, cut_whole, numbers, unpacked

from besedka.weather.data.failures import CorruptDataError
from besedka.weather.data.variables import Variable
from besedka.weather.grib.decoder import Decoder
from besedka.weather.grib.decoding import decode
from besedka.weather.grib.messages import bitmap, packed_values
from tools.weather.plausible import Array
from tools.weather.samples import Packing, make


def holed(latitude: Array, longitude: Array) -> Array:
    return np.where(latitude > 50, np.nan, 280 + latitude / 9)


def with_section(message: bytes, number: int, content: bytes) -> bytes:
    """The message with another content of a section, whose head and length are put right."""
    at, sections = 16, list[bytes]()
    while at < len(message) - 4:
        length = int.from_bytes(message[at : at + 4], "big")
        sections.append(message[at : at + length])
        at += length
    head = (len(content) + 5).to_bytes(4, "big") + bytes([number])
    body = b"".join(head + content if each[4] == number else each for each in sections)
    return message[:8] + (16 + len(body) + 4).to_bytes(8, "big") + body + b"7777"


@pytest.mark.parametrize("packing", ["grid_ccsds", "grid_jpeg", "grid_png"])
def test_packings_of_other_weather_services_are_read(packing: Packing) -> None:
    for field in (None, holed):
        message = make(Variable.TEMPERATURE, RUN, 7, COARSE, field, packing=packing)
        read = decode(message)
        assert read is not None
        assert np.array_equal(numbers(read.values), unpacked(message), equal_nan=True)


def test_values_packed_by_ccsds_that_are_cut_off_are_not_taken_for_zeros() -> None:
    message = make(Variable.TEMPERATURE, RUN, 7, COARSE, packing="grid_ccsds")
    packed = packed_values(message)
    for missing in (2, 50, len(packed) // 2, len(packed) - 20, len(packed)):
        with pytest.raises(CorruptDataError, match="cut off"):
            decode(*cut_whole(with_section(message, 7, packed[: len(packed) - missing])))


@pytest.mark.parametrize("packing", ["grid_jpeg", "grid_png"])
@asynchronous
async def test_images_that_are_cut_off_or_lie_about_their_size_do_no_harm(packing: Packing) -> None:
    message = make(Variable.TEMPERATURE, RUN, 7, COARSE, packing=packing)
    packed = packed_values(message)
    huge = b"\x7f\xff\xff\xf0"
    size = packed.index(b"IHDR") + 4 if packing == "grid_png" else packed.index(b"\xff\x51") + 6
    damaged = [packed[:size] + huge * 2 + packed[size + 8 :], packed[: len(packed) // 2], packed[:20]]
    decoder = Decoder()
    try:
        for each in damaged:
            with pytest.raises(CorruptDataError):
                await decoder.decode(with_section(message, 7, each))
        assert await decoder.decode(message) is not None
    finally:
        await decoder.aclose()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\0" + b"\xff" * 10, "its bitmap needs 333 bytes, and there are 10"),
        (b"\0", "its bitmap needs 333 bytes, and there are 0"),
        (b"\0" + b"\xff" * 333, "its bitmap marks 2664 values, and there are 2088"),
        (b"\0" + b"\0" * 333, "its bitmap marks 0 values, and there are 2088"),
        (b"\7", "its bitmap is number 7"),
    ],
)
def test_a_bitmap_that_does_not_fit_the_values_is_refused(content: bytes, said: str) -> None:
    message = make(Variable.TEMPERATURE, RUN, 7, COARSE, holed, packing="grid_simple")
    assert bitmap(message)[0] == 0
    with pytest.raises(CorruptDataError, match=said):
        decode(*cut_whole(with_section(message, 6, content)))
