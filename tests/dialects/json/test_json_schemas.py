"""What is written of each event is what is read of it, and what the papers say."""

import json
from typing import Any, get_args

import pytest
from dialect_strategies import events, stamps
from hypothesis import given
from protocol_schemas import validators

from besedka.chat.language.events import Accepted, Event, Message, Recorded, Refused, Stamp, User
from besedka.dialects import JSON, HelpShown, LanguageSet, Replaced, SessionGranted, Shown
from besedka.dialects.json.event_schemas import BY_RECORD, SCHEMAS
from besedka.dialects.json.schema import (
    FLAG,
    TEXT,
    ComputedField,
    JsonField,
    Schema,
    always,
    nested,
    optional,
    required,
    rows,
)
from besedka.dialects.json.tolerant_values import Unreadable

STAMP = Stamp(17, 1_795_391_822_123)
HEAD = {"type", "seq", "at", "ref", "more"}
WORDS = {"welcome": {"language"}, "resumed": {"language"}, "refused": {"text"}, "help": {"commands"}}
"""Fields of the session's language, that no table has."""


def alternatives(union: Any) -> set[type]:
    parts = get_args(union)
    return {kind for part in parts for kind in alternatives(part)} if parts else {union}


def test_every_event_has_its_fields() -> None:
    assert set(BY_RECORD) == alternatives(Event) | {HelpShown, LanguageSet, SessionGranted, Replaced}
    assert len(BY_RECORD) == len(SCHEMAS)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_fields_of_an_event_are_those_of_the_papers(kind: str) -> None:
    schema: Any = validators("out")[kind].schema
    fields, words = SCHEMAS[kind].fields, WORDS.get(kind, set())
    assert ({field.name for field in fields} | words) - HEAD == set(schema["properties"]) - HEAD
    sparse = {field.name for field in fields if isinstance(field, JsonField) and field.optional}
    assert not sparse & set(schema["required"])


@given(events, stamps)
def test_what_is_written_by_hand_is_what_the_fields_say(event: Shown, stamp: Stamp) -> None:
    if isinstance(event, Message | Accepted):
        kind, schema = BY_RECORD[type(event)]
        written = JSON.write(event, stamp, "en")
        head = f'{{"type":"{kind}","seq":{stamp.seq},"at":"'
        assert written.startswith(head)
        assert written.endswith(f'Z"{schema.write(event, stamp)}}}')


@given(events, stamps)
def test_many_records_are_written_as_each_of_them(event: Shown, stamp: Stamp) -> None:
    for schema, records in row_shapes(event):
        assert schema.write_all(records, stamp) == [schema.write(record, stamp) for record in records]


def row_shapes(event: Any) -> list[tuple[Schema, list[Any]]]:
    """An event's own schema, and its rows as events: users as those who joined, recorded messages as said."""
    _, schema = BY_RECORD[type(event)]
    found = [] if any(field.codec.deep for field in schema.fields) else [(schema, [event, event])]
    for row in (*getattr(event, "users", ()), *getattr(event, "messages", ())):
        if isinstance(row, User):
            found.append((ROW, [row, User("x"), row]))
        elif isinstance(row, Recorded):
            found.append((SCHEMAS["message"], [row.message, Message(1, "a", "b"), row.message]))
    return found


ROW = Schema(
    User,
    required("name", TEXT),
    optional("ignored", FLAG, default=False),
    ComputedField("length", TEXT, lambda user, _: str(len(user.name)) if user.ignored else None),
    make=lambda name, ignored: User(name, ignored=ignored),
)


def test_a_table_that_does_not_fit_its_record_is_an_error_of_ours() -> None:
    with pytest.raises(TypeError, match="User"):
        Schema(User, required("name", TEXT), optional("ignored", FLAG, default=False))


def test_no_records_are_no_texts() -> None:
    assert ROW.write_all([], STAMP) == []
    assert ROW.write_all([User("bob"), User("eve", ignored=True)], STAMP) == [
        ',"name":"bob"',
        ',"name":"eve","ignored":true,"length":"3"',
    ]


def test_what_a_record_is_about_must_be_there_and_all_else_has_a_default() -> None:
    schema = Schema(
        tuple,
        required("name", TEXT),
        always("length", TEXT, derive=lambda stamp, before: f"{stamp.seq}{before[0]}"),
        optional("row", nested(ROW)),
        make=lambda *values: values,
    )
    assert schema.read({"name": "a", "row": {"name": "b"}}, STAMP) == ("a", "17a", User("b"))
    with pytest.raises(Unreadable, match="name"):
        schema.read({"name": 5}, STAMP)
    with pytest.raises(Unreadable, match="name"):
        schema.read({"name": "a", "row": 5}, STAMP)


def test_a_row_that_cannot_be_read_is_left_out_and_no_list_is_none() -> None:
    kind = rows(ROW)
    assert kind.read([{"name": "a"}, {}, 5], STAMP) == (User("a"),)
    assert kind.read({"name": "a"}, STAMP) is None
    assert kind.write((User("a"), User("b")), STAMP) == '[{"name":"a"},{"name":"b"}]'
    assert kind.write((), STAMP) == "[]"


def test_a_refusal_of_speech_names_what_does_not_work_and_no_other_does() -> None:
    assert json.loads(JSON.write(Refused("muted"), STAMP, "en"))["barred"]
    assert "barred" not in json.loads(JSON.write(Refused("text-empty"), STAMP, "en"))
