"""Sessions without a connection are bounded: in all, and for each network."""

from chat_bench import LOOPBACK, ChatBench
from invariants import check_everything, state_of

from besedka.chat import Rules
from besedka.chat.language.events import Away, Left, Resumed


def crowd(rules: Rules, *people: str, network: str | None = None) -> ChatBench:
    bench = ChatBench(rules)
    bench.join("ann")
    bench.join_all(*people, network=network, resumable=True)
    bench.forget()
    return bench


def left(bench: ChatBench) -> list[str]:
    return [event.name for event in bench.seen("ann") if isinstance(event, Left)]


def test_beyond_the_limit_in_all_a_session_ends_with_its_connection() -> None:
    bench = crowd(Rules(max_detached=2), "bob", "cid", "dan")
    for who in ("bob", "cid", "dan"):
        bench.detach(who, "timeout")
    assert bench.seen("ann") == [Left("dan", "timeout")]
    check_everything(bench)


def test_beyond_the_limit_of_its_network_a_session_ends_with_its_connection() -> None:
    bench = crowd(Rules(max_detached_network=2), "bob", "cid", "dan", network="north")
    bench.join_all("eve", network="south", resumable=True)
    for who in ("bob", "cid", "dan", "eve"):
        bench.detach(who)
    assert left(bench) == ["dan"]
    check_everything(bench)


def test_those_at_the_own_machine_are_not_bounded_as_one_network() -> None:
    bench = crowd(Rules(max_detached_network=1), "bob", "cid", network=LOOPBACK)
    for who in ("bob", "cid"):
        bench.detach(who)
    assert left(bench) == []


def test_those_at_the_own_machine_are_bounded_in_all() -> None:
    bench = crowd(Rules(max_detached=1), "bob", "cid", network=LOOPBACK)
    for who in ("bob", "cid"):
        bench.detach(who)
    assert left(bench) == ["cid"]


def test_who_comes_back_or_leaves_makes_room() -> None:
    bench = crowd(Rules(max_detached=1, max_detached_network=1), "bob", "cid", "dan", network="north")
    bench.detach("bob")
    bench.resume("bob")
    bench.detach("cid")
    bench.leave("cid")
    bench.detach("dan")
    bench.wait(300)
    bench.detach("bob")
    assert left(bench) == ["cid", "dan"]
    assert state_of(bench).detached == 1
    check_everything(bench)


def test_a_connection_that_is_lost_twice_counts_once() -> None:
    bench = crowd(Rules(max_detached=2), "bob", "cid")
    bench.detach("bob")
    bench.detach("bob")
    bench.detach("cid")
    assert left(bench) == []
    check_everything(bench)


def test_who_is_detached_stays_when_the_limit_sinks_below_that() -> None:
    bench = crowd(Rules(), "bob", "cid")
    bench.detach("bob")
    bench.change_rules(Rules(max_detached=0))
    bench.detach("bob")
    bench.detach("cid")
    assert left(bench) == ["cid"]
    (_, resumed), *_ = bench.resume("bob")
    assert isinstance(resumed, Resumed)


# -- rules that change meanwhile


def test_a_grace_that_has_begun_keeps_its_end() -> None:
    bench = crowd(Rules(), "bob")
    bench.detach("bob")
    bench.change_rules(Rules(grace=20_000, away_after=5000))
    bench.wait(300)
    assert (bench.times("ann", Away), bench.times("ann", Left)) == ([15_000], [300_000])


def test_a_grace_that_has_begun_is_not_cut_short_by_a_later_time_to_be_away() -> None:
    bench = crowd(Rules(), "bob")
    bench.detach("bob")
    bench.change_rules(Rules(away_after=600_000))
    bench.wait(300)
    assert (bench.times("ann", Away), bench.times("ann", Left)) == ([15_000], [300_000])


def test_the_next_grace_goes_by_the_new_rules() -> None:
    bench = crowd(Rules(), "bob")
    bench.detach("bob")
    bench.change_rules(Rules(grace=20_000, away_after=5000))
    bench.resume("bob")
    bench.detach("bob")
    bench.wait(20)
    assert (bench.times("ann", Away), bench.times("ann", Left)) == ([5000], [20_000])


def test_what_is_kept_beyond_a_limit_that_sank_is_told_until_something_comes() -> None:
    bench = crowd(Rules(), "bob")
    bench.detach("bob")
    for text in "abc":
        bench.send("ann", text, "bob")
    bench.change_rules(Rules(max_kept=2))
    (_, resumed), *missed = bench.resume("bob")
    assert isinstance(resumed, Resumed)
    assert (len(missed), resumed.lost) == (3, 0)
    bench.send("ann", "d", "bob")
    (_, resumed), *missed = bench.resume("bob", seen=0)
    assert isinstance(resumed, Resumed)
    assert (len(missed), resumed.lost) == (2, 2)
