"""Places that people ask for, in the table that is shipped."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besedka.dialects.words.languages import Language, language
from besedka.weather.places.place import Found, Place
from besedka.weather.places.places import MAX_TEXT, Places

ENGLISH, RUSSIAN = language("en"), language("ru")
PLACES = Places.load()


def found(text: str) -> Place:
    place = PLACES.find(text).place
    assert place is not None
    return place


def labels(places: tuple[Place, ...]) -> list[str]:
    return [place.label(ENGLISH) for place in places]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Суздаль", "Suzdal, RU"),
        ("Suzdal", "Suzdal, RU"),
        ("суздаль", "Suzdal, RU"),
        ("  СУЗДАЛЬ\n", "Suzdal, RU"),
        ("Орёл", "Orel, RU"),
        ("Орел", "Orel, RU"),
        ("Нижний Новгород", "Nizhniy Novgorod, RU"),
        ("нижний  новгород", "Nizhniy Novgorod, RU"),
        ("Nizhny Novgorod", "Nizhniy Novgorod, RU"),
        ("Ростов на Дону", "Rostov-on-Don, RU"),
        ("Йошкар-Ола", "Yoshkar-Ola, RU"),
        ("Санкт-Петербург", "Saint Petersburg, RU"),
        ("Питер", "Saint Petersburg, RU"),
        ("спб", "Saint Petersburg, RU"),
        ("St. Petersburg", "Saint Petersburg, RU"),
        ("Kazan'", "Kazan, RU"),
        ("New York", "New York City, NY, US"),
        ("NYC", "New York City, NY, US"),
        ("San José, CR", "San José, CR"),
        ("San Jose, CR", "San José, CR"),
        ("München", "Munich, DE"),
        ("Muenchen", "Munich, DE"),
        ("Munich", "Munich, DE"),
        ("Мюнхен", "Munich, DE"),
        ("Ｍｕｎｉｃｈ", "Munich, DE"),
        ("Dinkelsbuehl", "Dinkelsbühl, DE"),
        ("Lodz", "Łódź, PL"),
        ("Xi'an", "Xi’an, CN"),
        ("Київ", "Kyiv, UA"),
        ("Washington, D.C.", "Washington, DC, US"),
        ("в Пенза", "Penza, RU"),
        ("In Paris", "Paris, FR"),
        ("at Springfield, IL", "Springfield, IL, US"),
    ],
)
def test_a_place_is_found_by_its_names_in_both_scripts(text: str, label: str) -> None:
    assert found(text).label(ENGLISH) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("в Суздале", "Суздаль, RU"),
        ("В МОСКВЕ", "Москва, RU"),
        ("во Владимире", "Владимир, RU"),
        ("в Орле", "Орёл, RU"),
        ("в Череповце", "Череповец, RU"),
        ("в Казани", "Казань, RU"),
        ("в Софии", "София, BG"),
        ("в Уфе", "Уфа, RU"),
        ("в Иванове", "Иваново, RU"),
        ("в Иваново", "Иваново, RU"),
        ("в Сочи", "Сочи, RU"),
        ("в Грозном", "Грозный, RU"),
        ("в Чебоксарах", "Чебоксары, RU"),
        ("в Нижнем Новгороде", "Нижний Новгород, RU"),
        ("в Набережных Челнах", "Набережные Челны, RU"),
        ("в Ростове-на-Дону", "Ростов-на-Дону, RU"),
        ("в Париже, US", "Парис, TX, US"),
        ("в UUEE", "Sheremetyevo International Airport, RU"),
    ],
)
def test_after_a_russian_preposition_the_name_may_be_declined(text: str, label: str) -> None:
    assert found(text).label(RUSSIAN) == label


def test_a_declined_name_without_a_preposition_is_a_near_miss() -> None:
    result = PLACES.find("Суздале")
    assert (result.place, result.near[0].name) == (None, "Suzdal")


def test_a_place_is_shown_in_the_script_of_the_language() -> None:
    assert found("Suzdal").label(RUSSIAN) == "Суздаль, RU"
    assert found("орел").label(RUSSIAN) == "Орёл, RU"
    assert found("SVO").label(RUSSIAN) == "Sheremetyevo International Airport, RU"


def test_what_is_known_of_a_place() -> None:
    place = found("Суздаль")
    assert (place.point.latitude, place.point.longitude) == (56.42, 40.45)
    assert (place.zone, place.country, place.region) == ("Europe/Moscow", "RU", "")
    assert 5_000 < place.population < 20_000


def test_the_most_populous_is_found_and_the_others_are_named() -> None:
    paris = PLACES.find("Paris")
    assert paris.place is not None
    assert (paris.place.label(ENGLISH), labels(paris.others)[0]) == ("Paris, FR", "Paris, TX, US")
    springfield = PLACES.find("springfield")
    assert springfield.place is not None
    assert springfield.place.label(ENGLISH) == "Springfield, MO, US"
    assert labels(springfield.others) == ["Springfield, MA, US", "Springfield, IL, US", "Springfield, OR, US"]


def test_others_are_at_most_three_each_in_a_country_or_state_of_its_own() -> None:
    for text in ("Paris", "Springfield", "San Jose", "Киров", "Santiago", "Victoria"):
        result = PLACES.find(text)
        assert result.place is not None
        where = [(place.country, place.region) for place in (result.place, *result.others)]
        assert len(where) == len(set(where)) <= 4


def test_a_place_with_the_name_goes_before_one_that_has_it_in_another_language() -> None:
    assert found("Bar").label(ENGLISH) == "Bar, ME"
    assert found("Roma").label(ENGLISH) == "Rome, IT"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Paris, US", "Paris, TX, US"),
        ("paris , us", "Paris, TX, US"),
        ("Paris, TX", "Paris, TX, US"),
        ("Paris, Texas", "Paris, TX, US"),
        ("Paris, TN, US", "Paris, TN, US"),
        ("Paris, France", "Paris, FR"),
        ("Париж, Франция", "Paris, FR"),
        ("Париж, ФРАНЦИЯ,", "Paris, FR"),
        ("Springfield, США", "Springfield, MO, US"),
        ("London, UK", "London, GB"),
        ("London, GBR", "London, GB"),
        ("London, CA", "London, CA"),
        ("Tbilisi, Georgia", "Tbilisi, GE"),
        ("Atlanta, Georgia", "Atlanta, GA, US"),
    ],
)
def test_a_country_or_state_says_which_one(text: str, label: str) -> None:
    assert found(text).label(ENGLISH) == label


def test_a_name_that_is_not_in_that_country_is_offered_where_it_is() -> None:
    result = PLACES.find("London, Zambia")
    assert (result.place, labels(result.near)[0]) == (None, "London, GB")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Суздль", "Суздаль, RU"),
        ("Сузадль", "Суздаль, RU"),
        ("Суздалль", "Суздаль, RU"),
        ("Суздоль", "Суздаль, RU"),
        ("Suzdla", "Суздаль, RU"),
        ("в Суздал", "Суздаль, RU"),
        ("Екатиренбург", "Екатеринбург, RU"),
        ("Владевасток", "Владивосток, RU"),
        ("Суздль, RU", "Суздаль, RU"),
        ("Ekatirinburg", "Екатеринбург, RU"),
    ],
)
def test_a_near_miss_is_offered(text: str, near: str) -> None:
    result = PLACES.find(text)
    assert result.place is None
    assert result.near[0].label(RUSSIAN) == near


def test_near_misses_are_at_most_three_and_the_most_populous_first() -> None:
    assert labels(PLACES.find("Lodnon").near)[0] == "London, GB"
    populations = [place.population for place in PLACES.find("Lodnon").near]
    assert len(populations) == 3
    assert populations == sorted(populations, reverse=True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SVO", "Sheremetyevo International Airport"),
        ("UUEE", "Sheremetyevo International Airport"),
        ("svo", "Sheremetyevo International Airport"),
        ("in uuee", "Sheremetyevo International Airport"),
        ("LED", "Pulkovo Airport"),
        ("BAR", "Qionghai Boao Airport"),
        ("ELY", "Ely/Yelland Field"),
        ("Ely", "Ely"),
        ("LIMA", "Lima"),
        ("NICE", "Nice"),
    ],
)
def test_a_code_in_capitals_is_an_airport_unless_a_city_has_that_name(text: str, name: str) -> None:
    assert found(text).name == name


def test_places_with_the_name_of_a_code_are_named_beside_the_airport() -> None:
    assert labels(PLACES.find("ELY").others) == ["Ely, GB"]


def test_an_airport_knows_its_zone_and_has_no_people() -> None:
    airport = found("SVO")
    assert (airport.latitude, airport.longitude, airport.population) == (55.97, 37.41, 0)
    assert (airport.zone, airport.country) == ("Europe/Moscow", "RU")


def test_coordinates_are_a_place_with_the_zone_of_the_nearest() -> None:
    assert found("55,75 37,62") == Place("55.75, 37.62", 55.75, 37.62, "Europe/Moscow")
    assert found("55.75, 37.62").label(RUSSIAN) == "55.75, 37.62"
    assert found("-33.87 151.21").zone == "Australia/Sydney"


def test_coordinates_far_from_all_places_have_the_zone_of_ships() -> None:
    assert found("0 -160").zone == "Etc/GMT+11"
    assert found("-90 0").zone == "Etc/GMT"


def test_coordinates_beside_the_date_line_see_places_across_it() -> None:
    assert found("-16.8 -179.9").zone == "Pacific/Fiji"


def test_coordinates_out_of_range_are_said_to_be() -> None:
    assert PLACES.find("95 37") == PLACES.find("37.0, 190.5") == Found(out_of_range=True)


@pytest.mark.parametrize(
    "text",
    ["", " ", ",", ",,,", "\x00", "°", "\u202e", "🎉" * 50, "中" * 48, "s" * 121, "Суздаль " * 99, "ﷺ" * 120],
)
def test_what_is_no_place_is_not_found_and_has_no_near_miss(text: str) -> None:
    assert PLACES.find(text) == Found()


def test_a_text_may_have_a_hundred_and_twenty_characters() -> None:
    assert PLACES.find("Paris," + " " * (MAX_TEXT - 8) + "FR").place is not None
    assert PLACES.find("Paris," + " " * (MAX_TEXT - 7) + "FR") == Found()


ANY = (
    st.text(max_size=200)
    | st.text(alphabet="0123456789.,; -+°nsewсюзвшд", max_size=40)
    | st.text("ab, ", max_size=200)
)


@given(ANY)
@settings(deadline=None)
def test_no_text_raises_and_results_are_bounded(text: str) -> None:
    result = PLACES.find(text)
    assert len(result.others) <= 3
    assert len(result.near) <= 3
    if result.place is None:
        assert result.others == ()
    else:
        assert (result.near, result.out_of_range) == ((), False)
        assert -90 <= result.place.latitude <= 90
        assert -180 <= result.place.longitude <= 180


@given(st.integers(0, len(PLACES._table) - 1), st.sampled_from([ENGLISH, RUSSIAN]))
@settings(deadline=None)
def test_a_label_leads_back_to_a_place_in_that_country(number: int, words: Language) -> None:
    place = PLACES._table.place(number)
    label = place.label(words)
    again = found(label)
    assert (again.country, again.region) == (place.country, place.region)
    assert unicodedata.normalize("NFC", label) == label


def test_the_gazetteer_is_read_once() -> None:
    assert Places.load() is PLACES
