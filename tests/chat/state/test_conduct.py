from itertools import count as numbers_from

from besedka.chat.language.commands import LOOPBACK
from besedka.chat.language.rules import Rules
from besedka.chat.state.conduct import Conduct, Conducts

DAY = Rules().complaint_lifetime
KEPT = DAY + Rules().departed_reportable + Rules().mute


NUMBERS = numbers_from(1)


def complained(network: str, count: int, until: int = DAY) -> Conduct:
    return Conduct(next(NUMBERS), network, {f"reporter {index}": until for index in range(count)})


def test_a_mute_consumes_the_complaints_behind_it() -> None:
    conduct = complained("net", 4)
    conduct.mute("bob", 600, 9)
    assert (conduct.muted_until, conduct.muted_for, conduct.muted_name) == (600, 4, "bob")
    assert conduct.complaints == {}


def test_the_end_of_a_mute_gives_the_voice_back() -> None:
    conduct = complained("net", 4)
    conduct.mute("bob", 600, 9)
    conduct.unmute()
    assert conduct.muted_until is None


def test_only_complaints_whose_time_is_over_are_forgotten() -> None:
    conduct = Conduct(1, "net", {"a": 10, "b": 11})
    conduct.forget_old_complaints(10)
    assert conduct.complaints == {"b": 11}


def test_a_clean_record_is_not_kept() -> None:
    conducts = Conducts(Rules())
    clean = Conduct(1, "net")
    conducts.keep(clean, 0)
    assert conducts.adopt("net", 0, 99) is not clean


def test_nothing_is_kept_for_loopback() -> None:
    conducts = Conducts(Rules())
    bad = complained(LOOPBACK, 3)
    conducts.keep(bad, 0)
    assert conducts.adopt(LOOPBACK, 0, 99) is not bad


def test_a_record_is_for_its_own_network_only() -> None:
    conducts = Conducts(Rules())
    bad = complained("net", 3)
    conducts.keep(bad, 0)
    assert conducts.adopt("other", 0, 99) is not bad


def test_the_record_that_somebody_left_behind_is_adopted() -> None:
    conducts = Conducts(Rules())
    bad = complained("net", 3)
    conducts.keep(bad, 0)
    assert conducts.adopt("net", 0, 99) is bad


def test_the_record_of_somebody_who_is_here_is_adopted_too() -> None:
    conducts = Conducts(Rules())
    bad = complained("net", 3)
    bad.sessions["s"] = None
    conducts.keep(bad, 0)
    assert conducts.adopt("net", 0, 99) is bad


def test_a_running_mute_is_adopted_even_from_somebody_who_is_here() -> None:
    conducts = Conducts(Rules())
    bad = complained("net", 4)
    bad.sessions["s"] = None
    bad.mute("bob", 600, 9)
    conducts.keep(bad, 0)
    assert conducts.adopt("net", 0, 99) is bad


def test_the_worst_record_is_adopted_and_of_equals_the_oldest() -> None:
    conducts = Conducts(Rules())
    one, two, three, muted = (
        complained("net", 1),
        complained("net", 2),
        complained("net", 2),
        complained("net", 0),
    )
    for conduct in (one, three, two):
        conducts.keep(conduct, 0)
    assert conducts.adopt("net", 0, 99) is two
    muted.mute("bob", 600, 9)
    conducts.keep(muted, 0)
    assert conducts.adopt("net", 0, 99) is muted


def test_complaints_whose_time_is_over_make_nobody_bad() -> None:
    conducts = Conducts(Rules())
    bad = complained("net", 3, until=10)
    conducts.keep(bad, 0)
    assert conducts.adopt("net", 10, 99) is not bad


def test_a_record_is_forgotten_when_nothing_in_it_can_still_count() -> None:
    conducts = Conducts(Rules())
    conducts.keep(complained("net", 3), 0)
    conducts.expire(KEPT - 1)
    assert conducts._by_network
    conducts.expire(KEPT)
    assert not conducts._by_network


def test_records_of_one_network_are_forgotten_one_by_one() -> None:
    conducts = Conducts(Rules())
    old, young = complained("net", 3), complained("net", 1, until=2 * DAY)
    conducts.keep(old, 0)
    conducts.keep(young, 5)
    conducts.expire(KEPT)
    assert conducts.adopt("net", KEPT, 99) is young


def test_the_oldest_records_go_when_there_are_too_many() -> None:
    conducts = Conducts(Rules(max_remembered=2))
    for network in ("a", "b", "c"):
        conducts.keep(complained(network, 3), 0)
    assert list(conducts._by_network) == ["b", "c"]


def test_changed_rules_decide_how_long_and_how_much_is_kept() -> None:
    conducts = Conducts(Rules())
    conducts.change_rules(Rules(max_remembered=1, complaint_lifetime=5, departed_reportable=3, mute=2))
    conducts.keep(complained("a", 3), 0)
    conducts.keep(complained("b", 3), 0)
    assert list(conducts._by_network) == ["b"]
    conducts.expire(10)
    assert not conducts._by_network
