import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.wire.http import Headers, has_current

TAG = '"abc"'


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
