"""A room whose connections are cut, delayed, split and half open at random: a short one of `torture.py`."""

import asyncio
from collections import Counter
from pathlib import Path

from relay import Troubles
from torture import Torture, torture
from torture_programs import page, terminal

from tools import equipment

TROUBLES = Troubles(lifetime=1.5, half_open=0.3, silence=1.5, refused=0.05, delay=0.1, split=0.3)

PROGRAMS = (terminal, page) if equipment.is_strict() or equipment.find_browser() else (terminal,)
"""On a machine without a browser the page is not there."""


def cuts(figures: "Counter[str]") -> int:
    return sum(figures[f"relay: {what}"] for what in ("cuts by RST", "cuts by FIN", "half-opens"))


def test_in_a_room_whose_connections_are_cut_everybody_is_told_everything_once_in_order() -> None:
    plan = Torture(8, TROUBLES, people=8, pause=0.1, tunnel=2, programs=PROGRAMS, load=5)
    verdict = asyncio.run(torture(plan))
    assert verdict.faults == []
    assert min(verdict.figures[what] for what in ("public", "private", "resumed", "missed")) > 0
    assert cuts(verdict.figures) > 0


def test_so_it_is_if_the_server_is_killed_again_and_again(tmp_path: Path) -> None:
    plan = Torture(8, TROUBLES, people=8, pause=0.1, killed_every=3, tunnel=2, programs=PROGRAMS, load=5)
    verdict = asyncio.run(torture(plan, tmp_path / "chat.db"))
    assert verdict.faults == []
    assert verdict.figures["server kills"] > 0
    assert verdict.figures["resumed"] > 0
