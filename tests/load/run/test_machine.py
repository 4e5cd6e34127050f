"""Whose CPU time it was, in a made-up /proc."""

import os
from pathlib import Path

import pytest

from besedka.load.run.machine import MachineWatch


def proc(folder: Path, cores: str, processes: dict[int, tuple[int, int]]) -> None:
    """Write /proc/stat, and of each process its parent and its ticks."""
    (folder / "stat").write_text(f"cpu  {cores}\ncpu0 {cores}\n", encoding="ascii")
    for pid, (parent, ticks) in processes.items():
        (folder / str(pid)).mkdir(exist_ok=True)
        fields = f"S {parent} " + "0 " * 9 + f"{ticks} 0 0 0 20 0"
        (folder / str(pid) / "stat").write_text(f"{pid} (a (b) c) {fields}\n", encoding="ascii")


def measured(folder: Path, later: str, processes: dict[int, tuple[int, int]]) -> float | None:
    own = os.getpid()
    proc(folder, "0 0 0 0 0 0 0 0 0 0", {own: (1, 0), 70_001: (own, 0), 70_002: (1, 0), 70_003: (1, 0)})
    watch = MachineWatch([70_002], folder)
    watch.begin()
    proc(folder, later, processes)
    watch.end()
    return watch.usage.others_cpu


def test_what_neither_we_nor_our_children_nor_the_tested_used_is_others(tmp_path: Path) -> None:
    own = os.getpid()
    used = {own: (1, 10), 70_001: (own, 20), 70_002: (1, 30), 70_003: (1, 40)}
    assert measured(tmp_path, "60 0 40 100 0 0 0 0 0 0", used) == pytest.approx(40 / 200)


def test_waiting_and_interrupts_are_nobodys_and_stolen_time_is_others(tmp_path: Path) -> None:
    assert measured(tmp_path, "0 0 0 100 50 20 20 10 0 0", {}) == pytest.approx(10 / 200)


def test_nobody_is_noisy_where_the_system_does_not_tell(tmp_path: Path) -> None:
    watch = MachineWatch(proc=tmp_path / "nowhere")
    watch.begin()
    watch.end()
    assert watch.usage.others_cpu is None


def test_nothing_is_measured_without_a_beginning(tmp_path: Path) -> None:
    proc(tmp_path, "1 1 1 1 1 1 1 1", {})
    watch = MachineWatch(proc=tmp_path)
    watch.end()
    assert watch.usage.others_cpu is None


def test_a_measured_share_is_a_share() -> None:
    watch = MachineWatch()
    watch.begin()
    sum(range(10_000_000))
    watch.end()
    assert watch.usage.others_cpu is None or 0 <= watch.usage.others_cpu <= 1
