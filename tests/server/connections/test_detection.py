from typing import Any, cast

import pytest
from server_fakes import FakeLoop

from besedka.server.connections.detection import ProtocolDetection, greeting_delay
from besedka.wire.sniff import DetectedProtocol


class AwaitingAdmission:
    """First words, whoever says them, and what has become of them."""

    def __init__(self, *, spare: bool = False, round_trip: float = 0.0) -> None:
        self.loop = FakeLoop()
        self.spare = spare
        self.more = False
        self.settled: list[tuple[DetectedProtocol, bytes]] = []
        self.gone = 0
        self.words = ProtocolDetection(
            cast("Any", self.loop),
            is_spare=lambda: self.spare,
            round_trip=lambda: round_trip,
            has_more=lambda: self.more,
            settle=self._settle,
            hang_up=self._hang_up,
        )

    def _settle(self, kind: DetectedProtocol, data: bytes) -> None:
        self.settled.append((kind, data))

    def _hang_up(self) -> None:
        self.gone += 1


GREETED = [(DetectedProtocol.LINES, b"")]


def test_the_silent_are_greeted_after_three_seconds_and_a_half() -> None:
    waiting = AwaitingAdmission()
    waiting.loop.advance(3.49)
    assert waiting.settled == []
    waiting.loop.advance(0.02)
    assert waiting.settled == GREETED


@pytest.mark.parametrize(
    ("round_trip", "seconds"), [(0.0, 3.5), (0.16, 3.5), (0.3, 3.5), (0.6, 6.0), (1.0, 10.0), (60.0, 15.0)]
)
def test_who_is_far_away_is_given_the_time_of_a_handshake_that_was_lost_twice(
    round_trip: float, seconds: float
) -> None:
    assert greeting_delay(round_trip) == pytest.approx(seconds)
    waiting = AwaitingAdmission(round_trip=round_trip)
    waiting.loop.advance(seconds - 0.01)
    assert waiting.settled == []
    waiting.loop.advance(0.02)
    assert waiting.settled == GREETED


def test_bytes_that_wait_to_be_read_are_no_silence() -> None:
    waiting = AwaitingAdmission()
    waiting.more = True
    waiting.loop.advance(5)
    assert waiting.settled == []
    waiting.words.receive(b"GET / HTTP/1.1\r\n")
    waiting.loop.advance(60)
    assert waiting.settled == [(DetectedProtocol.HTTP, b"GET / HTTP/1.1\r\n")]


def test_the_rest_of_a_line_that_waits_to_be_read_is_waited_for() -> None:
    waiting = AwaitingAdmission()
    waiting.words.receive(b"GET / HT")
    waiting.more = True
    waiting.loop.advance(10.2)
    assert waiting.settled == []
    waiting.words.receive(b"TP/1.1\r\n")
    assert waiting.settled == [(DetectedProtocol.HTTP, b"GET / HTTP/1.1\r\n")]


def test_a_spare_connection_of_a_browser_is_left_alone() -> None:
    waiting = AwaitingAdmission(spare=True)
    waiting.loop.advance(170)
    assert waiting.settled == []
    waiting.words.receive(b"GET / HTTP/1.1\r\n")
    assert waiting.settled == [(DetectedProtocol.HTTP, b"GET / HTTP/1.1\r\n")]
    assert waiting.loop.pending == []


def test_whether_it_is_a_spare_one_is_asked_when_the_greeting_is_due() -> None:
    waiting = AwaitingAdmission()
    waiting.loop.advance(2.9)
    waiting.spare = True
    waiting.loop.advance(10)
    assert waiting.settled == []


def test_who_is_still_silent_after_three_minutes_is_a_person() -> None:
    waiting = AwaitingAdmission(spare=True)
    waiting.loop.advance(181)
    assert waiting.settled == GREETED


@pytest.mark.parametrize("spare", [True, False])
@pytest.mark.parametrize("knock", [b"\n", b"\r\n", b"\r\0", b"\xff\xf1", b"\xff"])
def test_an_empty_line_or_a_telnet_brings_the_greeting_at_once(knock: bytes, spare: bool) -> None:
    waiting = AwaitingAdmission(spare=spare)
    waiting.loop.advance(1)
    waiting.words.receive(knock)
    waiting.loop.advance(0.11)
    assert waiting.settled == [(DetectedProtocol.LINES, knock)]
    assert waiting.loop.pending == []


def test_the_options_of_a_telnet_are_known_at_their_first_byte() -> None:
    waiting = AwaitingAdmission()
    waiting.words.receive(b"\xff\xfb\x18")
    assert waiting.settled == [(DetectedProtocol.LINES, b"\xff\xfb\x18")]


def test_what_begins_with_empty_lines_and_goes_on_is_judged_whole() -> None:
    for data in (b"\r\n\r\n\0", b"\r\nPOST / HTTP/1.1\r\n"):
        waiting = AwaitingAdmission()
        for place in range(len(data)):
            waiting.words.receive(data[place : place + 1])
            waiting.loop.advance(0.01)
        kind = DetectedProtocol.NO_TEXT if b"\0" in data else DetectedProtocol.HTTP
        assert waiting.settled[0] == (kind, data)


@pytest.mark.parametrize("spare", [True, False])
def test_a_line_that_has_begun_has_ten_seconds_to_end(spare: bool) -> None:
    waiting = AwaitingAdmission(spare=spare)
    waiting.loop.advance(0.4)
    for _ in range(9):
        waiting.words.receive(b"x")
        waiting.loop.advance(1)
    assert waiting.settled == []
    waiting.loop.advance(1.1)
    assert waiting.settled == [(DetectedProtocol.LINES, b"xxxxxxxxx")]


def test_a_spare_connection_that_begins_a_line_has_ten_seconds_too() -> None:
    waiting = AwaitingAdmission(spare=True)
    waiting.loop.advance(60)
    waiting.words.receive(b"GE")
    waiting.loop.advance(9.9)
    assert waiting.settled == []
    waiting.loop.advance(0.2)
    assert waiting.settled == [(DetectedProtocol.LINES, b"GE")]


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1"])
def test_who_goes_without_having_told_is_let_go(said: bytes) -> None:
    waiting = AwaitingAdmission()
    waiting.words.receive(said)
    waiting.words.receive_eof()
    assert (waiting.gone, waiting.settled, waiting.loop.pending) == (1, [], [])


def test_a_line_without_its_end_is_one_when_nothing_more_comes() -> None:
    waiting = AwaitingAdmission()
    waiting.words.receive(b"users")
    waiting.words.receive_eof()
    assert (waiting.gone, waiting.settled) == (0, [(DetectedProtocol.LINES, b"users")])


def test_a_lost_connection_is_not_greeted() -> None:
    waiting = AwaitingAdmission()
    waiting.words.set_writable(False)
    waiting.words.lose()
    waiting.loop.advance(1)
    assert waiting.settled == []
