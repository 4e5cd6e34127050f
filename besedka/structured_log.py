"""Structured log: one line per event, `key=value`, never the text of a message."""

import json
import logging
import re
import time
import traceback
from collections.abc import Mapping
from typing import Protocol

from besedka.chat.language.text import clean

__all__ = ["LEVELS", "Log", "Stream", "log_failure", "open_log"]

LEVELS = ("debug", "info", "warning", "error")

_MAX_FRAMES = 32
"""Frames of a traceback that are logged. A recursion without end has a thousand."""

_MAX_CAUSES = 4

_PLAIN = re.compile(r"[^\s=\"'\\]+").fullmatch


class Log:
    """Writes structured lines through the standard `logging`, so an embedding program can redirect them."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self.debugging = logger.isEnabledFor(logging.DEBUG)

    def debug(self, event: str, **fields: object) -> None:
        """Log an event that is too frequent for people to read."""
        self._write(logging.DEBUG, event, fields)

    def info(self, event: str, **fields: object) -> None:
        """Log an event that is of interest to an operator."""
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Log an event that should not happen but did no harm."""
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Log an event that needs attention."""
        self._write(logging.ERROR, event, fields)

    def _write(self, level: int, event: str, fields: Mapping[str, object]) -> None:
        if self._logger.isEnabledFor(level):
            pairs = {"event": event, **fields}
            self._logger.log(level, " ".join(f"{key}={_value(value)}" for key, value in pairs.items()))


def _value(value: object) -> str:
    """Encode a value so that it is unambiguous whatever it contains."""
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
    """The destination of log lines."""

    def write(self, text: str, /) -> object:
        """Accept a line including its end."""

    def flush(self) -> None:
        """Write out what was accepted."""


def open_log(level: str, stream: Stream) -> Log:
    """Return a log that writes lines of at least `level` (one of `LEVELS`) to `stream`."""
    logger = logging.getLogger("besedka")
    logger.setLevel(level.upper())
    logger.propagate = False
    handler: logging.Handler = logging.StreamHandler(stream)
    handler.setFormatter(_Formatter())
    logger.handlers[:] = [handler]
    return Log(logger)


def log_failure(log: Log, what: str, error: BaseException | None) -> None:
    """Log an internal error: one line with the error's type and traceback, innermost frame first, and its causes.

    The texts of errors are omitted, because they may quote a message. The line is bounded: of a long traceback, the
    frames in the middle are left out, and of many causes, the first ones.
    """
    trace = _trace(error) if error else None
    causes = "; ".join(f"{type(each).__name__} at {_trace(each)}" for each in _causes(error)) if error else ""
    name = type(error).__name__ if error else None
    log.error("internal", what=what, error=name, trace=trace or None, **({"cause": causes} if causes else {}))


def _trace(error: BaseException) -> str:
    frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)][::-1]
    if len(frames) > _MAX_FRAMES:
        frames = [*frames[: _MAX_FRAMES // 2], "…", *frames[-(_MAX_FRAMES // 2) :]]
    return " < ".join(frames)


def _causes(error: BaseException) -> list[BaseException]:
    """Return the errors that led to this one, the nearest first, as Python prints them."""
    causes: list[BaseException] = []
    last: BaseException | None = error
    while last is not None and len(causes) < _MAX_CAUSES:
        last = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        causes += [] if last is None else [last]
    return causes
