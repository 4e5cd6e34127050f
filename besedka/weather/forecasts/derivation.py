"""What a model says at a point, as conditions in units for people."""

from datetime import datetime
from typing import Final

from besedka.weather.data.conditions import Conditions, Falling
from besedka.weather.data.variables import Values, Variable
from besedka.weather.data.visibility import Visibility, estimate, from_model, relative_humidity

__all__ = ["conditions_of"]

_ZERO_CELSIUS: Final = 273.15
_TRACE: Final = 0.1
"""In mm/h. Less is a trace that no gauge shows (WMO No. 8, volume I, 6.1.2: amounts are read to 0.1 mm)."""


def conditions_of(valid: datetime, values: Values) -> Conditions:
    """Return the conditions at the hour `valid`. Visibility is the model's own, or else estimated from the rest."""
    rate = _scaled(values, Variable.PRECIPITATION_RATE, 3600)
    falling = _falling(rate, values)
    return Conditions(
        valid,
        temperature=_temperature(values),
        humidity=_humidity(values),
        wind_east=values.get(Variable.WIND_EAST),
        wind_north=values.get(Variable.WIND_NORTH),
        gust=values.get(Variable.GUST),
        pressure=_scaled(values, Variable.PRESSURE, 0.01),
        cloud=values.get(Variable.CLOUD),
        falling=falling,
        precipitation=0.0 if falling == "nothing" else rate,
        visibility=_visibility(valid, values, falling, rate or 0.0),
    )


def _scaled(values: Values, variable: Variable, factor: float) -> float | None:
    value = values.get(variable)
    return None if value is None else value * factor


def _temperature(values: Values) -> float | None:
    kelvin = values.get(Variable.TEMPERATURE)
    return None if kelvin is None else kelvin - _ZERO_CELSIUS


def _humidity(values: Values) -> float | None:
    temperature, dew_point = values.get(Variable.TEMPERATURE), values.get(Variable.DEW_POINT)
    if temperature is not None and dew_point is not None:
        return relative_humidity(temperature, dew_point)
    return values.get(Variable.HUMIDITY)


def _falling(rate: float | None, values: Values) -> Falling | None:
    """Return what falls: of several kinds at once the one that matters most to somebody who goes out."""
    if rate is None or rate < _TRACE:
        return None if rate is None else "nothing"
    rain, snow = _is(values, Variable.IS_RAIN), _is(values, Variable.IS_SNOW)
    if _is(values, Variable.IS_FREEZING_RAIN):
        return "freezing-rain"
    if rain and snow:
        return "sleet"
    return "rain" if rain else "snow" if snow else "unknown"


def _is(values: Values, flag: Variable) -> bool:
    return values.get(flag, 0.0) >= 0.5


def _visibility(valid: datetime, values: Values, falling: Falling | None, rate: float) -> Visibility | None:
    metres = values.get(Variable.VISIBILITY)
    if metres is not None:
        return from_model(metres, valid)
    humidity = _humidity(values)
    if humidity is None:
        return None
    snow = rate if falling == "snow" else rate / 2 if falling == "sleet" else 0.0
    rain = 0.0 if falling in (None, "nothing") else rate - snow
    depth = values.get(Variable.AEROSOL_DEPTH)
    return estimate(valid, humidity, rain=rain, snow=snow, aerosol_depth=depth)
