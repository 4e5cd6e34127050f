import json

from server_bench import Bench, Peer
from troubled_journal import DAWN

from besedka.chat import Origin
from besedka.chat.language.commands import Tick
from besedka.server.process.config import Config


def slow() -> tuple[Bench, Peer]:
    """A session in a chat whose journal commits by hand."""
    bench = Bench(slow=True)
    peer = bench.websocket(json=True)
    bench.journal.commit()
    bench.loop.run()
    assert [json.loads(text)["type"] for text in peer.texts()] == ["welcome"]
    return bench, peer


def told(peer: Peer) -> list[tuple[str, object]]:
    return [(event["type"], event.get("ref")) for event in map(json.loads, peer.texts())]


def send(ref: int) -> str:
    return json.dumps({"type": "send", "text": f"m{ref}", "ref": ref})


def ask(kind: str, ref: int) -> str:
    return json.dumps({"type": kind, "ref": ref})


def test_nothing_is_shown_before_it_is_committed() -> None:
    bench, peer = slow()
    peer.say(send(1))
    assert told(peer) == []
    bench.journal.commit()
    bench.loop.run()
    assert told(peer) == [("accepted", 1), ("message", None)]


def test_a_newcomer_hears_nothing_before_its_welcome_is_committed() -> None:
    bench = Bench(slow=True)
    peer = bench.websocket()
    assert peer.texts() == []


def test_answers_come_in_the_order_of_asking_however_late_the_journal_is() -> None:
    bench, peer = slow()
    peer.say(send(1), ask("users", 2), send(3), ask("help", 4), ask("nonsense", 5), send(6))
    refs = []
    for _ in range(9):
        bench.journal.commit(1)
        bench.loop.run()
        refs += [ref for _, ref in told(peer) if ref is not None]
    assert refs == [1, 2, 3, 4, 5, 6]


def test_a_question_behind_an_exit_is_nobodys_any_more() -> None:
    bench, peer = slow()
    peer.say(ask("exit", 1), ask("users", 2), ask("help", 3))
    bench.journal.commit()
    bench.loop.run()
    assert told(peer) == [("farewell", 1)]


def test_a_command_behind_an_exit_does_nothing() -> None:
    bench, peer = slow()
    peer.say(ask("exit", 1), send(2))
    bench.journal.commit()
    bench.loop.run()
    assert told(peer) == [("farewell", 1)]


def test_who_asks_too_much_at_once_waits_until_the_journal_has_come_back() -> None:
    bench, peer = slow()
    peer.say(*(send(ref) for ref in range(200)))
    assert len(bench.journal.waiting) == 64
    assert not peer.transport.reading
    while bench.journal.waiting:
        bench.journal.commit()
        bench.loop.run()
    assert [ref for kind, ref in told(peer) if kind == "accepted"] == list(range(200))
    assert peer.transport.reading


def test_a_lost_connection_leaves_even_while_its_commands_are_on_their_way() -> None:
    bench, peer = slow()
    peer.say(send(1))
    peer.reset()
    assert bench.hub.population == 0
    bench.journal.commit()
    bench.loop.run()
    assert "event=left seq=4 name=guest-1 reason=lost" in bench.lines


def test_a_connection_lost_before_its_join_is_committed_leaves_nothing_behind() -> None:
    bench = Bench(slow=True)
    peer = bench.websocket()
    peer.reset()
    bench.journal.commit()
    bench.loop.run()
    other = bench.websocket(json=True)
    bench.journal.commit()
    bench.loop.run()
    assert json.loads(other.texts()[0])["member_count"] == 1


def test_an_answer_bears_the_last_applied_number() -> None:
    bench = Bench()
    peer = bench.websocket(json=True)
    peer.say(send(1), ask("users", 2))
    events = [json.loads(text) for text in peer.texts()]
    assert [event["seq"] for event in events] == [2, 3, 3, 3]


def test_a_delayed_message_goes_when_its_time_has_come() -> None:
    bench = Bench()
    peer = bench.websocket(json=True)
    peer.say('{"type":"send","text":"later","delay":5}')
    peer.texts()
    bench.loop.advance(4.9)
    assert peer.texts() == []
    bench.clock += 5000
    bench.loop.advance(0.2)
    assert [kind for kind, _ in told(peer)] == ["message"]


def test_stopping_tells_everybody_and_authors_what_is_lost() -> None:
    bench = Bench()
    peer, other = bench.websocket(json=True), bench.websocket(json=True)
    peer.say('{"type":"send","text":"later","delay":5}')
    peer.texts()
    other.texts()
    bench.hub.stop()
    bench.loop.run()
    assert [kind for kind, _ in told(peer)] == ["stopping", "not-sent"]
    assert [kind for kind, _ in told(other)] == ["stopping"]
    assert not bench.hub.durable


def test_what_waits_in_a_durable_journal_is_not_lost_by_a_stop() -> None:
    bench, peer = slow()
    peer.say('{"type":"send","text":"later","delay":5}')
    bench.hub.stop()
    bench.journal.commit()
    bench.loop.run()
    assert bench.hub.durable
    assert [kind for kind, _ in told(peer)] == ["accepted", "stopping"]


def test_nothing_wakes_after_the_stop() -> None:
    bench = Bench()
    peer = bench.websocket(json=True)
    peer.say('{"type":"send","text":"later","delay":5}')
    bench.hub.stop()
    bench.loop.run()
    peer.texts()
    bench.loop.advance(10)
    assert told(peer) == []


def test_the_same_language_for_who_asked_and_nobody_else() -> None:
    bench = Bench()
    one, two = bench.websocket(), bench.websocket()
    one.say("lang ru")
    one.texts()
    two.texts()
    two.say("rename bob")
    assert "меняет имя" in one.texts()[0]
    assert "now called" in two.texts()[0]


def test_a_slow_reader_is_told_behind_its_backlog_and_the_others_that_it_has_gone() -> None:
    bench = Bench(Config(flood=0.0, outbox=5000))
    frozen, other = bench.websocket(), bench.websocket()
    frozen.transport.stuck = True
    for _ in range(4):
        other.say("send " + "x" * 3000)
    bench.loop.advance(3.1)
    assert bench.hub.population == 1
    assert any("too slow" in text for text in other.texts())
    frozen.transport.read_all()
    *_, farewell, closed = frozen.events()
    assert "could not keep up" in farewell.text
    assert closed.code == 1013


def test_a_slow_reader_that_asks_meanwhile_gets_its_farewell_once() -> None:
    bench = Bench(Config(flood=0.0, outbox=5000))
    frozen, other = bench.websocket(), bench.websocket()
    frozen.transport.stuck = True
    for _ in range(4):
        other.say("send " + "x" * 3000)
        frozen.say("users")
    bench.loop.advance(3.1)
    assert sum(b"could not keep up" in write for write in frozen.transport.writes) == 1


def test_a_tick_is_nobodys_and_changes_nothing() -> None:
    bench = Bench()
    peer = bench.websocket(json=True)
    peer.texts()
    bench.journal.append(Origin("node"), Tick())
    bench.loop.run()
    assert peer.texts() == []
    assert bench.hub.now().at == DAWN
