"""Codes that mean both a country and a state of the US."""

import pytest

from besedka.dialects.words.languages import language
from besedka.weather.places.places import Places

ENGLISH = language("en")
PLACES = Places.load()


def label_of(text: str) -> str:
    place = PLACES.find(text).place
    assert place is not None
    return place.label(ENGLISH)


@pytest.mark.parametrize(
    ("text", "label", "other"),
    [
        ("Concord, CA", "Concord, CA", "Concord, CA, US"),
        ("El Paso, CO", "El Paso, CO", "Colorado Springs, CO, US"),
        ("George Town, KY", "George Town, KY", "Georgetown, KY, US"),
    ],
)
def test_a_code_of_a_country_and_a_state_is_the_country_s_and_the_state_is_named(
    text: str, label: str, other: str
) -> None:
    result = PLACES.find(text)
    assert result.place is not None
    assert result.place.label(ENGLISH) == label
    assert [each.label(ENGLISH) for each in result.others] == [other]


def test_a_code_of_a_country_without_such_a_place_is_the_state_s() -> None:
    assert label_of("Sacramento, CA") == "Sacramento, CA, US"
    assert label_of("Wilmington, DE") == "Wilmington, DE, US"
