"""Journals in which many people do many things: the same dice give the same journal, on every Python."""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from chat_bench import LOOPBACK, NOON

from besedka.chat import Entry, Origin, Rules
from besedka.chat.language.commands import (
    Cancel,
    Command,
    Departure,
    Detach,
    Failed,
    Ignore,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Rename,
    Report,
    Resume,
    Seen,
    Send,
    Tick,
    Unignore,
)

__all__ = ["BUSY", "Life", "busy_journal"]

T = TypeVar("T")

NAMES = ["ann", "Ann", "bob", "b0b", "оля", "ОЛЯ", "zoe", "東京", "हिन्दी", "guest-7", "annn", "a b", "Straße"]
NAMES += ["vera", "igor", "Ὀδυσσεύς", "kim.l", "max", "lev", "nina", "дуб", "ель", "juni", "ola", "per"]
NETWORKS = [LOOPBACK, "north", "south", "north", "east", "west"]
NODES = ["one", "two"]
DOWN = 2500
"""Milliseconds between two lives of a node."""
TEXTS = ["text {}", "text {}\nof two lines", "текст {}", "text {}", "\ud800 {}", "text {}", "text {}", " "]
DEPARTURES: list[Departure] = ["exit", "lost", "timeout", "slow", "error"]
BUSY = Rules(
    complaints_tolerated=1,
    mute=20_000,
    name_hold=15_000,
    departed_reportable=25_000,
    complaint_lifetime=60_000,
    pace=3,
    history_size=6,
    history_kept=9,
    history_bytes=300,
    max_pending=8,
    max_remembered=40,
    max_ignored=4,
    grace=9000,
    away_after=1500,
    max_detached=4,
    max_detached_network=2,
    max_kept=5,
    max_kept_bytes=2500,
    max_kept_total=5000,
    max_replayed=4,
    max_replayed_bytes=60,
)

SHORTER = replace(
    BUSY,
    name_hold=1000,
    departed_reportable=500,
    complaint_lifetime=1000,
    mute=2000,
    ended_remembered=100,
    max_late=1500,
)
"""What is remembered by these rules is over before what was remembered by others."""


class Life:
    """Writes a journal by dice: people come from two nodes, do what comes to mind, and some repeat what they asked."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self.journal: list[Entry] = []
        self._now = NOON
        self._lives = [0] * 12
        self._here: set[int] = set()
        self._requests: dict[str, int] = {}
        self._node_lives = dict.fromkeys(NODES, 0)
        self._append(Origin("one"), NodeStarted("life 0", BUSY))

    def go_on(self, length: int) -> list[Entry]:
        """The journal, as soon as it has so many entries."""
        while len(self.journal) < length:
            self._now += self._roll(4) * self._roll(700)
            kind = self._roll(30)
            if kind == 0:
                self._node_does_something()
            elif kind == 1:
                self._somebody_schedules_many(self._roll(12), length)
            else:
                self._somebody_does_something(self._roll(12))
        return self.journal

    def _roll(self, sides: int) -> int:
        # Only `random` promises to stay the same in all Pythons to come.
        return int(self._dice.random() * sides)

    def _choose(self, things: Sequence[T]) -> T:
        return things[self._roll(len(things))]

    def _append(self, origin: Origin, command: Command) -> None:
        self.journal.append(Entry(len(self.journal) + 1, self._now, origin, command))

    def _node_does_something(self) -> None:
        node = self._choose(NODES)
        kind = self._roll(8)
        if kind == 0:
            self._node_starts(node)
        elif kind == 1:
            self._append(Origin(node), NodeStopped(self._life(node), durable=self._roll(2) == 0))
        elif kind == 2:
            self._append(Origin(node), Failed(len(self.journal), self._choose([None, 0, 9])))
        else:
            self._append(Origin(node), Tick())

    def _life(self, node: str) -> str:
        """The last one, or one before it: the journal repeats itself now and then."""
        return f"life {max(0, self._node_lives[node] - (self._roll(4) == 0))}"

    def _node_starts(self, node: str) -> None:
        rules = self._choose([None, None, BUSY, SHORTER, Rules(pace=2, mute=9000)])
        if self._roll(4):
            self._node_lives[node] += 1
            self._leave_all(node)
            self._now += DOWN
        self._append(Origin(node), NodeStarted(self._life(node), rules))

    def _leave_all(self, node: str) -> None:
        for who in range(len(self._lives)):
            if who in self._here and NODES[who % 2] == node:
                self._end(who)

    def _end(self, who: int) -> None:
        self._here.discard(who)
        self._lives[who] += 1

    def _somebody_does_something(self, who: int) -> None:
        session = f"s{who}.{self._lives[who]}"
        command = self._command(who)
        self._append(Origin(NODES[who % 2], session, self._request(who, session)), command)
        if isinstance(command, Join):
            self._here.add(who)
        elif isinstance(command, Leave):
            self._end(who)

    def _somebody_schedules_many(self, who: int, length: int) -> None:
        session, to, delay = (
            f"s{who}.{self._lives[who]}",
            self._choose([None, None, *NAMES]),
            self._choose([2, 40]),
        )
        for _ in range(min(6, length - len(self.journal))):
            text = self._choose(TEXTS).format(len(self.journal) + 1)
            self._append(Origin(NODES[who % 2], session), Send(text, to, delay))

    def _request(self, who: int, session: str) -> int | None:
        """Most who number their requests repeat one now and then; and so does, for others, the journal."""
        last = self._requests.get(session, 0)
        if who % 3 == 0 or who not in self._here:
            return None
        if self._roll(9) == 0:
            return max(0, last - self._roll(3) * self._roll(40))
        self._requests[session] = last + 1
        return last + 1

    def _command(self, who: int) -> Command:
        name = self._choose(NAMES)
        if who not in self._here and self._roll(20):
            wish = self._choose([name, name, name, None])
            token = f"token {who}.{self._lives[who]}" if who % 2 else None
            return Join(NETWORKS[who % 6], wish, numbered=who % 3 == 1, bot=who % 4 == 2, token=token)
        if who % 2 and self._roll(3) == 0:
            return self._of_its_connection()
        text = self._choose(TEXTS).format(len(self.journal) + 1)
        commands: list[Command] = [
            Leave(self._choose(DEPARTURES)),
            Rename(name),
            Send(text),
            Send(text, name),
            Send(text, self._choose([None, name]), self._choose([0, 1, 2, 9, -1])),
            Send(text, None, self._choose([1, 2])),
            Send(text, self._choose([None, name]), self._choose([5, 20, 20])),
            Cancel(self._choose([None, None, len(self.journal) - self._roll(20)]), self._roll(9) == 0),
            Report(name),
            Ignore(name),
            Ignore(name),
            Unignore(name),
            # A session that has ended without its doing must not be repeated long after.
            Tick() if who % 2 else Join(NETWORKS[who % 6], name),
        ]
        return self._choose(commands)

    def _of_its_connection(self) -> Command:
        """It is lost, and found again, and what the client has seen is told in any order."""
        seq = len(self.journal) - self._roll(30) + self._roll(3)
        commands: list[Command] = [
            Detach(self._choose(DEPARTURES), seq),
            Detach("lost"),
            Resume(seq),
            Resume(seq),
            Seen(seq),
        ]
        return self._choose(commands)


def busy_journal(length: int, seed: int = 7) -> list[Entry]:
    """Many people do many things; always the same."""
    return Life(random.Random(seed)).go_on(length)  # noqa: S311
