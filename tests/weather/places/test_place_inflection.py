"""Russian names in the prepositional case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.places.inflection import nominatives


@pytest.mark.parametrize(
    ("name", "nominative"),
    [
        ("Суздале", "суздаль"),
        ("Великих Луках", "великие луки"),
        ("Старом Осколе", "старый оскол"),
        ("Минске", "минск"),
    ],
)
def test_the_nominative_is_among_the_candidates(name: str, nominative: str) -> None:
    assert nominative in nominatives(name)


def test_the_name_as_it_stands_is_the_first_candidate() -> None:
    assert next(nominatives("Сочи")) == "сочи"
    assert list(nominatives("Осло")) == ["осло"]


@given(st.text("аемиохйы -", max_size=120))
def test_candidates_are_bounded(name: str) -> None:
    assert 1 <= len(list(nominatives(name))) <= 200
