"""Keys of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.weather.places.folding import fold, without_digraphs


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Орёл", "орел"),
        ("ЙОШКАР-ОЛА", "иошкарола"),
        ("San José", "sanjose"),
        ("Xi’an", "xian"),
        ("L'Aquila", "laquila"),
        ("Łódź", "lodz"),
        ("Tromsø", "tromso"),
        ("Ærøskøbing", "aeroskobing"),
        ("Straße", "strasse"),
        ("Diyarbakır", "diyarbakir"),
        ("İzmir", "izmir"),
        ("St. John's_2", "stjohns2"),
        ("Ｐａｒｉｓ", "paris"),
        ("a\nB", "a\nb"),
    ],
)
def test_a_key_has_letters_and_digits_alone(name: str, key: str) -> None:
    assert fold(name) == key


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text(st.characters(exclude_characters="\n"))))
def test_a_column_folds_as_its_lines_do(lines: list[str]) -> None:
    assert fold("\n".join(lines)) == "\n".join(map(fold, lines))


def test_digraphs_are_umlauts() -> None:
    assert without_digraphs("duesseldorf") == "dusseldorf"
    assert without_digraphs("goettingen") == "gottingen"
    assert without_digraphs("eem") == "eem"
