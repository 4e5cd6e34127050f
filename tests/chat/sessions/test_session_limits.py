"""Sessions without a connection are bounded: in all, and for each network."""

from invariants import check_everything, state_of
from stage import LOOPBACK, Stage

from besedka.chat import Rules
from besedka.chat.language.events import Away, Left, Resumed


def crowd(rules: Rules, *people: str, network: str | None = None) -> Stage:
    stage = Stage(rules)
    stage.join("ann")
    stage.join_all(*people, network=network, resumable=True)
    stage.forget()
    return stage


def left(stage: Stage) -> list[str]:
    return [event.name for event in stage.seen("ann") if isinstance(event, Left)]


def test_beyond_the_limit_in_all_a_session_ends_with_its_connection() -> None:
    stage = crowd(Rules(max_detached=2), "bob", "cid", "dan")
    for who in ("bob", "cid", "dan"):
        stage.detach(who, "timeout")
    assert stage.seen("ann") == [Left("dan", "timeout")]
    check_everything(stage)


def test_beyond_the_limit_of_its_network_a_session_ends_with_its_connection() -> None:
    stage = crowd(Rules(max_detached_network=2), "bob", "cid", "dan", network="north")
    stage.join_all("eve", network="south", resumable=True)
    for who in ("bob", "cid", "dan", "eve"):
        stage.detach(who)
    assert left(stage) == ["dan"]
    check_everything(stage)


def test_those_at_the_own_machine_are_not_bounded_as_one_network() -> None:
    stage = crowd(Rules(max_detached_network=1), "bob", "cid", network=LOOPBACK)
    for who in ("bob", "cid"):
        stage.detach(who)
    assert left(stage) == []


def test_those_at_the_own_machine_are_bounded_in_all() -> None:
    stage = crowd(Rules(max_detached=1), "bob", "cid", network=LOOPBACK)
    for who in ("bob", "cid"):
        stage.detach(who)
    assert left(stage) == ["cid"]


def test_who_comes_back_or_leaves_makes_room() -> None:
    stage = crowd(Rules(max_detached=1, max_detached_network=1), "bob", "cid", "dan", network="north")
    stage.detach("bob")
    stage.resume("bob")
    stage.detach("cid")
    stage.leave("cid")
    stage.detach("dan")
    stage.wait(300)
    stage.detach("bob")
    assert left(stage) == ["cid", "dan"]
    assert state_of(stage).detached == 1
    check_everything(stage)


def test_a_connection_that_is_lost_twice_counts_once() -> None:
    stage = crowd(Rules(max_detached=2), "bob", "cid")
    stage.detach("bob")
    stage.detach("bob")
    stage.detach("cid")
    assert left(stage) == []
    check_everything(stage)


def test_who_is_detached_stays_when_the_limit_sinks_below_that() -> None:
    stage = crowd(Rules(), "bob", "cid")
    stage.detach("bob")
    stage.change_rules(Rules(max_detached=0))
    stage.detach("bob")
    stage.detach("cid")
    assert left(stage) == ["cid"]
    (_, resumed), *_ = stage.resume("bob")
    assert isinstance(resumed, Resumed)


# -- rules that change meanwhile


def test_a_grace_that_has_begun_keeps_its_end() -> None:
    stage = crowd(Rules(), "bob")
    stage.detach("bob")
    stage.change_rules(Rules(grace=20_000, away_after=5000))
    stage.wait(300)
    assert (stage.times("ann", Away), stage.times("ann", Left)) == ([15_000], [300_000])


def test_a_grace_that_has_begun_is_not_cut_short_by_a_later_time_to_be_away() -> None:
    stage = crowd(Rules(), "bob")
    stage.detach("bob")
    stage.change_rules(Rules(away_after=600_000))
    stage.wait(300)
    assert (stage.times("ann", Away), stage.times("ann", Left)) == ([15_000], [300_000])


def test_the_next_grace_goes_by_the_new_rules() -> None:
    stage = crowd(Rules(), "bob")
    stage.detach("bob")
    stage.change_rules(Rules(grace=20_000, away_after=5000))
    stage.resume("bob")
    stage.detach("bob")
    stage.wait(20)
    assert (stage.times("ann", Away), stage.times("ann", Left)) == ([5000], [20_000])


def test_what_is_kept_beyond_a_limit_that_sank_is_told_until_something_comes() -> None:
    stage = crowd(Rules(), "bob")
    stage.detach("bob")
    for text in "abc":
        stage.send("ann", text, "bob")
    stage.change_rules(Rules(max_kept=2))
    (_, resumed), *missed = stage.resume("bob")
    assert isinstance(resumed, Resumed)
    assert (len(missed), resumed.lost) == (3, 0)
    stage.send("ann", "d", "bob")
    (_, resumed), *missed = stage.resume("bob", seen=0)
    assert isinstance(resumed, Resumed)
    assert (len(missed), resumed.lost) == (2, 2)
