"""A sentence for every refusal."""

import pytest
from dialect_strategies import stamps
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.events import Refused, Stamp, Value
from besedka.chat.names import RULES
from besedka.dialects.clock import LocalClock
from besedka.dialects.languages import language
from besedka.dialects.refusal_texts import TEXTS
from besedka.dialects.refusals import explain

STAMP = Stamp(17, 1_795_391_822_123)


def said(code: str, code_language: str = "en", **params: Value) -> str:
    return explain(Refused(code, params), STAMP, language(code_language), LocalClock())


def test_every_rule_of_names_has_a_sentence() -> None:
    sentences = {said("name-invalid", name="x", rule=rule, limit=4, character="U+0020") for rule in RULES}
    assert len(sentences) == len(RULES)


def test_a_rule_of_a_newer_server_has_the_general_sentence() -> None:
    assert said("name-invalid", name="x", rule="boring") == "Such a name is not possible."


def test_a_code_of_a_newer_server_is_shown_as_it_is() -> None:
    assert said("gone-{fishing}") == "gone-{fishing}"


def test_a_missing_parameter_is_no_error() -> None:
    assert said("name-taken") == "The name ? is taken, or looks like one that is."


def test_the_nearest_and_the_syntax_are_offered() -> None:
    params = {"command": "send", "option": "--tiem", "nearest": "--time", "syntax": "send TEXT"}
    assert said("bad-option", **params) == (
        "`send` has no option `--tiem`. A text that begins with a dash comes after `--`. "
        "Did you mean `--time`? Syntax: `send TEXT`"
    )


def test_nothing_near_offers_nothing() -> None:
    assert said("no-such-user", name="x", nearest=None) == "Nobody here is called x."


def test_the_muted_are_told_how_long_and_what_still_works() -> None:
    sentence = said("muted", until=STAMP.at + 60_000, left=60_000)
    assert "for another 1 minute. These still work: `help`, `exit`" in sentence


def test_limits_are_told_with_their_plurals() -> None:
    assert said("too-many-pending", "ru", limit=21).startswith("У вас уже 21 отложенное сообщение")
    assert said("too-many-pending", "ru", limit=100).startswith("У вас уже 100 отложенных сообщений")
    assert "(7 days)" in said("delay-out-of-range", given=10**12, limit=604_800)


def test_lists_are_told_with_commas() -> None:
    assert (
        said("bad-language", given="fr", known=("en", "ru")) == "There is no language `fr`; there are en, ru."
    )


def test_a_number_is_shown_as_messages_are() -> None:
    assert said("already-sent", number=17) == "The message #17 has already been sent."


@pytest.mark.parametrize("code_language", ["en", "ru"])
@pytest.mark.parametrize("code", [key for key in TEXTS if "/" not in key])
def test_every_code_has_a_sentence_of_its_own(code: str, code_language: str) -> None:
    sentence = said(code, code_language, limit=3)
    assert code not in sentence
    assert sentence.rstrip("`").endswith((".", "?"))


@given(
    st.sampled_from(list(TEXTS)).map(lambda key: key.split("/")[0]) | st.text(),
    st.dictionaries(
        st.sampled_from(
            ["name", "until", "left", "limit", "number", "rule", "nearest", "syntax", "given", "scripts"]
        ),
        st.none() | st.integers() | st.text() | st.lists(st.text()).map(tuple),
    ),
    stamps,
)
def test_whatever_a_refusal_holds_it_is_one_line(code: str, params: dict[str, Value], stamp: Stamp) -> None:
    for code_language in ("en", "ru"):
        sentence = explain(Refused(code, params), stamp, language(code_language), LocalClock())
        assert "\n" not in sentence
