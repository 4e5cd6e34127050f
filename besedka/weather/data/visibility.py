"""Visibility: how far one sees, in which band that is, and who says so."""

import math
from datetime import datetime
from typing import Literal

from besedka.records import record

__all__ = ["CAP", "Band", "Visibility", "band", "estimate", "from_model", "relative_humidity"]

CAP = 24_135.0
"""Metres. GFS says nothing farther (15 statute miles), and our estimate does not either."""

_AT_CAP = 24_000.0
"""Metres from which a model's value counts as the cap: packing in GRIB rounds it."""

Band = Literal["very-poor", "poor", "moderate", "good", "very-good"]
"""In km: below 1 (fog), from 1, from 4, from 10, from 20. A boundary belongs to the upper band."""

_BANDS: tuple[tuple[float, Band], ...] = (
    (1_000.0, "very-poor"),
    (4_000.0, "poor"),
    (10_000.0, "moderate"),
    (20_000.0, "good"),
)


@record
class Visibility:
    """How far one sees at an hour."""

    metres: float
    at_least: bool
    """Whether the source says only that it is so far or farther."""

    source: Literal["model", "estimated"]
    valid: datetime
    """In UTC."""


def band(visibility: Visibility) -> Band:
    """The band in which it is; that of a visibility of at least so far is the band of that distance."""
    return next((name for below, name in _BANDS if visibility.metres < below), "very-good")


def from_model(metres: float, valid: datetime) -> Visibility:
    """What GFS says for an hour. Its cap, 24,135 m, stands for that far or any farther: `at_least`."""
    at_least = metres >= _AT_CAP
    return Visibility(CAP if at_least else max(metres, 0.0), at_least, "model", valid)


def relative_humidity(temperature: float, dew_point: float) -> float:
    """Relative humidity over water, in percent from 0 to 100, of a temperature and a dew point in K.

    By the formula of Magnus with the coefficients of WMO's Guide to Instruments and Methods of Observation (WMO-No. 8,
    annex 4.B): the pressure of saturation over water is 6.112 hPa * exp(17.62 t / (243.12 + t)), t in degrees Celsius.
    """
    pressure = math.exp(_magnus(dew_point) - _magnus(temperature))
    return min(100.0 * pressure, 100.0)


def _magnus(kelvin: float) -> float:
    celsius = kelvin - 273.15
    return 17.62 * celsius / (243.12 + celsius)


def estimate(
    valid: datetime,
    humidity: float,
    *,
    rain: float = 0.0,
    snow: float = 0.0,
    aerosol_depth: float | None = None,
) -> Visibility:
    """Visibility at an hour, where no model says it.

    `humidity` is relative, over water, in percent; `rain` and `snow` are rates in mm/h of water; `aerosol_depth` is the
    optical depth of all aerosol at 550 nm, where it is known.

    - Humid air and fog, in km: `40.10 - 5.19e-10 RH^5.44`, RH kept between 30 and 100 (Gultepe and Milbrandt 2010).
    - Rain: `0.072 R^0.88` g/m3 of water in the air (Marshall and Palmer 1948), of which 2.24 times the power 0.75 is
      the extinction per km.
    - Snow: 10.36 times the power 0.7776 of its mass in the air in g/m3 (Stallabrass 1985). That mass is `S/3.6` if snow
      falls at 1 m/s, which is our assumption.
    - An extinction per km and a distance belong together by `3.912 / extinction`: contrast is then down to 2 %.
    - Aerosol gives a distance of its own: its depth over a layer of 1.5 km, and 0.0116 per km of clean air.

    The smaller distance counts, at most 24.135 km; that one is `at_least`.
    """
    moist = 40.10 - 5.19e-10 * min(max(humidity, 30.0), 100.0) ** 5.44
    raining = 2.24 * (0.072 * max(rain, 0.0) ** 0.88) ** 0.75
    snowing = 10.36 * (max(snow, 0.0) / 3.6) ** 0.7776
    kilometres = 1.0 / (1.0 / moist + raining / 3.912 + snowing / 3.912)
    if aerosol_depth is not None:
        kilometres = min(kilometres, 3.912 / (max(aerosol_depth, 0.0) / 1.5 + 0.0116))
    metres = min(1000.0 * kilometres, CAP)
    return Visibility(metres, metres >= CAP, "estimated", valid)
