"""The quantities that are read from a model, whatever file or index names them."""

from collections.abc import Mapping
from enum import Enum

__all__ = ["Values", "Variable"]


class Variable(Enum):
    """A quantity at the surface, or at its usual height above it, in the units of GRIB (WMO 306, volume I.2).

    The value is a stable identifier for file names and logs.
    """

    TEMPERATURE = "t2m"
    """At 2 m, in K."""

    DEW_POINT = "d2m"
    """At 2 m, in K."""

    HUMIDITY = "r2m"
    """Relative, at 2 m, in percent."""

    WIND_EAST = "u10"
    """At 10 m, towards the east, in m/s."""

    WIND_NORTH = "v10"
    """At 10 m, towards the north, in m/s."""

    GUST = "gust"
    """In m/s."""

    VISIBILITY = "vis"
    """In m."""

    PRESSURE = "prmsl"
    """Reduced to mean sea level, in Pa."""

    CLOUD = "tcc"
    """Of the whole sky, in percent."""

    PRECIPITATION_RATE = "prate"
    """Water, in kg m-2 s-1, which is mm/s."""

    IS_RAIN = "crain"
    """1 where what falls is rain, else 0."""

    IS_SNOW = "csnow"
    """1 where what falls is snow, else 0."""

    IS_FREEZING_RAIN = "cfrzr"
    """1 where what falls is freezing rain, else 0."""

    HEIGHT = "orog"
    """Of the model's surface above sea level, in m."""

    AEROSOL_DEPTH = "aod550"
    """Optical depth of all aerosol at 550 nm, without a unit."""


Values = Mapping[Variable, float]
"""What a model says at one point and hour; a variable that is missing is not known there."""
