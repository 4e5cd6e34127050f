import pytest

from besedka.wire.http import Headers, preferred_language


@pytest.mark.parametrize(
    ("wish", "spoken"),
    [
        ("ru", "ru"),
        ("RU-ru", "ru"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"),
        ("en-GB,ru;q=0.9", "en"),
        ("de, ru;q=0.5", "ru"),
        ("de, fr", "en"),
        ("en;q=0.3, ru;q=0.4", "ru"),
        ("ru;q=0.5, en;q=0.5", "ru"),
        ("en, *;q=0.5", "en"),
        ("en;q=0.1, *;q=0.5", "ru"),
        ("en;q=0, *", "ru"),
        ("ru;q=0", "en"),
        ("ru-RU, ru;q=0", "en"),
        ("ru-RU;q=0.2, ru-UA;q=0.9, en;q=0.5", "ru"),
        ("en;q=0, ru;q=0", "en"),
        ("ru;q=2, _, ;q=1", "en"),
        ("rus", "en"),
        ("", "en"),
    ],
)
def test_the_language_that_weighs_most_is_preferred(wish: str, spoken: str) -> None:
    assert preferred_language(Headers([("Accept-Language", wish)]), ("en", "ru")) == spoken


def test_who_wishes_nothing_gets_the_first() -> None:
    assert preferred_language(Headers(), ("en", "ru")) == "en"


def test_wishes_in_several_fields_are_one_list() -> None:
    headers = Headers([("Accept-Language", "en;q=0.4"), ("Accept-Language", "ru")])
    assert preferred_language(headers, ("en", "ru")) == "ru"
