"""Why data could not be had, in words."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Final

from besedka.dialects.words.languages import N_, Language
from besedka.weather.answers.figures import megabytes
from besedka.weather.answers.moments import moment
from besedka.weather.data.failures import (
    CorruptDataError,
    DailyLimitError,
    Reason,
    SourceFailure,
    SourcesFailedError,
    StorageError,
    WeatherError,
)

__all__ = ["failed_sources", "reason_words", "trouble_words"]

_REASONS: Final[Mapping[Reason, str]] = {
    "timeout": N_("timeout"),
    "unreachable": N_("unreachable"),
    "busy": N_("busy"),
    "status": N_("HTTP error"),
    "no-ranges": N_("whole files only"),
    "cut-off": N_("connection cut off"),
    "changed": N_("file changed meanwhile"),
    "corrupt": N_("corrupt data"),
    "not-there": N_("no data yet"),
    "not-configured": N_("not configured"),
    "rejected": N_("request rejected"),
}

_STATUS: Final = re.compile("[1-5][0-9][0-9]")
_MAX_NAMED: Final = 120
"""Characters for the names of failed sources. Chosen: four mirrors, and half of a line is left for the weather."""


def reason_words(failure: SourceFailure, words: Language) -> str:
    """Return the reason in a few words: `timeout`, `busy`; an HTTP status is its number."""
    if failure.reason == "status" and _STATUS.fullmatch(failure.detail):
        return failure.detail
    return words.text(_REASONS[failure.reason])


def failed_sources(failures: Iterable[SourceFailure], words: Language) -> str:
    """Return `AWS (timeout), Google (503), NOMADS (busy)`; a source that nobody has configured has not failed."""
    told = [each for each in failures if each.reason != "not-configured"]
    return ", ".join(f"{each.source} ({reason_words(each, words)})" for each in told)


def trouble_words(error: WeatherError, zone: tzinfo, now: datetime, words: Language) -> str:
    """Return why there is no data, as the beginning of a sentence, without a stop."""
    if isinstance(error, DailyLimitError):
        sentence = words.text("the daily limit of {size} is reached; downloads go on at {moment}")
        return sentence.format(
            size=megabytes(error.limit, words), moment=moment(error.until, zone, now, words)
        )
    if isinstance(error, SourcesFailedError):
        named = failed_sources(error.failures, words)
        if len(named) > _MAX_NAMED:
            return words.text("none of the sources delivers")
        return named or words.text("no source of data is configured")
    if isinstance(error, CorruptDataError):
        return words.text("the data that came cannot be read")
    if isinstance(error, StorageError):
        return words.text("the data that came cannot be kept on the bot’s disk")
    return words.text("the data cannot be had")
