"""What is made of the load generator's reports."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from benchmarks.processes.load_generator import LoadGenerator
from benchmarks.processes.server_process import MeasurementError


def saying(folder: Path, **result: Any) -> LoadGenerator:
    """A generator whose result is this, whatever it is asked."""
    program = folder / "generator"
    program.write_text(f"#!/bin/sh\necho '{json.dumps({'event': 'result', **result})}'\n", encoding="utf-8")
    program.chmod(0o755)
    return LoadGenerator(program, cast("Any", SimpleNamespace(port=1, pid=1)), "text", 0)


@pytest.mark.parametrize("mode", ["window", "wait", "posters", "rate", "private"])
def test_where_nothing_was_delivered_nothing_was_measured(tmp_path: Path, mode: str) -> None:
    generator = saying(tmp_path, deliveries_per_second=0.0, delivered=0, expected=0)
    with pytest.raises(MeasurementError, match="nothing was delivered"):
        generator.run(mode)


def test_who_is_only_there_needs_no_deliveries(tmp_path: Path) -> None:
    generator = saying(tmp_path, deliveries_per_second=0.0, lost_clients=0)
    assert generator.run("idle")["result"]["lost_clients"] == 0


def test_what_was_lost_is_said(tmp_path: Path) -> None:
    generator = saying(tmp_path, deliveries_per_second=9.0, delivered=9, expected=10)
    with pytest.raises(MeasurementError, match="9 deliveries of 10"):
        generator.run("window")
