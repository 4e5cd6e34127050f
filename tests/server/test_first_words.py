from typing import Any, cast

import pytest
from server_fakes import FakeLoop

from besedka.server.first_words import FirstWords
from besedka.wire.sniff import Kind


class Waiting:
    """First words, whoever says them, and what has become of them."""

    def __init__(self, *, spare: bool = False) -> None:
        self.loop = FakeLoop()
        self.spare = spare
        self.settled: list[tuple[Kind, bytes]] = []
        self.gone = 0
        self.words = FirstWords(
            cast("Any", self.loop), is_spare=lambda: self.spare, settle=self._settle, hang_up=self._hang_up
        )

    def _settle(self, kind: Kind, data: bytes) -> None:
        self.settled.append((kind, data))

    def _hang_up(self) -> None:
        self.gone += 1


GREETED = [(Kind.LINES, b"")]


def test_the_silent_are_greeted_after_half_a_second() -> None:
    waiting = Waiting()
    waiting.loop.advance(0.49)
    assert waiting.settled == []
    waiting.loop.advance(0.02)
    assert waiting.settled == GREETED


def test_a_spare_connection_of_a_browser_is_left_alone() -> None:
    waiting = Waiting(spare=True)
    waiting.loop.advance(170)
    assert waiting.settled == []
    waiting.words.receive(b"GET / HTTP/1.1\r\n")
    assert waiting.settled == [(Kind.HTTP, b"GET / HTTP/1.1\r\n")]
    assert waiting.loop.pending == []


def test_whether_it_is_a_spare_one_is_asked_when_the_greeting_is_due() -> None:
    waiting = Waiting()
    waiting.loop.advance(0.4)
    waiting.spare = True
    waiting.loop.advance(10)
    assert waiting.settled == []


def test_who_is_still_silent_after_three_minutes_is_a_person() -> None:
    waiting = Waiting(spare=True)
    waiting.loop.advance(181)
    assert waiting.settled == GREETED


@pytest.mark.parametrize("knock", [b"\n", b"\r\n", b"\xff\xfb\x18"])
def test_who_was_taken_for_a_browser_is_greeted_soon_after_pressing_enter(knock: bytes) -> None:
    waiting = Waiting(spare=True)
    waiting.loop.advance(3)
    waiting.words.receive(knock)
    waiting.loop.advance(0.4)
    waiting.words.receive(knock)
    assert waiting.settled == []
    waiting.loop.advance(0.2)
    assert waiting.settled == [(Kind.LINES, 2 * knock)]


def test_an_empty_line_before_the_first_silence_is_no_browsers_either() -> None:
    waiting = Waiting(spare=True)
    waiting.words.receive(b"\n")
    waiting.loop.advance(0.6)
    assert waiting.settled == [(Kind.LINES, b"\n")]


def test_an_empty_line_before_a_request_leaves_it_a_request() -> None:
    waiting = Waiting(spare=True)
    waiting.loop.advance(3)
    waiting.words.receive(b"\r\n")
    waiting.words.receive(b"POST / HTTP/1.1\r\n")
    assert waiting.settled == [(Kind.HTTP, b"\r\nPOST / HTTP/1.1\r\n")]
    waiting.loop.advance(200)
    assert len(waiting.settled) == 1


@pytest.mark.parametrize("spare", [True, False])
def test_a_line_that_has_begun_has_ten_seconds_to_end(spare: bool) -> None:
    waiting = Waiting(spare=spare)
    waiting.loop.advance(0.4)
    for _ in range(9):
        waiting.words.receive(b"x")
        waiting.loop.advance(1)
    assert waiting.settled == []
    waiting.loop.advance(1.1)
    assert waiting.settled == [(Kind.LINES, b"xxxxxxxxx")]


def test_a_spare_connection_that_begins_a_line_has_ten_seconds_too() -> None:
    waiting = Waiting(spare=True)
    waiting.loop.advance(60)
    waiting.words.receive(b"GE")
    waiting.loop.advance(9.9)
    assert waiting.settled == []
    waiting.loop.advance(0.2)
    assert waiting.settled == [(Kind.LINES, b"GE")]


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1"])
def test_who_goes_without_having_told_is_let_go(said: bytes) -> None:
    waiting = Waiting()
    waiting.words.receive(said)
    waiting.words.receive_eof()
    assert (waiting.gone, waiting.settled, waiting.loop.pending) == (1, [], [])


def test_a_line_without_its_end_is_one_when_nothing_more_comes() -> None:
    waiting = Waiting()
    waiting.words.receive(b"users")
    waiting.words.receive_eof()
    assert (waiting.gone, waiting.settled) == (0, [(Kind.LINES, b"users")])


def test_a_lost_connection_is_not_greeted() -> None:
    waiting = Waiting()
    waiting.words.set_writable(False)
    waiting.words.lose()
    waiting.loop.advance(1)
    assert waiting.settled == []
