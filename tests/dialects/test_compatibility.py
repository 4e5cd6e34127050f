"""Everything in the protocol is additive: clients of an earlier version understand us, and are understood.

`earlier/` has the papers as they stood before something was added; they are never changed.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from dialect_strategies import events, stamps
from hypothesis import given
from jsonschema import Draft7Validator
from protocol_schemas import validate
from tomorrow import full

from besedka.chat.language.events import Refused, Stamp
from besedka.dialects import JSON, Shown
from besedka.dialects.json.event_schemas import BY_RECORD

EARLIER = sorted((Path(__file__).parent / "earlier").glob("asyncapi-*.yaml"))


@cache
def messages(path: Path, operation: str) -> dict[str, dict[str, Any]]:
    """The schemas of the messages that these papers have, by their types."""
    document = yaml.safe_load(path.read_text("utf-8"))
    found = {}
    for reference in document["operations"][operation]["messages"]:
        of_channel = document["channels"]["chat"]["messages"][reference["$ref"].rpartition("/")[2]]
        message = document["components"]["messages"][of_channel["$ref"].rpartition("/")[2]]
        found[message["name"]] = {**message["payload"], "components": document["components"]}
    return found


def tolerant(schema: Any) -> Any:
    """The schema as a client reads it that expects more fields and words than it knows."""
    if isinstance(schema, list):
        return [tolerant(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: tolerant(item) for name, item in schema.items() if name != "additionalProperties"}
    return {"type": "string"} if set(kept) == {"enum"} else kept


@cache
def readers(path: Path) -> dict[str, Draft7Validator]:
    return {kind: Draft7Validator(tolerant(schema)) for kind, schema in messages(path, "tell").items()}


@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.stem)
@given(event=events, stamp=stamps)
def test_what_we_say_is_what_a_client_of_theirs_expects(path: Path, event: Shown, stamp: Stamp) -> None:
    kind, _ = BY_RECORD[type(event)]
    reader = readers(path).get(kind)
    if reader is not None:
        if isinstance(event, Refused):
            event = Refused(event.code)
        reader.validate(json.loads(JSON.write(event, stamp, "en")))


@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.stem)
def test_whatever_a_client_of_theirs_asks_is_understood(path: Path) -> None:
    for kind, schema in messages(path, "ask").items():
        for request in requests(schema):
            validate(request, "in")
            asked = JSON.read(json.dumps({**request, **VALUES.get(kind, {})})).ask
            assert not isinstance(asked, Refused), request


def requests(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The shortest message of this schema, and one with each of its fields."""
    shortest = {name: full(schema["properties"][name]) for name in schema["required"]}
    extra = [name for name in schema["properties"] if name not in shortest]
    return [shortest, *({**shortest, name: full(schema["properties"][name])} for name in extra)]


VALUES = {"help": {"topic": "send"}, "lang": {"lang": "ru"}, "line": {"line": "users"}}
"""Texts that have to be certain words."""


@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.stem)
def test_no_code_and_no_field_is_given_up(path: Path) -> None:
    document = yaml.safe_load(path.read_text("utf-8"))
    today = yaml.safe_load((Path(__file__).parents[2] / "docs" / "asyncapi.yaml").read_text("utf-8"))
    before, now = document["components"]["schemas"], today["components"]["schemas"]
    assert set(before["code"]["enum"]) <= set(now["code"]["enum"])
    assert set(before["params"]["properties"]) <= set(now["params"]["properties"])
    assert set(before["limits"]["required"]) <= set(now["limits"]["required"])
    assert set(before["pending"]["required"]) <= set(now["pending"]["required"])


def test_there_are_earlier_papers() -> None:
    assert EARLIER
