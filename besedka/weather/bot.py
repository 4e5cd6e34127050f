"""The weather bot: `python -m besedka bot weather`."""

import argparse
import os
from collections.abc import Callable
from typing import ClassVar, Final, Protocol

from besedka.bots.bot import AnswerError, Bot, BotCommand, Question, Words
from besedka.bots.desk.addressing import is_cyrillic
from besedka.dialects.command_line import CommandLine
from besedka.dialects.guessing.keyboard_layouts import cyrillic, latin
from besedka.weather.answers import guidance
from besedka.weather.answers.about import about_lines
from besedka.weather.answers.details import detail_lines
from besedka.weather.answers.hours import hour_lines
from besedka.weather.answers.one_line import one_line
from besedka.weather.answers.sources import source_lines, stats_line
from besedka.weather.answers.spot import Spot, spot_of
from besedka.weather.data.clock import Clock, utc_now
from besedka.weather.data.conditions import Forecast, Point
from besedka.weather.data.failures import WeatherError
from besedka.weather.data.status import Status
from besedka.weather.extra import check_extra
from besedka.weather.places.place import Found, Place
from besedka.weather.places.places import Places
from besedka.weather.settings import OPTIONS, make_writable, read_settings

__all__ = ["Finder", "Forecaster", "WeatherBot"]

_REMEMBERED: Final = "place"
_LAST: Final = "last"
"""Keys of an asker's memory: the place that `place` remembers, and the one that was asked about last."""

_FORGET: Final = ("forget", "забыть", "забудь")


class Forecaster(Protocol):
    """`besedka.weather.forecasts.service.Forecasts`, as far as the bot uses it."""

    async def forecast(self, point: Point) -> Forecast: ...  # noqa: D102 - the service says it
    async def aclose(self) -> None: ...  # noqa: D102
    async def stats(self) -> Status: ...  # noqa: D102


class Finder(Protocol):
    """`besedka.weather.places.places.Places`, as far as the bot uses it."""

    def find(self, text: str) -> Found: ...  # noqa: D102 - the places say it


class WeatherBot(Bot):
    """Answers what the weather is at a place. One line for `weather`, a few for the other commands."""

    name = "weather"
    about: ClassVar[Words] = {
        "en": "Tells the weather at a place, by the GFS model: `weather Suzdal`.",
        "ru": "Сообщает погоду по модели GFS: `погода Суздаль`.",
    }
    default = "weather"

    def __init__(
        self,
        opener: Callable[[], Forecaster],
        places: Callable[[], Finder] = Places.load,
        clock: Clock = utc_now,
    ) -> None:
        """`opener` is called once, when the loop runs; `places` once, in a thread: to load them takes half a second.

        `clock` gives the time in UTC.
        """
        self._open = opener
        self._forecasts: Forecaster | None = None
        self._load = places
        self._clock = clock
        self._places: Finder | None = None
        self._questions = 0

    @classmethod
    def add_options(cls, line: CommandLine) -> None:
        """Add the options of the weather (`besedka.weather.settings`)."""
        for option in OPTIONS:
            line.add_option(option)

    @classmethod
    def from_options(cls, options: argparse.Namespace) -> "WeatherBot":
        """Make the bot with real forecasts.

        Raises `ModuleNotFoundError` without the extra `weather`, `OSError` when the cache folder cannot be written.
        """
        check_extra()
        from besedka.weather.copernicus.access_token import read_token  # noqa: PLC0415 - needs the extra
        from besedka.weather.forecasts.opening import Limits, open_forecasts  # noqa: PLC0415 - needs the extra

        settings = read_settings(options)
        make_writable(settings.cache)
        limits = Limits(settings.cache_limit, settings.daily_limit)
        token = read_token(os.environ, settings.ads_token_file)

        def opened() -> Forecaster:
            return open_forecasts(
                settings.cache,
                limits=limits,
                mirrors=settings.mirrors,
                store_url=settings.ads_url,
                token=token,
            )

        return cls(opened)

    async def start(self) -> None:
        """Open the forecasts and load the places, so that the first question need not wait for that."""
        self._service()
        await self._finder()

    async def stop(self) -> None:
        """Close the forecasts."""
        if self._forecasts is not None:
            await self._forecasts.aclose()

    async def weather(self, question: Question) -> str:
        """Answer with one line: now, and the next change."""
        spot, forecast = await self._asked(question, (_REMEMBERED, _LAST))
        return one_line(forecast, spot, self._clock(), question.language)

    async def details(self, question: Question) -> str:
        """Answer with all that is known of the present hour."""
        spot, forecast = await self._asked(question, (_LAST, _REMEMBERED))
        return "\n".join(detail_lines(forecast, spot, self._clock(), question.language))

    async def hours(self, question: Question) -> str:
        """Answer with the day ahead as bars."""
        spot, forecast = await self._asked(question, (_LAST, _REMEMBERED))
        return "\n".join(hour_lines(forecast, spot, self._clock(), question.language))

    async def place(self, question: Question) -> str:
        """Remember a place for the asker's session, show it, or forget it."""
        words, memory = question.language, question.memory
        known: Place | None = memory.get(_REMEMBERED)
        asked = _place_in(question)
        if asked.casefold() in _FORGET:
            memory.pop(_REMEMBERED, None)
            memory.pop(_LAST, None)
            return guidance.forgotten(words)
        if not asked:
            if known is None:
                return guidance.no_place_remembered(words)
            return guidance.remembered(known.label(words), words)
        found, spot = await self._named(question)
        memory[_REMEMBERED] = memory[_LAST] = found
        return guidance.now_remembered(spot, words)

    async def source(self, question: Question) -> str:
        """Answer where the data at hand comes from, how old it is, and which sources fail."""
        return "\n".join(source_lines(await self._service().stats(), self._clock(), question.language))

    async def stats(self, question: Question) -> str:
        """Answer what was downloaded, kept and asked."""
        return stats_line(await self._service().stats(), self._questions, question.language)

    async def about_bot(self, question: Question) -> str:
        """Answer what this is, and whose data it uses."""
        return "\n".join(about_lines(question.language))

    async def _asked(self, question: Question, keys: tuple[str, str]) -> tuple[Spot, Forecast]:
        """Return the forecast for the place that is named, or else for the first that the memory has under the keys."""
        words, memory = question.language, question.memory
        if _place_in(question):
            place, spot = await self._named(question)
        else:
            known = [memory[key] for key in keys if key in memory]
            if not known:
                raise AnswerError(guidance.no_place_given(words))
            place, spot = known[0], spot_of(known[0], (), words)
        memory[_LAST] = place
        self._questions += 1
        try:
            return spot, await self._service().forecast(place.point)
        except WeatherError as error:
            raise AnswerError(guidance.no_data(error, spot, self._clock(), words)) from error

    async def _named(self, question: Question) -> tuple[Place, Spot]:
        """Return the place that the argument names. Raises `AnswerError` with what was probably meant."""
        words, asked, places = question.language, _place_in(question), await self._finder()
        found = places.find(asked)
        if found.place is not None:
            return found.place, spot_of(found.place, found.others, words)
        if found.out_of_range:
            raise AnswerError(guidance.no_coordinates(words))
        near = [each.label(words) for each in found.near]
        raise AnswerError(guidance.no_place(asked, near, _meant(question, places), words))

    def _service(self) -> Forecaster:
        if self._forecasts is None:
            self._forecasts = self._open()
        return self._forecasts

    async def _finder(self) -> Finder:
        import asyncio  # noqa: PLC0415 - the list of bots needs none

        if self._places is None:
            self._places = await asyncio.to_thread(self._load)
        return self._places

    commands = (
        BotCommand(
            "weather",
            {"en": "weather [PLACE]", "ru": "погода [МЕСТО]"},
            {
                "en": "the weather now and the next change; PLACE is a name, `Paris, US`, a code or coordinates",
                "ru": "погода сейчас и ближайшая перемена; МЕСТО — название, `Париж, US`, код или координаты",
            },
            weather,
            ("погода",),
        ),
        BotCommand(
            "place",
            {"en": "place [PLACE | forget]", "ru": "место [МЕСТО | забыть]"},
            {
                "en": "remembers a place until you leave, shows it, or forgets it",
                "ru": "запоминает место, пока вы в чате, показывает его или забывает",
            },
            place,
            ("место",),
        ),
        BotCommand(
            "details",
            {"en": "details [PLACE]", "ru": "подробно [МЕСТО]"},
            {
                "en": "all that is known of the present hour; without PLACE, where you asked last",
                "ru": "всё, что известно о текущем часе; без МЕСТА — там, где спрашивали в последний раз",
            },
            details,
            ("подробно", "подробности"),
        ),
        BotCommand(
            "hours",
            {"en": "hours [PLACE]", "ru": "часы [МЕСТО]"},
            {
                "en": "the next 24 hours: temperature, precipitation, wind, visibility",
                "ru": "ближайшие сутки: температура, осадки, ветер, видимость",
            },
            hours,
            ("часы", "почасово"),
        ),
        BotCommand(
            "source",
            {"en": "source", "ru": "источник"},
            {
                "en": "which model and run, from where, how old; which sources fail",
                "ru": "какая модель и расчёт, откуда и какой давности; какие источники не отвечают",
            },
            source,
            ("источник", "источники"),
        ),
        BotCommand(
            "stats",
            {"en": "stats", "ru": "статистика"},
            {
                "en": "what was downloaded today, the limit, the cache, the number of questions",
                "ru": "сколько загружено за сутки, лимит, кэш, число вопросов",
            },
            stats,
            ("статистика",),
        ),
        BotCommand(
            "about",
            {"en": "about", "ru": "инфо"},
            {
                "en": "what this is, what it is not for, and whose data it uses",
                "ru": "что это, для чего не годится и чьи это данные",
            },
            about_bot,
            ("инфо",),
        ),
    )


def _place_in(question: Question) -> str:
    """Return the argument without `?` and `!` behind it; empty if it has neither letters nor digits."""
    argument = question.argument.rstrip("?! ")
    return argument if any(map(str.isalnum, argument)) else ""


def _meant(question: Question, places: Finder) -> str | None:
    """Return the line that was probably meant, when the first word is a mistyped command.

    If that word was typed in the other keyboard layout, so was what follows, unless it is a place.
    """
    if question.near is None:
        return None
    word, *rest = question.argument.split(maxsplit=1)
    if rest and is_cyrillic(word) != is_cyrillic(question.near) and places.find(rest[0]).place is None:
        rest = [latin(rest[0]) if is_cyrillic(word) else cyrillic(rest[0])]
    return " ".join([question.near, *rest])
