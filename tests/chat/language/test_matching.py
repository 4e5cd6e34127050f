"""What a search finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.matching import matches, searchable, terms
from besedka.chat.language.text import clean
from besedka.chat.names.forms import fold_name

LETTERS = "abсдеёЁйИЕAZıİßﬁ茶道のーกำ한글אبé1２٣"
MARKS = "\u0301\u0308\u0306\u3099\u0e31"
OTHERS = " \n\t.,-_'\"*:()+#🎉\u200b\u00ad\ufe0f"
texts = st.text(st.sampled_from(LETTERS + MARKS + OTHERS), max_size=20) | st.text().map(clean)


def found(text: str, typed: str) -> bool:
    wanted = terms(typed)
    return bool(wanted) and matches(searchable(text), wanted)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("hello", "Hello, world"),
        ("WORLD hello", "Hello, world"),
        ("hel", "Hello"),
        ("ёлка", "елка"),
        ("елка", "Ёлка!"),
        ("ЕЛ", "под ёлкой"),
        ("дом", "домой"),
        ("дом", "наш-дом"),
        ("strasse", "Straße"),
        ("file", "ﬁle"),
        ("привет", "при\u00adвет"),
        ("при\u200bвет", "привет"),
        ("е\u0308лка", "елка"),
        ("茶", "日本茶を飲む"),
        ("日本 飲む", "日本茶を飲む"),
        ("ไทย", "ภาษาไทยง่าย"),
        ("dom", "茶dom"),
        ("茶dom", "dom茶"),
        ("한국", "한국어"),
        ("42", "#42"),
        ("#42", "42"),
        ("don't", "I don’t"),
        ("history_size", "history size"),
        (":)", "well :)"),
        ("🎉", "party🎉!"),
        ("caf\u00e9", "cafe\u0301"),
    ],
)
def test_a_word_finds(typed: str, text: str) -> None:
    assert found(text, typed)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("ello", "Hello"),
        ("ом", "дом"),
        ("hello there", "hello"),
        ("helloo", "hello"),
        ("й", "и"),
        ("글", "한글"),
        ("道茶", "茶道"),
        ("茶道", "茶 道"),
        (":(", "well :)"),
        ("cafe\u0301", "cafe"),
    ],
)
def test_a_word_does_not_find(typed: str, text: str) -> None:
    assert not found(text, typed)


@pytest.mark.parametrize("typed", ["", " ", "\n", "\u200b", " \u00ad \u3164"])
def test_nothing_visible_is_nothing_to_look_for(typed: str) -> None:
    assert terms(typed) == ()


@pytest.mark.parametrize(
    "typed", ["x OR y", "x AND y", "NOT x", "NEAR(x y)", "text:x", '"x y"', "x*", "^x", "-x", "%"]
)
def test_nothing_that_is_typed_is_query_syntax(typed: str) -> None:
    words = re.findall(r"\w+", typed) or [typed]
    assert found(" ".join(words), typed)
    assert all(not found(" ".join(words[:index] + words[index + 1 :]), typed) for index in range(len(words)))


@pytest.mark.parametrize(
    "marks",
    [
        "\u0301",
        "\u0301\u0323",
        "\u0301\uff9e",
        "\u0323\u0f73",
        "\u1ac1\u1acb",
        "\u0e38\u0e48",
        "\u0c3c\u0301",
    ],
)
def test_no_more_marks_in_a_row_are_sorted_than_text_has_anywhere(marks: str) -> None:
    text = f"a{marks * 500} b"
    assert len(searchable(text)) < 70
    assert found(text, text[:199])
    assert found(text, "b")
    assert not found(text, "c")


@given(texts)
def test_a_text_is_found_by_itself(text: str) -> None:
    assert matches(searchable(text), terms(text))


@given(texts, texts)
def test_a_text_is_found_by_each_of_its_words_wherever_it_stands(before: str, text: str) -> None:
    for piece in text.split():
        assert matches(searchable(f"{before} {text}"), terms(piece))


@given(texts, texts)
def test_letter_case_and_the_dots_of_yo_make_no_difference(text: str, typed: str) -> None:
    plain = fold_name(text).replace("ё", "е").replace("\x01", "")
    assert found(text, typed) == found(plain, typed)


@given(texts, texts)
def test_the_order_of_the_words_makes_no_difference(text: str, typed: str) -> None:
    assert found(text, typed) == found(text, " ".join(reversed(typed.split())))


@given(
    st.text(st.sampled_from("abё ЁZя.,!_9\n\t-"), max_size=30), st.text(st.sampled_from("aёя9Z "), max_size=3)
)
def test_the_quick_way_for_plain_texts_finds_what_the_other_one_finds(text: str, typed: str) -> None:
    # The emoji makes no word, and is not in the quick way's alphabet.
    assert found(text, typed) == found(f"{text} 🎉", typed)


@given(st.text(st.sampled_from("ab "), max_size=20), st.text(st.sampled_from("ab"), min_size=1, max_size=4))
def test_a_word_is_found_exactly_at_the_beginning_of_words(text: str, word: str) -> None:
    assert found(text, word) == any(other.startswith(word) for other in text.split())


@given(
    st.text(st.sampled_from("茶道の"), max_size=20),
    st.text(st.sampled_from("茶道の"), min_size=1, max_size=3),
)
def test_a_word_of_a_script_without_spaces_is_found_exactly_where_it_stands(text: str, word: str) -> None:
    assert found(text, word) == (word in text)
