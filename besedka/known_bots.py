"""The bots that come with Besedka, by the names that `python -m besedka bot NAME` knows them by."""

from collections.abc import Mapping
from typing import Final

from besedka.bots.bot import Bot
from besedka.bots.main import KnownBot

__all__ = ["KNOWN_BOTS"]


def _dice() -> type[Bot]:
    from besedka.bots.dice import DiceBot  # noqa: PLC0415 - only the bot that was asked for

    return DiceBot


def _weather() -> type[Bot]:
    from besedka.weather.bot import (  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - its own extra
        WeatherBot,
    )

    found: type[Bot] = WeatherBot
    return found


KNOWN_BOTS: Final[Mapping[str, KnownBot]] = {
    "dice": KnownBot(_dice),
    "weather": KnownBot(_weather, extra="weather"),
}
