"""A sentence for every refusal."""

import pytest
from dialect_strategies import stamps
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.events import Refused, Stamp, Value
from besedka.chat.names.forms import RULES
from besedka.dialects.plain.refusal_lines import explain
from besedka.dialects.plain.refusal_texts import TEXTS
from besedka.dialects.words.clock import LocalClock
from besedka.dialects.words.languages import language

STAMP = Stamp(17, 1_795_391_822_123)


def said(code: str, code_language: str = "en", **params: Value) -> str:
    return explain(Refused(code, params), STAMP, language(code_language), LocalClock())


def test_every_rule_of_names_has_a_sentence() -> None:
    sentences = {said("name-invalid", name="x", rule=rule, limit=4, character="U+0020") for rule in RULES}
    assert len(sentences) == len(RULES)


def test_a_rule_of_a_newer_server_has_the_general_sentence() -> None:
    assert said("name-invalid", name="x", rule="boring") == "This name is not allowed."


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


def test_what_is_offered_as_text_needs_no_explanation() -> None:
    params = {"command": "send", "option": "–u", "nearest": "-u", "as_text": "send -- hi –u bob"}
    assert said("bad-option", **params) == (
        "`send` has no option `–u`. Did you mean `-u`? As text: `send -- hi –u bob`."
    )


def test_a_line_that_was_probably_meant_is_offered_instead_of_its_command() -> None:
    sentence = said("unknown-command", word="/msg", nearest="send", line="send -u bob hi")
    assert sentence.endswith("Did you mean `send -u bob hi`?")


def test_a_recipient_inside_the_text_has_both_readings_offered() -> None:
    params = {
        "option": "-u",
        "name": "bob",
        "private": "send -u bob hi",
        "public": "send -- hi",
        "syntax": "s",
    }
    assert said("misplaced-option", **params) == (
        "`-u` stands inside the text, so it is not clear who this is for. To bob alone: `send -u bob hi`. "
        "To everybody, as text: `send -- hi`. Syntax: `s`"
    )


def test_lines_that_are_too_long_are_not_offered() -> None:
    sentence = said("misplaced-option", option="-u", name="bob", private=None, public=None, syntax="s")
    assert sentence.endswith("who this is for. Syntax: `s`")


def test_who_is_not_here_may_have_been_a_part_of_a_text() -> None:
    params = {"name": "bbo", "nearest": "bob", "command": "send"}
    assert said("no-such-user", **params).endswith("called bbo. Did you mean `bob`?")
    typed = said("no-such-user", **params, as_text="send -- hi -u bbo")
    assert typed.endswith("called bbo. Did you mean `bob`? As text: `send -- hi -u bbo`.")
    long = said("no-such-user", **params, as_text=None)
    assert long.endswith("As text: the same with `--` in front of all of it, `send -- TEXT`.")


def test_what_cannot_be_seen_is_named() -> None:
    params = {"command": "send", "option": "\u200b-u", "rule": "invisible", "character": "U+200B"}
    assert said("bad-option", **params, nearest="-u", as_text="send -- hi", syntax="s") == (
        "There is an invisible character (U+200B) in `\u200b-u`, so it is not an option of `send`. "
        "Did you mean `-u`? As text: `send -- hi`. Syntax: `s`"
    )


def test_what_is_no_number_may_have_been_the_other_word() -> None:
    params = {"argument": "NUMBER", "given": "al", "flag": "all", "nearest": "all"}
    assert said("bad-number", **params) == (
        "NUMBER must be a whole number or `all`, not `al`. Did you mean `all`?"
    )
    assert (
        said("bad-number", argument="delay", given="99…", rule="too-long")
        == "delay has too many digits: `99…`."
    )


def test_what_stands_for_something_else_is_a_word_of_the_language() -> None:
    params = {"command": "send", "option": "-u", "syntax": "send [-u NAME] [-t SECONDS] [--] TEXT"}
    assert said("missing-value", "ru", **params).endswith("`send [-u ИМЯ] [-t ВРЕМЯ] [--] ТЕКСТ`")
    assert "ТЕКСТ" in said("missing-argument", "ru", command="send", argument="TEXT")
    assert said("bad-number", "ru", argument="SECONDS", given="x").startswith(
        "ВРЕМЯ должно быть целым числом"
    )


def test_what_somebody_typed_is_no_word_of_ours() -> None:
    assert "`NAME`" in said("surplus-argument", "ru", command="exit", argument="NAME")


def test_nothing_near_offers_nothing() -> None:
    assert said("no-such-user", name="x", nearest=None) == "Nobody here is called x."


@pytest.mark.parametrize(
    ("code", "params", "sentence"),
    [
        ("ignore-self", {}, "You cannot ignore yourself."),
        ("already-ignored", {"name": "bob"}, "You already ignore bob. `ignored` lists whom you ignore."),
        (
            "not-ignored",
            {"name": "bbo", "nearest": "bob"},
            "You do not ignore bbo. `ignored` lists whom you ignore. Did you mean `bob`?",
        ),
        (
            "too-many-ignored",
            {"limit": 1},
            "You already ignore 1 person, and that is the limit. `unignore NAME` ends it.",
        ),
        ("already-done", {"request": 5}, "Request 5 was answered before; its answer is no longer kept."),
        ("not-stored", {}, "The server could not store this, so it was not done. Try again."),
        ("not-readable", {}, "The server could not read the stored messages. Try again later."),
        ("internal-error", {}, "This was not done: there is an error in the server. Its log says more."),
        (
            "bad-field",
            {"field": "request", "expected": "positive"},
            "The field `request` must be a positive 64-bit whole number.",
        ),
    ],
)
def test_who_ignores_and_who_numbers_is_refused_in_words(
    code: str, params: dict[str, Value], sentence: str
) -> None:
    assert explain(Refused(code, params), STAMP, language("en"), LocalClock()) == sentence


def test_the_muted_are_told_how_long_and_in_brief_what_still_works() -> None:
    sentence = said("muted", until=STAMP.at + 60_000, left=60_000)
    assert sentence.endswith(" for another 1 minute. Everything but `rename` and `send` works.")


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("U+0021", "`!` (U+0021)"),
        ("U+1F600", "`😀` (U+1F600)"),
        ("U+0301", "U+0301"),
        ("U+0060", "U+0060"),
        ("U+200B", "U+200B"),
        ("U+3000", "U+3000"),
        ("U+FFFFFF", "U+FFFFFF"),
        ("an exclamation mark", "an exclamation mark"),
    ],
)
def test_a_character_is_shown_itself_when_it_can_be_seen(code: str, shown: str) -> None:
    sentence = said("name-invalid", rule="character", character=code)
    assert sentence.endswith(f"`_ - .`; {shown} is not allowed.")


def test_a_space_in_a_name_is_said_so() -> None:
    params = {"command": "rename", "argument": "b", "syntax": "rename NAME", "rule": "space"}
    assert said("surplus-argument", **params) == "A name cannot contain spaces. Syntax: `rename NAME`"


def test_the_languages_that_there_are_are_listed() -> None:
    params = {"command": "lang", "argument": "en|ru", "syntax": "lang en|ru"}
    assert said("missing-argument", **params) == "`lang` needs en or ru. Syntax: `lang en|ru`"
    assert said("missing-argument", "ru", **params).startswith("Команде `lang` нужен аргумент: en или ru. ")


def test_scripts_have_the_names_that_people_know_them_by() -> None:
    scripts = ("Latin", "Cyrillic", "Han", "Old_Italic")
    assert said("name-invalid", rule="mixed-scripts", scripts=scripts).endswith(
        "Latin, Cyrillic, Chinese characters, Old Italic."
    )
    assert said("name-invalid", "ru", rule="mixed-scripts", scripts=scripts).endswith(
        "латиница, кириллица, китайские иероглифы, Old Italic."
    )


def test_people_count_characters_from_one() -> None:
    assert said("bad-json", problem="syntax", position=0).endswith(": error at character 1.")


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
