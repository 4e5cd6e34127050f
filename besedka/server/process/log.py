"""Log lines for programs and people: one line an event, `key=value`, never a message's text."""

import json
import logging
import re
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from besedka.chat import Delivery
from besedka.chat.language.events import (
    Joined,
    Left,
    Muted,
    Renamed,
    Stopping,
    Unmuted,
)
from besedka.chat.language.text import clean
from besedka.dialects.words.timestamps import write_time

__all__ = ["LEVELS", "SHOWN", "Log", "log_delivery", "log_failure", "open_log"]

LEVELS = ("debug", "info", "warning", "error")

_PLAIN = re.compile(r"[^\s=\"'\\]+").fullmatch


class Log:
    """Writes structured lines through the standard `logging`, so that a program around the server can take them
    elsewhere."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self.debugging = logger.isEnabledFor(logging.DEBUG)

    def debug(self, event: str, **fields: object) -> None:
        """Log what happens too often to be read by people."""
        self._write(logging.DEBUG, event, fields)

    def info(self, event: str, **fields: object) -> None:
        """Log what somebody who runs a chat wants to see."""
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Log what should not happen, and did no harm."""
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Log what needs somebody to look at it."""
        self._write(logging.ERROR, event, fields)

    def _write(self, level: int, event: str, fields: Mapping[str, object]) -> None:
        if self._logger.isEnabledFor(level):
            pairs = {"event": event, **fields}
            self._logger.log(level, " ".join(f"{key}={_value(value)}" for key, value in pairs.items()))


def _value(value: object) -> str:
    """A value that cannot be taken for anything else, whatever is in it."""
    text = clean(str(value), newline=False)
    return text if _PLAIN(text) else json.dumps(text, ensure_ascii=False)


class _Formatter(logging.Formatter):
    """`time=… level=… event=…`; the time is UTC with milliseconds."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("time=%(asctime)s level=%(lower)s %(message)s")
        self.default_time_format = "%Y-%m-%dT%H:%M:%S"
        self.default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        record.lower = record.levelname.lower()
        return super().format(record)


class Stream(Protocol):
    """Where lines go."""

    def write(self, text: str, /) -> object:
        """Take a line with its end."""

    def flush(self) -> None:
        """Write out what was taken."""


def open_log(level: str, stream: Stream) -> Log:
    """Return a log that writes lines of at least `level` (one of `LEVELS`) to `stream`."""
    logger = logging.getLogger("besedka")
    logger.setLevel(level.upper())
    logger.propagate = False
    handler: logging.Handler = logging.StreamHandler(stream)
    handler.setFormatter(_Formatter())
    logger.handlers[:] = [handler]
    return Log(logger)


def log_delivery(log: Log, seq: int, delivery: Delivery) -> None:
    """Log one line for what happened by entry `seq`, from the delivery in which it shows to all (`SHOWN`); what is only
    somebody's answer goes to `debug`."""
    event, audience = delivery.event, delivery.audience
    fields = SHOWN.get(type(event))
    if fields is not None and not isinstance(audience, str):
        log.info(_name(event), seq=seq, **fields(event))
    elif log.debugging:
        log.debug(_name(event), seq=seq, session=audience if isinstance(audience, str) else None)


def log_failure(log: Log, what: str, error: BaseException | None) -> None:
    """Log a bug of ours: one line with the error's type and the places that it came through, innermost
    first. Not its words, which may quote a message."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    trace = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    log.error("internal", what=what, error=type(error).__name__ if error else None, trace=trace or None)


def _name(event: object) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(event).__name__).lower()


def _attributes(*names: str) -> Callable[[object], dict[str, object]]:
    return lambda event: {name: getattr(event, name) for name in names}


SHOWN: Mapping[type, Callable[[Any], dict[str, object]]] = {
    Joined: _attributes("name"),
    Left: _attributes("name", "reason"),
    Renamed: _attributes("old", "new"),
    Muted: lambda event: {
        "name": event.name,
        "until": write_time(event.until),
        "complaints": event.complaints,
    },
    Unmuted: _attributes("name"),
    Stopping: _attributes(),
}
"""Of each event that is told to all and is no message: what a line about it says."""
