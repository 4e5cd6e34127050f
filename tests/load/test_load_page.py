"""docs/load-testing.md: its commands work, and its table has every figure."""

import re
import shlex
from pathlib import Path

import pytest

from besedka.load.checks.conditions import FIGURES
from besedka.load.main import main
from besedka.load.run.child_processes import running_server
from besedka.load.scenario.scenario import KINDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "load-testing.md").read_text(encoding="utf-8")
COMMANDS = [
    line.strip()
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if "besedka load" in line
]
OPEN = ["--senders", "3", "--rate", "50", "--window", "0"]
CLOSED = ["--posters", "3"]
SMALL = ["--users", "12", "--duration", "0.3", "--ramp", "0", "--lang", "en"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_works(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands there, but for the size, and the server's port."""
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)
    options = words[words.index("load") + 1 :]
    # How fast it is on the machine of the tests, nobody may care.
    slow = [n for n, word in enumerate(options) if re.match(r"(all\.)?p99>|delivered<", word)]
    options = [word for n, word in enumerate(options) if n not in slow and n + 1 not in slow]
    with running_server() as server:
        monkeypatch.setenv("BESEDKA_LOAD_URL", f"127.0.0.1:{server.port}")
        assert (
            main([*options, *SMALL, *(CLOSED if "--closed" in options else OPEN)], program="besedka load")
            == 0
        )
    written = {word for word in options if word.endswith((".json", ".html"))}
    assert {path.name for path in tmp_path.iterdir()} == written


def test_the_page_names_every_figure() -> None:
    table = PAGE[PAGE.index("| figure | is |") : PAGE.index("Percentiles are never")]
    named = set(re.findall(r"`([a-z0-9./-]+)`", table))
    wanted = {
        figure if "." not in figure.replace("p99.9", "") else f"{figure.split('.')[0]}.p99"
        for figure in FIGURES
    }
    assert wanted <= named


def test_the_page_names_every_kind_of_action() -> None:
    assert [kind for kind in KINDS if f"`{kind}`" not in PAGE] == []
