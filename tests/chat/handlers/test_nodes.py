import pytest
from chat_bench import NOON, SERVER, ChatBench, session_of

from besedka.chat import Chat, Entry, Rules
from besedka.chat.language.commands import NodeStarted, NodeStopped, Send
from besedka.chat.language.deliveries import OnNode
from besedka.chat.language.events import Farewell, Joined, Left, Message, NotSent, Refused, Stopping
from besedka.chat.state import node_registry


def two_nodes() -> ChatBench:
    """Ann and bob are on one node, cid is on another."""
    bench = ChatBench()
    bench.join("ann")
    bench.join("bob")
    bench.start(node="other")
    bench.join("cid", node="other")
    bench.forget()
    return bench


def test_a_nodes_start_ends_those_whom_an_earlier_life_of_it_left_behind() -> None:
    bench = two_nodes()
    bench.start()
    assert bench.seen("cid") == [Left("ann", "lost"), Left("bob", "lost")]
    assert bench.seen("ann") == [Farewell("lost")]
    assert bench.names("cid") == ["cid"]


def test_a_nodes_first_start_ends_nobody() -> None:
    bench = two_nodes()
    assert bench.start(node="third") == []
    assert bench.names("cid") == ["ann", "bob", "cid"]


def test_a_node_starts_with_the_rules_in_force_or_with_others() -> None:
    bench = two_nodes()
    bench.start(node="third")
    assert bench.chat.rules == Rules()
    bench.start(Rules(pace=1), "third")
    assert bench.chat.rules == Rules(pace=1)
    assert Chat().rules is None


def test_who_returns_after_its_server_was_killed_has_its_name_again() -> None:
    bench = ChatBench()
    bench.join("ann")
    bench.start()
    assert bench.join("ann again", "ann", "network of ann").name == "ann"
    assert bench.seen("ann again")[1:] == []


def test_who_returns_from_elsewhere_is_told_what_it_would_be_told_of_anybody_who_left() -> None:
    bench = ChatBench()
    bench.join("ann")
    bench.start()
    assert bench.join("ann again", "ann", "elsewhere").name == "guest-1"
    assert bench.seen("ann again")[1:] == [Refused("name-taken", {"name": "ann"})]
    bench.wait(600)
    assert bench.join("late ann", "ann", "elsewhere").name == "ann"


def test_a_ghosts_delayed_messages_mute_and_complaints_stay() -> None:
    bench = two_nodes()
    bench.schedule("ann", "later", 700)
    bench.mute("bob")
    bench.start()
    assert bench.join("bob again", "bob", "network of bob").muted_until == NOON + 600_000
    bench.forget()
    bench.wait(701)
    assert bench.heard("cid") == ["later"]


def test_who_ignored_a_ghost_ignores_it_when_it_returns() -> None:
    bench = two_nodes()
    bench.ignore("cid", "ann")
    bench.start()
    bench.join("ann again", "ann", "network of ann")
    bench.forget()
    bench.send("ann again", "hi")
    assert bench.heard("cid") == []


def test_a_command_that_its_sessions_end_has_overtaken_does_nothing() -> None:
    bench = two_nodes()
    bench.start()
    assert bench.apply(session_of("ann"), Send("hi")) == []
    assert bench.history("cid") == []


def test_a_nodes_stop_is_told_to_its_own_members_and_ends_nobody() -> None:
    bench = two_nodes()
    (delivery,) = bench.apply(None, NodeStopped(bench.life("other"), durable=True), node="other")
    assert delivery.audience == OnNode("other")
    assert [bench.seen(who) for who in ("ann", "bob", "cid")] == [[], [], [Stopping()]]
    assert bench.names("ann") == ["ann", "bob", "cid"]


def test_what_waits_outlives_a_stop_when_the_journal_is_durable() -> None:
    bench = two_nodes()
    bench.schedule("ann", "later", 5)
    assert bench.stop(durable=True) == [Stopping()]
    bench.start()
    bench.wait(6)
    assert [event for event in bench.seen("cid") if isinstance(event, Message)] == [
        Message(6, "ann", "later", delayed=True)
    ]


def test_what_waits_is_lost_with_a_journal_that_forgets() -> None:
    bench = two_nodes()
    bench.schedule("ann", "later", 5)
    bench.schedule("cid", "later too", 5)
    bench.forget()
    bench.stop()
    assert [type(event) for event in bench.seen("ann")] == [Stopping, NotSent]
    assert bench.returned("cid") == []
    bench.wait(6)
    assert bench.heard("ann") == ["later too"]


def test_what_waits_of_who_has_left_is_lost_with_its_node() -> None:
    bench = two_nodes()
    bench.schedule("ann", "later", 5)
    bench.schedule("cid", "later too", 5)
    bench.leave("ann")
    bench.leave("cid")
    bench.forget()
    bench.stop(node="other")
    bench.wait(6)
    assert bench.heard("bob") == ["later"]


def test_a_life_that_has_begun_does_not_begin_again() -> None:
    bench = two_nodes()
    before = bench.chat.snapshot()
    for life in ("life 1", "life 1"):
        assert bench.server(NodeStarted(life, Rules(pace=1))) == []
    assert {**bench.chat.snapshot(), "last": 0} == {**before, "last": 0}
    bench.start()
    bench.join("dan")
    # Neither does one before the last.
    assert bench.server(NodeStarted("life 1")) == []
    assert bench.names("cid") == ["cid", "dan"]


def test_a_life_that_has_ended_neither_ends_nor_begins_again() -> None:
    bench = two_nodes()
    bench.stop(durable=True)
    bench.schedule("ann", "later", 5)
    bench.forget()
    assert bench.stop() == bench.server(NodeStarted(bench.life())) == []
    bench.wait(6)
    assert bench.heard("ann") == ["later"]


def test_only_the_last_life_of_a_node_can_end() -> None:
    bench = two_nodes()
    bench.start(node="other")
    for life in ("life 1", "life 3"):
        assert bench.server(NodeStopped(life, durable=False), node="other") == []
    assert bench.server(NodeStopped("life 1", durable=False), node="a node that has never begun") == []
    assert bench.stop("other") == [Stopping()]


def test_so_many_nodes_and_lives_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_registry, "_MAX_NODES", 2)
    monkeypatch.setattr(node_registry, "_MAX_LIVES_PER_NODE", 3)
    bench = ChatBench()
    for node in ("one", "two", "two", "two", "two"):
        bench.start(node=node)
    assert bench.chat.snapshot()["nodes"] == [
        {"node": "one", "lives": ["life 1"], "over": False},
        {"node": "two", "lives": ["life 2", "life 3", "life 4"], "over": False},
    ]


def test_the_lives_of_nodes_are_known_after_a_restart() -> None:
    bench = two_nodes()
    bench.stop()
    restored = Chat.restore(bench.chat.snapshot())
    seq = len(bench.journal)
    assert restored.apply(Entry(seq + 1, NOON, SERVER, NodeStarted("life 1"))) == []
    assert restored.apply(Entry(seq + 2, NOON, SERVER, NodeStopped("life 1", durable=False))) == []


def test_a_journal_of_many_lives_is_one_history() -> None:
    chat = Chat()
    chat.apply(Entry(1, NOON, SERVER, NodeStarted("1", Rules())))
    for seq in range(2, 5):
        assert chat.apply(Entry(seq, NOON, SERVER, NodeStarted(str(seq)))) == []


def test_the_newcomers_on_all_nodes_are_seen_everywhere() -> None:
    bench = two_nodes()
    bench.join("dan", node="other")
    assert bench.seen("ann") == [Joined("dan")]
