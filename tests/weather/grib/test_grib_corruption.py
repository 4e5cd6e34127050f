"""Five hundred corrupted messages: each is a clear error, or the field that its bits say. Nothing crashes or hangs."""

import random
from collections.abc import Callable
from contextlib import aclosing
from io import BytesIO

import numpy as np
import pytest
from async_tests import asynchronous
from grib_fields import COARSE, RUN, numbers, unpacked

from besedka.weather.data.failures import CorruptDataError
from besedka.weather.data.variables import Variable
from besedka.weather.grib.decoder import Decoder
from besedka.weather.grib.header import LARGEST_FIELD, Field
from besedka.weather.grib.messages import cut
from besedka.weather.grib.parameters import BOUNDS
from tools.weather.plausible import Array
from tools.weather.samples import join, make, make_cams

Damage = Callable[[bytes, random.Random], bytes]


def holed(latitude: Array, longitude: Array) -> Array:
    return np.where((latitude > 50) & (longitude < 100), np.nan, 280 + latitude / 9)


ORIGINALS = {
    "simple": make(Variable.PRESSURE, RUN, 7, COARSE, packing="grid_simple"),
    "complex": make(Variable.VISIBILITY, RUN, 7, COARSE),
    "bitmap": make(Variable.TEMPERATURE, RUN, 7, COARSE, holed),
    "two fields": join([make(Variable.WIND_EAST, RUN, 7, COARSE), make(Variable.WIND_NORTH, RUN, 7, COARSE)]),
    "GRIB1": make_cams(Variable.TEMPERATURE, RUN, 12, COARSE),
}
HEADERS = 230
"""Bytes in front of the values, about."""


def flip_a_bit_of_a_header(message: bytes, chosen: random.Random) -> bytes:
    return _flip(message, chosen.randrange(min(HEADERS, len(message))), chosen)


def flip_bits_anywhere(message: bytes, chosen: random.Random) -> bytes:
    for _ in range(chosen.randrange(1, 40)):
        message = _flip(message, chosen.randrange(len(message)), chosen)
    return message


def cut_off(message: bytes, chosen: random.Random) -> bytes:
    return message[: chosen.randrange(1, len(message))]


def cut_off_with_the_length_put_right(message: bytes, chosen: random.Random) -> bytes:
    """What is missing is then missing in the last section, which still says that it is whole."""
    short = message[: chosen.randrange(60, len(message) - 4)] + b"7777"
    if message[7] == 1:
        return short[:4] + len(short).to_bytes(3, "big") + short[7:]
    return short[:8] + len(short).to_bytes(8, "big") + short[16:]


def lie_in_a_header(message: bytes, chosen: random.Random) -> bytes:
    at = chosen.randrange(8, min(HEADERS, len(message)) - 4)
    lie = chosen.choice(
        [b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\x3b\x9a\xca\0"]
    )
    return message[:at] + lie + message[at + 4 :]


def _flip(message: bytes, at: int, chosen: random.Random) -> bytes:
    return message[:at] + bytes([message[at] ^ 1 << chosen.randrange(8)]) + message[at + 1 :]


async def try_it(decoder: Decoder, data: bytes) -> tuple[int, str]:
    """How many fields came out of it, each asserted to be what its bits say, and what is wrong with the rest."""
    fields = 0
    try:
        for message in cut(BytesIO(data)):
            field = await decoder.decode(message)
            if field is not None:
                fields += 1
                check(field, message)
    except CorruptDataError as error:
        return fields, str(error)
    return fields, ""


def check(field: Field, message: bytes) -> None:
    low, high = BOUNDS[field.header.variable]
    values = numbers(field.values)
    assert len(values) == field.header.grid.points <= LARGEST_FIELD
    assert not ((values < low - 1) | (values > high + 1)).any()
    assert np.array_equal(np.sort(values), np.sort(unpacked(message)), equal_nan=True)
    assert 0 <= field.header.step < 41 * 24


@pytest.mark.parametrize("original", ORIGINALS.values(), ids=ORIGINALS)
@pytest.mark.parametrize(
    "damage",
    [
        flip_a_bit_of_a_header,
        flip_bits_anywhere,
        cut_off,
        cut_off_with_the_length_put_right,
        lie_in_a_header,
    ],
)
@asynchronous
async def test_of_twenty_messages_that_are_damaged_so_none_does_harm(damage: Damage, original: bytes) -> None:
    chosen = random.Random(f"{damage.__name__} {len(original)}")  # noqa: S311 - no secret
    async with aclosing(Decoder()) as decoder:
        whole = await try_it(decoder, original)
        assert whole == (2 if original is ORIGINALS["two fields"] else 1, "")
        for _ in range(20):
            _, error = await try_it(decoder, damage(original, chosen))
            assert not error or len(error) > 10
        assert await try_it(decoder, original) == whole
