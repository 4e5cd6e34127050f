"""What remains of a simulated user's session while its connections come and go."""

import json

from lost_user import cut_and_back, event, granted, mark
from user_stage import Stage, staged

from besedka.load.checks.delivery_check import SentStreams
from besedka.load.scenario.marks import private_stream, public_stream
from besedka.load.users.pending_requests import PendingRequest
from besedka.load.users.stay import MAX_WAITING
from besedka.wire.websocket import TextMessage

SEND = '{"type":"send"}'


def said(stage: Stage) -> list[str]:
    return [heard.text for heard in stage.spoken() if isinstance(heard, TextMessage)]


@staged
def test_a_lost_connection_is_no_loss_of_a_session_that_can_be_resumed() -> None:
    stage = granted()
    stage.user.connection_lost(None)
    assert (stage.lost, stage.tally.dropped, stage.user.present) == ([1006], {}, False)
    ended = Stage().enter()
    ended.user.connection_lost(None)
    assert (ended.lost, ended.tally.dropped) == ([], {"1006": 1})


@staged
def test_requests_without_an_answer_are_sent_again_with_their_numbers_and_what_was_asked_meanwhile_after_them() -> (
    None
):
    stage = granted()
    for number in (1, 2):
        assert stage.user.ask(SEND, PendingRequest(100, 0, number))
    stage.feed(event("accepted", seq=3, ref=0, more=True))
    lost = stage.user
    lost.connection_lost(None)
    assert lost.ask(SEND, PendingRequest(100, 0, 3))
    stage.connect(lost.stay)
    stage.upgrade(event("resumed", seq=9))
    assert said(stage) == [f'{{"type":"send","request":{number}}}' for number in (2, 3)]
    stage.feed(event("accepted", seq=4, ref=0), event("accepted", seq=5, ref=0))
    assert stage.user.unanswered == 0
    assert stage.said.void == {}


@staged
def test_not_too_much_waits_for_a_connection() -> None:
    stage = granted()
    stage.user.connection_lost(None)
    outcomes = [stage.user.ask(SEND, PendingRequest(100)) for _ in range(MAX_WAITING + 1)]
    assert outcomes == [True] * MAX_WAITING + [False]


@staged
def test_what_was_missed_counts_and_its_time_does_not() -> None:
    stage = granted()
    stage.feed(mark(1, seq=4))
    cut_and_back(
        stage, event("resumed", seq=9, missed=2) + mark(2, seq=6) + mark(1, "p", seq=7), mark(3, due=1000)
    )
    assert stage.tally.delivered == 4
    assert stage.tally.messages.total == 2  # before and after
    assert stage.tally.times["private"].total == 0
    stage.user.check.close(SentStreams({public_stream(1): 3, private_stream(1, 0): 1}))
    stage.tally.errors.settle(SentStreams({public_stream(1): 3, private_stream(1, 0): 1}))
    assert (stage.tally.errors.lost, stage.tally.errors.duplicated) == (0, 0)


@staged
def test_what_came_before_a_cut_in_the_middle_of_an_entry_does_not_come_twice() -> None:
    stage = granted()
    stage.feed(mark(1, "d", seq=9, more=True), mark(1, "p", seq=9, more=True))
    assert stage.user.stay.seq == 8
    back = mark(1, "d", seq=9, more=True) + mark(1, "p", seq=9, more=True) + mark(2, "d", seq=9)
    cut_and_back(stage, event("resumed", seq=12, missed=2) + back)
    assert stage.tally.errors.duplicated == 0
    assert stage.user.check.received == 2
    stage.feed(mark(2, "d", seq=13))
    assert stage.tally.errors.duplicated == 1


@staged
def test_a_gap_is_counted_and_excused() -> None:
    stage = granted()
    cut_and_back(stage, event("resumed", seq=9, missed=5, gap=3) + mark(4, seq=8))
    assert stage.tally.counts["gap"] == 3
    stage.user.check.close(SentStreams({public_stream(1): 4}))
    stage.tally.errors.settle(SentStreams({public_stream(1): 4}))
    assert stage.tally.errors.lost == 0


@staged
def test_it_resumes_with_its_token_behind_what_it_has_seen() -> None:
    stage = granted()
    stage.feed(mark(1, seq=7))
    stage.user.connection_lost(None)
    assert json.loads(stage.user.stay.opening or "") == {"type": "resume", "token": "life.secret", "seq": 7}


@staged
def test_a_refused_resume_is_a_reason() -> None:
    for answer, why in (
        (event("refused", seq=1, code="unknown-session"), "unknown-session"),
        (event("welcome", seq=1), "new-server"),
    ):
        stage = granted()
        stage.user.connection_lost(None)
        stage.connect(stage.user.stay)
        stage.upgrade(answer)
        assert stage.user.entered.result() == why
        assert stage.transport.aborted


@staged
def test_private_messages_are_confirmed_at_once_and_others_when_they_are_asked_for() -> None:
    stage = granted()
    stage.feed(mark(1, seq=5))
    assert said(stage) == []
    stage.feed(mark(1, "p", seq=6))
    assert said(stage) == ['{"type":"seen","seq":6}']
    stage.user.confirm()
    stage.feed(mark(2, seq=8))
    stage.user.confirm()
    assert said(stage)[1:] == ['{"type":"seen","seq":8}']


@staged
def test_who_leaves_confirms_first() -> None:
    stage = granted()
    stage.feed(mark(1, seq=5))
    stage.user.close('{"type":"exit"}')
    assert said(stage) == ['{"type":"seen","seq":5}', '{"type":"exit","request":1}']


@staged
def test_an_older_server_is_asked_without_numbers() -> None:
    stage = Stage().enter()
    stage.feed(event("refused", seq=1, ref="join", code="unknown-type"))
    stage.user.ask(SEND, PendingRequest(100))
    assert said(stage) == [SEND]
    assert stage.tally.refused == {}
    stage.user.cut()
    assert stage.transport.aborted


@staged
def test_a_session_that_has_a_newer_connection_does_not_come_back() -> None:
    stage = granted()
    stage.feed(b"\x88\x02" + (4001).to_bytes(2, "big"))
    assert (stage.lost, stage.tally.dropped) == ([], {"4001": 1})
