"""Messages of a newer server, made from docs/asyncapi.yaml: every event, changed at every depth in every way."""

import copy
from collections.abc import Iterator
from typing import Any, cast

from protocol_schemas import resolve, validators

TIME = "2026-11-22T23:57:02.123Z"
OTHERS: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**70,
    1.5,
    1e300,
    "",
    "tomorrow",
    "2026-11-22T23:57:02.123456789+03:00",
    [],
    ["x", [1, {"y": None}], 5],
    {},
    {"a": {"b": [None, "c"]}},
)
"""Values of every type, for any field."""

Path = tuple[str | int, ...]


def full(schema: dict[str, Any]) -> Any:
    """A value with everything that the schema knows."""
    if "$ref" in schema:
        return full(resolve(schema))
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "oneOf" in schema:
        return full(schema["oneOf"][-1])
    kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    if kind == "object":
        return {name: full(field) for name, field in schema.get("properties", {}).items()}
    if kind == "array":
        return [full(schema["items"])]
    if kind == "string":
        return TIME if "pattern" in schema else "bob"
    return {"integer": 5, "boolean": True}[kind]


def events() -> dict[str, dict[str, Any]]:
    """Of each type one event, with every field that it may have."""
    return {kind: full(dict(cast("Any", validator.schema))) for kind, validator in validators("out").items()}


def kinder(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the papers foresee: an optional field is not there, a field is new, a word or a number is another."""
    validator = validators("out")[event["type"]]
    for path, value in _places(event):
        if path and path != ("type",):
            without = _changed(event, path, None, remove=True)
            if validator.is_valid(without):
                yield without
                yield _changed(event, path, None)  # null is as good as nothing
        if isinstance(value, dict):
            for other in OTHERS:
                yield _changed(event, (*path, "new-field"), other)
        if _is_enum(event, path) and path != ("type",):
            yield _changed(event, path, "tomorrow")
    yield {**event, "seq": 2**70}
    for at in ("2026-11-22T23:57:02.1234567Z", "2026-11-23t02:57:02+03:00", "2026-11-22T23:59:60Z"):
        yield {**event, "at": at}


def wilder(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What no paper foresees: any value is of any other type, any field is gone, lists hold anything."""
    for path, value in _places(event):
        if not path:
            continue
        yield _changed(event, path, None, remove=True)
        for other in OTHERS:
            yield _changed(event, path, other)
        if isinstance(value, list):
            for other in OTHERS:
                yield _changed(event, path, [*value, other, *value])


def _places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


def _changed(event: dict[str, Any], path: Path, value: Any, *, remove: bool = False) -> dict[str, Any]:
    changed = copy.deepcopy(event)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    if remove:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def _is_enum(event: dict[str, Any], path: Path) -> bool:
    """Whether the schema has a list of words for this place."""
    schema = dict(cast("Any", validators("out")[event["type"]].schema))
    for step in path:
        schema = schema["items"] if isinstance(step, int) else schema["properties"][step]
        schema = resolve(schema) if "$ref" in schema else schema
    return "enum" in schema
