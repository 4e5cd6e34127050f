"""A simulated user that loses its connection and comes back, and what the server tells it."""

import json

from user_stage import Stage

from besedka.load.scenario.marks import write_mark
from besedka.wire.websocket import encode_text

__all__ = ["cut_and_back", "event", "granted", "mark"]

GRANTED = encode_text('{"type":"session","seq":1,"token":"life.secret","grace":300}')


def event(kind: str, **fields: object) -> bytes:
    return encode_text(json.dumps({"type": kind, **fields}, separators=(",", ":")))


def mark(number: int, kind: str = "m", *, due: int = 500, seq: int = 9, more: bool = False) -> bytes:
    text = write_mark("ab12", kind, 1, 0, number, due, 60)
    return event("message", seq=seq, text=text, **({"more": True} if more else {}))


def granted() -> Stage:
    stage = Stage().enter()
    stage.feed(GRANTED)
    return stage


def cut_and_back(stage: Stage, resumed: bytes, *more: bytes) -> None:
    stage.user.connection_lost(None)
    assert stage.user.away
    stage.connect(stage.user.stay)
    stage.upgrade(resumed, *more)
