"""Questions about what was said, over a connection."""

import json
from typing import Any

from server_bench import Bench, Peer


def answers(peer: Peer, kind: str) -> list[dict[str, Any]]:
    return [event for text in peer.texts() if (event := json.loads(text))["type"] == kind]


def texts(answer: dict[str, Any]) -> list[str]:
    return [row["text"] for row in answer["messages"]]


def test_a_question_is_answered_after_what_was_said_before_it() -> None:
    bench = Bench()
    ann = bench.websocket("/?name=ann", json=True)
    ann.say(
        '{"type":"send","text":"one"}',
        '{"type":"send","text":"two"}',
        '{"type":"search","text":"T","ref":1}',
        '{"type":"history","count":1,"ref":2}',
    )
    bench.loop.run()
    everything = ann.texts()
    said = [json.loads(text) for text in everything]
    found = next(event for event in said if event["type"] == "search")
    last = next(event for event in said if event["type"] == "history")
    assert (found["ref"], texts(found), found["text"]) == (1, ["two"], "T")
    assert (last["ref"], texts(last)) == (2, ["two"])


def test_a_long_answer_comes_in_parts() -> None:
    bench = Bench()
    ann = bench.websocket("/?name=ann", json=True)
    for index in range(20):
        ann.say(json.dumps({"type": "send", "text": f"word {index} " + "x" * 3900}))
        bench.loop.run()
    ann.texts()
    ann.say('{"type":"search","text":"word","ref":1}')
    bench.loop.run()
    parts = answers(ann, "search")
    assert len(parts) > 1
    assert [part.get("more", False) for part in parts] == [True] * (len(parts) - 1) + [False]
    assert {part["ref"] for part in parts} == {1}
    assert len([row for part in parts for row in part["messages"]]) == 20
