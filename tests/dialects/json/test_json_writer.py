"""JSON, to the client; and read back."""

import json
import math
from typing import Any, cast

import pytest
from dialect_strategies import events, messages, refs, stamps
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.commands import Departure, Join, Send
from besedka.chat.language.events import (
    Accepted,
    Cancelled,
    Farewell,
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
    Joined,
    Left,
    Limits,
    Message,
    Pending,
    Recorded,
    Refused,
    Renamed,
    Silenced,
    Stamp,
    Stopping,
    User,
    UsersListed,
    Welcome,
)
from besedka.dialects import JSON, HelpShown, LanguageSet, Ref, Shown, Unknown, decode_event
from besedka.dialects.commands.table import BARRED, COMMANDS
from besedka.dialects.json.client_codec import encode_request, encode_typed_line
from besedka.dialects.json.strict_json import dump
from besedka.dialects.words.timestamps import write_time

AT = 1_795_391_822_123
STAMP = Stamp(17, AT)
TIME = "2026-11-22T23:57:02.123Z"
LATER = "2026-11-22T23:58:40.123Z"


def write(event: Shown, language: str = "en", ref: Ref | None = None) -> dict[str, Any]:
    written = JSON.write(event, STAMP, language, ref)
    message: dict[str, Any] = json.loads(written)
    assert message.pop("seq") == 17
    assert message.pop("at") == TIME
    return message


def test_a_message_is_written() -> None:
    assert JSON.write(Message(17, "алиса", 'a "b"\n'), STAMP, "en") == (
        f'{{"type":"message","seq":17,"at":"{TIME}","number":17,"from":"алиса","text":"a \\"b\\"\\n"}}'
    )


def test_a_private_delayed_message_says_so() -> None:
    message = write(Message(9, "alice", "hi", "bob", delayed=True))
    assert (message["to"], message["delayed"], message["number"]) == ("bob", True, 9)


@given(messages, stamps)
def test_the_fast_way_writes_what_the_slow_way_would(event: Message, stamp: Stamp) -> None:
    slow: dict[str, Any] = {
        "type": "message",
        "seq": stamp.seq,
        "at": write_time(stamp.at),
        "number": event.number,
        "from": event.author,
        "text": event.text,
    }
    if event.to is not None:
        slow["to"] = event.to
    if event.delayed:
        slow["delayed"] = True
    if event.bot:
        slow["bot"] = True
    if event.late:
        slow["late"] = True
    compact = json.dumps(slow, ensure_ascii=False, separators=(",", ":"))
    assert JSON.write(event, stamp, "ru") == compact


@given(events, stamps, refs, st.sampled_from(["en", "ru"]))
def test_what_is_written_is_read_back(event: Shown, stamp: Stamp, ref: Ref | None, language: str) -> None:
    received = decode_event(JSON.write(event, stamp, language, ref))
    assert (received.event, received.stamp) == (event, stamp)
    assert received.ref == (None if isinstance(event, Message) else ref)


@pytest.mark.parametrize("params", [{"until": AT, "known": ("en", "ru")}, {"nearest": None}, {"given": 5}])
def test_every_kind_of_parameter_is_read_back(params: dict[str, Any]) -> None:
    event = Refused("muted", params)
    assert decode_event(JSON.write(event, STAMP, "en")).event == event


@given(events, stamps)
def test_what_does_not_depend_on_the_language_is_the_same_in_both(event: Shown, stamp: Stamp) -> None:
    if not JSON.language_matters(event):
        assert JSON.write(event, stamp, "en") == JSON.write(event, stamp, "ru")


def test_what_is_told_to_everybody_is_the_same_bytes_for_everybody() -> None:
    assert not JSON.language_matters(Joined("bob"))
    assert not JSON.language_matters(Message(1, "a", "b"))
    assert JSON.language_matters(HelpShown())
    assert JSON.language_matters(Refused("muted"))


def test_a_welcome_has_the_language_and_the_limits() -> None:
    welcome = write(Welcome("al", ("al",), 1, Limits(1, 2, 3, 4, 5), AT), "ru")
    assert welcome["language"] == "ru"
    assert welcome["limits"] == {"max_text": 1, "max_name": 2, "max_delay": 3, "max_pending": 4, "history": 5}
    assert welcome["muted_until"] == TIME


def test_an_accepted_has_only_what_says_something() -> None:
    assert write(Accepted("send", 17), ref="r") == {
        "type": "accepted",
        "ref": "r",
        "command": "send",
        "number": 17,
    }


def test_pending_rows_have_the_time_left_and_never_less_than_none() -> None:
    rows = write(Cancelled((Pending(1, "a", AT + 98_000, "bob"), Pending(2, "b", AT - 5))))["messages"]
    assert rows[0] == {"number": 1, "text": "a", "due": LATER, "to": "bob", "left": 98_000}
    assert rows[1]["left"] == 0


def test_rows_of_history_and_users_are_flat() -> None:
    history = write(HistoryListed((Recorded(STAMP, Message(9, "al", "hi", delayed=True)),)))
    row = {"seq": 17, "at": TIME, "number": 9, "from": "al", "text": "hi", "delayed": True}
    assert history["messages"] == [row]
    users = write(UsersListed("al", (User("al"), User("bob", AT))))
    assert users["users"] == [{"name": "al"}, {"name": "bob", "muted_until": TIME}]


def test_a_refusal_has_a_text_in_the_sessions_language() -> None:
    event = Refused("no-such-user", {"name": "bbo", "nearest": "bob"})
    assert write(event)["text"] == "Nobody here is called bbo. Did you mean `bob`?"
    assert write(event, "ru")["text"] == "В чате нет никого с именем bbo. Возможно, имелось в виду `bob`?"


def test_times_and_lists_in_parameters_are_written_as_such() -> None:
    params = write(Refused("muted", {"until": AT, "left": 5, "known": ("a", "b"), "nearest": None}))["params"]
    assert params == {"until": TIME, "left": 5, "known": ["a", "b"], "nearest": None}


def test_help_has_every_command_and_a_topic_its_details() -> None:
    commands = write(HelpShown())["commands"]
    assert len(commands) == len(COMMANDS)
    assert commands[1] == {
        "name": "rename",
        "syntax": "rename NAME",
        "summary": "gives you another name",
        "needs_voice": True,
    }
    (only,) = write(HelpShown("report"), "ru")["commands"]
    assert "10 минут" in only["details"]


def test_the_help_says_which_commands_need_a_voice() -> None:
    assert [row["name"] for row in write(HelpShown())["commands"] if row.get("needs_voice")] == list(BARRED)


def test_who_is_muted_is_told_which_commands_do_not_work() -> None:
    limits = Limits(1, 2, 3, 4, 5)
    muted: list[Shown] = [
        Welcome("al", ("al",), 1, limits, AT),
        Silenced(AT, 4),
        Refused("muted", {"until": AT}),
    ]
    assert [write(event)["barred"] for event in muted] == [["rename", "send"]] * 3
    others: list[Shown] = [Welcome("al", ("al",), 1, limits), Refused("text-empty")]
    assert not any("barred" in write(event) for event in others)


def test_who_is_ignored_is_marked_and_nobody_else() -> None:
    assert write(Joined("bob", ignored=True)) == {"type": "joined", "name": "bob", "ignored": True}
    renamed = {"type": "renamed", "old": "guest-1", "new": "bob", "ignored": True}
    assert write(Renamed("guest-1", "bob", ignored=True)) == renamed
    assert write(Joined("bob")) == {"type": "joined", "name": "bob"}
    users = write(UsersListed("al", (User("al"), User("bob", ignored=True))))["users"]
    assert users == [{"name": "al"}, {"name": "bob", "ignored": True}]
    listed = write(IgnoredListed((IgnoredUser("bob", here=True), IgnoredUser("eve", here=False))))
    assert listed == {"type": "ignored", "users": [{"name": "bob", "here": True}, {"name": "eve"}]}


def test_language_and_stopping_are_written() -> None:
    assert write(LanguageSet("ru")) == {"type": "language", "language": "ru"}
    assert write(Stopping()) == {"type": "stopping"}


def test_a_type_of_a_newer_server_is_no_error() -> None:
    text = f'{{"type":"poked","seq":1,"at":"{TIME}","by":"bob"}}'
    received = decode_event(text)
    assert isinstance(received.event, Unknown)
    assert (received.event.type, received.event.fields["by"]) == ("poked", "bob")


def test_fields_of_a_newer_server_are_passed_over_and_kept() -> None:
    received = decode_event(f'{{"type":"unmuted","seq":1,"at":"{TIME}","name":"bob","mood":"better"}}')
    assert received.fields["mood"] == "better"


def test_parameters_of_a_newer_server_are_made_fit() -> None:
    text = f'{{"type":"refused","seq":1,"at":"{TIME}","code":"x","params":{{"a":[1],"b":{{}}}},"text":""}}'
    event = decode_event(text).event
    assert event == Refused("x", {"a": ("1",), "b": "{}"})


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ('"type":"left","name":"bob"', Left("bob", cast("Departure", "bored"))),
        ('"type":"farewell"', Farewell(cast("Departure", "bored"))),
    ],
)
def test_a_reason_of_a_newer_server_is_no_error(fields: str, event: Left | Farewell) -> None:
    assert decode_event(f'{{{fields},"seq":1,"at":"{TIME}","reason":"bored"}}').event == event


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_cannot_write_is_an_error_of_ours(number: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        dump({"limit": number})
    with pytest.raises(ValueError, match="JSON compliant"):
        JSON.write(Refused("text-empty", {"given": cast("int", number)}), STAMP, "en")


@pytest.mark.parametrize("ask", [Join("loopback"), Refused("muted")])
def test_what_a_client_cannot_ask_is_an_error_of_ours(ask: Any) -> None:
    with pytest.raises(TypeError, match=type(ask).__name__):
        encode_request(ask)


def test_a_request_has_only_what_says_something() -> None:
    assert encode_request(Send("hi")) == '{"type":"send","text":"hi"}'
    assert encode_request(Send("hi"), "r", 7) == '{"type":"send","text":"hi","ref":"r","request":7}'
    assert encode_typed_line("users", number=7) == '{"type":"line","line":"users","request":7}'
