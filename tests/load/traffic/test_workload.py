from itertools import islice, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.client import Address
from besedka.load.scenario.job import Job
from besedka.load.scenario.scenario import KINDS, Scenario
from besedka.load.scenario.target import Target, find_target, is_near
from besedka.load.traffic.request_texts import request_text
from besedka.load.traffic.workload import Action, absences, actions, all_actions

TARGET = Target(Address.parse("127.0.0.1:8765"), "127.0.0.1")


def traffic(scenario: Scenario, seconds: int = 20) -> list[Action]:
    senders = range(scenario.senders)
    return list(takewhile(lambda action: action.at < seconds * 1_000_000, all_actions(scenario, senders)))


@given(st.integers(0, 10**9))
def test_the_same_seed_makes_the_same_traffic(seed: int) -> None:
    scenario = Scenario(seed=seed, churn=0.2)
    assert traffic(scenario, 2) == traffic(Scenario(seed=seed, churn=0.2), 2)
    assert list(islice(absences(scenario, 99), 5)) == list(islice(absences(scenario, 99), 5))


def test_another_seed_makes_another() -> None:
    assert traffic(Scenario(seed=1)) != traffic(Scenario(seed=2))


def test_on_several_processes_it_is_the_same() -> None:
    scenario = Scenario(senders=10, processes=3)
    shares = [Job(scenario, TARGET, "ab12", 0, worker).users for worker in range(3)]
    assert sorted(user for share in shares for user in share) == list(range(100))
    spread = [
        action
        for share in shares
        for action in islice(all_actions(scenario, [user for user in share if user < 10]), 400)
    ]
    assert set(traffic(scenario)) <= set(spread)


def test_the_rate_and_the_mix_come_about() -> None:
    found = traffic(Scenario(rate=500.0))
    assert 9_000 < len(found) < 11_000
    shares = {kind: sum(action.kind == kind for action in found) / len(found) for kind in KINDS}
    assert 0.88 < shares["send"] < 0.92
    assert 0 < shares["history"] < 0.02


def test_what_has_no_weight_never_happens() -> None:
    assert {action.kind for action in traffic(Scenario(mix={"private": 1}))} == {"private"}


@given(st.integers(2, 30), st.integers(0, 100))
def test_private_messages_go_to_others_who_stay_and_to_few(users: int, seed: int) -> None:
    scenario = Scenario(users=users, senders=1, seed=seed, churn=0.3, mix={"private": 1})
    if scenario.flaw is None:
        partners = {action.partner for action in islice(actions(scenario, 0), 50)}
        assert partners <= set(range(1, scenario.stayers))
        assert len(partners) <= 8


def test_absences_follow_each_other() -> None:
    found = list(islice(absences(Scenario(), 3), 20))
    moments = [moment for absence in found for moment in (absence.leaves, absence.returns)]
    assert moments == sorted(moments)
    assert {absence.politely for absence in found} == {True, False}


def test_flaws_are_named() -> None:
    assert Scenario(users=10, senders=9, churn=0.2).flaw == "senders"
    assert Scenario(users=1, senders=1).flaw == "partners"
    assert Scenario(users=1, senders=1, mix={"send": 1}).flaw is None


def test_a_job_survives_json() -> None:
    target = Target(Address.parse("ws://localhost:1/x?a=b"), "::1")
    job = Job(Scenario(churn=0.1), target, "ab12", 7, 1)
    assert Job.from_json(job.as_json()) == job


@pytest.mark.parametrize(
    ("kind", "json", "plain"),
    [
        ("send", '{"type":"send","text":"hi","ref":0}', "send hi"),
        ("private", '{"type":"send","text":"hi","to":"bob","ref":0}', "send -u bob hi"),
        ("delayed", '{"type":"send","text":"hi","delay":1,"ref":0}', "send -t 1 hi"),
        ("rename", '{"type":"rename","name":"bob","ref":0}', "rename bob"),
        ("users", '{"type":"users","ref":0}', "users"),
        ("history", '{"type":"history","ref":0}', "history"),
        ("exit", '{"type":"exit","ref":0}', "exit"),
    ],
)
def test_a_request_in_both_dialects(kind: str, json: str, plain: str) -> None:
    assert request_text("json", kind, text="hi", to="bob") == json
    assert request_text("plain", kind, text="hi", to="bob") == plain


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.9.9",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
    ],
)
def test_what_is_near_may_be_loaded(ip: str) -> None:
    assert is_near(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "2a00:1450::1", "::ffff:8.8.8.8", "172.32.0.1"])
def test_what_is_far_may_not(ip: str) -> None:
    assert not is_near(ip)


def test_a_name_is_looked_up_once() -> None:
    assert find_target(Address.parse("127.0.0.1:9")) == Target(Address.parse("127.0.0.1:9"), "127.0.0.1")
