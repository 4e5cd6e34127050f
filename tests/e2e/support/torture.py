"""A room in which every connection is cut, delayed, split and half open at random, while everybody talks.

Run it with `PYTHONPATH=.:tests/e2e/support:tests/dialects` as `python tests/e2e/support/torture.py 600` (seconds); with
`--journal` the server is killed every 30 seconds as well. The terminal client and the page are among the people, unless
`--programs` names only one of them, or none.
"""

import argparse
import asyncio
import contextlib
import functools
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crowd import sent
from e2e_harness import Server
from relay import Relay, Troubles, relay_to
from torture_people import Person
from torture_programs import Load, Screen, load, page, terminal
from torture_verdict import Verdict, judge

__all__ = ["Torture", "torture"]

_SHORT = 6.0
"""The longest silence of who is not to miss more than a `resumed` tells: 500 messages."""

_RECENT = 1000
"""Messages among which the last ones are."""

_PROGRAMS = {"terminal": terminal, "page": page}


@dataclass(frozen=True, slots=True)
class Torture:
    """What is done, and for how long. Times are seconds."""

    seconds: float
    troubles: Troubles
    people: int = 12
    pause: float = 0.25
    """Between two requests of one person, in the mean."""
    killed_every: float = 0.0
    """0: the server is not killed. Otherwise it needs a journal."""
    tunnel: float = 0.0
    """For so long two of the people have no network, again and again, and for half of that they have."""
    programs: tuple[Callable[[str, int], AbstractAsyncContextManager[Screen]], ...] = ()
    """Our own clients that are among them (`torture_programs`)."""
    load: int = 0
    """How many people of `besedka load` are among them."""
    seed: int = 15


class _House:
    """The server, which may be another one after a while, and the relays that lead to it."""

    def __init__(self, plan: Torture, journal: Path | None, relays: Sequence[Relay]) -> None:
        self._options = ("--flood", "0", *(() if journal is None else ("--journal", str(journal))))
        self._relays = relays
        self._plan = plan
        self.kills = 0
        self.server = self._start()

    def _start(self) -> Server:
        server = Server(*self._options)
        for relay in self._relays:
            relay.target = server.port
        return server

    async def kill_now_and_then(self) -> None:
        while self._plan.killed_every:
            await asyncio.sleep(self._plan.killed_every)
            await asyncio.to_thread(self._restart)

    def _restart(self) -> None:
        self.kills += 1
        self.server.stop(signal.SIGKILL)
        self.server.end()
        self.server = self._start()


async def _tunnel(relay: Relay, seconds: float) -> None:
    """No network for a while, and some network for half of that."""
    while seconds:
        relay.change(refused=1.0)
        relay.cut()
        await asyncio.sleep(seconds)
        relay.change(refused=0.0)
        await asyncio.sleep(seconds / 2)


class _Networks:
    """Relays: `calm` cuts nobody, `bad` everybody, `tunnel` for long; `short` is silent for less than a gap takes."""

    def __init__(self, plan: Torture, open_relay: Callable[[int], Relay]) -> None:
        self._plan = plan
        self.calm, self.bad, self.tunnel, self.short = self.all = [
            open_relay(plan.seed + n) for n in range(4)
        ]

    def trouble(self) -> None:
        """Begin."""
        troubles = self._plan.troubles
        for relay in (self.bad, self.tunnel):
            relay.troubles = troubles
            relay.cut()
        self.short.troubles = replace(troubles, silence=min(troubles.silence, _SHORT))
        self.short.cut()

    def calm_down(self) -> None:
        """End it, and cut all once more."""
        for relay in self.all[1:]:
            relay.calm()

    def figures(self) -> dict[str, int]:
        """What was done to the connections."""
        total = sum((relay.seen for relay in self.all[1:]), Counter[str]())
        return {f"relay: {what}": count for what, count in total.items()}


async def torture(plan: Torture, journal: Path | None = None) -> Verdict:
    """Do it; returns what was found."""
    async with contextlib.AsyncExitStack() as stack:
        networks = _Networks(plan, lambda seed: stack.enter_context(relay_to(0, seed=seed)))
        house = _House(plan, journal, networks.all)
        try:
            people = _invite(plan, networks)
            async with (
                _running(*(person.run() for person in people)),
                contextlib.AsyncExitStack() as programs,
            ):
                for person in people:
                    await person.until("it is in", lambda one: bool(one.token))
                screens = [
                    await programs.enter_async_context(program(f"q{number}", networks.short.port))
                    for number, program in enumerate(plan.programs)
                ]
                loads = [await programs.enter_async_context(_load(plan, networks))] if plan.load else []
                await _talk(plan, house, networks, people, screens)
                faults = [fault for one in loads for fault in await one.finish()]
                await _await_last_message(people, screens)
            kept = None if journal is None else sent(journal)
        finally:
            house.server.end()
    verdict = judge(people, kept, screens)
    verdict.faults += faults
    verdict.figures.update({**networks.figures(), "server kills": house.kills})
    return verdict


def _load(plan: Torture, networks: _Networks) -> AbstractAsyncContextManager[Load]:
    return load(plan.load, networks.bad.port, plan.seconds)


def _invite(plan: Torture, networks: _Networks) -> list[Person]:
    """An observer whose connection nobody cuts, two travellers, and the others."""
    relays = [networks.calm, networks.tunnel, networks.tunnel, *[networks.bad] * (plan.people - 3)]
    return [
        Person(f"p{number}", relay.port, random.Random(f"{plan.seed} {number}"))  # noqa: S311
        for number, relay in enumerate(relays)
    ]


async def _talk(
    plan: Torture, house: _House, networks: _Networks, people: Sequence[Person], screens: Sequence[Screen]
) -> None:
    """All talk, until all have said what they had to say over connections that hold."""
    # Only now: who does not get its token has lost its name to a session that nobody can resume.
    networks.trouble()
    observer = people[0]
    names = [*(person.name for person in people), *(screen.name for screen in screens)]
    talks = [person.talk_on(names, plan.pause) for person in people]
    talks += [screen.talk_on(observer.name, plan.pause * 10) for screen in screens]
    async with _running(*talks, house.kill_now_and_then(), _tunnel(networks.tunnel, plan.tunnel)):
        await asyncio.sleep(plan.seconds)
    networks.calm_down()
    for person in people:
        await person.until("all is answered", lambda one: not one.unanswered)
    for screen in screens:
        await observer.until(
            f"{screen.name} said {screen.typed[-1:]}", functools.partial(_has_heard, screen.typed[-1:])
        )


async def _await_last_message(people: Sequence[Person], screens: Sequence[Screen]) -> None:
    """The delayed messages go; then somebody says a last word, which everybody has to see."""
    for person in people:
        rows = (await _answer(person, {"type": "scheduled"}))["messages"]
        pending = {message["number"] for message in rows}
        await person.until("its delayed messages go", functools.partial(_have_gone, pending))
    number = (await _answer(people[0], {"type": "send", "text": "the end"}))["number"]
    for person in people:
        await person.until("that is the end", lambda one: bool(one.heard) and one.heard[-1].number == number)
    for screen in screens:
        await screen.until(lambda screen=screen: screen.newest == number)  # type: ignore[misc]


def _has_heard(texts: Sequence[str], person: Person) -> bool:
    return set(texts) <= {said.text for said in person.heard[-_RECENT:]}


def _have_gone(pending: set[int], person: Person) -> bool:
    return pending <= {one.number for one in person.heard} | set(person.news["not-sent"])


async def _answer(person: Person, request: dict[str, Any]) -> dict[str, Any]:
    number = person.ask(request)
    await person.until(f"{request} is answered", lambda one: number in one.answers)
    return person.answers[number]


@contextlib.asynccontextmanager
async def _running(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do all of that during the block; a failure of one is raised behind it."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        yield
    finally:
        failed = [task for task in tasks if task.done() and task.exception()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in failed:
            task.result()


def main(argv: Sequence[str]) -> int:
    """Say what was found; the exit code is 1 if that is not what was promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--journal", action="store_true")
    parser.add_argument("--seed", type=int, default=15)
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--programs", default=",".join(_PROGRAMS))
    parser.add_argument("--load", type=int, default=10)
    given = parser.parse_args(argv)
    troubles = Troubles(lifetime=8, half_open=0.3, silence=25, refused=0.05, delay=0.3, split=0.3)
    kills = 30.0 if given.journal else 0.0
    plan = Torture(given.seconds, troubles, given.people, killed_every=kills, tunnel=40, seed=given.seed)
    plan = replace(
        plan, programs=tuple(_PROGRAMS[name] for name in given.programs.split(",") if name), load=given.load
    )
    with tempfile.TemporaryDirectory(prefix="besedka-torture-") as folder:
        verdict = asyncio.run(torture(plan, Path(folder, "chat.db") if given.journal else None))
    for what, count in sorted(verdict.figures.items()):
        print(f"{count:9} {what}")
    print(*verdict.faults[:50], sep="\n")
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
