"""The three commands of docs/weather.md: a chat, a mirror and the bot, and an answer without a network."""

import asyncio
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from child_log import read_log
from e2e_harness import ROOT, environment

from besedka.chat.language.events import Message
from besedka.client import Client, connect

PAGE = (ROOT / "docs" / "weather.md").read_text(encoding="utf-8")
BLOCK = re.search(r"<!-- try -->\n```console\n(.*?)```", PAGE, re.DOTALL)
ANSWER = re.compile(r"Suzdal, RU: .*\. GFS (00|06|12|18)Z via Local for .*, model\.")
AGAIN = 11
"""Seconds. A mirror that was too slow is asked again after a minute, and goes on making what it was asked for."""


@pytest.fixture
def processes() -> Iterator[list["subprocess.Popen[str]"]]:
    begun: list[subprocess.Popen[str]] = []
    try:
        yield begun
    finally:
        for process in reversed(begun):
            process.terminate()
        for process in begun:
            process.communicate(timeout=60)
    assert [process.returncode for process in begun] == [0] * len(begun)


def begin(command: str, log: IO[str], **variables: str) -> "subprocess.Popen[str]":
    program, *arguments = shlex.split(command)
    assert program == "python"
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        encoding="utf-8",
    )


def port_of(process: "subprocess.Popen[str]") -> str:
    """The port that a program names in its first line."""
    assert process.stdout is not None
    found = re.search(r":(\d+)\s*$", process.stdout.readline())
    assert found is not None
    return found[1]


async def answer(client: Client, question: str) -> str:
    """The bot's answer, without its `one moment`."""
    await client.send(question, to="weather")
    async for received in client:
        match received.event:
            case Message(author="weather", text=text) if "…" not in text:
                return text
    raise AssertionError


async def asked(port: str) -> str:
    """The first answer that is a forecast."""
    async with connect(f"127.0.0.1:{port}", name="ann") as client:
        while "weather" not in [user.name for user in await client.users()]:  # noqa: ASYNC110 - until it is in
            await asyncio.sleep(0.05)
        while "via Local" not in (found := await answer(client, "Suzdal")):  # noqa: ASYNC110 - until it can be had
            await asyncio.sleep(AGAIN)
        return found


def test_three_commands_of_the_page_give_the_weather_without_a_network(
    processes: list["subprocess.Popen[str]"], tmp_path: Path
) -> None:
    assert BLOCK is not None
    chat, mirror, bot = BLOCK[1].splitlines()
    with tempfile.TemporaryFile("w+") as log:
        processes.append(begin(f"{chat} --port 0", log))
        port = port_of(processes[-1])
        processes.append(begin(mirror.replace("--port 8081", "--port 0"), log))
        mirrored = port_of(processes[-1])
        bot = bot.replace("127.0.0.1:8081", f"127.0.0.1:{mirrored}")
        processes.append(begin(bot, log, BESEDKA_URL=f"127.0.0.1:{port}", BESEDKA_CACHE=str(tmp_path)))
        found = asyncio.run(asyncio.wait_for(asked(port), 600))
        assert ANSWER.fullmatch(found.replace("\u00a0", " "))
        assert "Traceback" not in read_log(log)
