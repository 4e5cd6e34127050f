"""GFS files that are made up: GRIB messages of weather that moves eastwards, and their indexes."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from threading import Lock

from besedka.weather.data.variables import Variable
from besedka.weather.gfs.index import FIELDS
from besedka.weather.gfs.runs import is_step
from tools.weather import samples
from tools.weather.plausible import PLAUSIBLE, Array, Field

__all__ = ["MadeUp", "index_of"]

_KEY = re.compile(
    r"gfs\.(?P<day>\d{8})/(?P<hour>00|06|12|18)/atmos/gfs\.t(?P=hour)z\.pgrb2\.(?P<grid>\w+)\.f(?P<step>\d{3})(?P<idx>\.idx)?"
)
_PUBLISHED = timedelta(hours=3, minutes=36)
_DEGREES_AN_HOUR = 4
_MOST_FILES = 64
_AVERAGED = (Variable.PRECIPITATION_RATE, Variable.IS_RAIN, Variable.CLOUD)
"""These stand twice in a file, as they do in GFS."""


def index_of(run: datetime, fields: Iterable[tuple[str, str, str, bytes]]) -> bytes:
    """Return the index of a file that consists of these messages: name, level, time, and the message."""
    lines, offset = [], 0
    for number, (name, level, time, message) in enumerate(fields, 1):
        lines.append(f"{number}:{offset}:d={run:%Y%m%d%H}:{name}:{level}:{time}:\n")
        offset += len(message)
    return "".join(lines).encode()


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

    def _files(self, run: datetime, grid: str, step: int) -> tuple[bytes, bytes]:
        """Return a file and its index."""
        with self._lock:
            if (run, grid, step) not in self._made:
                self._made[run, grid, step] = _make(run, grid, step)
                if len(self._made) > _MOST_FILES:
                    self._made.popitem(last=False)
            return self._made[run, grid, step]


def _make(run: datetime, grid: str, step: int) -> tuple[bytes, bytes]:
    fields = []
    for variable, (name, level) in FIELDS.items():
        moved = _moved(variable, run + timedelta(hours=step))
        instant = samples.make(variable, run, step, grid, moved)
        fields.append((name, level, f"{step} hour fcst", instant))
        if variable in _AVERAGED:
            mean = samples.make(variable, run, step, grid, moved, averaged=True)
            fields.append((name, level, f"{max(step - 6, 0)}-{step} hour ave fcst", mean))
    return b"".join(field[3] for field in fields), index_of(run, fields)


def _moved(variable: Variable, valid: datetime) -> Field:
    """Return the field as it is at an hour: all of it moves eastwards but the surface's height."""
    east = valid.timestamp() / 3600 * _DEGREES_AN_HOUR % 360 if variable is not Variable.HEIGHT else 0.0

    def field(latitude: Array, longitude: Array) -> Array:
        return PLAUSIBLE[variable](latitude, longitude - east)

    return field
