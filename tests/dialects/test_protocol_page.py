"""docs/protocol.md and docs/asyncapi.yaml say what the code does."""

import json
import re

import pytest
from dialect_strategies import asks, events, refs, request_numbers, stamps
from hypothesis import given
from jsonschema import ValidationError
from protocol_schemas import ROOT, document, validate, validators

from besedka.chat.language.events import Refused, Stamp
from besedka.dialects import COMMANDS, JSON, PLAIN, Ask, ClientRef, Shown, decode_event, encode_request
from besedka.dialects.json.client_codec import LocalEvent, Unknown
from besedka.dialects.json.event_schemas import SCHEMAS
from besedka.dialects.plain.refusal_texts import TEXTS

PAGE = (ROOT / "docs" / "protocol.md").read_text("utf-8")
CODES = {key for key in TEXTS if "/" not in key}


def examples(direction: str) -> list[str]:
    blocks = re.findall(rf"```json {direction}\n(.*?)```", PAGE, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def documented_codes() -> dict[str, tuple[set[str], set[str]]]:
    """Code → parameters that it always has, and those that it may have."""
    section = PAGE.split("### Refusals")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]*)\|", section, re.MULTILINE)
    return {
        code: (set(re.findall(r"`(\w+)`(?!\?)", params)), set(re.findall(r"`(\w+)`\?", params)))
        for code, params in rows
    }


@pytest.mark.parametrize("example", examples("in"))
def test_every_request_on_the_page_is_understood_and_fits_its_schema(example: str) -> None:
    validate(json.loads(example), "in")
    assert not isinstance(JSON.read(example).ask, Refused)


@pytest.mark.parametrize("example", examples("out"))
def test_every_event_on_the_page_is_written_exactly_so(example: str) -> None:
    validate(json.loads(example), "out")
    received = decode_event(example)
    assert not isinstance(received.event, Unknown | LocalEvent)
    written = JSON.write(received.event, received.stamp, "en", received.ref)
    assert json.loads(written) == json.loads(example)


def test_the_page_has_an_example_of_every_request_but_those_that_look_alike() -> None:
    shown = {json.loads(example)["type"] for example in examples("in")}
    assert shown == set(validators("in"))


def test_the_page_has_an_example_of_nearly_every_event() -> None:
    shown = {json.loads(example)["type"] for example in examples("out")}
    assert set(validators("out")) - shown == {"help"}


def test_the_schemas_are_of_exactly_the_types_that_there_are() -> None:
    assert set(validators("out")) == set(SCHEMAS)
    assert set(validators("in")) == {spec.name for spec in COMMANDS} | {"line", "join", "resume", "seen"}


def test_every_message_of_the_channel_belongs_to_an_operation() -> None:
    of_operations = [
        reference["$ref"]
        for operation in document()["operations"].values()
        for reference in operation["messages"]
    ]
    of_channel = [f"#/channels/chat/messages/{name}" for name in document()["channels"]["chat"]["messages"]]
    assert sorted(of_operations) == sorted(of_channel)


def test_the_page_and_the_schemas_list_every_code_that_has_a_text() -> None:
    assert set(documented_codes()) == CODES
    assert set(document()["components"]["schemas"]["code"]["enum"]) == CODES


def test_the_schemas_know_exactly_the_documented_parameters() -> None:
    documented = {name for always, maybe in documented_codes().values() for name in always | maybe}
    assert set(document()["components"]["schemas"]["params"]["properties"]) == documented


def test_the_page_lists_the_syntax_of_every_command() -> None:
    assert "\n".join(f"    {spec.syntax}" for spec in COMMANDS) in PAGE


REFUSED = [
    ("", "empty-line"),
    ("helo", "unknown-command"),
    ("rename", "missing-argument"),
    ("users all", "surplus-argument"),
    ("send -x hi", "bad-option"),
    ("send -u a -u b hi", "duplicate-option"),
    ("send -u", "missing-value"),
    ("cancel x", "bad-number"),
    ("send hi -t x", "bad-number"),
    (f"cancel {'9' * 65}", "bad-number"),
    ("send hi -u bob and so on", "misplaced-option"),
    ("send hi –u bob", "bad-option"),
    ("send hi -u", "missing-value"),
    ("send -u a hi -u b", "duplicate-option"),
    ("/msg bob hi", "unknown-command"),
    ("lang fr", "bad-language"),
]
MISREAD = [
    ("{", "bad-json"),
    ("[NaN]", "bad-json"),
    ('{"a":1,"a":2}', "bad-json"),
    ("[]", "bad-json"),
    ('{"a":' + "[" * 33 + "]" * 33 + "}", "too-deep"),
    ('{"type":"sned"}', "unknown-type"),
    ('{"type":"users","x":1}', "unknown-field"),
    ('{"type":"send"}', "missing-field"),
    ('{"type":"send","text":1}', "bad-field"),
    (f'{{"type":"cancel","number":{"9" * 65}}}', "bad-number"),
    ('{"type":"users","ref":true}', "bad-ref"),
    ('{"type":"send","text":"\\ud800"}', "bad-text"),
]


@pytest.mark.parametrize(
    ("text", "code", "dialect"),
    [(*case, PLAIN) for case in REFUSED] + [(*case, JSON) for case in MISREAD],
)
def test_a_refusal_has_the_parameters_that_the_page_promises(text: str, code: str, dialect: object) -> None:
    refused = (PLAIN if dialect is PLAIN else JSON).read(text).ask
    assert isinstance(refused, Refused)
    assert refused.code == code
    always, maybe = documented_codes()[code]
    assert always <= set(refused.params) <= always | maybe
    validate(json.loads(JSON.write(refused, Stamp(1, 1), "en")), "out")


@given(asks, refs, request_numbers)
def test_whatever_a_client_asks_fits_the_schemas(ask: Ask, ref: ClientRef | None, number: int | None) -> None:
    validate(json.loads(encode_request(ask, ref, number)), "in")


@given(events, stamps)
def test_whatever_the_server_says_fits_the_schemas(event: Shown, stamp: Stamp) -> None:
    if isinstance(event, Refused):
        event = Refused(event.code if event.code in CODES else "muted")
    validate(json.loads(JSON.write(event, stamp, "ru")), "out")


@pytest.mark.parametrize(
    "message",
    [
        {"type": "send"},
        {"type": "send", "text": "x", "dealy": 3},
        {"type": "send", "text": 5},
        {"type": "cancel", "number": 3, "all": True},
        {"type": "users", "ref": 1.5},
        {"type": "users", "request": 0},
        {"type": "users", "request": 2**63},
        {"type": "ignore"},
    ],
)
def test_the_schemas_refuse_what_the_server_refuses(message: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        validate(message, "in")
    assert isinstance(JSON.read(json.dumps(message)).ask, Refused)
