"""A newer server's messages are read, and told, by this version: where the line is, and what is on either side."""

import json
import re
from datetime import timezone
from typing import Any

import pytest
from tomorrow import TIME, events, kinder, wilder

from besedka.chat.language.events import (
    Accepted,
    Farewell,
    HistoryListed,
    Left,
    Message,
    NotSent,
    Refused,
    ScheduledListed,
    Stamp,
    UsersListed,
    Welcome,
)
from besedka.dialects.json.client_codec import LocalEvent, MalformedEvent, Received, Unknown, decode_event
from besedka.dialects.plain.event_lines import describe
from besedka.dialects.words.clock import LocalClock

AT = 1_795_391_822_123
BEFORE = Stamp(7, 7000)
EVENTS = events()
CLOCK = LocalClock(timezone.utc)


def read(fields: dict[str, Any]) -> Received:
    """The event; whatever it is, it can be told in each language."""
    received = decode_event(json.dumps(fields), BEFORE)
    if not isinstance(received.event, Unknown | LocalEvent):
        for code in ("en", "ru"):
            for line in describe(received.event, received.stamp, code, CLOCK):
                assert not re.search(r"\{[a-z]", line.text)
    return received


def event(kind: str, **fields: Any) -> Any:
    return read({"type": kind, "seq": 5, "at": TIME, **fields}).event


@pytest.mark.parametrize("kind", EVENTS)
def test_what_the_papers_foresee_is_the_same_event(kind: str) -> None:
    whole = type(read(EVENTS[kind]).event)
    assert whole is not Unknown
    for fields in kinder(EVENTS[kind]):
        assert type(read(fields).event) is whole, fields


@pytest.mark.parametrize("kind", EVENTS)
def test_what_no_paper_foresees_is_an_event_all_the_same(kind: str) -> None:
    for fields in wilder(EVENTS[kind]):
        read(fields)


@pytest.mark.parametrize("kind", [None, 5, [], {}, "", "poll", True])
def test_a_type_that_nobody_knows_is_unknown_and_keeps_its_fields(kind: Any) -> None:
    received = read({"type": kind, "seq": 5, "at": TIME, "votes": [1]})
    assert isinstance(received.event, Unknown)
    assert received.event.fields["votes"] == [1]
    assert received.stamp == Stamp(5, AT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "[]",
        "null",
        '"text"',
        "{",
        "{}x",
        '{"seq":NaN}',
        "[" * 99,
        '{"a":' + "[" * 32 + "]" * 32 + "}",
    ],
)
def test_what_is_no_object_in_json_is_an_error(text: str) -> None:
    with pytest.raises(MalformedEvent):
        decode_event(text)


def test_json_is_read_as_everybody_else_reads_it() -> None:
    assert decode_event('\ufeff{"type":"stopping","seq":1,"seq":5}').stamp.seq == 5
    digits = '{"type":"left","name":"a","seq":' + "9" * 50_000 + "}"
    assert decode_event(digits, BEFORE).stamp.seq == BEFORE.seq


@pytest.mark.parametrize(
    ("fields", "stamp"),
    [
        ({}, BEFORE),
        ({"seq": "5", "at": 5}, BEFORE),
        ({"seq": True, "at": "2026-11-22T23:57:02"}, BEFORE),
        ({"seq": 5.0, "at": TIME}, Stamp(5, AT)),
        ({"seq": 2**70, "at": "2026-11-23T02:57:02.123999+03:00"}, Stamp(2**70, AT)),
    ],
)
def test_a_stamp_that_cannot_be_read_is_the_one_before(fields: dict[str, Any], stamp: Stamp) -> None:
    assert read({"type": "stopping", **fields}).stamp == stamp


@pytest.mark.parametrize(
    ("ref", "read_as"),
    [
        (1, 1),
        (1.0, 1),
        ("a", "a"),
        ("x" * 999, "x" * 999),
        (True, None),
        (1.5, None),
        ([1], None),
        ({}, None),
    ],
)
def test_a_ref_of_another_type_is_nobodys(ref: Any, read_as: Any) -> None:
    found = read({"type": "stopping", "ref": ref}).ref
    assert (found, type(found)) == (read_as, type(read_as))


def test_words_that_are_new_are_kept() -> None:
    assert event("accepted", command="sing", name="bob") == Accepted("sing", name="bob")  # type: ignore[arg-type]
    assert event("left", name="bob", reason="bored") == Left("bob", "bored")  # type: ignore[arg-type]
    assert event("farewell", reason=5) == Farewell("")  # type: ignore[arg-type]
    message = {"number": 3, "text": "hi", "due": TIME}
    assert event("not-sent", message=message, reason="full").reason == "full"
    assert event("not-sent", message={"text": "hi"}).message.text == "hi"


def test_what_an_event_is_about_must_be_there() -> None:
    for kind in ("joined", "left", "renamed", "message", "muted", "unmuted", "users", "history", "language"):
        assert isinstance(event(kind), Unknown), kind


def test_rows_that_cannot_be_read_are_left_out() -> None:
    row = {"seq": 3, "at": TIME, "number": 3, "from": "eve", "text": "hi", "reactions": [{"+": 1}]}
    listed = event("history", messages=[row, 5, {}, {**row, "text": None}, {**row, "at": "soon"}])
    assert isinstance(listed, HistoryListed)
    assert [recorded.message for recorded in listed.messages] == [Message(3, "eve", "hi")]
    users = event("users", you="bob", users=[{"name": "bob", "muted_until": 5}, {"nick": "eve"}, None])
    assert isinstance(users, UsersListed)
    assert [user.name for user in users.users] == ["bob"]


def test_a_welcome_stands_whatever_it_lacks() -> None:
    bare = event("welcome")
    assert isinstance(bare, Welcome)
    assert (bare.members, bare.member_count, bare.limits.max_text) == ((), 0, 4000)
    given = event(
        "welcome", name="bob", members=["bob", 5, None], limits={"max_text": 9, "history": "x", "y": []}
    )
    assert (given.members, given.member_count) == (("bob",), 1)
    assert (given.limits.max_text, given.limits.history) == (9, 20)


def test_a_private_message_never_looks_public() -> None:
    message = {"number": 5, "from": "eve", "text": "psst"}
    assert event("message", **message, to={"id": 5, "name": "bob"}).to == "?"
    assert event("message", **message, to=None).to is None
    assert event("message", number="5", **{"from": "eve", "text": "psst"}).number == 5  # the entry's


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (5, 5),
        ("x", "x"),
        (None, None),
        (True, "true"),
        (1.5, "1.5"),
        ({"a": [1]}, '{"a":[1]}'),
        (["a", 5, ["b"]], ("a", "5", '["b"]')),
        (1e999, "?"),
    ],
)
def test_parameters_of_a_refusal_may_be_anything(given: Any, found: Any) -> None:
    text = json.dumps({"type": "refused", "code": "new", "params": {"x": 0}}).replace(
        "0", "1e999" if given == 1e999 else json.dumps(given)
    )
    refused = decode_event(text).event
    assert isinstance(refused, Refused)
    assert refused.params == {"x": found}
    assert event("refused", params=5) == Refused("", {})
    assert event("refused", code="muted", params={"until": "soon"}).params == {"until": "soon"}


def test_an_answer_that_goes_on_says_so() -> None:
    assert event("scheduled", messages=[], more=True) == ScheduledListed((), more=True)
    assert event("scheduled", messages=[], more="yes") == ScheduledListed(())


def test_half_characters_are_taken_out_at_every_depth() -> None:
    received = decode_event(
        '{"type":"message","seq":5,"number":5,"from":"e\\ud800ve","text":"\\udfffhi \\ud83d\\ude00",'
        '"x":[{"\\ud800":"\\uDBFF"}]}'
    )
    assert received.event == Message(5, "eve", "hi \N{GRINNING FACE}")
    assert received.fields["x"] == [{"": ""}]


def test_an_unknown_reason_is_told_as_what_is_known() -> None:
    def told(kind: str, **fields: Any) -> list[str]:
        received = read({"type": kind, "seq": 5, "at": TIME, **fields})
        assert not isinstance(received.event, Unknown | LocalEvent)
        return [line.text[9:] for line in describe(received.event, received.stamp, "en", CLOCK)]

    first, second = told("not-sent", message={"number": 3, "text": "hi", "due": TIME}, reason="new")
    assert (first, second) == ("! #3 was not sent. It said:", "")
    assert told("accepted", command="sing") == []
    assert told("left", name="eve", reason="bored") == ["* eve has left"]
    assert told("farewell", reason="bored") == ["* Goodbye!"]
    assert "does not" in told("language", language="fr")[0]


def test_a_not_sent_message_is_given_back_whatever_the_reason() -> None:
    assert isinstance(event("not-sent", message={"text": "hi"}, reason=["x"]), NotSent)
