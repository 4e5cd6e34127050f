"""What only the dialect that read a line can say when the chat refuses it."""

import json

import pytest

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Accepted, Refused, Stamp
from besedka.dialects import JSON, PLAIN, Dialect, encode_typed_line, read_line
from besedka.dialects.commands.requests import Ref, TypedRef, resolve_ref
from besedka.dialects.guessing.typed_words import MAX_OFFER

STAMP = Stamp(7, 1_795_391_822_123)
NOBODY = Refused("no-such-user", {"name": "nobody", "nearest": None, "command": "send"})


def typed(line: str) -> Ref | None:
    return read_line(line, newline=True, ref=5).ref


def answered(dialect: Dialect, text: str, language: str = "en") -> str:
    return dialect.write(NOBODY, STAMP, language, dialect.read(text).ref)


@pytest.mark.parametrize(
    ("line", "as_text"),
    [
        ("send hi -u nobody", "send -- hi -u nobody"),
        ("/SEND hi  -u nobody ", "send -- hi  -u nobody"),
        ("send -t 5 hi -u nobody", "send -t 5 -- hi -u nobody"),
        ("send hi --username=nobody -t 5", "send -- hi --username=nobody -t 5"),
    ],
)
def test_who_named_somebody_behind_a_text_is_shown_how_it_would_be_text(line: str, as_text: str) -> None:
    assert isinstance(read_line(line, newline=True).ask, Send)
    assert typed(line) == TypedRef(5, {"as_text": as_text})
    said = read_line(as_text, newline=True).ask
    assert isinstance(said, Send)
    assert said.to is None


@pytest.mark.parametrize(
    "line", ["send hi", "send -u nobody hi", "send -u nobody hi -t 5", "send hi -t 5", "users"]
)
def test_of_any_other_line_there_is_nothing_to_say(line: str) -> None:
    assert typed(line) == 5


def test_what_was_typed_is_a_part_of_the_answer_in_either_dialect() -> None:
    line = "send hi -u nobody"
    assert answered(PLAIN, line).endswith("Nobody here is called nobody. As text: `send -- hi -u nobody`.")
    assert answered(PLAIN, line, "ru").endswith("`send -- hi -u nobody`.")
    message = json.loads(answered(JSON, encode_typed_line(line, "r")))
    assert (message["ref"], message["params"]["as_text"]) == ("r", "send -- hi -u nobody")
    assert message["text"].endswith("As text: `send -- hi -u nobody`.")


def test_a_line_that_is_too_long_to_be_shown_is_described() -> None:
    assert "`send -- TEXT`" in answered(PLAIN, "send " + "x" * MAX_OFFER + " -u nobody")


def test_who_asks_in_json_is_told_of_no_option() -> None:
    message = json.loads(answered(JSON, '{"type":"send","text":"hi","to":"nobody","ref":1}'))
    assert (message["ref"], message["params"]) == (1, dict(NOBODY.params))
    assert message["text"] == "Nobody here is called nobody."


def test_other_answers_are_as_they_are() -> None:
    ref = TypedRef("r", {"as_text": "send -- hi -u bob"})
    for event in (Accepted("send", 3), Refused("muted", {"until": 5})):
        assert resolve_ref(event, ref) == (event, "r")
        assert JSON.write(event, STAMP, "en", ref) == JSON.write(event, STAMP, "en", "r")
    assert resolve_ref(NOBODY, 5) == (NOBODY, 5)
    assert resolve_ref(NOBODY, None) == (NOBODY, None)
