"""The senders of one process: they do what the traffic says, when it is due, or as fast as answers come."""

import asyncio
from collections.abc import Iterator
from typing import Final

from besedka.load.scenario.marks import (
    DELAYED,
    PRIVATE,
    PUBLIC,
    Stream,
    private_stream,
    public_stream,
    write_mark,
)
from besedka.load.traffic.crew import Crew
from besedka.load.traffic.phrases import DELAY, phrase
from besedka.load.traffic.traffic import Action, actions, all_actions
from besedka.load.traffic.user import Asked

__all__ = ["ClosedLoop", "OpenLoop", "Speech"]

_SECOND: Final = 1_000_000
_AT_ONCE: Final = 200
"""Actions in one turn of the loop, so that a generator that has fallen behind still reads."""

_KINDS: Final = {"send": PUBLIC, "private": PRIVATE, "delayed": DELAYED}


class Speech:
    """Does actions, and numbers what is said."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._job = crew.job
        self._dialect = crew.job.scenario.dialect
        self._renamed: set[int] = set()

    def act(self, action: Action, due: int) -> bool:
        """Do it now; it was `due` at that time of the run's clock. False when it could not be sent."""
        crew, tally = self._crew, self._crew.tally
        now = crew.now()
        tally.times["lateness"].record(now - due)
        user = crew.users.get(action.sender)
        if user is None or not user.present or not user.ask(*self._request(action, due)):
            tally.counts["unsent"] += 1
            return False
        self._note(action)
        tally.slot(now).sent += 1
        return True

    def _request(self, action: Action, due: int) -> tuple[str, Asked]:
        job, kind, sender = self._job, action.kind, action.sender
        if kind in _KINDS:
            stream, to = _stream(action), action.partner or 0
            number = self._crew.said.last.get(stream, 0) + 1
            moment = due + DELAY * _SECOND if kind == "delayed" else due
            text = write_mark(job.run, _KINDS[kind], sender, to, number, moment, job.scenario.payload)
            name = "" if action.partner is None else job.name(to)
            return phrase(self._dialect, kind, text=text, to=name), Asked(due, stream, number)
        if kind == "rename":
            new = job.name(sender) + ("" if sender in self._renamed else "-b")
            return phrase(self._dialect, kind, to=new), Asked(due, sign=job.name(sender).encode())
        return phrase(self._dialect, kind), Asked(due)

    def _note(self, action: Action) -> None:
        """It is on its way: from here on it counts."""
        if action.kind in _KINDS:
            stream = _stream(action)
            self._crew.said.last[stream] = self._crew.said.last.get(stream, 0) + 1
        elif action.kind == "rename":
            self._renamed ^= {action.sender}


class OpenLoop:
    """Everything goes when it is due, whatever the server does; `done` is set at the end of the duration."""

    def __init__(self, crew: Crew, speech: Speech) -> None:
        self.done = asyncio.Event()
        self._crew = crew
        self._speech = speech
        self._end = int(crew.job.scenario.duration * _SECOND)
        senders = [user for user in crew.job.users if user < crew.job.scenario.senders]
        self._actions = all_actions(crew.job.scenario, senders)
        self._next: Action | None = None
        self._timer: asyncio.Handle | None = None

    def start(self) -> None:
        """Begin at the crew's `tally.begin`."""
        self._take()
        self._turn()

    def stop(self) -> None:
        """Say nothing more."""
        if self._timer is not None:
            self._timer.cancel()
        self.done.set()

    def _take(self) -> None:
        action = next(self._actions, None)
        self._next = action if action is not None and action.at < self._end else None

    def _turn(self) -> None:
        begin, loop = self._crew.tally.begin, asyncio.get_running_loop()
        for _ in range(_AT_ONCE):
            moment = begin + (self._end if self._next is None else self._next.at)
            wait = moment - self._crew.now()
            if wait > 0:
                self._timer = loop.call_later(wait / _SECOND, self._turn)
                return
            if self._next is None:
                self.done.set()
                return
            self._speech.act(self._next, moment)
            self._take()
        self._timer = loop.call_soon(self._turn)


class ClosedLoop:
    """So many actions are under way at a time: each answer lets its sender act again.

    A time counts from when a request was sent: a server that stalls slows its senders down, and that hides the
    stall. It shows what a server can carry, and not how it feels.
    """

    def __init__(self, crew: Crew, speech: Speech) -> None:
        self.done = asyncio.Event()
        self._crew = crew
        self._speech = speech
        self._actions: dict[int, Iterator[Action]] = {}
        self._timer: asyncio.Handle | None = None

    def start(self) -> None:
        """Begin at the crew's `tally.begin`."""
        wait = (self._crew.tally.begin - self._crew.now()) / _SECOND
        self._timer = asyncio.get_running_loop().call_later(max(0.0, wait), self._fill)

    def stop(self) -> None:
        """Say nothing more."""
        if self._timer is not None:
            self._timer.cancel()
        self._crew.shared.on_answer = lambda _: None
        self.done.set()

    def _fill(self) -> None:
        scenario = self._crew.job.scenario
        self._timer = asyncio.get_running_loop().call_later(scenario.duration, self.stop)
        self._crew.shared.on_answer = self._again
        for place in range(scenario.window):
            sender = place % scenario.senders
            if sender in self._crew.job.users:
                self._again(sender)

    def _again(self, sender: int) -> None:
        if sender not in self._actions:
            self._actions[sender] = actions(self._crew.job.scenario, sender)
        self._speech.act(next(self._actions[sender]), self._crew.now())


def _stream(action: Action) -> Stream:
    if action.kind == "private":
        return private_stream(action.sender, action.partner or 0)
    return public_stream(action.sender, delayed=action.kind == "delayed")
