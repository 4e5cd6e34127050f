"""Sessions that say in their address that they are programs."""

import json
from typing import Any

import pytest
from hub_bench import inside, slow
from server_bench import Bench, Peer

from besedka.chat.language.commands import Join


def events(peer: Peer) -> list[dict[str, Any]]:
    return [json.loads(text) for text in peer.texts()]


def test_whoever_says_so_in_its_address_is_marked() -> None:
    bench = Bench()
    ann = bench.websocket("/?name=ann", json=True)
    ann.texts()
    robot = bench.websocket("/ws?name=robot&bot=1", json=True)
    robot.say('{"type":"send","text":"hi"}')
    bench.loop.run()
    assert events(robot)[0]["bots"] == ["robot"]
    joined, message = events(ann)
    assert (joined["type"], joined["bot"]) == ("joined", True)
    assert (message["type"], message["bot"]) == ("message", True)


def test_nobody_else_has_the_field_at_all() -> None:
    bench = Bench()
    ann = bench.websocket("/?name=ann", json=True)
    bob = bench.websocket("/?name=bob", json=True)
    bob.say('{"type":"send","text":"hi"}', '{"type":"users"}', '{"type":"history"}')
    bench.loop.run()
    for text in (*ann.texts(), *bob.texts()):
        assert "bot" not in text


@pytest.mark.parametrize(
    "query",
    [
        "bot",
        "bot=",
        "bot=0",
        "bot=true",
        "bot=yes",
        "bot=11",
        "bot=%31%00",
        "bot=%FF",
        "BOT=1",
        "bot=" + "1" * 9000,
    ],
)
def test_any_other_value_marks_nobody_and_keeps_nobody_out(query: str) -> None:
    (welcome,) = events(Bench().websocket(f"/?name=ann&{query}", json=True))
    assert (welcome["name"], "bots" in welcome) == ("ann", False)


def test_a_program_that_speaks_plain_text_is_marked_too() -> None:
    bench = Bench()
    ann = bench.websocket("/?name=ann", json=True)
    bench.websocket("/?name=robot&bot=1")
    assert [event.get("bot") for event in events(ann)] == [None, True]


def test_a_mark_is_in_the_journal_with_the_join() -> None:
    bench, journal = slow()
    inside(bench, "/?name=robot&bot=1")
    inside(bench, "/?name=ann")
    joins = [entry.command for entry in journal.entries if isinstance(entry.command, Join)]
    assert [(join.name, join.bot) for join in joins] == [("robot", True), ("ann", False)]
