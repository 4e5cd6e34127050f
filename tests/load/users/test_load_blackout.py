"""How long a user was cut off, and what its session does about it."""

from lost_user import cut_and_back, event, granted, mark
from user_stage import Stage, staged

from besedka.load.checks.delivery_check import SentStreams
from besedka.load.scenario.marks import public_stream
from besedka.load.users.blackout import Blackout
from besedka.load.users.pending_requests import PendingRequest
from besedka.wire.websocket import TextMessage, encode_text

REPLACED = b"\x88\x02" + (4001).to_bytes(2, "big")


def black_out(stage: Stage) -> None:
    stage.user.connection_lost(None)
    assert stage.user.stay.black_out()


def come_back(stage: Stage, first: bytes, *more: bytes) -> None:
    stage.connect(stage.user.stay)
    stage.upgrade(first, *more)


def test_a_blackout_is_over_when_all_has_come_that_was_to_follow() -> None:
    blackout = Blackout(5)
    blackout.hear(3)
    assert not blackout.over
    blackout.come_back(2)
    blackout.hear(1)
    assert not blackout.over
    blackout.lose()
    blackout.hear(1)
    assert not blackout.over
    blackout.come_back(0)
    assert blackout.over


@staged
def test_it_lasts_until_what_was_missed_has_come_of_whomever() -> None:
    stage = granted()
    black_out(stage)
    foreign = encode_text('{"type":"message","seq":7,"number":7,"from":"x","text":"hi"}')
    private = encode_text('{"type":"message","seq":8,"number":8,"from":"x","text":"hi","to":"y"}')
    come_back(stage, event("resumed", seq=12, missed=4, gap=1), mark(1, seq=6), foreign, private)
    assert stage.tally.times["blackout"].total == 0
    stage.feed(mark(2, seq=9))
    assert stage.tally.times["blackout"].total == 1
    assert stage.user.stay.blackout is None


@staged
def test_a_connection_that_is_lost_again_belongs_to_the_same_blackout() -> None:
    stage = granted()
    black_out(stage)
    come_back(stage, event("resumed", seq=12, missed=2))
    stage.user.connection_lost(None)
    assert not stage.user.stay.black_out()
    come_back(stage, event("resumed", seq=12, missed=0))
    assert stage.tally.times["blackout"].total == 1


@staged
def test_a_new_session_ends_it_and_has_numbers_of_its_own() -> None:
    stage = granted()
    stage.user.ask('{"type":"send"}', PendingRequest(100, 0, 1))
    black_out(stage)
    stage.user.stay.begin_anew()
    assert stage.said.void == {0: [1]}
    assert stage.user.ask('{"type":"send"}', PendingRequest(100, 0, 2))
    come_back(stage, encode_text('{"type":"welcome","seq":1}'))
    assert stage.tally.times["blackout"].total == 1
    assert stage.spoken() == [TextMessage('{"type":"send","request":1}')]


@staged
def test_what_a_new_session_has_missed_is_lost_since_the_connection_was() -> None:
    stage = granted()
    stage.feed(mark(1, seq=4))
    black_out(stage)
    stage.user.stay.begin_anew()
    come_back(stage, encode_text('{"type":"welcome","seq":1}'), mark(4, due=2000), mark(6, due=2000))
    said = SentStreams({public_stream(1): 6})
    stage.user.check.close(said)
    stage.tally.errors.settle(said)
    assert (stage.tally.errors.lost, stage.tally.errors.lost_away) == (3, 2)


@staged
def test_a_late_attempt_of_ones_own_is_a_loss_like_any_other_once() -> None:
    stage = granted()
    stage.user.connection_lost(None)
    stage.connect(stage.user.stay)
    stage.upgrade(b"")
    stage.user.give_up()
    assert stage.user.stay.abandoned == 1
    come_back(stage, event("resumed", seq=9))
    stage.feed(REPLACED)
    assert (stage.lost, stage.tally.dropped) == ([1006, 4001], {})
    come_back(stage, event("resumed", seq=9))
    stage.feed(REPLACED)
    assert (stage.lost, stage.tally.dropped) == ([1006, 4001], {"4001": 1})


@staged
def test_an_answered_attempt_is_no_abandoned_one() -> None:
    stage = granted()
    cut_and_back(stage, event("resumed", seq=9))
    stage.user.connection_lost(None)
    stage.connect(stage.user.stay)
    stage.upgrade(event("refused", seq=0, code="not-stored"))
    assert stage.user.stay.abandoned == 0
