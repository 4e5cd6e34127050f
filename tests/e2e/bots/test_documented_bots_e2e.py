"""The bots and the commands of docs/bots.md run as they are written there."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bot_harness import RunningBot, ask
from e2e_harness import PATIENCE, ROOT, Server, environment

PAGE = (ROOT / "docs" / "bots.md").read_text(encoding="utf-8")


def test_the_bot_of_the_page_runs_as_written(
    start: Callable[..., Server], launch: Callable[..., RunningBot], tmp_path: Path
) -> None:
    server = start()
    source = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    assert len(source.splitlines()) == 20
    (tmp_path / "parrot.py").write_text(source, encoding="utf-8")
    command = re.search(r"python (parrot.py .*)", PAGE)
    assert command is not None
    launch(*command[1].replace("127.0.0.1:8765", f"127.0.0.1:{server.port}").split(), cwd=tmp_path)
    questions = re.search(r"```text\n(send -u polly.*?)```", PAGE, re.DOTALL)
    assert questions is not None
    heard = []
    with server.program("/?name=eve") as eve:
        for line in questions[1].splitlines():
            eve.ask("line", line=line)
            heard.append(eve.next("message", **{"from": "polly"}))
        assert ask(eve, "скажи", "polly") == "Сказать что?"
    assert [
        (message["text"].partition("\n")[0], message.get("to"), message.get("bot")) for message in heard
    ] == [
        ("HELLO", "eve", True),
        ("eve: HELLO", None, True),
        ("eve: ПРИВЕТ", None, True),
        ("Repeats what you say, only louder.", "eve", True),
    ]


def test_the_commands_of_the_page_list_and_run_the_bots(
    start: Callable[..., Server], launch: Callable[..., RunningBot]
) -> None:
    listed, run = re.findall(r"^python (-m besedka bot.*)$", PAGE, re.MULTILINE)
    done = subprocess.run(
        [sys.executable, *listed.split()],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert "  dice     Throws dice.\n" in done.stdout
    server = start()
    bot = launch(*run.replace("127.0.0.1:8765", f"127.0.0.1:{server.port}").split())
    with server.program("/?name=eve") as eve:
        assert 2 <= int(ask(eve, "2d6").rpartition("= ")[2]) <= 12
        assert bot.stop(signal.SIGINT) == 0
        assert eve.next("left", name="dice")["reason"] == "exit"
