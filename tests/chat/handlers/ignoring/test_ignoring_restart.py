"""Whom one ignored before the server was down."""

import json

import pytest
from chat_bench import ChatBench
from picture import picture

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import NodeStopped
from besedka.chat.language.events import Accepted

DURABLE = Rules(max_late=0)


def with_ignoring(rules: Rules = DURABLE, network: str | None = None) -> ChatBench:
    bench = ChatBench(rules)
    bench.join_all("ann", "bob", network=network)
    bench.ignore("ann", "bob")
    bench.send("bob", "before")
    return bench


def restart(bench: ChatBench, seconds: float = 5) -> None:
    bench.server(NodeStopped(bench.life(), durable=True))
    bench.now += int(seconds * 1000)
    bench.start()
    bench.forget()


def test_who_comes_back_ignores_whom_it_ignored() -> None:
    bench = with_ignoring()
    restart(bench)
    bench.join_all("ann", "bob", "cid")
    bench.send("bob", "again")
    bench.send("cid", "hello")
    assert bench.heard("ann") == ["hello"]
    assert bench.heard("cid") == ["again", "hello"]
    assert bench.history("ann") == ["hello"]
    assert bench.ignored("ann") == [("bob", True)]


def test_it_does_not_matter_who_comes_back_first() -> None:
    bench = with_ignoring()
    restart(bench)
    bench.join_all("bob", "ann")
    bench.send("bob", "again")
    assert bench.heard("ann") == []
    assert bench.ignored("ann") == [("bob", True)]


def test_who_takes_its_name_later_ignores_from_then_on() -> None:
    bench = with_ignoring()
    restart(bench)
    bench.join("bob")
    bench.join("eve", network="network of ann")
    bench.send("bob", "again")
    assert isinstance(bench.rename("eve", "ann"), Accepted)
    bench.send("bob", "and again")
    assert bench.heard("eve") == ["again"]
    assert bench.ignored("eve") == [("bob", True)]


@pytest.mark.parametrize(("instead", "found"), [("dan", ["cid", "bob"]), ("", ["bob", "dan"])])
def test_nobody_is_ignored_twice_and_not_more_people_than_one_may(instead: str, found: list[str]) -> None:
    bench = with_ignoring(Rules(max_late=0, max_ignored=2))
    bench.join("cid")
    bench.ignore("ann", "cid")
    restart(bench)
    bench.join_all("cid", "bob", "dan")
    bench.join("eve", network="network of ann")
    for name in ("bob", "dan"):
        bench.ignore("eve", name)
    if instead:
        bench.unignore("eve", instead)
    assert isinstance(bench.rename("eve", "ann"), Accepted)
    assert bench.ignored("eve") == [(name, True) for name in found]
    restored = Chat.restore(json.loads(json.dumps(bench.chat.snapshot())))
    assert picture(restored) == picture(bench.chat)


def test_nobody_ignores_itself_under_the_name_of_who_ignored_it() -> None:
    bench = with_ignoring(network="lan")
    restart(bench)
    bench.join_all("bob", "cid", network="lan")
    assert isinstance(bench.rename("bob", "ann"), Accepted)
    bench.send("bob", "it is me")
    assert bench.heard("cid") == bench.heard("bob") == ["it is me"]
    restored = Chat.restore(json.loads(json.dumps(bench.chat.snapshot())))
    assert picture(restored) == picture(bench.chat)


def outlived_by_bob() -> ChatBench:
    """The session of the one who is ignored goes on behind the restart, the other's does not."""
    bench = ChatBench(DURABLE)
    bench.join("ann", network="lan")
    bench.join("bob", network="lan", resumable=True)
    bench.ignore("ann", "bob")
    restart(bench)
    return bench


def test_whose_session_goes_on_does_not_ignore_itself_under_that_name_either() -> None:
    bench = outlived_by_bob()
    bench.resume("bob")
    assert isinstance(bench.rename("bob", "ann"), Accepted)
    bench.join("cid")
    bench.send("bob", "it is me")
    assert bench.heard("cid") == bench.heard("bob") == ["it is me"]
    assert bench.ignored("bob") == []
    restored = Chat.restore(json.loads(json.dumps(bench.chat.snapshot())))
    assert picture(restored) == picture(bench.chat)


def test_whose_session_goes_on_is_ignored_again_whatever_its_name_is_now() -> None:
    bench = outlived_by_bob()
    bench.resume("bob")
    for name in ("dan", "eve", "fay", "guy"):
        assert isinstance(bench.rename("bob", name), Accepted)
    bench.join("ann", network="lan")
    bench.send("bob", "again")
    assert bench.heard("ann") == []
    assert bench.ignored("ann") == [("guy", True)]
    bench.leave("bob")
    bench.join("bob", "guy", network="lan")
    bench.send("bob", "it is me")
    assert bench.heard("ann") == []
    restored = Chat.restore(json.loads(json.dumps(bench.chat.snapshot())))
    assert picture(restored) == picture(bench.chat)


def test_who_was_ignored_ignores_no_visit_of_its_own_and_the_list_waits_for_its_owner() -> None:
    bench = with_ignoring(Rules(max_late=0, name_hold=1000), network="lan")
    restart(bench)
    bench.join("bob", network="lan")
    for name in ("ann", "bob"):
        assert isinstance(bench.rename("bob", name), Accepted)
    assert bench.ignored("bob") == []
    assert bench.history("bob") == ["before"]
    bench.wait(2)
    bench.join("ann", network="lan")
    bench.send("bob", "again")
    assert bench.ignored("ann") == [("bob", True)]
    assert bench.heard("ann") == []


def test_whose_session_went_on_is_not_ignored_twice() -> None:
    bench = ChatBench(Rules(max_late=0, max_ignored=2))
    bench.join("ann", network="lan")
    bench.join("bob", network="lan", resumable=True)
    bench.ignore("ann", "bob")
    restart(bench)
    bench.resume("bob")
    bench.rename("bob", "rob")
    bench.join("eve", network="lan")
    bench.join("cid")
    bench.ignore("eve", "rob")
    assert isinstance(bench.rename("eve", "ann"), Accepted)
    assert bench.ignored("eve") == [("rob", True)]
    assert isinstance(bench.ignore("eve", "cid"), Accepted)


def test_it_can_be_ended_as_ever() -> None:
    bench = with_ignoring()
    restart(bench)
    bench.join_all("bob", "ann")
    bench.unignore("ann", "bob")
    bench.send("bob", "again")
    assert bench.heard("ann") == ["again"]


def test_somebody_elses_name_from_another_network_is_not_ignored() -> None:
    bench = with_ignoring()
    restart(bench, 700)
    bench.join("bob", network="192.0.2.9")
    bench.join("ann")
    bench.send("bob", "hello")
    assert bench.heard("ann") == ["hello"]
    assert bench.ignored("ann") == [("bob", False)]


def test_who_ignored_somebody_that_was_gone_still_does() -> None:
    bench = with_ignoring()
    bench.leave("bob")
    restart(bench)
    bench.join_all("ann", "bob")
    bench.send("bob", "again")
    assert bench.heard("ann") == []


def test_another_network_under_the_same_name_has_nothing_of_it() -> None:
    bench = with_ignoring()
    restart(bench)
    bench.join_all("bob", "cid")
    bench.wait(700)
    bench.join("ann", network="192.0.2.9")
    assert bench.ignored("ann") == []


def test_who_comes_back_late_begins_anew() -> None:
    bench = with_ignoring()
    restart(bench)
    bench.wait(601)
    bench.join_all("bob", "ann")
    bench.send("bob", "again")
    assert bench.heard("ann") == ["again"]


def test_it_outlives_several_restarts_and_is_taken_over_once() -> None:
    bench = with_ignoring()
    restart(bench)
    restart(bench)
    bench.join_all("ann", "bob")
    restart(bench)
    bench.join_all("bob", "ann")
    assert bench.ignored("ann") == [("bob", True)]
    bench.leave("ann")
    bench.join("ann")
    assert bench.ignored("ann") == []


@pytest.mark.parametrize("who", [("ann", "bob"), ("bob", "ann")])
def test_a_snapshot_in_between_changes_nothing(who: tuple[str, str]) -> None:
    bench = with_ignoring()
    restart(bench)
    restored = Chat.restore(json.loads(json.dumps(bench.chat.snapshot())))
    assert picture(restored) == picture(bench.chat)
    bench.chat = restored
    bench.join_all(*who)
    bench.send("bob", "again")
    assert bench.heard("ann") == []


def test_without_a_journal_on_disk_it_ends_with_the_session_as_ever() -> None:
    bench = with_ignoring(Rules())
    restart(bench)
    bench.join_all("bob", "ann")
    assert bench.ignored("ann") == []
