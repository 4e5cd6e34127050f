"""What the server sees of the dialects."""

import json

import pytest

from besedka.chat.language.commands import Send
from besedka.chat.language.events import Message, Stamp
from besedka.dialects import JSON, NOT_TEXT, PLAIN, PLAIN_LINES, SUBPROTOCOLS, Dialect, by_subprotocol, refuse


def test_a_subprotocol_chooses_the_dialect() -> None:
    assert by_subprotocol("besedka.v1.json") is JSON
    assert by_subprotocol(None) is PLAIN
    assert SUBPROTOCOLS == ("besedka.v1.json",)


def test_an_unknown_subprotocol_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        by_subprotocol("besedka.v2.json")


def test_each_dialect_has_a_name_of_its_own() -> None:
    names = [dialect.name for dialect in (PLAIN, PLAIN_LINES, JSON)]
    assert names == ["plain", "lines", "json"]


def test_only_websocket_messages_may_have_several_lines() -> None:
    assert PLAIN.read("send a\nb").ask == Send("a\nb")
    assert PLAIN_LINES.read("send a\nb").ask == Send("a b")


def test_json_reads_and_writes_objects() -> None:
    assert JSON.read('{"type":"send","text":"hi"}').ask == Send("hi")
    assert json.loads(JSON.write(Message(1, "a", "b"), Stamp(1, 1), "en"))["type"] == "message"


def test_the_ways_in_of_people_write_alike() -> None:
    event, stamp = Message(1, "a", "b\nc"), Stamp(1, 1)
    assert PLAIN.write(event, stamp, "en") == PLAIN_LINES.write(event, stamp, "ru")


@pytest.mark.parametrize("dialect", [PLAIN, PLAIN_LINES, JSON])
def test_a_binary_message_is_refused_in_every_dialect(dialect: Dialect) -> None:
    assert NOT_TEXT.cost == 0.5
    assert dialect.write(NOT_TEXT.ask, Stamp(1, 1), "en")  # type: ignore[arg-type]


def test_a_refused_request_keeps_its_ref() -> None:
    assert refuse("bad-encoding", 5).ref == 5
