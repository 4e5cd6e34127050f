import pytest
from stage import NOON, SERVER, Stage, session_of

from besedka.chat import Chat, Entry, Rules
from besedka.chat.language.commands import NodeStarted, NodeStopped, Send
from besedka.chat.language.deliveries import OnNode
from besedka.chat.language.events import Farewell, Joined, Left, Message, NotSent, Refused, Stopping
from besedka.chat.state import node_registry


def two_nodes() -> Stage:
    """Ann and bob are on one node, cid is on another."""
    stage = Stage()
    stage.join("ann")
    stage.join("bob")
    stage.start(node="other")
    stage.join("cid", node="other")
    stage.forget()
    return stage


def test_a_nodes_start_ends_those_whom_an_earlier_life_of_it_left_behind() -> None:
    stage = two_nodes()
    stage.start()
    assert stage.seen("cid") == [Left("ann", "lost"), Left("bob", "lost")]
    assert stage.seen("ann") == [Farewell("lost")]
    assert stage.names("cid") == ["cid"]


def test_a_nodes_first_start_ends_nobody() -> None:
    stage = two_nodes()
    assert stage.start(node="third") == []
    assert stage.names("cid") == ["ann", "bob", "cid"]


def test_a_node_starts_with_the_rules_in_force_or_with_others() -> None:
    stage = two_nodes()
    stage.start(node="third")
    assert stage.chat.rules == Rules()
    stage.start(Rules(pace=1), "third")
    assert stage.chat.rules == Rules(pace=1)
    assert Chat().rules is None


def test_who_returns_after_its_server_was_killed_has_its_name_again() -> None:
    stage = Stage()
    stage.join("ann")
    stage.start()
    assert stage.join("ann again", "ann", "network of ann").name == "ann"
    assert stage.seen("ann again")[1:] == []


def test_who_returns_from_elsewhere_is_told_what_it_would_be_told_of_anybody_who_left() -> None:
    stage = Stage()
    stage.join("ann")
    stage.start()
    assert stage.join("ann again", "ann", "elsewhere").name == "guest-1"
    assert stage.seen("ann again")[1:] == [Refused("name-taken", {"name": "ann"})]
    stage.wait(600)
    assert stage.join("late ann", "ann", "elsewhere").name == "ann"


def test_a_ghosts_delayed_messages_mute_and_complaints_stay() -> None:
    stage = two_nodes()
    stage.schedule("ann", "later", 700)
    stage.mute("bob")
    stage.start()
    assert stage.join("bob again", "bob", "network of bob").muted_until == NOON + 600_000
    stage.forget()
    stage.wait(701)
    assert stage.heard("cid") == ["later"]


def test_who_ignored_a_ghost_ignores_it_when_it_returns() -> None:
    stage = two_nodes()
    stage.ignore("cid", "ann")
    stage.start()
    stage.join("ann again", "ann", "network of ann")
    stage.forget()
    stage.send("ann again", "hi")
    assert stage.heard("cid") == []


def test_a_command_that_its_sessions_end_has_overtaken_does_nothing() -> None:
    stage = two_nodes()
    stage.start()
    assert stage.apply(session_of("ann"), Send("hi")) == []
    assert stage.history("cid") == []


def test_a_nodes_stop_is_told_to_its_own_members_and_ends_nobody() -> None:
    stage = two_nodes()
    (delivery,) = stage.apply(None, NodeStopped(stage.life("other"), durable=True), node="other")
    assert delivery.audience == OnNode("other")
    assert [stage.seen(who) for who in ("ann", "bob", "cid")] == [[], [], [Stopping()]]
    assert stage.names("ann") == ["ann", "bob", "cid"]


def test_what_waits_outlives_a_stop_when_the_journal_is_durable() -> None:
    stage = two_nodes()
    stage.schedule("ann", "later", 5)
    assert stage.stop(durable=True) == [Stopping()]
    stage.start()
    stage.wait(6)
    assert [event for event in stage.seen("cid") if isinstance(event, Message)] == [
        Message(6, "ann", "later", delayed=True)
    ]


def test_what_waits_is_lost_with_a_journal_that_forgets() -> None:
    stage = two_nodes()
    stage.schedule("ann", "later", 5)
    stage.schedule("cid", "later too", 5)
    stage.forget()
    stage.stop()
    assert [type(event) for event in stage.seen("ann")] == [Stopping, NotSent]
    assert stage.returned("cid") == []
    stage.wait(6)
    assert stage.heard("ann") == ["later too"]


def test_what_waits_of_who_has_left_is_lost_with_its_node() -> None:
    stage = two_nodes()
    stage.schedule("ann", "later", 5)
    stage.schedule("cid", "later too", 5)
    stage.leave("ann")
    stage.leave("cid")
    stage.forget()
    stage.stop(node="other")
    stage.wait(6)
    assert stage.heard("bob") == ["later"]


def test_a_life_that_has_begun_does_not_begin_again() -> None:
    stage = two_nodes()
    before = stage.chat.snapshot()
    for life in ("life 1", "life 1"):
        assert stage.server(NodeStarted(life, Rules(pace=1))) == []
    assert {**stage.chat.snapshot(), "last": 0} == {**before, "last": 0}
    stage.start()
    stage.join("dan")
    # Neither does one before the last.
    assert stage.server(NodeStarted("life 1")) == []
    assert stage.names("cid") == ["cid", "dan"]


def test_a_life_that_has_ended_neither_ends_nor_begins_again() -> None:
    stage = two_nodes()
    stage.stop(durable=True)
    stage.schedule("ann", "later", 5)
    stage.forget()
    assert stage.stop() == stage.server(NodeStarted(stage.life())) == []
    stage.wait(6)
    assert stage.heard("ann") == ["later"]


def test_only_the_last_life_of_a_node_can_end() -> None:
    stage = two_nodes()
    stage.start(node="other")
    for life in ("life 1", "life 3"):
        assert stage.server(NodeStopped(life, durable=False), node="other") == []
    assert stage.server(NodeStopped("life 1", durable=False), node="a node that has never begun") == []
    assert stage.stop("other") == [Stopping()]


def test_so_many_nodes_and_lives_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_registry, "_NODES", 2)
    monkeypatch.setattr(node_registry, "_LIVES", 3)
    stage = Stage()
    for node in ("one", "two", "two", "two", "two"):
        stage.start(node=node)
    assert stage.chat.snapshot()["nodes"] == [
        {"node": "one", "lives": ["life 1"], "over": False},
        {"node": "two", "lives": ["life 2", "life 3", "life 4"], "over": False},
    ]


def test_the_lives_of_nodes_are_known_after_a_restart() -> None:
    stage = two_nodes()
    stage.stop()
    restored = Chat.restore(stage.chat.snapshot())
    seq = len(stage.journal)
    assert restored.apply(Entry(seq + 1, NOON, SERVER, NodeStarted("life 1"))) == []
    assert restored.apply(Entry(seq + 2, NOON, SERVER, NodeStopped("life 1", durable=False))) == []


def test_a_journal_of_many_lives_is_one_history() -> None:
    chat = Chat()
    chat.apply(Entry(1, NOON, SERVER, NodeStarted("1", Rules())))
    for seq in range(2, 5):
        assert chat.apply(Entry(seq, NOON, SERVER, NodeStarted(str(seq)))) == []


def test_the_newcomers_on_all_nodes_are_seen_everywhere() -> None:
    stage = two_nodes()
    stage.join("dan", node="other")
    assert stage.seen("ann") == [Joined("dan")]
