"""Holds JSON messages against the schemas of docs/asyncapi.yaml: `validate(message, "out")`."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from jsonschema import Draft7Validator

Direction = Literal["in", "out"]

ROOT = Path(__file__).resolve().parents[2]


@cache
def document() -> dict[str, Any]:
    """The AsyncAPI document."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "asyncapi.yaml").read_text("utf-8"))
    return loaded


def resolve(reference: dict[str, str]) -> dict[str, Any]:
    """What a `$ref` within the document points to."""
    target: Any = document()
    for step in reference["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return resolve(target) if set(target) == {"$ref"} else target


@cache
def validators(direction: Direction) -> dict[str, Draft7Validator]:
    """A validator for every `type` of message in this direction ("in": from the client)."""
    operation = document()["operations"]["ask" if direction == "in" else "tell"]
    found = {}
    for reference in operation["messages"]:
        message = resolve(reference)
        schema = {**message["payload"], "components": document()["components"]}
        found[message["name"]] = Draft7Validator(schema)
    return found


def validate(message: dict[str, Any], direction: Direction) -> None:
    """Raises `jsonschema.ValidationError` (or `KeyError` for an unknown type) when the message is not as documented."""
    validators(direction)[message["type"]].validate(message)
