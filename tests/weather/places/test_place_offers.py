"""What is offered when no place has the name."""

import pytest

from besedka.dialects.words.languages import language
from besedka.weather.places.place import Found, Place
from besedka.weather.places.places import Places

ENGLISH = language("en")
PLACES = Places.load()


def labels(places: tuple[Place, ...]) -> list[str]:
    return [place.label(ENGLISH) for place in places]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Ceplfkm", "Suzdal, RU"),
        ("Vjcrdf", "Moscow, RU"),
        ("Gtnth,ehu", "Saint Petersburg, RU"),
        ("Ыгявфд", "Suzdal, RU"),
        ("Дщтвщт", "London, GB"),
    ],
)
def test_a_name_in_the_other_keyboard_layout_is_offered(text: str, label: str) -> None:
    result = PLACES.find(text)
    assert result.place is None
    assert labels(result.near)[0] == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("what is the weather in Paris", "Paris, FR"),
        ("какая сейчас погода в Нижнем Новгороде", "Nizhniy Novgorod, RU"),
        ("Will it rain at Springfield, IL", "Springfield, IL, US"),
    ],
)
def test_a_place_at_the_end_of_a_sentence_is_offered(text: str, label: str) -> None:
    result = PLACES.find(text)
    assert result.place is None
    assert labels(result.near)[0] == label


@pytest.mark.parametrize(
    ("text", "label"),
    [("Paris France", "Paris, FR"), ("Париж Франция", "Paris, FR"), ("New York US", "New York City, NY, US")],
)
def test_a_country_without_its_comma_is_offered_with_it(text: str, label: str) -> None:
    result = PLACES.find(text)
    assert (result.place, labels(result.near)) == (None, [label])


def test_a_sentence_about_no_place_offers_none() -> None:
    assert PLACES.find("what is the matter in Xyzzyx") == Found()


def test_a_word_that_ends_like_a_preposition_stays_in_its_name() -> None:
    assert "Berlin Köpenick, DE" in labels(PLACES.find("Berlin Kopenik").near)
