"""The READMEs: what they show is what happens."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from besedka.dialects import COMMANDS, language
from besedka.dialects.plain.help_texts import syntax

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.ru.md")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
PATIENCE = 60
TIME = re.compile(r"\b\d\d:\d\d:\d\d\b|(?<=UTC)[+-]\d\d:\d\d\b")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def noon() -> str:
    """A time zone where it is about noon now: what is shown are times of one day."""
    return f"NOON{time.gmtime().tm_hour - 12:+d}"


@pytest.fixture
def port() -> Iterator[int]:
    command = [sys.executable, "server_init.py", "--port", "0", "--lang", "en", "--log-level", "error"]
    environ = {**os.environ, "TZ": noon(), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=environ, text=True) as server:
        assert server.stdout is not None
        found = re.search(r":(\d+)$", server.stdout.readline().strip())
        assert found is not None
        yield int(found[1])
        server.terminate()
        assert server.wait(PATIENCE) == 0


@pytest.mark.parametrize("name", READMES)
def test_the_session_happens_as_it_is_shown(name: str, port: int) -> None:
    found = re.search(r"<!-- session -->\n```text\n(.*?)```", read(name), re.DOTALL)
    assert found is not None
    shown = [TIME.sub("TIME", line) for line in found[1].splitlines()]
    with (
        socket.create_connection(("127.0.0.1", port), PATIENCE) as peer,
        peer.makefile(encoding="utf-8") as heard,
    ):
        peer.sendall(b"\n")  # Enter
        if shown[0].startswith(">"):
            for _ in range(3):
                heard.readline()
        for line in shown:
            if line.startswith("> "):
                peer.sendall(f"{line[2:]}\n".encode())
            else:
                assert TIME.sub("TIME", heard.readline().rstrip("\n")) == line


@pytest.mark.parametrize("name", READMES)
def test_the_program_in_python_runs(name: str, port: int) -> None:
    found = re.search(r"```python\n(.*?)```", read(name), re.DOTALL)
    assert found is not None
    program = found[1].replace("127.0.0.1:8765", f"127.0.0.1:{port}")
    with (
        socket.create_connection(("127.0.0.1", port), PATIENCE) as peer,
        peer.makefile(encoding="utf-8") as heard,
    ):
        peer.sendall(b"\n")
        heard.readline()  # a welcome: from here on, this one sees what is said
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=PATIENCE)
        assert any("herald: " in line for line in heard)


def test_a_script_speaks_through_a_pipe_as_it_is_shown(port: int) -> None:
    found = re.search(r'echo "(.*)" \| python client_init.py (.*)', read("README.md"))
    assert found is not None
    command = [sys.executable, "client_init.py", *found[2].split()]
    environ = {**os.environ, "BESEDKA_URL": f"127.0.0.1:{port}", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command,
        cwd=ROOT,
        input=f"{found[1]}\n",
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert f"backup: {found[1].removeprefix('send ')}" in done.stdout


def test_whoever_watches_over_the_server_gets_an_answer(port: int) -> None:
    assert "curl http://127.0.0.1:8765/healthz" in read("README.md")
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/healthz")
    assert json.load(connection.getresponse())["status"] == "ok"
    connection.close()


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_in_the_table(name: str) -> None:
    text, words = read(name).replace("\\|", "|"), language("ru" if ".ru." in name else "en")
    assert [spec.name for spec in COMMANDS if f"| `{syntax(spec, words)}` |" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_every_script_that_is_named_exists(name: str) -> None:
    scripts = set(re.findall(r"python (\w+\.py)", read(name)))
    assert scripts == {"server_init.py", "client_init.py", "check.py"}
    assert all((ROOT / script).exists() for script in scripts)


def test_both_languages_have_the_same_sections() -> None:
    english, russian = (re.findall(r"^#+ ", read(name), re.MULTILINE) for name in READMES)
    assert english == russian
