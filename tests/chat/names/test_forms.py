from __future__ import annotations

from itertools import combinations
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.names._name_characters import traits
from besedka.chat.names.forms import MAX_MARKS, RULES, NameForms, NameProblem, clash, examine


def good(name: str) -> NameForms:
    forms = examine(name)
    assert isinstance(forms, NameForms), (ascii(name), forms)
    return forms


def same(a: str, b: str) -> bool:
    return clash(good(a), good(b))


KNOWN = "".join(chr(code) for code in range(0x30000) if traits(chr(code)))
NEIGHBOURS = st.integers(0, len(KNOWN) - 1).flatmap(
    lambda at: st.text(KNOWN[at : at + 60], min_size=1, max_size=8)
)
LATIN_AND_ALIKE = st.text("aAbBcCoO0lI1mrn._-", min_size=1, max_size=5) | st.text(
    "аАвВсСоОіІ0", min_size=1, max_size=5
)
NAMES = (NEIGHBOURS | LATIN_AND_ALIKE).filter(lambda name: isinstance(examine(name), NameForms))


@pytest.mark.parametrize(
    "name",
    [
        "bob", "Ann-Marie_2.0", "7", ".", "Иван", "Ёлка", "Σωκράτης", "हिन्दी", "தமிழ்", "ไทยแลนด์", "한국어", "محمد٣",
        "日本語カナひらabc", "漢字ㄅㄆabc", "한국漢字abc", "Ω", "ʻokina", "Đặng", "שָׁלוֹם", "ሰላም", "Արմեն", "ｶﾞ",
        "ﬁn", "ªº",
    ],
)  # fmt: skip
def test_names_of_all_scripts_are_good(name: str) -> None:
    assert good(name).shown == normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", NameProblem("empty")),
        ("a" * 33, NameProblem("too-long", limit=32)),
        ("я" * 33, NameProblem("too-long", limit=32)),
        ("\x00" * 10**6, NameProblem("too-long", limit=32)),
        ("ﬄ" * 11, NameProblem("too-long", limit=32)),
        ("a b", NameProblem("space", character="U+0020")),
        ("a\n", NameProblem("space", character="U+000A")),
        ("я\u3000", NameProblem("space", character="U+3000")),
        ("a\x1b[0m", NameProblem("character", character="U+001B")),
        ("a\x00", NameProblem("character", character="U+0000")),
        ("\ud800", NameProblem("character", character="U+D800")),
        ("a\u200db", NameProblem("character", character="U+200D")),
        ("a\u202eb", NameProblem("character", character="U+202E")),
        ("bob!", NameProblem("character", character="U+0021")),
        ("😀", NameProblem("character", character="U+1F600")),
        ("\U0010ffff", NameProblem("character", character="U+10FFFF")),
        ("\u3164", NameProblem("character", character="U+3164")),
        ("a\u20dd", NameProblem("character", character="U+20DD")),
        ("Ⅱ", NameProblem("character", character="U+2161")),
        ("\ufdfa", NameProblem("character", character="U+FDFA")),
        ("\u037a", NameProblem("character", character="U+037A")),
        ("\u0870", NameProblem("character", character="U+0870")),
        ("\u0301a", NameProblem("mark-first", character="U+0301")),
        ("7\u0301", NameProblem("mark-first", character="U+0301")),
        (".\u0301", NameProblem("mark-first", character="U+0301")),
        ("-", NameProblem("dash-first")),
        ("-u", NameProblem("dash-first")),
        ("--username", NameProblem("dash-first")),
        ("-é", NameProblem("dash-first")),
        ("ﾞ", NameProblem("mark-first", character="U+3099")),
        ("x" + "\u0316" * 5, NameProblem("too-many-marks", 4, "U+0316")),
        ("か" + "ﾞ" * 6, NameProblem("too-many-marks", 4, "U+3099")),
        ("аdmin", NameProblem("mixed-scripts", scripts=("Cyrillic", "Latin"))),
        ("x_α", NameProblem("mixed-scripts", scripts=("Latin", "Greek"))),
        ("漢字я", NameProblem("mixed-scripts", scripts=("Han", "Cyrillic"))),
        ("ひㄅ", NameProblem("mixed-scripts", scripts=("Hiragana", "Bopomofo"))),
        ("한ひ", NameProblem("mixed-scripts", scripts=("Hangul", "Hiragana"))),
        ("xहि", NameProblem("mixed-scripts", scripts=("Latin", "Devanagari"))),
        ("1٣", NameProblem("mixed-digits", character="U+0663")),
        ("٣۳", NameProblem("mixed-digits", character="U+06F3")),
        ("1２", NameProblem("mixed-digits", character="U+FF12")),
    ],
)
def test_a_refusal_says_which_rule_and_what_broke_it(name: str, problem: NameProblem) -> None:
    assert examine(name) == problem


def test_the_length_is_counted_in_composed_characters() -> None:
    assert len(good("\u03b1\u0313\u0300\u0345" * 32).shown) == 32
    assert good("각" * 32) == good(normalize("NFD", "각" * 32))


def test_the_length_may_be_set() -> None:
    assert isinstance(examine("abcd", 4), NameForms)
    assert examine("abcde", 4) == NameProblem("too-long", limit=4)
    assert examine("a", 0) == NameProblem("too-long", limit=0)


def test_as_many_marks_as_allowed_may_follow_each_letter() -> None:
    assert good(("x" + "\u0316" * MAX_MARKS) * 2)


def test_the_fold_is_the_identity_and_the_shown_name_keeps_its_capitals() -> None:
    assert good("IVAN") == NameForms("IVAN", "ivan", ("lVAN", "ivan", "lvan"))
    assert good("Straße").fold == good("STRASSE").fold == "strasse"
    assert good("ΣΊΣΥΦΟΣ").fold == good("σίσυφος").fold
    assert good("ｂｏｂ").fold == "bob"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("IVAN", "ivan"),
        ("paypaI", "paypal"),
        ("PAYPAI", "paypal"),
        ("scope", "ѕсоре"),
        ("ABBA", "ΑΒΒΑ"),
        ("abba", "АВВА"),
        ("coca", "СОСА"),
        ("olga", "0lga"),
        ("corn", "com"),
        ("ﬁn", "fin"),
        ("admin", "admın"),
        ("ҋ", "й\u0326"),
        ("カ", "力"),
        ("é", "e\u0301"),
    ],
)
def test_names_that_are_or_look_the_same_clash(a: str, b: str) -> None:
    assert same(a, b)
    assert same(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("bob", "rob"),
        ("guest-1", "guest-2"),
        ("guest-10", "guest-1"),
        ("иван", "ivan"),
        ("и", "й"),
        ("е", "ё"),
        ("о", "ö"),
    ],
)
def test_other_names_do_not_clash(a: str, b: str) -> None:
    assert not same(a, b)


def test_no_two_numbers_clash() -> None:
    assert not any(
        clash(a, b) for a, b in combinations([good(f"guest-{number}") for number in range(130)], 2)
    )


@given(st.text(max_size=200) | st.text(st.characters(categories=["Cs", "Cc", "Mn", "Zs", "Lo"]), max_size=40))
def test_any_text_gets_forms_or_a_problem_with_a_known_rule(name: str) -> None:
    judged = examine(name)
    assert isinstance(judged, NameForms) or judged.rule in RULES


@given(NAMES)
def test_the_shown_name_and_its_fold_are_good_and_the_same_name(name: str) -> None:
    forms = good(name)
    assert good(forms.shown) == forms
    again = examine(forms.fold)
    assert isinstance(again, NameProblem) or (again.fold == forms.fold and clash(again, forms))


@given(NAMES, NAMES)
def test_clashing_is_symmetric_and_true_of_oneself(a: str, b: str) -> None:
    assert same(a, b) == same(b, a)
    assert same(a, a)


@given(NAMES)
def test_an_index_by_lookalikes_finds_every_name_with_the_same_fold(name: str) -> None:
    for other in (name.lower(), name.upper(), name.swapcase(), normalize("NFKD", name)):
        judged = examine(other)
        if isinstance(judged, NameForms) and judged.fold == good(name).fold:
            assert set(judged.lookalikes) & set(good(name).lookalikes)


@given(NAMES)
def test_another_composition_of_a_name_is_the_same_name(name: str) -> None:
    for other in (normalize("NFD", name), normalize("NFKC", name), normalize("NFKD", name)):
        assert good(other).fold == good(name).fold


@given(
    st.text("abcxyzABCXYZабвгАБВГабвΑΒΓ01lIoO", min_size=1, max_size=8).filter(
        lambda n: n.upper().lower() == n.lower()
    )
)
def test_capitals_make_no_other_name(name: str) -> None:
    forms = [examine(other) for other in (name, name.upper(), name.lower(), name.title())]
    folds = {judged.fold for judged in forms if isinstance(judged, NameForms)}
    assert len(folds) <= 1


def test_characters_before_the_first_known_one_are_strangers() -> None:
    assert traits("\x00") is None


def test_a_letter_that_looks_like_the_colon_behind_a_name_is_in_no_name() -> None:
    assert examine("bob\u02d0") == NameProblem("character", character="U+02D0")
    assert isinstance(examine("\u0930\u093e\u092e\u0903"), NameForms)  # a visarga ends many Indian words
