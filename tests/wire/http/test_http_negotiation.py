import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.wire.http import Headers, has_current, preferred_language, prefers_gzip

TAG = '"abc"'


def prefers(*values: str) -> bool:
    return prefers_gzip(Headers([("Accept-Encoding", value) for value in values]))


@pytest.mark.parametrize(
    "value",
    [
        "gzip",
        "GZIP",
        "x-gzip",
        "gzip, deflate, br, zstd",
        "br;q=1.0, gzip;q=0.8, *;q=0.1",
        "gzip ; q=0.001",
        "gzip;Q=1.000",
        "*",
        "*;q=0.5",
        "gzip;q=0.5, identity;q=0.5",
        "identity;q=0, gzip;q=0.1",
        "*;q=0, gzip",
    ],
)
def test_gzip_is_welcome(value: str) -> None:
    assert prefers(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "br, deflate",
        "identity",
        "gzip;q=0",
        "gzip;q=0.000",
        "gzip;q=0, *",
        "*;q=0",
        "gzip;q=0.5, identity",
        "gzip;q=0.5, identity;q=0.7",
        "gzip;q=2",
        "gzip;q=0.0001",
        "gzip;q=.5",
        "gzip;q=",
        "gzip;level=9",
        "gzip gzip",
        "notgzip",
    ],
)
def test_a_plain_body_is_better_or_all_there_is(value: str) -> None:
    assert not prefers(value)


def test_without_the_field_nothing_is_said_for_gzip() -> None:
    assert not prefers_gzip(Headers())


def test_wishes_may_stand_in_several_fields() -> None:
    assert prefers("br", "gzip")


@given(st.text(st.characters(max_codepoint=255)))
def test_no_wish_makes_trouble(value: str) -> None:
    assert isinstance(prefers(value), bool)


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


def current(*values: str) -> bool:
    return has_current(Headers([("If-None-Match", value) for value in values]), TAG)


@pytest.mark.parametrize(
    "value",
    [
        '"abc"',
        'W/"abc"',
        '"x", "abc"',
        '"x","abc"',
        '"a,b", W/"abc" ,"c"',
        '  "abc"\t',
        ', "abc",,',
        "*",
        " * ",
    ],
)
def test_a_tag_that_is_named_is_current(value: str) -> None:
    assert current(value)


@pytest.mark.parametrize(
    "value",
    ["", '""', '"abcd"', '"ab"', "abc", '"abc', 'abc"', '"ABC"', 'w/"abd"', '"a,"abc,"', "**", '"*"', "*, *"],
)
def test_what_does_not_name_the_tag_is_not(value: str) -> None:
    assert not current(value)


def test_without_the_field_nothing_is_current() -> None:
    assert not has_current(Headers(), TAG)


def test_the_list_may_stand_in_several_fields() -> None:
    assert current('"x"', '"abc"')
    assert not current('"ab', 'c"')


@given(st.text(st.characters(max_codepoint=255)))
def test_no_value_makes_trouble_and_none_without_the_tag_names_it(value: str) -> None:
    assert not current(value) or TAG in value or value.strip(" \t") == "*"
