"""Old programs of ours and new servers, and the other way round: everything in the protocol is additive.

The old ones are the tree as it was before the chat's contracts were rebuilt, from git and without the page:
`git archive --prefix=before/ 0dd6787 -- besedka server_init.py client_init.py ':(exclude)besedka/web/*'`.
"""

import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from e2e_harness import PATIENCE, ROOT, environment

ARCHIVE = ROOT / "tests" / "data" / "before-contracts.tar.xz"

VISIT = """
import asyncio, json, sys
from besedka.client import RefusedError, connect

seen = []

async def answered(what, call):
    try:
        seen.append([what, str(await call)])
    except RefusedError as refused:
        seen.append([what, "refused " + refused.code])

async def visit(address):
    async with connect(address, name="old") as chat, connect(address, name="friend") as friend:
        await answered("send", chat.send("to all"))
        await answered("private", chat.send("to one", to="friend"))
        await answered("delayed", chat.send("later", delay=600))
        await answered("scheduled", chat.scheduled())
        await answered("cancel", chat.cancel())
        await answered("rename", chat.rename("older"))
        await answered("nobody", chat.send("x", to="oldr"))
        await answered("users", chat.users())
        await answered("history", chat.history())
        await answered("help", chat.help())
        await answered("language", chat.language("ru"))
        await answered("ignore", chat.line("ignore friend"))
        await answered("again", chat.line("ignore friend"))
        await answered("ignored", chat.line("ignored"))
        await friend.send("is not seen")
        await friend.exit()
        async with connect(address, name="friend") as again:
            await again.send("nor this")
            await answered("report", chat.report("friend"))
            await answered("users now", chat.users())
            await again.exit()
        await answered("unignore", chat.line("unignore friend"))
        await answered("exit", chat.exit())
    print(json.dumps(seen))

asyncio.run(visit(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder)  # noqa: S202 - our own
    return folder / "before"


def visit(tree: Path, port: int) -> dict[str, str]:
    """What a program on this tree's client library has been answered."""
    done = subprocess.run(
        [sys.executable, "-c", VISIT, f"127.0.0.1:{port}"],
        cwd=tree,
        env=environment(PYTHONPATH=str(tree)),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def plain(tree: Path, port: int, *lines: str) -> str:
    """What this tree's client writes into a pipe for these lines."""
    done = subprocess.run(
        [sys.executable, "client_init.py", "--plain", "--lang", "en", f"127.0.0.1:{port}"],
        cwd=tree,
        env=environment(),
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode in (0, 1)  # 1: a line was refused.
    return done.stdout


def common(answers: dict[str, str]) -> None:
    """What every version answers."""
    assert {answers[what].split("(")[0] for what in ("send", "private", "delayed", "rename")} == {"Accepted"}
    assert "text='later'" in answers["scheduled"]
    assert "text='later'" in answers["cancel"]
    assert answers["nobody"] == "refused no-such-user"
    assert "name='older'" in answers["users"]
    assert "text='to all'" in answers["history"]
    assert "to one" not in answers["history"]
    assert answers["report"].startswith("Accepted")
    assert answers["exit"].startswith("Farewell")


def test_an_old_program_is_at_home_at_a_new_server(start: Any, before: Path) -> None:
    answers = visit(before, start("--flood", "0").port)
    common(answers)
    assert "Accepted(command='ignore'" in answers["ignore"]
    assert "already-ignored" in answers["again"]
    assert "Unknown(type='ignored'" in answers["ignored"]
    assert "Accepted(command='unignore'" in answers["unignore"]


def test_an_old_client_in_a_pipe_is_at_home_at_a_new_server(start: Any, before: Path) -> None:
    port = start("--flood", "0").port
    told = plain(before, port, "rename pipe", "send hello", "ignore nobody", "exit")
    assert "pipe: hello" in told
    assert "Goodbye!" in told


def test_a_new_program_is_at_home_at_an_old_server(start: Any, before: Path) -> None:
    port = start("--flood", "0", tree=before).port
    answers = visit(ROOT, port)
    common(answers)
    assert "unknown-command" in answers["ignore"]
    told = plain(ROOT, port, "rename pipe", "send hello", "ignore nobody", "exit")
    assert "pipe: hello" in told
