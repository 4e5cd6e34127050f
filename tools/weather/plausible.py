"""Fields that look like a day's weather: smooth over the globe, the same at each call."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from besedka.weather.data.variables import Variable

__all__ = ["PLAUSIBLE", "Array", "Field"]

Array = NDArray[np.float64]
Field = Callable[[Array, Array], Array]
"""The values at these latitudes and longitudes (degrees, of equal shape); NaN stands for a missing value."""


def _wave(low: float, high: float) -> Field:
    """Values between these, smooth over the globe, different everywhere but at the poles."""

    def field(latitude: Array, longitude: Array) -> Array:
        # In single precision: that is a tenth of the time, and less than a message rounds.
        north, east = np.radians(latitude).astype(np.float32), np.radians(longitude).astype(np.float32)
        wave = np.cos(north) * (0.7 * np.sin(east + 2 * north) + 0.3 * np.cos(5 * east)) * np.cos(3 * north)
        values: Array = low + (high - low) * (wave.astype(np.float64) + 1) / 2
        return values

    return field


def _where(falls: Callable[[Array, Array], NDArray[np.bool_]]) -> Field:
    return lambda latitude, longitude: falls(latitude, longitude).astype(float)


def _rate(latitude: Array, longitude: Array) -> Array:
    return np.maximum(_wave(-2e-3, 1.5e-3)(latitude, longitude), 0)


def _warm(latitude: Array, longitude: Array) -> Array:
    return 300 - 45 * np.sin(np.radians(latitude)) ** 2 + _wave(-8, 8)(latitude, longitude)


PLAUSIBLE: Mapping[Variable, Field] = {
    Variable.TEMPERATURE: _warm,
    Variable.DEW_POINT: lambda latitude, longitude: _warm(latitude, longitude) - 4,
    Variable.HUMIDITY: _wave(20, 100),
    Variable.WIND_EAST: _wave(-15, 15),
    Variable.WIND_NORTH: _wave(-9, 12),
    Variable.GUST: _wave(1, 25),
    Variable.VISIBILITY: lambda latitude, longitude: np.clip(
        _wave(-5_000, 40_000)(latitude, longitude), 60, 24_135
    ),
    Variable.PRESSURE: _wave(97_000, 104_000),
    Variable.CLOUD: lambda latitude, longitude: np.clip(_wave(-30, 130)(latitude, longitude), 0, 100),
    Variable.PRECIPITATION_RATE: _rate,
    Variable.IS_RAIN: _where(lambda north, east: (_rate(north, east) > 0) & (_warm(north, east) > 274)),
    Variable.IS_SNOW: _where(lambda north, east: (_rate(north, east) > 0) & (_warm(north, east) <= 272)),
    Variable.IS_FREEZING_RAIN: _where(
        lambda north, east: (
            (_rate(north, east) > 0) & (_warm(north, east) <= 274) & (_warm(north, east) > 272)
        )
    ),
    Variable.HEIGHT: lambda latitude, longitude: np.maximum(_wave(-3_000, 4_000)(latitude, longitude), 0),
    Variable.AEROSOL_DEPTH: _wave(0.02, 1.2),
}
"""In the units of `Variable`."""
