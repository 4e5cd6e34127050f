"""The forms of names are the same under every Python. This file needs the standard library alone."""

from __future__ import annotations

from hashlib import sha256
from random import Random
from unicodedata import normalize

from besedka.chat.names import _name_tables
from besedka.chat.names import forms as names
from besedka.chat.names._name_characters import LOOKS_LIKE, traits

# Who has to change these changes who is who in every kept journal: it is a new rules version then.
CHARACTERS = "834bcd67205adcda88d3bed6bdddf4bdd0f9e7d390fde0d8c89f117aafdcbe5e"
NAMES = "aec6337263bd2b39aa139571c95870a8a025c32f9bac9da98e870c44420860dd"


def allowed() -> list[str]:
    return [chr(code) for code in range(0x110000) if traits(chr(code))]


def forms_of(character: str) -> str:
    compatible = normalize("NFKC", character)
    fold = names.fold_name(compatible)
    shapes = (
        normalize("NFC", character),
        compatible,
        fold,
        names._skeleton(compatible),
        names._skeleton(fold),
    )
    return ascii((character, shapes, names.fold_name(names._skeleton(compatible))))


def digest_of_characters() -> str:
    return sha256("\n".join(map(forms_of, allowed())).encode()).hexdigest()


def digest_of_names() -> str:
    """Judge names made of neighbours, which often share a script, with marks among them."""
    random, characters, judged = Random(2), allowed(), []  # noqa: S311  # the same names each time
    for _ in range(20_000):
        start = random.randrange(len(characters) - 40)
        judged.append(
            names.examine("".join(random.choices(characters[start : start + 40], k=random.randrange(1, 9))))
        )
    return sha256(ascii(judged).encode()).hexdigest()


def test_every_character_has_the_same_forms_on_every_platform() -> None:
    assert digest_of_characters() == CHARACTERS


def test_names_of_many_characters_are_judged_alike_on_every_platform() -> None:
    assert digest_of_names() == NAMES


def test_normalising_and_folding_lead_to_nothing_that_a_name_may_not_hold() -> None:
    for character in allowed():
        compatible = normalize("NFKC", character)
        made = {
            *normalize("NFC", character),
            *normalize("NFKD", character),
            *compatible,
            *names.fold_name(compatible),
        }
        assert all(map(traits, made)), ascii(character)


def test_folding_and_skeletons_are_done_after_one_time() -> None:
    for character in allowed():
        fold = names.fold_name(normalize("NFKC", character))
        assert names.fold_name(fold) == fold, ascii(character)
        assert names._skeleton(names._skeleton(fold)) == names._skeleton(fold), ascii(character)


def test_the_tables_are_of_the_database_that_they_name() -> None:
    assert _name_tables.UNICODE_VERSION == "15.0.0"
    assert len(allowed()) == 133_890
    assert len(LOOKS_LIKE) == 1957
