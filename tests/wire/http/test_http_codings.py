import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.wire.http import Headers, prefers_gzip


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
