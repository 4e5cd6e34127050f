"""Old data is told with its age, and with why there is none newer."""

from datetime import datetime, timedelta, tzinfo
from typing import Final

from besedka.dialects.words.languages import Language
from besedka.weather.answers.moments import age
from besedka.weather.answers.troubles import trouble_words
from besedka.weather.data.conditions import Forecast

__all__ = ["capitalized", "stale_notice"]

_PRESENT: Final = timedelta(minutes=30)
"""The hour nearest to now is at most so long ago."""

_OLD: Final = timedelta(minutes=90)
"""From this age on, data is called old, whatever the reason: it is not of the nearest hour, nor of the one before."""


_USUAL: Final = timedelta(hours=12)
"""A run is at most so old while the sources work: two cycles. From then on `12Z` may be taken for another day's run."""


def stale_notice(
    forecast: Forecast, zone: tzinfo, now: datetime, words: Language, *, brief: bool = False
) -> str:
    """Return `AWS (timeout), Google (503), NOMADS (busy); the last data is 7 hours old: `; empty if nothing is wrong.

    The age is that of the hour for which the data holds, and of the run if that is older than usual; if the hour is
    the present one, that of the run alone. `brief` leaves the reasons out.
    """
    past, since_run = now - forecast.now.conditions.valid, now - forecast.now.run.at
    if forecast.trouble is None and past < _OLD:
        return ""
    if past > _PRESENT:
        old = words.text("the last data is {age} old").format(age=age(past, words))
        if since_run > _USUAL:
            old += words.text(", its run {age} old").format(age=age(since_run, words))
    else:
        old = words.text("the last run is {age} old").format(age=age(since_run, words))
    if forecast.trouble is None or brief:
        return f"{capitalized(old)}: "
    return f"{capitalized(trouble_words(forecast.trouble, zone, now, words))}; {old}: "


def capitalized(sentence: str) -> str:
    """Return the sentence with a capital first letter; the rest is unchanged."""
    return sentence[:1].upper() + sentence[1:]
