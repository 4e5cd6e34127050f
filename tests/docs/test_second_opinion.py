"""The script for k6 in docs/load-testing.md. k6 is no pinned tool: without it, Node.js reads the script."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from besedka.load.run.child_processes import running_server

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "load-testing.md").read_text(encoding="utf-8")
PATIENCE = 120
K6 = shutil.which("k6", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))


def script(file: Path) -> Path:
    found = re.search(r"<!-- k6 -->\n```js\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    file.write_text(found[1], encoding="utf-8")
    return file


def command(port: int) -> list[str]:
    """The page's command, with fewer people and a shorter time."""
    found = re.search(r"^K6_NO_USAGE_REPORT=true (k6 run .*)$", PAGE, re.MULTILINE)
    assert found is not None
    less = {"200": "5", "SENDERS=20": "SENDERS=2", "RATE=20": "RATE=10", "SECONDS=20": "SECONDS=2"}
    text = found[1].replace("8765", str(port))
    for long, short in less.items():
        text = text.replace(long, short)
    return shlex.split(text)[1:]


def run_with(k6: str, folder: Path) -> str:
    script(folder / "k6.js")
    with running_server() as server:
        done = subprocess.run(
            [k6, *command(server.port)],
            cwd=folder,
            env={**os.environ, "K6_NO_USAGE_REPORT": "true"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
    return done.stdout


def test_the_script_is_one_that_runs(tmp_path: Path) -> None:
    node = shutil.which("node")
    if K6 is not None:
        # Of two senders at ten messages a second in two seconds, each arrives at five people.
        assert re.search(r"sent\.*: 20 ", summary := run_with(K6, tmp_path)), summary
        assert "count=100 " in summary
    elif node is not None:
        subprocess.run([node, "--check", str(script(tmp_path / "k6.mjs"))], check=True, timeout=PATIENCE)
    else:
        assert "CI" not in os.environ, "neither k6 nor Node.js is here"
        pytest.skip("neither k6 nor Node.js is here")


def test_every_setting_of_the_script_is_given_in_the_command() -> None:
    found = re.search(r"<!-- k6 -->\n```js\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    read = set(re.findall(r"__ENV\.([A-Z]+)", found[1])) | set(re.findall(r'"([A-Z]{4,})"', found[1]))
    assert set(re.findall(r"-e ([A-Z]+)=", PAGE)) == read
