"""Sessions that number their requests."""

import json

from hub_bench import inside, send, settle, slow, told

from besedka.chat import Origin

OTHER = Origin("another node", "their session", 0)


def test_a_request_that_its_client_repeats_is_carried_out_once_and_has_its_first_answer() -> None:
    bench, _ = slow()
    peer = inside(bench, "/?numbered=1")
    other = inside(bench)
    peer.texts()
    peer.say('{"type":"send","text":"x","request":1,"ref":"a"}')
    settle(bench)
    first = [json.loads(text) for text in peer.texts()]
    peer.say(send(5).replace("}", ',"request":2}'), '{"type":"send","text":"x","request":1,"ref":"b"}')
    settle(bench)
    again = [json.loads(text) for text in peer.texts()]
    assert again[-1] == {**first[0], "ref": "b"}
    assert [kind for kind, _ in told(other)] == ["message", "message"]


def test_a_request_that_is_repeated_before_its_answer_came_is_carried_out_once() -> None:
    bench, _ = slow()
    peer = inside(bench, "/?numbered=1")
    twice = '{"type":"send","text":"x","request":7,"ref":"%s"}'
    peer.say(twice % "a", twice % "b")
    settle(bench)
    assert told(peer) == [("accepted", "a"), ("message", None), ("accepted", "b")]


def test_a_repeat_that_is_older_than_what_is_kept_is_refused() -> None:
    bench, _ = slow()
    peer = inside(bench, "/?numbered=1")
    for number in range(1, 67):
        peer.say(json.dumps({"type": "send", "text": "x", "request": number}))
        settle(bench)
    peer.texts()
    peer.say('{"type":"send","text":"x","request":2}', '{"type":"send","text":"x","request":3}')
    settle(bench)
    assert [kind for kind, _ in told(peer)] == ["already-done", "accepted"]


def test_a_session_that_numbers_its_requests_numbers_all_of_its_commands() -> None:
    bench, _ = slow()
    peer = inside(bench, "/?numbered=1")
    peer.say(send(1), '{"type":"users","ref":2}')
    assert told(peer) == [("missing-field", 1), ("users", 2)]


def test_a_number_in_a_session_that_has_not_asked_is_refused() -> None:
    bench, _ = slow()
    peer = inside(bench)
    peer.say('{"type":"send","text":"x","request":1,"ref":1}', '{"type":"users","request":1,"ref":2}')
    assert told(peer) == [("not-numbered", 1), ("not-numbered", 2)]


def test_plain_text_has_no_place_for_numbers() -> None:
    bench, _ = slow()
    peer = inside(bench, "/?numbered=1", json=False)
    peer.say("send x")
    settle(bench)
    assert "x" in peer.texts()[0]
