"""`source`, `stats` and `about`: where the data is from, and what it costs."""

from datetime import timedelta

import pytest
from weather_scenes import (
    EN,
    GFS_06Z,
    NOW,
    RU,
    spaced,
)

from besedka.weather.answers.about import about_lines
from besedka.weather.answers.sources import source_lines, stats_line
from besedka.weather.data.conditions import Batch
from besedka.weather.data.failures import (
    SourceFailure,
)
from besedka.weather.data.status import Held, SourceState, Status

STATUS = Status(
    sources=(
        SourceState("AWS", 12_300_000, SourceFailure("AWS", "timeout")),
        SourceState("Google", 400_000, SourceFailure("Google", "status", "503")),
        SourceState("NOMADS"),
        SourceState("Copernicus", 0, SourceFailure("Copernicus", "rejected", "no such\nvariable")),
    ),
    held=(
        Held(Batch(GFS_06Z, "0p25", 6), "AWS", NOW - timedelta(minutes=20)),
        Held(Batch(GFS_06Z, "1p00", 12), ""),
    ),
    daily_limit=200_000_000,
    cached=85_000_000,
    cache_limit=500_000_000,
)


def test_source_tells_runs_ages_and_what_fails() -> None:
    assert [spaced(each) for each in source_lines(STATUS, NOW, EN)] == [
        "GFS 06Z (0.25°) for 12:00 UTC: the run began 6 hours 10 minutes ago, from AWS, fetched 20 minutes ago.",
        "GFS 06Z (1.00°) for 18:00 UTC: the run began 6 hours 10 minutes ago.",
        (
            "Sources, in this order: AWS (timeout); Google (503); NOMADS; "
            "Copernicus (request rejected: no such variable)."
        ),
    ]


def test_source_in_russian() -> None:
    assert [spaced(each) for each in source_lines(STATUS, NOW, RU)] == [
        "GFS 06Z (0,25°) на 12:00 UTC: расчёт начат 6 часов 10 минут назад, источник AWS, загружено 20 минут назад.",
        "GFS 06Z (1,00°) на 18:00 UTC: расчёт начат 6 часов 10 минут назад.",
        (
            "Источники по порядку: AWS (нет ответа); Google (503); NOMADS; "
            "Copernicus (запрос отклонён: no such variable)."
        ),
    ]


def test_source_says_when_there_is_nothing_yet() -> None:
    assert source_lines(Status(), NOW, EN) == ["There is no data at hand yet; the first question brings it."]


def test_stats_tell_what_was_used_of_what_is_allowed() -> None:
    assert spaced(stats_line(STATUS, 37, EN)) == (
        "Downloaded today (UTC): 13 MB of 200 MB (AWS 12 MB, Google 0.4 MB). "
        "Cache: 85 MB of 500 MB. 37 questions since the start."
    )
    assert spaced(stats_line(Status(), 0, EN)).startswith("Downloaded today (UTC): 0 MB of 0 MB. Cache:")


@pytest.mark.parametrize(
    ("questions", "russian"), [(1, "1 вопрос"), (3, "3 вопроса"), (11, "11 вопросов"), (21, "21 вопрос")]
)
def test_questions_are_counted_as_russian_counts(questions: int, russian: str) -> None:
    assert stats_line(STATUS, questions, RU).endswith(f" {russian} с момента запуска.")


def test_about_warns_and_gives_the_sources_their_due() -> None:
    shown = "\n".join(about_lines(EN))
    assert "A model, not an observation; not for flight or rescue." in shown
    assert "GeoNames (geonames.org), CC BY 4.0" in shown
    assert "generated using Copernicus Atmosphere Monitoring Service information" in shown
    assert "Gultepe and Milbrandt 2010" in shown
    assert "Это модель, а не наблюдение" in "\n".join(about_lines(RU))
