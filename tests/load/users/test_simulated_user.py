"""A user on a transport that only remembers."""

import asyncio

import pytest
from user_stage import Stage, message, staged

from besedka.load.checks.delivery_check import SentStreams
from besedka.load.scenario.marks import private_stream, public_stream
from besedka.load.users.entrance import LATE
from besedka.load.users.pending_requests import PendingRequest
from besedka.load.users.simulated_user import SimulatedUser
from besedka.wire.websocket import ClientHandshake, Closed, TextMessage, encode_text
from besedka.wire.websocket.frames import Opcode, encode_frame


@staged
def test_the_first_text_is_the_welcome() -> None:
    stage = Stage()
    before = stage.user.present
    stage.enter()
    assert (before, stage.user.present) == (False, True)
    assert stage.user.entered.result() is None


@staged
def test_what_is_heard_is_counted_and_timed() -> None:
    stage = Stage().enter()
    stage.feed(message() + message(number=2) + message("d")[:9], message("d")[9:], message("p", to=0))
    assert stage.tally.delivered == 4
    assert stage.tally.messages.percentile(100) == 600
    assert stage.tally.times["delayed"].total == stage.tally.times["private"].total == 1
    assert stage.user.check.received == 3


@staged
def test_a_private_message_of_two_others_is_misdirected() -> None:
    stage = Stage(index=3).enter()
    stage.feed(message("p", sender=1, to=2))
    assert (stage.tally.errors.misdirected, stage.tally.delivered) == (1, 0)


@staged
def test_answers_come_in_the_order_of_the_requests() -> None:
    stage = Stage().enter()
    assert stage.user.ask('{"type":"one"}', PendingRequest(100, 0, 1))
    assert stage.user.ask('{"type":"two"}', PendingRequest(200, 0, 2))
    assert stage.spoken() == [
        TextMessage('{"type":"one","request":1}'),
        TextMessage('{"type":"two","request":2}'),
    ]
    stage.feed(encode_text('{"type":"accepted","ref":0}'))
    stage.feed(encode_text('{"type":"refused","ref":0,"code":"muted"}'))
    assert stage.answered == [0, 0]
    assert stage.tally.refused == {"muted": 1}
    assert stage.said.void == {0: [2]}
    assert stage.tally.times["answers"].worst == 900


@staged
def test_a_refusal_that_nobody_asked_for_is_counted() -> None:
    stage = Stage().enter()
    stage.feed(encode_text('{"type":"refused","code":"name-taken"}'))
    assert (stage.tally.refused, stage.answered) == ({"name-taken": 1}, [])


@staged
def test_in_words_a_message_is_its_own_answer() -> None:
    stage = Stage("plain").enter()
    stage.user.ask("send …", PendingRequest(100, public_stream(0), 1))
    stage.user.ask("send -u …", PendingRequest(100, private_stream(0, 1), 1))
    stage.user.ask("rename …", PendingRequest(100, sign=b"load-0"))
    stage.user.ask("users", PendingRequest(100))
    stage.feed(message(plain=True), encode_text("14:03:31 * x is now called y"))
    assert stage.user.unanswered == 4
    stage.feed(message(sender=0, plain=True), message("p", sender=0, to=1, plain=True))
    stage.feed(message(sender=0, plain=True))
    assert stage.user.unanswered == 2
    stage.feed(encode_text("14:03:31 * load-0 is now called y"), encode_text("14:03:31 = 1 person"))
    assert stage.user.unanswered == 0


@staged
def test_pings_are_answered() -> None:
    stage = Stage().enter()
    stage.feed(encode_frame(Opcode.PING, b"x"))
    assert [type(event).__name__ for event in stage.spoken()] == ["Pong"]


@staged
def test_a_close_by_the_server_is_answered_counted_and_makes_the_unanswered_void() -> None:
    stage = Stage().enter()
    stage.user.ask("one", PendingRequest(100, 0, 1))
    stage.user.ask("users", PendingRequest(100))
    stage.feed(encode_frame(Opcode.CLOSE, b"\x03\xf5"), message())
    stage.user.connection_lost(None)
    assert stage.tally.dropped == {"1013": 1}
    assert stage.tally.counts["unanswered"] == 2
    assert stage.said.void == {0: [1]}
    assert isinstance(stage.spoken()[-1], Closed)
    assert stage.transport.closing
    assert not stage.user.present
    assert stage.tally.delivered == 0


@staged
def test_a_close_without_a_code_and_bytes_of_another_protocol_end_it_too() -> None:
    for frame, code in ((encode_frame(Opcode.CLOSE, b""), "1005"), (b"\xf1\x00", "1002")):
        stage = Stage().enter()
        stage.feed(frame)
        assert stage.tally.dropped == {code: 1}


@staged
def test_a_connection_that_breaks_is_dropped_and_nothing_later_is_missed() -> None:
    stage = Stage().enter()
    stage.feed(message(), message(number=3))
    stage.user.connection_lost(None)
    stage.tally.errors.settle(SentStreams({2: 9}))
    assert (stage.tally.dropped, stage.tally.errors.lost) == ({"1006": 1}, 1)


@staged
def test_what_a_server_does_not_read_is_not_sent_for_ever() -> None:
    stage = Stage().enter()
    stage.transport.waiting = 1 << 21
    assert not stage.user.ask("one", PendingRequest(100))
    assert stage.user.unanswered == 0


@staged
def test_leaving_politely_and_without_a_word() -> None:
    polite, rude, early = Stage().enter(), Stage().enter(), Stage()
    polite.user.leave('{"type":"exit"}')
    assert (polite.spoken(), polite.transport.closing) == (
        [TextMessage('{"type":"exit","request":1}')],
        False,
    )
    rude.user.leave(None)
    early.user.leave(None)
    assert (rude.transport.aborted, early.transport.aborted) == (True, False)
    rude.user.connection_lost(None)
    assert rude.tally.dropped == {}


@staged
def test_at_the_end_it_closes_properly() -> None:
    stage = Stage().enter()
    stage.user.close("exit")
    stage.user.close("exit")
    (event,) = stage.spoken()
    assert isinstance(event, Closed)
    assert event.code == 1000
    stage.user.abort()
    assert stage.transport.aborted


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 503 full\r\n\r\n", "HTTP 503"),
        (b"HTTP/1.1 x\r\n\r\n", "handshake"),
        (b"14:03:20 * Welcome", LATE),
        (b"HTTP/1.1 408 x\r\n\r\n", LATE),
    ],
)
def test_a_refused_handshake_is_a_reason(answer: bytes, why: str) -> None:
    async def within() -> None:
        stage = Stage()
        stage.feed(answer)
        assert stage.user.entered.result() == why
        stage.user.connection_lost(None)
        assert stage.tally.dropped == {}

    asyncio.run(within())


@staged
def test_an_end_before_the_welcome_is_a_reason() -> None:
    stage = Stage()
    stage.feed(b"HTTP/1.1 101")
    stage.user.connection_lost(None)
    assert stage.user.entered.result() == LATE
    handshake = ClientHandshake(host="h", target="/", key=bytes(16))
    SimulatedUser(0, stage.context, handshake, stage.context.new_stay(0, whole=True)).abort()
