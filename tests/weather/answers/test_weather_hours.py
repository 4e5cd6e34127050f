"""`hours`: a day ahead as bars, with words that say the same."""

from weather_scenes import (
    ALL_DOWN,
    EN,
    NOW,
    RU,
    SNOWY,
    SUZDAL,
    at,
    forecast,
    sight,
    spaced,
    wind,
)

from besedka.dialects.words.languages import Language
from besedka.weather.answers.hours import hour_lines
from besedka.weather.answers.quantities.bars import bars
from besedka.weather.data.conditions import Forecast


def hours(given: Forecast, words: Language = EN) -> list[str]:
    return [spaced(each) for each in hour_lines(given, SUZDAL, NOW, words)]


OUTLOOK = tuple(
    at(
        3 * step,
        temperature=-8.0 + step,
        falling="snow" if step == 4 else "nothing",
        precipitation=1.2 if step == 4 else 0.0,
        visibility=sight(800 if step == 4 else 15_000),
        **wind(0, step),
    )
    for step in range(1, 9)
)


def test_hours_are_bars_with_words_that_say_the_same() -> None:
    assert hours(forecast(SNOWY, *OUTLOOK)) == [
        "Suzdal, RU, 18:00 to 15:00 MSK, three hours a bar. GFS 06Z, model.",
        "temperature ▁▂▃▄▅▆▇█ lowest −7 °C at 18:00, highest 0 °C at 15:00",
        "precipitation ▁▁▁▄▁▁▁▁ most at 03:00: moderate snow, 1.2 mm/h",
        "wind ▂▃▄▅▆▇██ weakest 1 m/s at 18:00, strongest 8 m/s at 15:00",
        "lowest visibility 800 m (very poor) at 03:00",
    ]


def test_hours_in_russian() -> None:
    assert hours(forecast(SNOWY, *OUTLOOK), RU) == [
        "Suzdal, RU, с 18:00 до 15:00 МСК, один столбик — три часа. Модель GFS, расчёт 06Z.",
        "температура ▁▂▃▄▅▆▇█ минимум −7 °C в 18:00, максимум 0 °C в 15:00",
        "осадки ▁▁▁▄▁▁▁▁ сильнее всего в 03:00: умеренный снег, 1,2 мм/ч",
        "ветер ▂▃▄▅▆▇██ слабее всего 1 м/с в 18:00, сильнее всего 8 м/с в 15:00",
        "минимальная видимость 800 м (очень плохая) в 03:00",
    ]


def test_hours_that_are_alike_are_told_as_such() -> None:
    even = [
        at(3 * step, temperature=2.0, falling="nothing", precipitation=0.0, **wind(0, 3)) for step in (1, 2)
    ]
    assert hours(forecast(SNOWY, *even))[1:] == [
        "temperature ▁▁ 2 °C throughout",
        "precipitation ▁▁ none",
        "wind ▄▄ 3 m/s throughout",
    ]
    assert hours(forecast(SNOWY, *even), RU)[2] == "осадки ▁▁ не ожидаются"


def test_hours_that_are_missing_have_a_dot_and_unknown_quantities_no_line() -> None:
    given = forecast(SNOWY, at(3), at(6, temperature=2.0), at(9, temperature=5.0))
    assert hours(given)[1:] == ["temperature ·▁▄ lowest 2 °C at 21:00, highest 5 °C at 00:00"]


def test_hours_end_after_a_day() -> None:
    given = forecast(SNOWY, *OUTLOOK, at(27, temperature=30.0))
    assert "highest 0 °C" in hours(given)[1]


def test_hours_that_are_past_are_not_shown() -> None:
    old = at(-9, temperature=1.0)
    given = forecast(old, at(-6, temperature=30.0), at(0, temperature=2.0), at(3, temperature=4.0))
    assert "15:00 to 18:00 MSK" in hours(given)[0]
    assert hours(given)[1] == "temperature ▁▃ lowest 2 °C at 15:00, highest 4 °C at 18:00"


def test_hours_without_an_outlook_say_so() -> None:
    assert hours(forecast(SNOWY)) == ["Suzdal, RU: there is no outlook at hand."]
    assert hours(forecast(at(-7), trouble=ALL_DOWN))[0].startswith("AWS (timeout), Google (503)")


def test_bars_have_eight_levels_within_their_bounds() -> None:
    assert bars([0, 1, 2, 3, 4, 5, 6, 7], 0, 8) == "▁▂▃▄▅▆▇█"
    assert bars([-5, None, 50], 0, 8) == "▁·█"
    assert bars([3.0], 3.0, 3.0) == "▁"


def test_an_hour_that_is_missing_in_between_keeps_its_place() -> None:
    given = forecast(SNOWY, at(3, temperature=0.0), at(4, temperature=9.0), at(9, temperature=7.0))
    assert hours(given) == [
        "Suzdal, RU, 18:00 to 00:00 MSK, three hours a bar. GFS 06Z, model.",
        "temperature ▁·█ lowest 0 °C at 18:00, highest 7 °C at 00:00",
    ]
