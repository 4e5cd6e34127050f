"""The senders of one process: they act on schedule (open loop), or when answers arrive (closed loop)."""

import asyncio
from collections.abc import Iterator
from typing import Final

from besedka.load.scenario.marks import (
    DELAYED,
    PRIVATE,
    PUBLIC,
    StreamId,
    private_stream,
    public_stream,
    write_mark,
)
from besedka.load.traffic.request_texts import DELAY, request_text
from besedka.load.traffic.user_pool import UserPool
from besedka.load.traffic.workload import Action, actions, all_actions
from besedka.load.users.pending_requests import PendingRequest

__all__ = ["ActionSender", "ClosedLoop", "OpenLoop"]

_SECOND: Final = 1_000_000
_MAX_ACTIONS_PER_TURN: Final = 200
"""Actions per iteration of the event loop, so that a generator that has fallen behind still reads."""

_KINDS: Final = {"send": PUBLIC, "private": PRIVATE, "delayed": DELAYED}


class ActionSender:
    """Performs actions and numbers the messages."""

    def __init__(self, pool: UserPool) -> None:
        self._pool = pool
        self._job = pool.job
        self._dialect = pool.job.scenario.dialect
        self._renamed: set[int] = set()
        pool.on_anew = self._renamed.discard  # A new session has the name that it asks for.

    def act(self, action: Action, due: int) -> bool:
        """Perform an action that was `due` at that time of the run's clock; return False if it could not be sent."""
        pool, tally = self._pool, self._pool.tally
        now = pool.now()
        tally.times["lateness"].record(now - due)
        user = pool.users.get(action.sender)
        if user is None or not user.ask(*self._request(action, due)):
            tally.counts["unsent"] += 1
            return False
        self._note(action)
        tally.slot(now).sent += 1
        return True

    def _request(self, action: Action, due: int) -> tuple[str, PendingRequest]:
        job, kind, sender = self._job, action.kind, action.sender
        if kind in _KINDS:
            stream, to = _stream(action), action.partner or 0
            number = self._pool.said.last.get(stream, 0) + 1
            moment = due + DELAY * _SECOND if kind == "delayed" else due
            text = write_mark(job.run, _KINDS[kind], sender, to, number, moment, job.scenario.payload)
            name = "" if action.partner is None else job.name(to)
            return request_text(self._dialect, kind, text=text, to=name), PendingRequest(due, stream, number)
        if kind == "rename":
            new = job.name(sender) + ("" if sender in self._renamed else "-b")
            return request_text(self._dialect, kind, to=new), PendingRequest(
                due, sign=job.name(sender).encode()
            )
        return request_text(self._dialect, kind), PendingRequest(due)

    def _note(self, action: Action) -> None:
        """Count the action, which is now sent."""
        if action.kind in _KINDS:
            stream = _stream(action)
            self._pool.said.last[stream] = self._pool.said.last.get(stream, 0) + 1
        elif action.kind == "rename":
            self._renamed ^= {action.sender}


class OpenLoop:
    """Sends every action when it is due, whatever the server does; `done` is set at the end of the duration."""

    def __init__(self, pool: UserPool, speech: ActionSender) -> None:
        self.done = asyncio.Event()
        self._pool = pool
        self._speech = speech
        self._end = int(pool.job.scenario.duration * _SECOND)
        senders = [user for user in pool.job.users if user < pool.job.scenario.senders]
        self._actions = all_actions(pool.job.scenario, senders)
        self._next: Action | None = None
        self._timer: asyncio.Handle | None = None

    def start(self) -> None:
        """Start at the pool's `tally.begin`."""
        self._take()
        self._turn()

    def stop(self) -> None:
        """Stop sending."""
        if self._timer is not None:
            self._timer.cancel()
        self.done.set()

    def _take(self) -> None:
        action = next(self._actions, None)
        self._next = action if action is not None and action.at < self._end else None

    def _turn(self) -> None:
        begin, loop = self._pool.tally.begin, asyncio.get_running_loop()
        for _ in range(_MAX_ACTIONS_PER_TURN):
            moment = begin + (self._end if self._next is None else self._next.at)
            wait = moment - self._pool.now()
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
    """Keeps a fixed number of actions in flight: each answer lets its sender act again.

    Times count from when a request was sent. A server that stalls slows its senders down, which hides the stall, so
    this measures the server's capacity, not the latency that users experience.
    """

    def __init__(self, pool: UserPool, speech: ActionSender) -> None:
        self.done = asyncio.Event()
        self._pool = pool
        self._speech = speech
        self._actions: dict[int, Iterator[Action]] = {}
        self._timer: asyncio.Handle | None = None

    def start(self) -> None:
        """Start at the pool's `tally.begin`."""
        wait = (self._pool.tally.begin - self._pool.now()) / _SECOND
        self._timer = asyncio.get_running_loop().call_later(max(0.0, wait), self._fill)

    def stop(self) -> None:
        """Stop sending."""
        if self._timer is not None:
            self._timer.cancel()
        self._pool.context.on_answer = lambda _: None
        self.done.set()

    def _fill(self) -> None:
        scenario = self._pool.job.scenario
        self._timer = asyncio.get_running_loop().call_later(scenario.duration, self.stop)
        self._pool.context.on_answer = self._again
        for place in range(scenario.window):
            sender = place % scenario.senders
            if sender in self._pool.job.users:
                self._again(sender)

    def _again(self, sender: int) -> None:
        if sender not in self._actions:
            self._actions[sender] = actions(self._pool.job.scenario, sender)
        self._speech.act(next(self._actions[sender]), self._pool.now())


def _stream(action: Action) -> StreamId:
    if action.kind == "private":
        return private_stream(action.sender, action.partner or 0)
    return public_stream(action.sender, delayed=action.kind == "delayed")
