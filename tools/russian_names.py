"""Which of a place's names is the Russian one: GeoNames' alternate names come without a language.

A name with a letter or a spelling that Russian does not have is excluded. Of the rest, the one is chosen that is
closest to the Latin name when it is spelled in Latin letters, and has the habits of Russian transcription (soft signs,
double consonants, hyphens). CLDR's names of the cities of time zones go before all that, and a few large cities, where
the rule is known to fail, are named here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

__all__ = ["KNOWN", "is_cyrillic", "is_russian", "russian_name"]

KNOWN = {
    "Andijon, UZ": "Андижан",
    "Belo Horizonte, BR": "Белу-Оризонти",
    "Bengaluru, IN": "Бангалор",
    "Białystok, PL": "Белосток",
    "Bratsk, RU": "Братск",
    "Busan, KR": "Пусан",
    "Bydgoszcz, PL": "Быдгощ",
    "Chattogram, BD": "Читтагонг",
    "Chennai, IN": "Ченнаи",
    "Chernivtsi, UA": "Черновцы",
    "Daegu, KR": "Тэгу",
    "Delhi, IN": "Дели",
    "Dnipro, UA": "Днепр",
    "Dongguan, CN": "Дунгуань",
    "Espoo, FI": "Эспоо",
    "Florence, IT": "Флоренция",
    "Gdańsk, PL": "Гданьск",
    "Gothenburg, SE": "Гётеборг",
    "Hamburg, DE": "Гамбург",
    "Hamilton, CA": "Гамильтон",
    "Hannover, DE": "Ганновер",
    "Ho Chi Minh City, VN": "Хошимин",
    "Hohhot, CN": "Хух-Хото",
    "Hrodna, BY": "Гродно",
    "Incheon, KR": "Инчхон",
    "Istanbul, TR": "Стамбул",
    "Jacksonville, US": "Джексонвилл",
    "Kaohsiung, TW": "Гаосюн",
    "Kolomna, RU": "Коломна",
    "Kryvyi Rih, UA": "Кривой Рог",
    "Kryvyy Rih, UA": "Кривой Рог",
    "Kuntsevo, RU": "Кунцево",
    "Los Angeles, US": "Лос-Анджелес",
    "Luhansk, UA": "Луганск",
    "Lviv, UA": "Львов",
    "Manhattan, US": "Манхэттен",
    "Miami, US": "Майами",
    "Mumbai, IN": "Мумбаи",
    "Nanjing, CN": "Нанкин",
    "Navi Mumbai, IN": "Нави-Мумбаи",
    "Nice, FR": "Ницца",
    "Plano, US": "Плано",
    "Quezon City, PH": "Кесон-Сити",
    "Québec, CA": "Квебек",
    "Salvador, BR": "Салвадор",
    "Shchyolkovo, RU": "Щёлково",
    "Szczecin, PL": "Щецин",
    "Taipei, TW": "Тайбэй",
    "The Hague, NL": "Гаага",
    "Toulouse, FR": "Тулуза",
    "Virginia Beach, US": "Вирджиния-Бич",
    "Yokohama, JP": "Иокогама",
    "Zaporizhzhya, UA": "Запорожье",
}
"""Names of large cities for which the rule chooses another."""

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_RUSSIAN = re.compile(rf"[{_LETTERS}]+(?:(?:[ '’.-]|\. )[{_LETTERS}]+)*", re.IGNORECASE)
_FOREIGN = re.compile(
    r"ъ(?![еёюя])"  # a vowel, in Bulgarian
    r"|[жшчщ]ы|[чщ]я"  # Belarusian, and others'
    r"|[сц]ьк|ець$"  # Ukrainian
    r"|ь[аоуыэ]|[аеиоуыэюя]ь|йй|ыы|ээ"
    r"| (?:ош|шаары|хот|шахар|кала|калаһы|кент)$"  # "city" behind the name: Mari, Kyrgyz, Mongolian, Uzbek
    r"|општина|^(?:горад|град|місто|город|коммуна|муниципалитет) ",
    re.IGNORECASE,
)
_DOUBLE_VOWEL = re.compile(r"аа|оо|уу|ии|йо(?<=[^\s-]йо)|ьо|(?:^|[\s-])ё")
_DOUBLE_CONSONANT = re.compile(r"([бвгдзклмнпрстф])\1")
_CHINESE = ("CN", "TW")
_HOME = ("BY", "KG", "KZ", "RU", "UA")
"""Countries whose Russian names have `ы` after any consonant."""

_VOWEL_THEN_E = re.compile(r"(?<=[аеиоуыюя])е|\bе")
_CONSONANT_THEN_E = re.compile(r"(?<=[бвгджзйклмнпрстфхцчшщ])э")

_CLUSTERS = {"дж": "j", "ий ": "y ", "ый ": "y "}
_CHINESE_CLUSTERS = {"чж": "zh", "цз": "j", "нь": "n", "ц": "q"}
_CHINESE_NG = re.compile("н(?![аеёиоуыэюяь])")
_LATIN = str.maketrans(
    {
        **dict(zip("абвгдеёзийклмнопрстуфхыэ", "abvgdeeziyklmnoprstufhye", strict=True)),
        **dict(zip("жцчшщъьюя", ("zh", "ts", "ch", "sh", "shch", "", "", "yu", "ya"), strict=True)),
    }
)


def is_cyrillic(name: str) -> bool:
    """Return whether all letters of the name are Cyrillic, and there are some."""
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and all("\u0400" <= letter <= "\u052f" for letter in letters)


def is_russian(name: str) -> bool:
    """Return whether the name could be Russian: by its letters, and by what may follow what."""
    return name[:1].isupper() and _RUSSIAN.fullmatch(name) is not None and _FOREIGN.search(name) is None


def russian_name(latin: str, country: str, alternates: Iterable[str]) -> str:
    """Return the name that is most probably the Russian one, or "" where none is."""
    known = KNOWN.get(f"{latin}, {country}")
    if known is not None:
        return known
    names = sorted({unicodedata.normalize("NFC", name) for name in alternates if is_russian(name)})
    variants = [name for name in names if not _is_neighbours_spelling(name, names, country)] or names
    return max(variants, key=lambda name: (_typicality(name, latin, country), name), default="")


def _is_neighbours_spelling(name: str, names: Iterable[str], country: str) -> bool:
    """Return whether another of the names is the same in the Russian spelling."""
    others = {other.lower() for other in names if other != name}
    return bool(others & set(_respelled(name.lower(), country)))


def _respelled(name: str, country: str) -> Iterator[str]:
    """Yield what the name would be in Russian, if it is another language's."""
    yield re.sub("тс(?!к)", "ц", name)
    yield name.replace("ньск", "нск")
    yield re.sub("(?<=[аеоуэ])и", "й", name)
    yield re.sub("иа$", "ия", name)
    if country not in _HOME:
        yield name.replace("ы", "и")
    if country in _CHINESE:  # Palladius' transcription has `э` where Ukrainian has `е`.
        yield from (name[:at] + "э" + name[at + 1 :] for at, letter in enumerate(name) if letter == "е")
        yield name.replace("е", "э")
        return
    yield _CONSONANT_THEN_E.sub("е", name)
    yield _VOWEL_THEN_E.sub("э", name)
    if country not in _HOME:
        yield _CONSONANT_THEN_E.sub("е", name.replace("ы", "и"))


def _typicality(name: str, latin: str, country: str) -> float:
    target = re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", latin.casefold()))
    likeness = SequenceMatcher(None, _spell(name, country), target, autojunk=False).ratio()
    habits = (
        name.count("ь") + len(_DOUBLE_CONSONANT.findall(name)) + 0.5 * name.count("-") + 0.5 * name.count("ё")
    )
    return 10 * likeness + habits - 2 * len(_DOUBLE_VOWEL.findall(name.lower()))


def _spell(name: str, country: str) -> str:
    """Return the name in Latin letters, roughly as an English reader, or pinyin, would."""
    spelled = f"{name.lower()} "
    if country in _CHINESE:
        spelled = _CHINESE_NG.sub("ng", spelled)
    for cluster, letters in (
        {**_CLUSTERS, **_CHINESE_CLUSTERS} if country in _CHINESE else _CLUSTERS
    ).items():
        spelled = spelled.replace(cluster, letters)
    return re.sub(r"[^a-z]", "", spelled.translate(_LATIN))
