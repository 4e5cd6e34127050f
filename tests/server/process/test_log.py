import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from server_bench import Bench

from besedka.server.process.log import open_log

LINE = re.compile(r'time=\S+Z level=\S+ event=\S+( [a-z]+=("(\\.|[^"\\])*"|[^\s="\'\\]+))*\n')


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def test_a_line_has_its_time_level_and_event(stream: io.StringIO) -> None:
    open_log("info", stream).info("joined", name="alice", seq=5)
    assert re.fullmatch(
        r"time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z level=info event=joined name=alice seq=5\n",
        stream.getvalue(),
    )


@pytest.mark.parametrize(("level", "lines"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_a_level_hides_what_is_below_it(stream: io.StringIO, level: str, lines: int) -> None:
    log = open_log(level, stream)
    for write in (log.debug, log.info, log.warning, log.error):
        write("x")
    assert stream.getvalue().count("\n") == lines
    assert log.debugging is (level == "debug")


def test_a_second_log_takes_the_place_of_the_first(stream: io.StringIO) -> None:
    open_log("info", io.StringIO())
    open_log("info", stream).info("x")
    assert stream.getvalue().count("\n") == 1


@given(st.text())
def test_no_value_can_be_taken_for_another_field_or_line(value: str) -> None:
    stream = io.StringIO()
    open_log("info", stream).info("joined", name=value)
    line = stream.getvalue()
    assert LINE.fullmatch(line)
    assert line.count("\n") == 1
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", line.rstrip("\n").replace("\t", "")
    )


def test_no_text_of_any_message_is_logged_not_even_for_debugging() -> None:
    bench = Bench()
    peer, other = bench.websocket(json=True), bench.websocket(json=True)
    for fields in (
        {"type": "send", "text": "secret-public"},
        {"type": "send", "text": "secret-private", "to": "guest-2"},
        {"type": "send", "text": "secret-delayed", "delay": 5},
        {"type": "cancel"},
        {"type": "send", "text": "secret-lost", "delay": 50},
        {"type": "send", "text": "secret" * 1000},
        {"type": "line", "line": "sned secret-typo"},
        {"type": "history"},
    ):
        peer.say(json.dumps(fields))
    peer.say("secret-no-json")
    other.send(b"\x81\x02se")
    bench.hub.stop()
    bench.loop.advance(10)
    assert not [line for line in bench.lines if "secret" in line]
    events = {line.partition(" ")[0] for line in bench.lines}
    assert {"event=joined", "event=message", "event=left", "event=stopping", "event=accepted"} <= events


def test_what_everybody_sees_of_people_is_logged_once_each() -> None:
    bench = Bench()
    peers = [bench.peer(f"10.0.0.{number}").upgrade() for number in range(1, 7)]
    peers[0].say("rename mallory")
    for peer in peers[1:5]:
        peer.say("report mallory")
    bench.clock += 700_000
    bench.loop.advance(700)
    peers[0].say("exit")
    lines = [line for line in bench.lines if "mallory" in line]
    assert [line.split()[0] for line in lines] == [
        "event=renamed",
        "event=muted",
        "event=unmuted",
        "event=left",
    ]
