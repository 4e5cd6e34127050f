"""A text that is a little too long gets an answer, in every dialect and writing; what is far too long stays bounded."""

import json

import pytest
from server_bench import Bench

from besedka.server.process.config import Config
from besedka.wire.websocket import Closed

LIMITS = (1, 4000, 1_000_000)
ESCAPED = "\\ud83d\\ude00"


def bench(limit: int) -> Bench:
    return Bench(Config(flood=0.0, max_message=limit, outbox=1 << 26, total_outbox=1 << 28))


def longest(limit: int) -> str:
    """A message with everything as long as it may be, every character written as two escapes."""
    name, ref = ESCAPED * 32, ESCAPED * 64
    text = ESCAPED * limit
    return f'{{ "type" : "send" , "to" : "{name}" , "delay" : 604800 , "ref" : "{ref}" , "text" : "{text}" }}'


@pytest.mark.parametrize("limit", LIMITS)
def test_the_longest_permitted_message_is_read_in_its_longest_writing(limit: int) -> None:
    peer = bench(limit).websocket(json=True)
    peer.texts()
    (answer,) = map(json.loads, peer.say(longest(limit)).texts())
    assert answer["code"] == "no-such-user"
    assert answer["ref"] == "😀" * 64


@pytest.mark.parametrize("more", [1, 4096])
@pytest.mark.parametrize("limit", LIMITS)
def test_a_text_that_is_a_little_too_long_is_answered(limit: int, more: int) -> None:
    peer = bench(limit).websocket(json=True)
    peer.texts()
    (answer,) = map(json.loads, peer.say(longest(limit + more)).texts())
    assert (answer["code"], answer["params"]) == ("text-too-long", {"limit": limit, "length": limit + more})
    (answer,) = map(json.loads, peer.say('{"type":"users","ref":1}').texts())
    assert answer["ref"] == 1


@pytest.mark.parametrize("start", ["send ", "send -u ann -t 604800 ", "/send --time=5 -- "])
@pytest.mark.parametrize("limit", LIMITS)
def test_a_line_that_is_a_little_too_long_is_answered_by_all_ways(limit: int, start: str) -> None:
    line = start + "😀" * (limit + 1)
    shown = f"The message is too long ({limit + 1})"
    plain, bare = bench(limit).websocket(), bench(limit).lines_peer()
    assert shown in plain.say(line).texts()[-1]
    assert shown in bare.send(f"{line}\n").text
    assert "help" in bare.send("help\n").text
    typed = bench(limit).websocket(json=True)
    assert shown in typed.say(json.dumps({"type": "line", "line": line})).texts()[-1]


def test_a_too_long_line_that_is_the_first_one_is_answered_and_stays() -> None:
    peer = bench(4000).peer().send("send " + "😀" * 4001 + "\nsend hi\n")
    assert "The message is too long (4001)" in peer.text
    assert "guest-1: hi" in peer.text


def test_what_is_far_too_long_is_not_kept() -> None:
    peer, bare = bench(4000).websocket(json=True), bench(4000).lines_peer()
    peer.texts()
    (closed,) = [event for event in peer.say("x" * 200_000).events() if isinstance(event, Closed)]
    assert closed.code == 1009
    bare.send(b"send " + b"x" * 200_000)
    assert "The line is too long" in bare.text
    assert "guest-1: hi" in bare.send("\nsend hi\n").text
