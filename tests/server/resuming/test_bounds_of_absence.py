"""How many sessions may have no connection, and how much may wait for each of them."""

import asyncio

import pytest
from resumable_peers import Visitor, kinds, resumable
from server_bench import Bench, Recorder

from besedka.chat import Rules
from besedka.server.process.config import Config
from besedka.server.process.log import Log
from besedka.server.server import Server


def leavers(visitor: Visitor) -> list[tuple[str, str]]:
    return [(event["name"], event["reason"]) for event in visitor.told() if event["type"] == "left"]


@pytest.mark.parametrize(
    ("rules", "addresses", "leaver"),
    [
        (Rules(max_detached=2), ["203.0.113.1", "203.0.113.2", "203.0.113.3"], 2),
        (Rules(max_detached_network=1), ["203.0.113.1", "203.0.113.2", "203.0.113.1"], 2),
        (Rules(max_detached_network=1), ["203.0.113.1", "203.0.113.2", "203.0.113.3"], None),
        (Rules(max_detached_network=1), ["127.0.0.1", "127.0.0.1", "127.0.0.1"], None),
        (Rules(max_detached=0), ["127.0.0.1"], 0),
    ],
)
def test_one_more_session_than_may_wait_ends_with_its_connection(
    rules: Rules, addresses: list[str], leaver: int | None
) -> None:
    bench = Bench(rules=rules)
    bob = resumable(bench, "bob")
    visitors = [resumable(bench, f"ann{number}", address) for number, address in enumerate(addresses)]
    for visitor in visitors:
        visitor.cut()
    assert leavers(bob) == ([] if leaver is None else [(f"ann{leaver}", "lost")])
    for number, visitor in enumerate(visitors):
        expected = "unknown-session" if number == leaver else "resumed"
        assert visitor.resume()[0].get("code", "resumed") == expected


def test_who_comes_back_makes_room_for_another() -> None:
    bench = Bench(rules=Rules(max_detached=1))
    bob = resumable(bench, "bob")
    for name in ("ann", "cho", "dan"):
        visitor = resumable(bench, name)
        for _ in range(3):
            visitor.cut()
            assert kinds(visitor.resume())[0] == "resumed"
    assert leavers(bob) == []


def test_what_is_lost_for_lack_of_room_is_counted_until_it_was_confirmed() -> None:
    bench = Bench(rules=Rules(max_kept=2))
    bob, ann = resumable(bench, "bob"), resumable(bench, "ann")
    ann.peer.transport.stuck = True
    for number in range(5):
        bob.send(f"text {number}", "ann")
    ann.cut()
    events = ann.resume()
    assert events[0]["lost"] == 3
    assert kinds(events) == ["resumed", "text 3", "text 4"]
    returned = [event["text"] for event in bob.told() if event["type"] == "undelivered"]
    assert returned == ["text 0", "text 1", "text 2"]
    ann.say({"type": "seen", "seq": ann.seq}).cut()
    assert "lost" not in ann.resume()[0]


def test_the_settings_are_the_rules_of_the_chat() -> None:
    async def main() -> None:
        config = Config(port=0, grace=7, max_away=8, max_away_network=9, max_waiting=10)
        server = Server(config, Log(Recorder([])), "a life")  # type: ignore[arg-type]
        await server.start()
        try:
            rules = server._hub.chat.rules
        finally:
            await server.stop(asyncio.Event())
        assert rules is not None
        assert (rules.grace, rules.max_detached) == (7000, 8)
        assert (rules.max_detached_network, rules.max_kept) == (9, 10)

    asyncio.run(main())
