"""What is said instead of a forecast: which place, did you mean, what is remembered, why there is no data."""

from collections.abc import Sequence
from datetime import datetime

from besedka.chat.language.text import excerpt
from besedka.dialects.words.languages import Language
from besedka.weather.answers.figures import MINUS
from besedka.weather.answers.spot import Spot
from besedka.weather.answers.staleness import capitalized
from besedka.weather.answers.troubles import trouble_words
from besedka.weather.data.failures import WeatherError

__all__ = [
    "forgotten",
    "no_coordinates",
    "no_data",
    "no_place",
    "no_place_given",
    "no_place_remembered",
    "now_remembered",
    "remembered",
]


def no_place_given(words: Language) -> str:
    """Return how to name a place."""
    return words.text(
        "Which place? For example: `weather Suzdal`; after `place Suzdal`, `weather` alone is enough."
    )


def no_place(asked: str, near: Sequence[str], command: str | None, words: Language) -> str:
    """Return that nothing is known by this name, and what was probably meant: places, or a whole command line."""
    sentences = [words.text("No place is known as “{asked}”.").format(asked=excerpt(asked))]
    if command is not None:
        sentences.append(words.text("Did you mean the command `{command}`?").format(command=excerpt(command)))
    if near:
        sentence = (
            words.text("Did you mean: {places}?")
            if command is None
            else words.text("Or the place: {places}?")
        )
        sentences.append(sentence.format(places="; ".join(near)))
    if command is None and not near:
        sentences.append(
            words.text(
                "Places of 5,000 people and more are known, airport codes, and coordinates: `weather 56.42 40.45`."
            )
        )
    return " ".join(sentences)


def no_coordinates(words: Language) -> str:
    """Return which coordinates there are."""
    return words.text(
        "There are no such coordinates: latitude is from {minus}90 to 90, longitude from {minus}180 to 180."
    ).format(minus=MINUS)


def no_data(error: WeatherError, spot: Spot, now: datetime, words: Language) -> str:
    """Return why there is no data, when nothing is at hand either."""
    why = capitalized(trouble_words(error, spot.zone, now, words))
    return words.text("{why}; nothing is at hand for {place}. Please ask again later.").format(
        why=why, place=spot.name
    )


def remembered(name: str, words: Language) -> str:
    """Return which place is remembered."""
    return words.text(
        "Remembered: {place}. `weather` alone asks about it; `place forget` forgets it."
    ).format(place=name)


def now_remembered(spot: Spot, words: Language) -> str:
    """Return that a place is remembered from now on, and the others of that name."""
    sentence = words.text("{place} is remembered until you leave: `weather` alone is enough now.")
    told = sentence.format(place=spot.name)
    if not spot.others:
        return told
    others = words.text("Others of that name: {places}.").format(places="; ".join(spot.others))
    return f"{told} {others}"


def no_place_remembered(words: Language) -> str:
    """Return that no place is remembered, and how to have one remembered."""
    return words.text("No place is remembered. `place Suzdal` remembers one until you leave.")


def forgotten(words: Language) -> str:
    """Return that no place is remembered any longer."""
    return words.text("Forgotten.")
