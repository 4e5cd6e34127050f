"""The weather bot: its commands, what it remembers, and what it says when it cannot answer."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from weather_scenes import ALL_DOWN, EN, NOW, RU, at, forecast, sight, spaced

from besedka.bots.bot import AnswerError, Question
from besedka.bots.desk.command_table import CommandTable
from besedka.dialects.words.languages import Language
from besedka.weather.answers import guidance
from besedka.weather.bot import WeatherBot
from besedka.weather.data.conditions import Forecast, Point
from besedka.weather.data.failures import WeatherError
from besedka.weather.data.status import SourceState, Status
from besedka.weather.extra import MODULES
from besedka.weather.places.place import Found, Place

SUZDAL = Place("Suzdal", 56.42, 40.45, "Europe/Moscow", "RU", cyrillic="Суздаль", population=9_000)
PARIS = Place("Paris", 48.85, 2.35, "Europe/Paris", "FR", cyrillic="Париж", population=2_000_000)
PARIS_US = Place("Paris", 33.66, -95.56, "America/Chicago", "US", "TX", population=25_000)
KNOWN = {
    "suzdal": Found(SUZDAL),
    "суздаль": Found(SUZDAL),
    "paris": Found(PARIS, (PARIS_US,)),
    "suzdla": Found(near=(SUZDAL,)),
    "95 200": Found(out_of_range=True),
}


class FakePlaces:
    def find(self, text: str) -> Found:
        return KNOWN.get(text.strip().casefold(), Found())


@dataclass
class FakeForecasts:
    """Answers with one forecast, or raises; keeps what it was asked for."""

    answer: Forecast | WeatherError = field(
        default_factory=lambda: forecast(
            at(temperature=-3.0, visibility=sight(6000)), at(3, temperature=-5.0)
        )
    )
    asked: list[Point] = field(default_factory=list)
    closed: bool = False

    async def forecast(self, point: Point) -> Forecast:
        self.asked.append(point)
        if isinstance(self.answer, WeatherError):
            raise self.answer
        return self.answer

    async def stats(self) -> Status:
        return Status((SourceState("AWS", 3_000_000),), daily_limit=200_000_000)

    async def aclose(self) -> None:
        self.closed = True


class Talk:
    """An asker's talk with the bot, by way of its table of commands."""

    def __init__(self, answer: Forecast | WeatherError | None = None) -> None:
        self.forecasts = FakeForecasts() if answer is None else FakeForecasts(answer)
        self.bot = WeatherBot(lambda: self.forecasts, FakePlaces, lambda: NOW)
        self.table = CommandTable(self.bot)
        self.memory: dict[str, Any] = {}

    def ask(self, text: str, words: Language = EN) -> str:
        reading = self.table.read(text)
        question = Question(
            "anna",
            reading.argument,
            reading.command.name,
            words,
            memory=self.memory,
            near=reading.near,
        )
        answer = asyncio.run(_answer(reading.command.handler(self.bot, question)))
        return spaced(answer)

    def refusal(self, text: str, words: Language = EN) -> str:
        with pytest.raises(AnswerError) as refused:
            self.ask(text, words)
        return spaced(refused.value.sentence)


async def _answer(handling: Any) -> str:
    answer: str | Sequence[str] = await handling
    assert isinstance(answer, str)
    return answer


@pytest.mark.parametrize("text", ["Suzdal", "weather Suzdal", "погода Суздаль", "Suzdal?", "WEATHER suzdal"])
def test_a_place_alone_is_a_question_for_its_weather(text: str) -> None:
    talk = Talk()
    assert talk.ask(text) == (
        "Suzdal, RU: −3 °C; visibility 6 km (moderate). GFS 06Z via AWS for 15:00 MSK, model."
    )
    assert talk.forecasts.asked == [Point(56.42, 40.45)]


def test_the_answer_names_the_place_in_the_askers_language() -> None:
    assert Talk().ask("погода Суздаль", RU).startswith("Суздаль, RU: −3 °C; видимость 6 км (умеренная).")


def test_other_places_of_the_name_are_named() -> None:
    assert Talk().ask("Paris").startswith("Paris, FR; also Paris, TX, US: −3 °C")


def test_a_remembered_place_needs_not_be_named_again() -> None:
    talk = Talk()
    assert (
        talk.ask("place Suzdal") == "Suzdal, RU is remembered until you leave: `weather` alone is enough now."
    )
    assert talk.ask("weather").startswith("Suzdal, RU:")
    assert talk.ask("").startswith("Suzdal, RU:")
    assert (
        talk.ask("место", RU) == "Запомнено: Суздаль, RU. Достаточно слова `погода`; `место забыть` — забыть."
    )


def test_a_remembered_place_with_namesakes_names_them() -> None:
    assert Talk().ask("place Paris").endswith(" Others of that name: Paris, TX, US.")


@pytest.mark.parametrize("text", ["place forget", "место забыть", "place Forget"])
def test_a_remembered_place_can_be_forgotten(text: str) -> None:
    talk = Talk()
    talk.ask("place Suzdal")
    assert talk.ask(text) == "Forgotten."
    assert talk.ask("place") == "No place is remembered. `place Suzdal` remembers one until you leave."
    assert talk.refusal("weather").startswith("Which place?")


def test_asking_for_another_place_leaves_the_remembered_one() -> None:
    talk = Talk()
    talk.ask("place Suzdal")
    talk.ask("Paris")
    assert talk.ask("weather").startswith("Suzdal, RU:")


def test_details_and_hours_are_of_the_place_that_was_asked_about_last() -> None:
    talk = Talk()
    talk.ask("place Suzdal")
    talk.ask("Paris")
    assert talk.ask("details").splitlines()[0] == "Paris, FR"
    assert talk.ask("часы", RU).startswith("Париж, FR, с 16:00 до 16:00 UTC+1")
    assert talk.ask("hours Suzdal").startswith("Suzdal, RU, 18:00 to 18:00 MSK")


def test_weather_without_any_place_says_how_to_name_one() -> None:
    assert Talk().refusal("weather") == (
        "Which place? For example: `weather Suzdal`; after `place Suzdal`, `weather` alone is enough."
    )
    assert "`погода Суздаль`" in Talk().refusal("подробно", RU)


def test_a_misspelled_place_gets_what_was_probably_meant() -> None:
    assert Talk().refusal("Suzdla") == "No place is known as “Suzdla”. Did you mean: Suzdal, RU?"
    assert Talk().refusal("Suzdla", RU) == (
        "Места «Suzdla» в справочнике нет. Возможно, имелось в виду: Суздаль, RU?"
    )


def test_an_unknown_place_gets_what_places_there_are() -> None:
    assert Talk().refusal("Xyzzyx") == (
        "No place is known as “Xyzzyx”. Places of 5,000 people and more are known, airport codes, and coordinates: "
        "`weather 56.42 40.45`."
    )


def test_a_mistyped_command_is_offered_with_what_followed_it() -> None:
    assert Talk().refusal("detials") == "No place is known as “detials”. Did you mean the command `details`?"
    assert Talk().refusal("detials Suzdal").endswith("Did you mean the command `details Suzdal`?")
    assert Talk().refusal("подрбоно Суздаль", RU).endswith("команда `подробно Суздаль`?")


def test_a_command_in_the_other_keyboard_layout_is_offered_with_what_followed_it() -> None:
    assert Talk().refusal("gjujlf Ceplfkm").endswith("Did you mean the command `погода суздаль`?")
    assert Talk().refusal("рщгкы Ыгявфд", RU).endswith("имелась в виду команда `hours suzdal`?")
    assert Talk().refusal("gjujlf Paris").endswith("Did you mean the command `погода Paris`?")


def test_a_command_and_places_that_were_probably_meant_are_one_question_each() -> None:
    assert guidance.no_place("руды", ("Буды, UA",), "help", RU) == (
        "Места «руды» в справочнике нет. Возможно, имелась в виду команда `help`? Или место: Буды, UA?"
    )
    assert guidance.no_place("hels", ("Hel, PL",), "help", EN).endswith(
        "the command `help`? Or the place: Hel, PL?"
    )


@pytest.mark.parametrize("text", ["?", "!", "...", "weather ?", "weather \U0001f327\ufe0f", "/"])
def test_a_text_without_letters_and_digits_names_no_place(text: str) -> None:
    talk = Talk()
    assert talk.refusal(text).startswith("Which place?")
    talk.ask("place Suzdal")
    assert talk.ask(text).startswith("Suzdal, RU: −3 °C")


def test_a_mark_behind_the_argument_of_place_is_no_part_of_it() -> None:
    talk = Talk()
    assert talk.ask("place Suzdal!").startswith("Suzdal, RU is remembered")
    assert talk.ask("place ?").startswith("Remembered: Suzdal, RU.")
    assert talk.ask("place forget!") == "Forgotten."


def test_coordinates_that_no_point_has_are_refused_with_the_bounds() -> None:
    assert Talk().refusal("95 200") == (
        "There are no such coordinates: latitude is from −90 to 90, longitude from −180 to 180."
    )


def test_a_refused_place_is_not_remembered() -> None:
    talk = Talk()
    talk.refusal("place Suzdla")
    assert talk.memory == {}


def test_when_there_is_no_data_the_asker_is_told_why() -> None:
    assert Talk(ALL_DOWN).refusal("Suzdal") == (
        "AWS (timeout), Google (503), NOMADS (busy); nothing is at hand for Suzdal, RU. Please ask again later."
    )


def test_questions_are_counted() -> None:
    talk = Talk()
    talk.ask("Suzdal")
    talk.ask("details")
    talk.refusal("Suzdla")
    assert talk.ask("stats") == (
        "Downloaded today (UTC): 3 MB of 200 MB (AWS 3 MB). Cache: 0 MB of 0 MB. 2 questions since the start."
    )


def test_source_and_about_answer_without_a_place() -> None:
    assert Talk().ask("source").endswith("Sources, in this order: AWS.")
    assert Talk().ask("about").startswith("A model, not an observation; not for flight or rescue.")


def test_every_command_has_a_russian_word_and_help_in_both_languages() -> None:
    help_en, help_ru = Talk().ask("help"), Talk().ask("справка", RU)
    for command in WeatherBot.commands:
        assert command.aliases
        assert all(not alias.isascii() for alias in command.aliases)
        assert f"  {command.syntax['en']} — {command.help['en']}" in help_en  # type: ignore[index]
        assert f"  {command.syntax['ru']} — {command.help['ru']}" in help_ru  # type: ignore[index]


def test_a_stopped_bot_closes_the_forecasts_it_has_opened() -> None:
    talk = Talk()

    async def run() -> None:
        await talk.bot.start()
        await talk.bot.stop()

    asyncio.run(run())
    assert talk.forecasts.closed
    asyncio.run(Talk().bot.stop())


@pytest.mark.parametrize("module", MODULES)
def test_without_the_extra_or_any_part_of_it_one_sentence_names_it(module: str) -> None:
    program = (
        f"import sys; sys.modules['{module}'] = None\n"
        "from besedka.cli import main\n"
        "main(['bot', 'weather', '127.0.0.1:1', '--lang', 'en'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    sentence = f"weather: This bot needs the extra besedka[weather] (there is no module {module}): "
    assert done.stderr.startswith(sentence)
    assert re.fullmatch(r".+ -m pip install '.+\[weather\]'\n", done.stderr.removeprefix(sentence))


def test_its_help_needs_no_extra() -> None:
    program = (
        "import sys\n"
        "for name in ('cdsapi', 'eccodes', 'httpx', 'numpy', 'platformdirs'):\n"
        "    sys.modules[name] = None\n"
        "from besedka.cli import main\n"
        "main(['bot', 'weather', '--help', '--lang', 'en'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert "--mirror NAME=URL" in done.stdout
