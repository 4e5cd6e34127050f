"""`source` and `stats`: where the data comes from, how old it is, what fails, and what was used."""

from datetime import datetime, timezone
from typing import Final

from besedka.chat.language.text import excerpt
from besedka.dialects.words.languages import Language
from besedka.dialects.words.quantities import decimal, duration
from besedka.weather.answers.figures import megabytes
from besedka.weather.answers.moments import moment
from besedka.weather.answers.origin import run_name
from besedka.weather.answers.troubles import reason_words
from besedka.weather.data.status import Held, SourceState, Status

__all__ = ["source_lines", "stats_line"]

_TELLING: Final = ("rejected", "status", "unreachable", "corrupt")
"""Reasons of which the detail says more."""


def source_lines(status: Status, now: datetime, words: Language) -> list[str]:
    """Return a line for each batch at hand with its run, hour, source and ages, and one for the sources."""
    held = [_held_line(each, now, words) for each in status.held] or [
        words.text("There is no data at hand yet; the first question brings it.")
    ]
    states = "; ".join(_state(each, words) for each in status.sources)
    return (
        [*held, words.text("Sources, in this order: {sources}.").format(sources=states)] if states else held
    )


def _held_line(held: Held, now: datetime, words: Language) -> str:
    batch = held.batch
    line = words.text("{run} ({grid}) for {when}: the run began {age} ago").format(
        run=run_name(batch.run),
        grid=_grid(batch.grid, words),
        when=moment(batch.valid, timezone.utc, now, words),
        age=_age(batch.run.at, now, words),
    )
    if held.source:
        line += words.text(", from {source}").format(source=held.source)
    if held.fetched is not None:
        line += words.text(", fetched {age} ago").format(age=_age(held.fetched, now, words))
    return f"{line}."


def _grid(name: str, words: Language) -> str:
    """Return the distance of a grid's points in degrees: `0.25°` for `0p25`."""
    return f"{decimal(name.replace('p', '.'), words)}°"


def _age(since: datetime, now: datetime, words: Language) -> str:
    seconds = max(0, int((now - since).total_seconds()))
    return duration(seconds * 1000 if seconds < 60 else seconds // 60 * 60_000, words)


def _state(state: SourceState, words: Language) -> str:
    failure = state.failure
    if failure is None:
        return state.source
    reason = reason_words(failure, words)
    if failure.detail and failure.detail != reason and failure.reason in _TELLING:
        reason = f"{reason}: {excerpt(failure.detail)}"
    return f"{state.source} ({reason})"


def stats_line(status: Status, questions: int, words: Language) -> str:
    """Return what was downloaded today and may be, how full the cache is, and how many questions were answered."""
    sentence = words.text(
        "Downloaded today (UTC): {used} of {limit}{sources}. Cache: {cached} of {cache_limit}."
    )
    by_source = ", ".join(
        f"{each.source} {megabytes(each.downloaded, words)}" for each in status.sources if each.downloaded
    )
    line = sentence.format(
        used=megabytes(status.downloaded, words),
        limit=megabytes(status.daily_limit, words),
        sources=f" ({by_source})" if by_source else "",
        cached=megabytes(status.cached, words),
        cache_limit=megabytes(status.cache_limit, words),
    )
    answered = words.plural("{n} question since the start.", "{n} questions since the start.", questions)
    return f"{line} {answered.format(n=questions)}"
