"""Sessions that come back while the journal is late, refuses, or was opened again."""

import pytest
from hub_bench import inside, settle, slow, told
from resumable_peers import Visitor, kinds
from server_bench import Bench

from besedka.chat.language.commands import Detach, Join, Leave, Resume, Seen


def visitor(bench: Bench, name: str = "ann") -> Visitor:
    """Somebody who is in, and has read everything."""
    ann = Visitor(bench, name).connect().say({"type": "join"})
    settle(bench)
    ann.told()
    return ann


def waiting(bench: Bench) -> list[type]:
    return [type(command) for _, command in bench.journal.waiting]


def test_only_the_hash_of_a_token_is_in_the_journal() -> None:
    bench, journal = slow()
    ann = visitor(bench)
    (join,) = [entry.command for entry in journal.entries if isinstance(entry.command, Join)]
    assert join.token is not None
    assert len(join.token) == 64
    assert ann.token.rpartition(".")[2] not in repr(journal.entries)


@pytest.mark.parametrize("stored", [True, False])
def test_the_older_connection_stays_until_the_journal_has_the_newer_one(stored: bool) -> None:
    bench, journal = slow()
    ann = visitor(bench)
    older = ann.peer
    ann.connect().ask_back()
    assert older.texts() == []
    if stored:
        settle(bench)
        assert kinds(ann.told()) == ["resumed"]
        assert "replaced" in older.texts()[0]
        return
    journal.refuse()
    assert ann.told()[0]["code"] == "not-stored"
    assert older.texts() == []
    ann.ask_back()
    settle(bench)
    assert kinds(ann.told()) == ["resumed"]


def test_a_connection_that_was_replaced_detaches_nobody() -> None:
    bench, _ = slow()
    ann = visitor(bench)
    older = ann.peer
    ann.connect().ask_back()
    older.reset()
    assert waiting(bench) == [Resume]
    settle(bench)
    assert kinds(ann.told()) == ["resumed"]
    assert waiting(bench) == []


def test_an_older_connection_that_breaks_the_protocol_ends_nobody_who_is_about_to_come_back() -> None:
    bench, _ = slow()
    ann = visitor(bench)
    older = ann.peer
    ann.connect().ask_back()
    older.send(b"\xff\xff\xff\xff")
    assert waiting(bench) == [Resume]
    settle(bench)
    assert kinds(ann.told()) == ["resumed"]
    assert waiting(bench) == []


def test_a_session_is_detached_when_the_newer_connection_is_gone_as_well() -> None:
    bench, _ = slow()
    ann = visitor(bench)
    older = ann.peer
    ann.connect().ask_back()
    older.reset()
    ann.cut()
    bench.journal.commit(1)
    assert waiting(bench) == [Detach]
    settle(bench)
    ann.connect().ask_back()
    settle(bench)
    assert kinds(ann.told()) == ["resumed"]


def test_of_two_newer_connections_the_last_one_counts() -> None:
    bench, _ = slow()
    ann = visitor(bench)
    ann.connect().ask_back()
    second = ann.peer
    ann.connect().ask_back()
    settle(bench)
    assert [text.split('"')[3] for text in second.texts()] == ["resumed", "replaced"]
    assert kinds(ann.told()) == ["resumed"]


def test_a_detach_that_could_not_be_stored_is_repeated_unless_somebody_came_back() -> None:
    bench, journal = slow()
    ann = visitor(bench)
    ann.cut()
    journal.refuse()
    bench.loop.advance(1.1)
    assert waiting(bench) == [Detach]
    journal.refuse()
    ann.connect().ask_back()
    settle(bench)
    bench.loop.advance(1.1)
    assert waiting(bench) == []


def test_a_confirmation_that_could_not_be_stored_is_not_repeated() -> None:
    bench, journal = slow()
    bob, ann = inside(bench, "/?name=bob"), visitor(bench)
    bob.say('{"type":"send","text":"psst","to":"ann"}')
    settle(bench)
    ann.told()
    ann.say({"type": "seen", "seq": ann.seq})
    assert waiting(bench) == [Seen]
    journal.refuse()
    bench.loop.advance(2.0)
    assert waiting(bench) == []


def test_a_session_of_an_earlier_life_goes_on_over_a_new_connection() -> None:
    bench, journal = slow()
    bob, ann = inside(bench, "/?name=bob"), visitor(bench)
    bob.say('{"type":"send","text":"one"}', '{"type":"send","text":"psst","to":"ann"}')
    settle(bench)
    bench.hub.stop()
    ann.cut()
    settle(bench)
    assert Leave not in [type(entry.command) for entry in journal.entries]
    again, _ = slow(journal.reopened())
    assert again.hub.population == 0
    ann.bench = again
    ann.connect().ask_back()
    settle(again)
    events = ann.told()
    assert kinds(events) == ["resumed", "one", "psst"]
    assert events[0]["name"] == "ann"
    ann.send("I am back")
    settle(again)
    assert kinds(ann.told()) == ["accepted", "I am back"]


@pytest.mark.parametrize("how", ["eof", "close", "nonsense"])
def test_who_is_gone_before_the_journal_has_the_return_is_detached_again(how: str) -> None:
    bench, journal = slow()
    bob, ann = inside(bench, "/?name=bob"), visitor(bench)
    ann.cut()
    settle(bench)
    ann.connect().ask_back()
    if how == "eof":
        ann.peer.eof()
    else:
        ann.peer.send(ann.peer.socket.close(1001) if how == "close" else b"\xff\xff\xff")
    settle(bench)
    settle(bench)
    bench.loop.advance(10.0)
    settle(bench)
    ends = [type(entry.command) for entry in journal.entries if isinstance(entry.command, Detach | Leave)]
    assert ends == [Detach, Leave if how == "nonsense" else Detach]
    assert bench.hub.population == 1
    assert ("left" in [kind for kind, _ in told(bob)]) is (how == "nonsense")
