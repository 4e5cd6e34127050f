"""JSON, from the client."""

import json
from typing import Any

import pytest
from dialect_strategies import asks, refs, request_numbers
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.commands import Cancel, Rename, Seen, Send
from besedka.chat.language.events import Refused
from besedka.dialects.commands.requests import Ask, ClientRef, JoinChat, ReadError, Request, ResumeSession
from besedka.dialects.json.client_codec import encode_request, encode_typed_line
from besedka.dialects.json.reader import read_json
from besedka.dialects.json.strict_json import MAX_DEPTH, load
from besedka.dialects.typed.line import read_line


def read(**message: Any) -> Request:
    return read_json(json.dumps(message))


def refused(request: Request) -> tuple[str, dict[str, object]]:
    assert isinstance(request.ask, Refused)
    return request.ask.code, dict(request.ask.params)


@given(asks, refs, request_numbers)
def test_what_a_client_asks_is_what_the_server_reads(
    ask: Ask, ref: ClientRef | None, number: int | None
) -> None:
    request = read_json(encode_request(ask, ref, number))
    assert request.number == (None if isinstance(ask, JoinChat | ResumeSession | Seen) else number)
    assert (request.ask, request.ref) == (ask, ref)


@given(st.text(st.characters(exclude_categories=["Cs"])), refs)
def test_a_typed_line_is_read_as_in_the_plain_dialect(line: str, ref: ClientRef | None) -> None:
    assert read_json(encode_typed_line(line, ref)) == read_line(line, newline=True, ref=ref)


def test_a_send_costs_what_it_costs_in_a_line() -> None:
    assert read(type="send", text="hi").cost == 1.0
    assert read(type="send", text="hi", to="bob").cost == 0.5
    assert read(type="nonsense").cost == 0.5


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("", {"problem": "syntax", "position": 0}),
        ("{", {"problem": "syntax", "position": 1}),
        ("{} x", {"problem": "syntax", "position": 3}),
        ('{"type":"users",}', {"problem": "syntax"}),
        ('{"type":"send","text":"a\nb"}', {"problem": "syntax"}),
        ("NaN", {"problem": "constant", "given": "NaN"}),
        ('{"a":-Infinity}', {"problem": "constant", "given": "-Infinity"}),
        ('{"type":"users","type":"exit"}', {"problem": "duplicate", "field": "type"}),
        ("[]", {"problem": "not-object"}),
        (" [" * 50_000, {"problem": "not-object"}),
        ("[1, x", {"problem": "not-object"}),
        ("null", {"problem": "not-object"}),
        ('"users"', {"problem": "not-object"}),
        ('{"type":' + "9" * 10_000 + "}", {"problem": "number"}),
    ],
)
def test_what_is_no_json_object_is_refused(text: str, params: dict[str, object]) -> None:
    code, given_params = refused(read_json(text))
    assert code == "bad-json"
    assert params.items() <= given_params.items()


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' + "[" * 100_000,
        '{"a":' * 100_000,
        '{"a":' * 33 + "1" + "}" * 33,
        '{"a":' + "[" * 32 + "]" * 32 + "}",
        '{"a":[1,' + "[" * 31 + "]" * 31 + "]}",
    ],
)
def test_too_deep_is_refused_and_hurts_nobody(text: str) -> None:
    assert refused(read_json(text)) == ("too-deep", {"limit": 32})


def test_a_byte_order_mark_before_an_object_means_nothing() -> None:
    assert read_json('\ufeff{"type":"users"}') == read_json('{"type":"users"}')


def test_a_byte_order_mark_within_a_text_is_its_own() -> None:
    assert read_json('{"type":"send","text":"\ufeffhi"}').ask == Send("\ufeffhi")


def test_the_deepest_allowed_is_read() -> None:
    text = '{"a": ' + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1) + "}"
    assert json.dumps(load(text)) == text


def test_brackets_in_texts_and_side_by_side_are_no_depth() -> None:
    assert read(type="send", text='[{"\\' * 100).ask == Send('[{"\\' * 100)
    assert load('{"a":[' + "[]," * 100 + "[]]}") == {"a": [[]] * 101}


def test_an_unterminated_text_of_escapes_takes_no_time() -> None:
    assert refused(read_json('["' + '\\"[' * 300_000))[0] == "bad-json"


def test_a_name_that_comes_twice_among_very_many_takes_no_time() -> None:
    text = "{" + "".join(f'"{n}":0,' for n in range(50_000)) + '"49999":0}'
    assert refused(read_json(text))[1]["field"] == "49999"


@pytest.mark.parametrize("ref", ["", "a" * 64, 0, -1, 2**63 - 1, -(2**63), "🐟"])
def test_a_ref_comes_back_unchanged(ref: ClientRef) -> None:
    assert read(type="users", ref=ref).ref == ref


@pytest.mark.parametrize("ref", ["a" * 65, 2**63, -(2**63) - 1, True, None, 1.0, [], {}, "\ud800"])
def test_a_bad_ref_is_refused(ref: object) -> None:
    request = read(type="users", ref=ref)
    assert request.ref is None
    assert refused(request) == ("bad-ref", {"limit": 64})


@pytest.mark.parametrize(
    ("message", "code", "params"),
    [
        ({}, "missing-field", {"field": "type"}),
        ({"type": None}, "bad-field", {"field": "type", "expected": "string"}),
        ({"type": ["users"]}, "bad-field", {"field": "type", "expected": "string"}),
        ({"type": "sned"}, "unknown-type", {"type": "sned", "nearest": "send"}),
        ({"type": "Users"}, "unknown-type", {"type": "Users", "nearest": "users"}),
        ({"type": "say"}, "unknown-type", {"type": "say", "nearest": "send"}),
        ({"type": "история"}, "unknown-type", {"type": "история", "nearest": "history"}),
        ({"type": "\ud800x"}, "unknown-type", {"type": "x", "nearest": None}),
        (
            {"type": "send", "text": "x", "dealy": 5},
            "unknown-field",
            {"field": "dealy", "nearest": "delay"},
        ),
        ({"type": "users", "reff": 5}, "unknown-field", {"field": "reff", "nearest": "ref"}),
        ({"type": "line", "text": "x"}, "unknown-field", {"field": "text", "nearest": None}),
        ({"type": "line"}, "missing-field", {"field": "line"}),
        ({"type": "line", "line": 5}, "bad-field", {"field": "line", "expected": "string"}),
        ({"type": "send", "to": "bob"}, "missing-field", {"field": "text"}),
        ({"type": "send", "text": None}, "bad-field", {"field": "text", "expected": "string"}),
        ({"type": "send", "text": "x", "to": None}, "bad-field", {"field": "to", "expected": "string"}),
        (
            {"type": "send", "text": "x", "delay": True},
            "bad-field",
            {"field": "delay", "expected": "integer"},
        ),
        ({"type": "send", "text": "x", "delay": 1.0}, "bad-field", {"field": "delay", "expected": "integer"}),
        ({"type": "send", "text": "x", "delay": "5"}, "bad-field", {"field": "delay", "expected": "integer"}),
        ({"type": "cancel", "all": 1}, "bad-field", {"field": "all", "expected": "boolean"}),
        ({"type": "cancel", "all": True, "number": 1}, "bad-field", {"field": "all", "expected": "alone"}),
        ({"type": "send", "text": "a\ud800"}, "bad-text", {"field": "text"}),
        ({"type": "rename", "name": "a\udc00"}, "bad-text", {"field": "name"}),
        ({"type": "line", "line": "send \ud800"}, "bad-text", {"field": "line"}),
        ({"type": "lang", "lang": "fr"}, "bad-language", {"given": "fr", "known": ("en", "ru")}),
        ({"type": "help", "topic": "snd"}, "unknown-command", {"word": "snd", "nearest": "send"}),
    ],
)
def test_a_message_that_is_wrong_is_refused_with_its_ref(
    message: dict[str, object], code: str, params: dict[str, object]
) -> None:
    request = read(**message, ref="r")
    assert request.ref == "r"
    assert refused(request) == (code, params)


@pytest.mark.parametrize("number", [0, -1, 2**63, 1.0, 1.5, True, "1", None, [1]])
def test_a_request_number_is_a_positive_integer_of_64_bits(number: object) -> None:
    request = read_json(json.dumps({"type": "users", "ref": "r", "request": number}))
    assert request.ask == Refused("bad-field", {"field": "request", "expected": "positive"})
    assert (request.ref, request.number) == ("r", None)


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"users","request":7}',
        '{"type":"line","line":"users","request":7}',
        '{"request":7,"type":"line","line":"no"}',
        '{"request":7,"type":"sned"}',
        '{"request":7}',
    ],
)
def test_a_request_keeps_its_number_also_when_it_is_refused(text: str) -> None:
    assert read_json(text).number == 7


def test_who_gives_no_number_has_none() -> None:
    assert read_json('{"type":"users","ref":7}').number is None


def test_pairs_of_surrogates_are_one_character() -> None:
    assert read_json('{"type":"send","text":"\\ud83d\\ude00"}').ask == Send("😀")


def test_texts_and_names_lose_what_could_harm_a_screen() -> None:
    assert read(type="send", text="a\x1b[1m\r\nb").ask == Send("a[1m\nb")
    assert read(type="rename", name="bo\u202eb").ask == Rename("bob")


def test_cancel_may_say_that_it_is_not_for_all() -> None:
    assert read(type="cancel", all=False, number=3).ask == Cancel(3)
    assert read(type="cancel", all=True).ask == Cancel(everything=True)


def test_a_number_is_read_as_it_is_or_refused() -> None:
    assert read(type="send", text="x", delay=10**63).ask == Send("x", delay=10**63)
    params = {"argument": "number", "given": "-1" + "0" * 61 + "…", "rule": "too-long"}
    assert refused(read(type="cancel", number=-(10**64))) == ("bad-number", params)


def test_the_text_of_a_message_is_never_read_as_options() -> None:
    assert read(type="send", text="hi -u bob").ask == Send("hi -u bob")
    assert read(type="send", text="-- hi -t 5").ask == Send("-- hi -t 5")
    assert read(type="line", line="send hi -u bob").ask == Send("hi", "bob")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.text() | json_values.map(json.dumps))
def test_any_text_whatsoever_is_a_request(text: str) -> None:
    assert read_json(text).ask is not None


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["send", "cancel", "line", "rename", "help", "lang"])},
        optional=dict.fromkeys(
            ("text", "to", "delay", "number", "all", "line", "name", "ref", "lang"), json_values
        ),
    )
)
def test_any_value_in_any_field_is_a_request_that_utf8_can_write(message: dict[str, object]) -> None:
    request = read_json(json.dumps(message))
    repr(request).encode()


def test_loading_raises_the_refusal() -> None:
    with pytest.raises(ReadError) as caught:
        load("nope")
    assert caught.value.refused.code == "bad-json"
