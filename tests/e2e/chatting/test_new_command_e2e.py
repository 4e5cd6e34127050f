"""A new command is a record, a handler, a row in each of three tables, and a sentence: here one is added.

What docs/architecture.md says of it is what this test does to a copy of the package, and nothing more.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e_harness import PATIENCE, ROOT, Server, environment

RECORD = '''@record
class Wave:
    """Wave at somebody."""

    name: str


'''

HANDLER = '''"""Waving: nobody but who is waved at is told."""

from besedka.chat.handlers.refusals import no_such_user
from besedka.chat.language.deliveries import to_one
from besedka.chat.language.events import Accepted


def wave(state, entry, person, command):
    found, asked = state.find(command.name)
    if found is None:
        return no_such_user(state, person, "wave", command.name)
    return [to_one(Accepted("wave", name=found.name.shown, asked=asked), person.session)]
'''

ROW = """    CommandSpec(
        "wave",
        N_("wave NAME"),
        N_("waves at somebody"),
        N_("They see it, if they look."),
        Wave,
        lambda values: Wave(values["name"]),
        (_USER,),
    ),
"""

IMPORT = "from besedka.chat.language.commands import Wave\n"

EDITS = (
    ("chat/language/commands.py", "NEEDS_VOICE: ", RECORD),
    ("chat/language/commands.py", "Rename})\n", "Wave, "),
    ("chat/language/commands.py", "    | Unignore\n", "    | Wave\n"),
    ("chat/dispatch.py", "\n__all__", f"{IMPORT}from besedka.chat.handlers.waving import wave\n"),
    ("chat/dispatch.py", "    Unignore: unignore,\n", "    Wave: wave,\n"),
    ("journal/codec.py", "\n__all__", IMPORT),
    ("journal/codec.py", '    "unignore": Unignore,\n', '    "wave": Wave,\n'),
    ("dialects/commands/table.py", "\n__all__", IMPORT),
    ("dialects/commands/table.py", '    CommandSpec(\n        "lang"', ROW),
    ("dialects/plain/answer_lines.py", '    "unignore": (', '    "wave": (N_("You wave at {name}"),),\n'),
)
"""File, what the new text stands before, the new text."""

JOURNAL = """
from besedka.chat import Entry, Origin
from besedka.chat.language.commands import Wave
from besedka.journal.codec import read_entry, write_entry
entry = Entry(7, 1000, Origin("node", "session", 3), Wave("bob"))
assert read_entry(write_entry(entry)) == entry
"""


def insert(path: Path, place: str, text: str) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count(place) == 1, f"{place!r} in {path.name}"
    path.write_text(source.replace(place, text + place), encoding="utf-8")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, with a command more."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "besedka", folder / "besedka", ignore=shutil.ignore_patterns("__pycache__"))
    for script in ("server_init.py", "client_init.py"):
        shutil.copy(ROOT / script, folder)
    (folder / "besedka/chat/handlers/waving.py").write_text(HANDLER, encoding="utf-8")
    for name, place, text in EDITS:
        insert(folder / "besedka" / name, place, text)
    return folder


@pytest.fixture(scope="module")
def server(tree: Path) -> Iterator[Server]:
    server = Server(tree=tree)
    yield server
    server.end()


def test_who_types_it_is_answered_in_words(server: Server) -> None:
    with server.program("/?name=bob"), server.lines() as nc:
        nc.send("wave bob\nhelp\nhelp wave\n")
        assert "You wave at bob" in nc.until("waves at somebody")
        nc.until("They see it, if they look.")


def test_what_is_wrong_with_it_is_said_and_the_nearest_is_offered(server: Server) -> None:
    with server.program("/?name=bob"), server.lines() as nc:
        nc.send("wave\n")
        nc.until("wave NAME")
        nc.send("wave bbo\n")
        nc.until("bob")
        nc.send("wvae bob\n")
        nc.until("wave")


def test_programs_send_it_as_json_and_read_in_help_that_it_needs_a_voice(server: Server) -> None:
    with (
        server.websocket("/?name=ann", subprotocols=["besedka.v1.json"]) as ann,
        server.program("/?name=bob"),
    ):

        def answer(ref: int, **message: object) -> dict[str, object]:
            ann.send(json.dumps({**message, "ref": ref}))
            while (event := json.loads(ann.recv(PATIENCE))).get("ref") != ref:
                pass
            return dict(event)

        waved = answer(1, type="wave", name="bob")
        assert (waved["type"], waved["command"], waved["name"]) == ("accepted", "wave", "bob")
        assert answer(2, type="wave", nmae="bob")["code"] == "unknown-field"
        commands = answer(3, type="help")["commands"]
        assert isinstance(commands, list)
        assert {
            "name": "wave",
            "syntax": "wave NAME",
            "summary": "waves at somebody",
            "needs_voice": True,
        } in commands


def test_the_terminal_client_knows_it(server: Server, tree: Path) -> None:
    with server.program("/?name=bob"):
        done = subprocess.run(
            [sys.executable, "client_init.py", f"127.0.0.1:{server.port}"],
            cwd=tree,
            env=environment(),
            check=False,
            input="wave bob\n",
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 0, done.stderr
    assert re.search(r"You wave at bob", done.stdout)


def test_a_journal_keeps_it(tree: Path) -> None:
    subprocess.run([sys.executable, "-c", JOURNAL], cwd=tree, env=environment(), check=True, timeout=PATIENCE)
