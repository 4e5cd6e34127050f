"""Our own clients among the people of a torture: the terminal client and the page, and what they show."""

import asyncio
import contextlib
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from e2e_harness import PATIENCE, ROOT, environment

from tools import equipment

if TYPE_CHECKING:
    from playwright.async_api import Page as Tab

__all__ = ["Load", "Page", "Screen", "Terminal", "load", "page", "terminal"]

_SAID = re.compile(r"\d\d:\d\d:\d\d #(\d+) [^:]*?: (.*)")
_GONE = re.compile(
    r".* ~ You were away for .*; (\d+) messages? to everybody meanwhile"
    r"(?:, the last (\d+) are here| (?:is|are) no longer kept)"
)
_LOST = re.compile(r".* ~ .* to you alone (?:is|are) lost")
_MOST_LINES = 1 << 20

_RECENT = 2000
"""Messages among which those are that are drawn."""

_FAULTS = ("lost", "duplicated", "reordered", "misdirected")

_WATCH = """
async () => {
  const main = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/main.js"));
  const { page } = await (await import(main.name)).want("keeping");
  const { log } = page.log;
  window.told = [];
  const note = ({ event }) => {
    if (event.type === "message") window.told.push(event.number);
    if (event.type === "absence") window.told.push({ gap: event.missed - event.kept, lost: event.lost });
  };
  const append = log.append.bind(log);
  log.append = (entries) => (entries.forEach(note), append(entries));
  log.slice(log.first, log.end).forEach(note);
}
"""
"""Note what comes into the page's log: of a flood only the end is ever drawn."""

_LOOK = """
() => ({
  told: window.told.splice(0),
  drawn: [...document.querySelectorAll("#log article[data-number]")].map(({ dataset }) => Number(dataset.number)),
})
"""


class Screen:
    """What a program shows: the numbers of messages in the order in which they appeared, and what was typed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.numbers: list[int] = []
        self.newest = 0
        """The last one that can be seen."""
        self.gaps: list[tuple[int, int]] = []
        """How many messages to all it said to be gone, and behind how many of `numbers`."""
        self.faults: list[str] = []
        self.typed: list[str] = []
        self.changed = asyncio.Event()

    async def type(self, line: str) -> None:
        """Type a line, and Enter."""
        raise NotImplementedError

    async def talk_on(self, other: str, pause: float) -> None:
        """Say something again and again, every other time to somebody alone."""
        for count in range(sys.maxsize):
            await asyncio.sleep(pause)
            text = f"{self.name} says {count}."
            await self.type(f"/send -u {other} {text}" if count % 2 else f"/send {text}")
            self.typed.append(text)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until it is so."""

        async def see() -> None:
            while not condition():
                self.changed.clear()
                await self.changed.wait()

        try:
            await asyncio.wait_for(see(), PATIENCE)
        except asyncio.TimeoutError:
            raise AssertionError(f"{self.name} shows only {self.numbers[-5:]}") from None


class Terminal(Screen):
    """`client_init.py`, whose screen is a pipe."""

    def __init__(self, name: str, process: Process) -> None:
        super().__init__(name)
        self._process = process
        self.lines: list[str] = []

    async def type(self, line: str) -> None:
        """Write it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        await self._process.stdin.drain()

    async def read(self) -> None:
        """Read until its end."""
        assert self._process.stdout is not None
        async for data in self._process.stdout:
            line = data.decode().rstrip("\n")
            self.lines.append(line)
            self.take(line)
            self.changed.set()

    def take(self, line: str) -> None:
        """Keep what a line of it shows."""
        if found := _SAID.match(line):
            self.newest = int(found[1])
            self.numbers.append(self.newest)
        elif found := _GONE.match(line):
            self.gaps.append((len(self.numbers), int(found[1]) - int(found[2] or 0)))
        elif _LOST.match(line):
            self.faults.append(f"{self.name}: {line}")


@contextlib.asynccontextmanager
async def terminal(name: str, port: int) -> AsyncIterator[Terminal]:
    """A terminal client that is in the chat; it leaves behind the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "client_init.py",
        f"127.0.0.1:{port}",
        "--name",
        name,
        cwd=ROOT,
        env=environment(),
        stdin=PIPE,
        stdout=PIPE,
        stderr=STDOUT,  # where what it says of itself is among what it shows
        limit=_MOST_LINES,
    )
    one = Terminal(name, process)
    reading = asyncio.ensure_future(one.read())
    try:
        await one.until(lambda: bool(one.lines))
        yield one
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await reading


class Page(Screen):
    """The page in a real browser."""

    def __init__(self, name: str, tab: "Tab") -> None:
        super().__init__(name)
        self._tab = tab

    async def type(self, line: str) -> None:
        """Type it into the field; what stays there, as there is no connection, is sent when there is one."""
        field = self._tab.locator("#field")
        await field.fill(line)
        await field.press("Enter")
        while await field.input_value() == line:
            await self._tab.locator("#send:enabled").wait_for(timeout=PATIENCE * 1000)
            await field.press("Enter")

    async def watch(self) -> None:
        """Look at what it shows, again and again."""
        await self._tab.evaluate(_WATCH)
        while True:
            self.take(**await self._tab.evaluate(_LOOK))
            self.changed.set()
            await asyncio.sleep(0.5)

    def take(self, told: list[Any], drawn: list[int]) -> None:
        """Keep what has come into its log, and see that what is drawn is a stretch of that."""
        for one in told:
            if isinstance(one, int):
                self.numbers.append(one)
            else:
                self.gaps.append((len(self.numbers), one["gap"]))
                self.faults += [f"{self.name} has lost {one['lost']}"] * (one["lost"] > 0)
        if not drawn:
            return
        self.newest = drawn[-1]
        recent = self.numbers[-_RECENT:]
        start = recent.index(drawn[0]) if drawn[0] in recent else -1
        if start < 0 or recent[start : start + len(drawn)] != drawn:
            self.faults.append(f"{self.name} draws {drawn} of {recent}")


@contextlib.asynccontextmanager
async def page(name: str, port: int) -> AsyncIterator[Page]:
    """Somebody who has the page open, and this name."""
    from playwright.async_api import async_playwright

    path = equipment.find_browser()
    assert path is not None, "there is no Chromium on this machine"
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        tab = await chromium.new_page(locale="en-GB")
        await tab.goto(f"http://127.0.0.1:{port}/")
        await tab.locator("#banner.open").wait_for(state="attached", timeout=PATIENCE * 1000)
        one = Page(name, tab)
        await one.type(f"/rename {name}")
        await tab.locator("#me", has_text=name).wait_for(timeout=PATIENCE * 1000)
        watching = asyncio.ensure_future(one.watch())
        try:
            yield one
            if folder := os.environ.get("BESEDKA_SCREENSHOTS"):
                await tab.screenshot(path=f"{folder}/torture.png")
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await chromium.close()


class Load:
    """`besedka load`, among the others: it judges itself whether its people were told what they should have been."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._lines: list[str] = []

    async def come_in(self, users: int) -> None:
        """Read until all are in."""
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self._lines.append(line.decode().rstrip())
            if f" {users} users," in self._lines[-1]:
                return
        raise AssertionError(self._lines)

    async def finish(self) -> list[str]:
        """Wait for its end; returns its faults, with what it reports."""
        out, err = await self._process.communicate()
        report = [*self._lines[-1:], *(out + err).decode().splitlines()]
        return ["load:", *report] if self._process.returncode else []


@contextlib.asynccontextmanager
async def load(users: int, port: int, seconds: float) -> AsyncIterator[Load]:
    """So many people of `besedka load` that are in the chat and talk for so many seconds."""
    options = f"--users {users} --rate {users} --ramp 1 --duration {seconds}"
    conditions = [word for fault in _FAULTS for word in ("--fail-if", f"{fault}>0")]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "besedka", "load", f"127.0.0.1:{port}", *options.split(), *conditions),
        cwd=ROOT,
        env=environment(),
        stdout=PIPE,
        stderr=PIPE,
        limit=_MOST_LINES,
    )
    one = Load(process)
    try:
        await one.come_in(users)
        yield one
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
