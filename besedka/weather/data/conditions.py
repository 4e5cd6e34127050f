"""The weather at a place and hour, as a model says it, in units for people."""

from datetime import datetime, timedelta
from typing import Literal

from besedka.records import record
from besedka.weather.data.failures import WeatherError
from besedka.weather.data.visibility import Visibility

__all__ = ["Batch", "Conditions", "Falling", "Forecast", "Model", "Point", "Reading", "Run"]

Model = Literal["gfs", "cams"]
"""`gfs`: NOAA's Global Forecast System. `cams`: Copernicus' global atmospheric composition forecast."""

Falling = Literal["nothing", "rain", "snow", "sleet", "freezing-rain", "unknown"]
"""What falls; `unknown` when something does, and the model does not say what."""


@record
class Point:
    """A point on the globe: degrees north from -90 to 90, and degrees east from -180 to 180."""

    latitude: float
    longitude: float


@record
class Run:
    """A run of a model: which, and the hour in UTC at which it started."""

    model: Model
    at: datetime


@record
class Batch:
    """What is fetched and kept together: the fields of one hour of a run, on one grid."""

    run: Run
    grid: str
    """By its name at the source: `0p25`, `1p00`; `0p4` of Copernicus."""

    step: int
    """Hours after the run's start."""

    @property
    def valid(self) -> datetime:
        """The hour for which it holds, in UTC."""
        return self.run.at + timedelta(hours=self.step)


@record
class Conditions:
    """The weather at one point and hour. What the model does not say is None."""

    valid: datetime
    """The hour for which it holds, in UTC."""

    temperature: float | None = None
    """In °C."""

    humidity: float | None = None
    """Relative, over water, in percent."""

    wind_east: float | None = None
    """Towards the east, in m/s."""

    wind_north: float | None = None
    """Towards the north, in m/s."""

    gust: float | None = None
    """In m/s."""

    pressure: float | None = None
    """At sea level, in hPa."""

    cloud: float | None = None
    """Of the whole sky, in percent."""

    falling: Falling | None = None
    precipitation: float | None = None
    """Water, in mm/h."""

    visibility: Visibility | None = None


@record
class Reading:
    """Conditions, and where they come from."""

    conditions: Conditions
    run: Run
    source: str
    """Who delivered the data: `AWS`, `Google`, `NOMADS`, `Copernicus`."""

    late: Run | None = None
    """The newer run that should be there by now and is not."""

    height: float | None = None
    """Of the model's surface above sea level, in m."""


@record
class Forecast:
    """The weather at a point now, and what follows, oldest first: three-hourly, up to a day ahead, or nothing."""

    now: Reading
    outlook: tuple[Conditions, ...] = ()
    outlook_run: Run | None = None
    """An older one than that of `now` while the newest is being uploaded."""

    trouble: WeatherError | None = None
    """Why nothing newer could be had, when `now` is what was left in the cache."""
