"""One short run of each of the strangers' measures, against this tree; nothing here is timed."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.processes.server_process import MeasurementError
from benchmarks.strangers.cases import Case, Choices
from benchmarks.strangers.main import main
from benchmarks.strangers.measures import large_messages as large_messages_module
from benchmarks.strangers.measures import reconnecting_address as reconnecting_address_module
from benchmarks.strangers.measures.costly_input import costly_input
from benchmarks.strangers.measures.idle_connections import idle_connections
from benchmarks.strangers.measures.large_messages import large_messages
from benchmarks.strangers.measures.packet_loss import packet_loss
from benchmarks.strangers.measures.port_probes import port_probes
from benchmarks.strangers.measures.reconnecting_address import reconnecting_address
from benchmarks.strangers.measures.stopped_server import stopped_server
from benchmarks.strangers.network.namespaces import new_namespace, same_namespace
from benchmarks.strangers.source_tree import Tree
from benchmarks.strangers.table import Row

_ROOT = Path(__file__).resolve().parent.parent.parent
_THIS = Tree("this", _ROOT)


def _has_own_networks() -> bool:
    try:
        with same_namespace():
            os.close(new_namespace())
    except (MeasurementError, OSError):
        return False
    return os.access("/dev/net/tun", os.R_OK | os.W_OK)


own_network = pytest.mark.skipif(
    not _has_own_networks(), reason="networks of our own need root and /dev/net/tun"
)


def run(cases: Sequence[Case], name: str) -> Row:
    (case,) = (case for case in cases if case.name == name)
    (row,) = case.run(_THIS)
    return row


def test_all_who_connect_to_a_stopped_server_are_counted() -> None:
    row = run(stopped_server(Choices(3, 0.05)), "connect while it is stopped")
    assert row["tries"] == row["101"] == 3


def test_silent_connections_are_counted_with_what_a_member_sees_of_them() -> None:
    row = run(idle_connections(Choices(4, 0.01)), "idle")
    assert row["case"] == "4 silent connections, 0.01 s"
    assert row["joined"] in range(5)


def test_a_probe_that_presses_enter_becomes_a_guest() -> None:
    row = run(port_probes(Choices(seconds=0.2, only=("Enter",))), "Enter")
    assert (row["joined"], row["left"]) == ("1", "1")


def test_a_giant_history_comes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_messages_module, "_EMOJI", "\U0001f600" * 10)
    row = run(large_messages(Choices(seconds=5.0)), "history")
    assert row["asker"] == "here"


@own_network
def test_newcomers_behind_one_address_are_welcomed() -> None:
    row = run(reconnecting_address(Choices(3)), "newcomers")
    assert row["newcomers"] == row["welcomed"] == 3


@own_network
def test_an_address_that_comes_and_goes_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconnecting_address_module, "_TOGETHER", 2)
    row = run(reconnecting_address(Choices(seconds=0.3)), "comes and goes")
    assert row["watcher"] == "here"


@own_network
def test_two_people_talk_beside_a_flood() -> None:
    row = run(costly_input(Choices(2, 0.2)), "empty messages")
    assert (row["not heard"], row["people left"], row["connections"]) == (0, 2, 2)


@own_network
def test_handshakes_come_over_a_line_that_loses_nothing_of_them_for_good() -> None:
    row = run(packet_loss(Choices(4)), "handshakes 160 ms 2%")
    assert row["tries"] == 4
    assert row["101"] == 4


def test_a_server_that_does_not_start_is_told_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "server_init.py").write_text("raise SystemExit('not today')", encoding="utf-8")
    assert main(["stopped", "--tree", f"broken={tmp_path}", "--only", "connect while it is stopped"]) == 1
    assert "not today" in capsys.readouterr().out
