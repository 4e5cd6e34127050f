"""A regular grid of latitudes and longitudes, and which of its points is the nearest to a place."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, repeat
from operator import neg

from besedka.records import record
from besedka.weather.data.conditions import Point

__all__ = ["Axis", "Grid"]

_RADIANS = math.acos(0.0)
"""A right angle. Written as ecCodes writes it, since ties between grid points are decided by the last bit."""


@record
class Axis:
    """Equidistant coordinates in degrees, ascending or descending."""

    first: float
    last: float
    count: int
    """At least two."""

    @property
    def step(self) -> float:
        """Degrees from one to the next: negative where they descend."""
        return (self.last - self.first) / (self.count - 1)

    @property
    def degrees(self) -> tuple[float, ...]:
        """All of them, with the rounding of ecCodes: it adds up the steps."""
        return _add_up(self.first, self.last, self.count)

    def spans(self, degrees: float) -> bool:
        """Whether this lies between both ends, or at one."""
        return min(self.first, self.last) <= degrees <= max(self.first, self.last)

    def around(self, degrees: float) -> tuple[int, int]:
        """Indexes of the two neighbors that enclose this, the higher index first."""
        if self.step > 0:
            lower = bisect_right(self.degrees, degrees) - 1
        else:
            lower = bisect_left(self.degrees, -degrees, key=neg) - 1
        lower = min(max(lower, 0), self.count - 2)
        return lower + 1, lower


@record
class Grid:
    """Where the values of a field are: row by row, each row along `longitudes`, the rows along `latitudes`.

    Both axes keep the direction of the message. A grid goes around the globe when one more step would lead from its
    last longitude to its first.
    """

    latitudes: Axis
    longitudes: Axis

    @property
    def points(self) -> int:
        """How many values a field has."""
        return self.latitudes.count * self.longitudes.count

    def nearest(self, point: Point) -> int | None:
        """The index of the value at the grid point that is nearest on a sphere; None outside of the grid.

        It is the point that `codes_grib_find_nearest` of ecCodes finds. Of equidistant points (a pole is a whole row of
        them) that is the one with the lower row and then the lower column.
        """
        columns = self._columns(point.longitude % 360.0)
        if columns is None or not self.latitudes.spans(point.latitude):
            return None
        east, around = columns
        distance = _distance_from(point.latitude, east)
        best, index = math.inf, 0
        for row in self.latitudes.around(point.latitude):
            for column in around:
                far = distance(self.latitudes.degrees[row], self.longitudes.degrees[column])
                if far <= best:
                    best, index = far, row * self.longitudes.count + column
        return index

    def _columns(self, east: float) -> tuple[float, tuple[int, int]] | None:
        """The longitude as this grid counts it, and the columns around it; None where there are none."""
        for turned in (east, east - 360.0 if east > 0 else east + 360.0):
            if self.longitudes.spans(turned):
                return turned, self.longitudes.around(turned)
        gap = 360.0 - abs(self.longitudes.last - self.longitudes.first)
        if gap > abs(self.longitudes.step) * (1 + 1e-6):
            return None
        return east, (0, self.longitudes.count - 1)


@lru_cache(maxsize=16)
def _add_up(first: float, last: float, count: int) -> tuple[float, ...]:
    step = (last - first) / (count - 1)
    return (*accumulate(repeat(step, count - 2), initial=first), last)


def _distance_from(latitude: float, longitude: float) -> Callable[[float, float], float]:
    """Angles on a sphere from a point to others, by the law of cosines, in radians."""
    north = latitude * _RADIANS / 90.0
    sine, cosine = math.sin(north), math.cos(north)

    def distance(other_latitude: float, other_longitude: float) -> float:
        if (latitude, longitude) == (other_latitude, other_longitude):
            return 0.0
        other = other_latitude * _RADIANS / 90.0
        apart = other_longitude * _RADIANS / 90.0 - longitude * _RADIANS / 90.0
        angle = sine * math.sin(other) + cosine * math.cos(other) * math.cos(apart)
        return math.acos(min(max(angle, -1.0), 1.0))

    return distance
