"""Whether a GRIB2 message has all the bits that its bitmap and its packing need.

Where some are missing ecCodes may read on behind them, or fill up with zeros, and that becomes weather.
"""

from typing import Any

import eccodes
import numpy as np
from numpy.typing import NDArray

from besedka.weather.data.failures import CorruptDataError

__all__ = ["check_bitmap", "check_packing", "is_read_to_any_end"]

_SIMPLE, _COMPLEX, _DIFFERENCED = 0, 2, 3
_CCSDS = 42
_BITMAP_FOLLOWS, _NO_BITMAP = 0, 255


def check_packing(handle: Any, packed: bytes) -> None:
    """Raise CorruptDataError when `packed`, section 7 behind its head, is too short.

    Checked are the templates 5.0, 5.2 and 5.3. JPEG 2000 and PNG (5.40, 5.41) say themselves where they end.
    """
    template = _number(handle, "dataRepresentationTemplateNumber")
    if template == _SIMPLE:
        needed = _bytes(_number(handle, "numberOfValues") * _number(handle, "bitsPerValue"))
    elif template in (_COMPLEX, _DIFFERENCED):
        needed = _complex(handle, packed, _descriptors(handle) if template == _DIFFERENCED else 0)
    else:
        return
    _demand(needed, packed)


def check_bitmap(handle: Any, indicator: int, bits: bytes) -> None:
    """Raise CorruptDataError unless the bitmap has a bit for each point, and as many are set as there are values."""
    if indicator == _NO_BITMAP:
        return
    if indicator != _BITMAP_FOLLOWS:
        raise CorruptDataError(f"its bitmap is number {indicator} of its center, which is not known")
    points, values = _number(handle, "numberOfDataPoints"), _number(handle, "numberOfValues")
    if _bytes(points) > len(bits):
        raise CorruptDataError(f"its bitmap needs {_bytes(points)} bytes, and there are {len(bits)}")
    marked = int(np.unpackbits(np.frombuffer(bits, np.uint8), count=points).sum())
    if marked != values:
        raise CorruptDataError(f"its bitmap marks {marked} values, and there are {values}")


def is_read_to_any_end(handle: Any) -> bool:
    """Whether a message that is cut off cannot be told by its lengths: CCSDS (5.42) takes what is missing for zeros."""
    return _number(handle, "dataRepresentationTemplateNumber") == _CCSDS


def _descriptors(handle: Any) -> int:
    """Bytes of the first values and the smallest difference, in front of the groups."""
    return (_number(handle, "orderOfSpatialDifferencing") + 1) * _number(
        handle, "numberOfOctetsExtraDescriptors"
    )


def _complex(handle: Any, packed: bytes, start: int) -> int:
    """Bytes that the groups need; raises CorruptDataError where not even their description is there."""
    groups = _number(handle, "numberOfGroupsOfDataValues")
    widths_at = start + _bytes(groups * _number(handle, "bitsPerValue"))
    width_bits = _number(handle, "numberOfBitsUsedForTheGroupWidths")
    lengths_at = widths_at + _bytes(groups * width_bits)
    length_bits = _number(handle, "numberOfBitsForScaledGroupLengths")
    values_at = lengths_at + _bytes(groups * length_bits)
    _demand(values_at, packed)
    if not groups and not _number(handle, "bitsPerValue"):
        return values_at  # the same everywhere, as NCEP writes it
    if not groups:
        raise CorruptDataError("it has no groups of values")
    widths = _integers(packed[widths_at:lengths_at], groups, width_bits)
    lengths = _integers(packed[lengths_at:values_at], groups, length_bits)
    widths = widths + _number(handle, "referenceForGroupWidths")
    lengths = lengths * _number(handle, "lengthIncrementForTheGroupLengths")
    lengths = lengths + _number(handle, "referenceForGroupLengths")
    lengths[-1] = _number(handle, "trueLengthOfLastGroup")
    if lengths.sum() != _number(handle, "numberOfValues"):
        raise CorruptDataError(f"its groups have {lengths.sum()} values in all")
    return values_at + _bytes(int((widths * lengths).sum()))


def _integers(packed: bytes, count: int, bits: int) -> NDArray[np.int64]:
    """Numbers of so many bits each, one directly behind the other."""
    if not 0 <= bits <= 32:
        raise CorruptDataError(f"its groups are described by numbers of {bits} bits")
    digits = np.unpackbits(np.frombuffer(packed, np.uint8), count=count * bits).reshape(count, bits)
    return digits @ (1 << np.arange(bits, dtype=np.int64)[::-1])


def _demand(needed: int, packed: bytes) -> None:
    if needed > len(packed):
        raise CorruptDataError(f"its values need {needed} bytes, and there are {len(packed)}")


def _bytes(bits: int) -> int:
    return -(-bits // 8)


def _number(handle: Any, key: str) -> int:
    return int(eccodes.codes_get_long(handle, key))
