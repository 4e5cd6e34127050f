"""GFS files that are made up: GRIB messages of weather that moves eastwards, and their indexes."""

import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from threading import Lock

from besedka.weather.data.variables import Variable
from besedka.weather.gfs.index import FIELDS
from besedka.weather.gfs.runs import candidates, is_step, step_for
from tools.weather import samples
from tools.weather.indexes import Described, index_of
from tools.weather.plausible import PLAUSIBLE, Array, Field

__all__ = ["MadeUp"]

_KEY = re.compile(
    r"gfs\.(?P<day>\d{8})/(?P<hour>00|06|12|18)/atmos/gfs\.t(?P=hour)z\.pgrb2\.(?P<grid>\w+)\.f(?P<step>\d{3})(?P<idx>\.idx)?"
)
_PUBLISHED = timedelta(hours=3, minutes=36)
_DEGREES_AN_HOUR = 4
_MOST_FILES = 64
_AVERAGED = (Variable.PRECIPITATION_RATE, Variable.IS_RAIN, Variable.CLOUD)
"""These stand twice in a file, as they do in GFS."""


class MadeUp:
    """Every file that GFS would have published by now, made when it is first asked for, and kept in memory."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc)) -> None:
        self._clock = clock
        self._made: OrderedDict[tuple[datetime, str, int], tuple[bytes, bytes]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """Return a file or its index; None for one that is not published yet or never."""
        found = _KEY.fullmatch(key)
        if found is None:
            return None
        try:
            run = datetime.strptime(found["day"] + found["hour"], "%Y%m%d%H").replace(tzinfo=timezone.utc)
        except ValueError:
            return None
        age = self._clock() - run
        if not is_step(found["grid"], int(found["step"])) or not _PUBLISHED <= age < timedelta(days=10):
            return None
        return self._files(run, found["grid"], int(found["step"]))[1 if found["idx"] else 0]

    def make_present(self) -> None:
        """Make the file that is asked for first: the finest grid for this hour. It takes seconds, others less."""
        now = self._clock()
        for run in candidates(now):
            if now - run.at >= _PUBLISHED:
                self._files(run.at, "0p25", step_for(run, now, "0p25"))
                return

    def _files(self, run: datetime, grid: str, step: int) -> tuple[bytes, bytes]:
        """Return a file and its index."""
        with self._lock:
            if (run, grid, step) not in self._made:
                self._made[run, grid, step] = _make(run, grid, step)
                if len(self._made) > _MOST_FILES:
                    self._made.popitem(last=False)
            return self._made[run, grid, step]


def _make(run: datetime, grid: str, step: int) -> tuple[bytes, bytes]:
    """Return a file and its index. On the grids of the outlook both parts of the wind are in one message."""
    messages: list[Described] = []
    for variable, names in FIELDS.items():
        moved = _moved(variable, run + timedelta(hours=step))
        made = samples.make(variable, run, step, grid, moved)
        fields = [(*names, f"{step} hour fcst")]
        if variable is Variable.WIND_NORTH and grid != "0p25":
            others, other = messages.pop()
            fields, made = [*others, *fields], samples.join([other, made])
        messages.append((fields, made))
        if variable in _AVERAGED:
            mean = samples.make(variable, run, step, grid, moved, averaged=True)
            messages.append(([(*names, f"{max(step - 6, 0)}-{step} hour ave fcst")], mean))
    return b"".join(message for _, message in messages), index_of(run, messages)


def _moved(variable: Variable, valid: datetime) -> Field:
    """Return the field as it is at an hour: all of it moves eastwards but the surface's height."""
    east = valid.timestamp() / 3600 * _DEGREES_AN_HOUR % 360 if variable is not Variable.HEIGHT else 0.0

    def field(latitude: Array, longitude: Array) -> Array:
        return PLAUSIBLE[variable](latitude, longitude - east)

    return field
