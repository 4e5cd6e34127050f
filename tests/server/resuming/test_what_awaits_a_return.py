"""What has happened to a session while it had no connection, or happens because it comes back."""

import json
from typing import Any

import pytest
from resumable_peers import kinds, resumable
from server_bench import Bench

from besedka.chat.dispatch import BY_MEMBERS
from besedka.chat.language.commands import Resume


def mute(bench: Bench, name: str) -> None:
    """Four people complain."""
    for number in range(4):
        peer = bench.peer(f"203.0.113.{number}").upgrade(f"/?name=judge{number}", json=True)
        peer.say(json.dumps({"type": "report", "name": name}))


def types(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]


def test_who_was_muted_meanwhile_is_told_until_when_and_cannot_speak() -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    ann.cut()
    mute(bench, "ann")
    resumed, silenced = ann.resume()
    assert silenced["type"] == "silenced"
    assert resumed["muted_until"] == silenced["until"]
    assert resumed["barred"] == silenced["barred"]
    assert ann.send("let me speak").told()[0]["code"] == "muted"


def test_a_mute_that_has_ended_meanwhile_is_not_told() -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    ann.cut()
    mute(bench, "ann")
    told = []
    for _ in range(3):  # The mute lasts longer than the grace.
        bench.clock += 240_000
        told.append(types(ann.resume(0)))
        ann.cut()
    assert told == [["resumed", "silenced"], ["resumed", "silenced"], ["resumed"]]
    ann.resume()
    assert kinds(ann.send("I speak").told()) == ["accepted", "I speak"]


def test_the_name_of_who_is_away_is_nobody_elses() -> None:
    bench = Bench()
    ann, bob = resumable(bench, "ann"), resumable(bench, "bob")
    ann.cut()
    bob.say({"type": "rename", "name": "ann", "request": 1})
    assert kinds(bob.told())[0].startswith("The name ann is taken")
    assert ann.resume()[0]["name"] == "ann"


def test_who_comes_back_too_late_for_its_name_is_a_newcomer_like_any_other() -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    ann.cut()
    bench.clock += 1_000_000
    bob = resumable(bench, "bob", "203.0.113.9")
    bench.clock += 700_000
    bob.say({"type": "rename", "name": "ann", "request": 1})
    assert "renamed" in types(bob.told())
    assert ann.resume()[0]["code"] == "unknown-session"
    welcome = ann.say({"type": "join"}).told()[0]
    assert welcome["name"] != "ann"
    assert welcome["members"] == sorted(["ann", welcome["name"]])


def test_somebody_for_whom_too_much_is_waiting_gets_no_more() -> None:
    bench = Bench()
    ann, bob = resumable(bench, "ann"), resumable(bench, "bob")
    ann.cut()
    for number in range(101):
        bob.send(f"text {number}", "ann")
    refused = bob.told()[-1]
    assert (refused["code"], refused["params"]) == ("recipient-full", {"name": "ann"})
    assert refused["text"] == "Too much is waiting for ann, who is away. Try again later."
    assert kinds(ann.resume()) == ["resumed", *(f"text {number}" for number in range(100))]
    ann.say({"type": "seen", "seq": ann.seq})
    assert kinds(bob.send("one more", "ann").told()) == ["accepted", "one more"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Too much is waiting for ann, who is away. Try again later."),
        ("ru", "ann не на связи, а непрочитанных личных сообщений уже слишком много. Попробуйте позже."),
    ],
)
def test_it_is_said_in_plain_lines_in_the_language_of_who_has_sent_it(language: str, text: str) -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    ann.cut()
    bob = bench.lines_peer(f"lang {language}\n")
    bob.send("".join(f"send -u ann text {number}\n" for number in range(100)))
    assert text not in bob.text
    bob.send("send -u ann one more\n")
    assert text in bob.text


def test_a_delayed_message_for_which_there_is_no_room_comes_back_with_the_reason() -> None:
    bench = Bench()
    ann, bob = resumable(bench, "ann"), resumable(bench, "bob")
    bob.send("late", "ann", delay=10)
    ann.cut()
    for number in range(100):
        bob.send(f"text {number}", "ann")
    bob.told()
    bench.clock += 10_000
    bob.send("tick")
    (not_sent,) = [event for event in bob.told() if event["type"] == "not-sent"]
    assert (not_sent["reason"], not_sent["message"]["text"]) == ("recipient-full", "late")


def test_a_bug_is_said_and_the_next_attempt_may_succeed(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann")
    ann.cut()
    bob.send("missed", "ann")
    with monkeypatch.context() as broken:
        broken.setitem(BY_MEMBERS, Resume, lambda *_: 1 / 0)
        assert [event["code"] for event in ann.resume()] == ["internal-error"]
    ann.ask_back()
    assert kinds(ann.told()) == ["resumed", "missed"]
    assert kinds(bob.told()) == ["joined", "accepted", "missed"]


def test_a_bug_leaves_the_older_connection_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()
    ann = resumable(bench, "ann")
    older = ann.peer
    with monkeypatch.context() as broken:
        broken.setitem(BY_MEMBERS, Resume, lambda *_: 1 / 0)
        assert [event["code"] for event in ann.resume()] == ["internal-error"]
    assert older.texts() == []
    ann.cut()
    ann.peer = older
    assert kinds(ann.send("still here").told()) == ["accepted", "still here"]


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_long_answer_that_was_under_way_is_given_whole_to_who_asks_again(is_begun: bool) -> None:
    bench = Bench()
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann")
    for number in range(20):
        bob.send(f"{number} " + "😀" * 3900)
    ann.told()
    position = bench.hub.now().seq
    ann.peer.transport.stuck = True
    ann.say({"type": "history", "ref": 1})
    if is_begun:
        parts = ann.told()
        assert [(event["type"], event["more"]) for event in parts] == [("history", True)] * len(parts)
        assert len([row for event in parts for row in event["messages"]]) < 20
    assert ann.seq == position
    bob.send("said meanwhile", "ann").send("and this")
    ann.cut()
    assert kinds(ann.resume()) == ["resumed", "said meanwhile", "and this"]
    answers = [event for event in ann.say({"type": "history", "ref": 2}).told() if event["type"] == "history"]
    assert {event["ref"] for event in answers} == {2}
    assert len([row for event in answers for row in event["messages"]]) == 20
    assert answers[-1].get("more", False) is False
