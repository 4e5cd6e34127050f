"""tools/russian_names.py: the Russian one of a place's Cyrillic names, as GeoNames lists them."""

import pytest

from tools.russian_names import KNOWN, is_cyrillic, is_russian, russian_name


@pytest.mark.parametrize(
    ("latin", "country", "alternates", "russian"),
    [
        ("Munich", "DE", ["Минхен", "Мюнхен", "Мүнхен", "Мӱнхен"], "Мюнхен"),
        ("Shenzhen", "CN", ["Шеньчжень", "Шънджън", "Шэньчжэнь"], "Шэньчжэнь"),
        ("Hangzhou", "CN", ["Ханджоу", "Ханжоу", "Ханчжоу"], "Ханчжоу"),
        ("London", "GB", ["Лондан", "Лондон", "Лондон ош", "Лондонъ", "Лёндан"], "Лондон"),
        ("Rio de Janeiro", "BR", ["Рио де Жанейро", "Рио-де-Жанейро", "Рыа-дэ-Жанэйра"], "Рио-де-Жанейро"),
        ("Melbourne", "AU", ["Мелбурн", "Мелбърн", "Мельбурн"], "Мельбурн"),
        ("Madrid", "ES", ["Мадрид", "Мадрид ош", "Мадрыд"], "Мадрид"),
        ("Jakarta", "ID", ["Джакарта", "Дьакарта", "Жакарта"], "Джакарта"),
        ("Puebla", "MX", ["Пуебла", "Пуэбла"], "Пуэбла"),
        ("Dubai", "AE", ["Дубаи", "Дубай"], "Дубай"),
        ("Kazan", "RU", ["Казан", "Казань", "Казань ош", "Хусан", "Қазан"], "Казань"),
        ("Omsk", "RU", ["Омбы", "Омск", "Омськ", "Омьскъ"], "Омск"),
        ("Cheboksary", "RU", ["Чебоксар", "Чебоксари", "Чебоксары", "Чэбаксары"], "Чебоксары"),
        ("Novokuznetsk", "RU", ["Новокузнетск", "Новокузнецк", "Новокузнецьк"], "Новокузнецк"),
        ("Orel", "RU", ["Орел", "Орёл"], "Орёл"),
        ("Grozny", "RU", ["Грозний", "Грозный"], "Грозный"),
        ("Suzdal", "RU", ["Суздаль"], "Суздаль"),
        ("Kyiv", "UA", ["Київ"], ""),
        ("Nowhere", "US", [], ""),
    ],
)
def test_of_several_names_the_russian_one_is_chosen(
    latin: str, country: str, alternates: list[str], russian: str
) -> None:
    assert russian_name(latin, country, alternates) == russian
    assert russian_name(latin, country, alternates[::-1]) == russian


def test_a_known_name_goes_before_the_rule() -> None:
    assert russian_name("Hamburg", "DE", ["Хамбург"]) == KNOWN["Hamburg, DE"] == "Гамбург"


def test_every_known_name_is_russian() -> None:
    assert [name for name in KNOWN.values() if not is_russian(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        "Київ",
        "Њујорк",
        "Мінск",
        "Алматы қаласы",
        "Париж ош",
        "Лондонъ",
        "Шчытно",
        "минск",
        "Мinsk",
        "",
    ],
)
def test_another_languages_name_is_not_russian(name: str) -> None:
    assert not is_russian(name)


def test_cyrillic_is_all_letters_cyrillic() -> None:
    assert is_cyrillic("Санкт-Петербург 2")
    assert is_cyrillic("Їжаківці")
    assert not is_cyrillic("Мinsk")
    assert not is_cyrillic("123")
