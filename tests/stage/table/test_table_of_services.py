"""The table of services: order, addresses, probes, CPUs."""

from pathlib import Path

import pytest

from besedka.stage.table.cpus import cpu_sets
from besedka.stage.table.profile import Profile, read_profile
from besedka.stage.table.service import Probe, Service
from besedka.stage.table.services import services

FOLDER, RUNTIME = Path("/runs/one"), Path("/run/stage")


def table(profile: Profile, *, cpus: int = 2, prometheus: str | None = None) -> dict[str, Service]:
    rows = services(
        profile, FOLDER, RUNTIME, python=("python3",), nginx="nginx", prometheus=prometheus, cpus=cpus
    )
    assert len({row.name for row in rows}) == len(rows)
    return {row.name: row for row in rows}


def test_one_node_has_a_relay_nginx_and_those_who_watch() -> None:
    assert list(table(read_profile("smoke"))) == ["node-1", "relay-1", "nginx", "canary", "sampler"]


def test_prometheus_is_there_if_it_is_installed() -> None:
    row = table(read_profile("smoke"), prometheus="/usr/bin/prometheus")["prometheus"]
    assert row.ready == Probe("http", "http://127.0.0.43:19090/-/ready")
    assert "--web.listen-address=127.0.0.43:19090" in row.command


@pytest.mark.parametrize("nodes", [1, 3, 9])
def test_everybody_stands_behind_those_who_must_be_ready_first(nodes: int) -> None:
    seen: set[str] = set()
    for row in table(Profile("several", nodes=nodes), prometheus="prometheus").values():
        assert seen.issuperset(row.after)
        assert row.ready is not None
        seen.add(row.name)
    assert len(seen) == 2 * nodes + 4


def test_each_node_has_a_relay_and_all_have_addresses_of_their_own() -> None:
    rows = table(Profile("several", nodes=3))
    assert len({row.address for row in rows.values()}) == len(rows)
    for number in (1, 2, 3):
        node, relay = rows[f"node-{number}"], rows[f"relay-{number}"]
        assert node.relay == relay.name
        assert relay.command[-3:] == (
            f"{relay.address}:8765",
            f"{node.address}:8765",
            f"/run/stage/relay-{number}.sock",
        )
    assert rows["nginx"].after == ("relay-1", "relay-2", "relay-3")


def test_a_node_has_its_journal_in_the_runs_folder_if_the_profile_wants_one() -> None:
    assert "/runs/one/node-1.journal" in table(read_profile("restart"))["node-1"].command
    assert "--journal" not in table(read_profile("restart", ["journal=no"]))["node-1"].command


def test_a_node_is_given_the_profiles_options() -> None:
    node = table(read_profile("smoke", ["options=--flood 3"]))["node-1"]
    assert node.command[-2:] == ("--flood", "3")
    assert node.command[:4] == ("python3", "-m", "besedka", "serve")


def test_what_is_not_python_is_given_no_environment() -> None:
    rows = table(read_profile("smoke"), prometheus="prometheus")
    assert rows["nginx"].environment == rows["prometheus"].environment == {}
    assert rows["node-1"].environment["PYTHONUNBUFFERED"] == "1"


def test_on_two_cpus_the_node_has_one_and_all_others_the_other() -> None:
    rows = table(read_profile("smoke"))
    assert rows.pop("node-1").cpus == {0}
    assert {row.cpus for row in rows.values()} == {frozenset({1})}


@pytest.mark.parametrize(
    ("nodes", "cpus", "expected"),
    [
        (1, 1, ([set()], set(), set())),
        (1, 3, ([{0}], {1, 2}, {1, 2})),
        (1, 4, ([{0}], {1}, {2, 3})),
        (3, 2, ([{0}, {0}, {0}], {1}, {1})),
        (3, 4, ([{0}, {1}, {2}], {3}, {3})),
        (3, 8, ([{0}, {1}, {2}], {3}, {4, 5, 6, 7})),
    ],
)
def test_cpus_are_spread(nodes: int, cpus: int, expected: tuple[list[set[int]], set[int], set[int]]) -> None:
    own, passing, loading = cpu_sets(nodes, cpus)
    assert ([set(one) for one in own], set(passing), set(loading)) == expected
