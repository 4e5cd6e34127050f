"""People who speak as fast as they can to a server that is going to be killed, and what they were told."""

import contextlib
import itertools
import json
import sqlite3
import threading
from pathlib import Path

from e2e_harness import PATIENCE, Program, Server
from websockets.exceptions import ConnectionClosed

SPEAKERS = 4
UNANSWERED = 20
"""Requests of one speaker that are under way."""
SEEN_BEFORE_KILL = 200


class Crowd:
    """Some speak as fast as they can, one listens; what they were told is kept."""

    def __init__(self, server: Server, turn: int) -> None:
        self.accepted: dict[int, str] = {}
        self.refused: set[str] = set()
        """What was answered `not-stored`."""
        self.heard: list[tuple[int, str]] = []
        self.enough = threading.Event()
        threads = [threading.Thread(target=self._listen, args=(server,))]
        threads += [
            threading.Thread(target=self._speak, args=(server, f"{turn}.{who}")) for who in range(SPEAKERS)
        ]
        self.threads = threads
        for thread in threads:
            thread.start()

    def _listen(self, server: Server) -> None:
        with contextlib.suppress(ConnectionClosed), server.program() as listener:
            while True:
                event = listener.next("message")
                self.heard.append((event["number"], event["text"]))
                if len(self.heard) == SEEN_BEFORE_KILL:
                    self.enough.set()

    def _speak(self, server: Server, who: str) -> None:
        with contextlib.suppress(ConnectionClosed), server.program() as speaker:
            self._speak_on(speaker, who)

    def _speak_on(self, speaker: Program, who: str) -> None:
        for asked in itertools.count():
            text = f"{who} says {asked}"
            speaker.ask("send", text=text, ref=text)
            if asked >= UNANSWERED:
                self._take_answer(speaker)

    def _take_answer(self, speaker: Program) -> None:
        while (answer := speaker.receive())["type"] not in {"accepted", "refused"}:
            pass
        if answer["type"] == "accepted":
            self.accepted[answer["number"]] = answer["ref"]
        else:
            assert answer["code"] == "not-stored"
            self.refused.add(answer["ref"])

    def end(self) -> dict[int, str]:
        """After the server has gone: the texts of all that anybody was told, by their numbers."""
        for thread in self.threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        numbers = [number for number, _ in self.heard]
        assert numbers == sorted(set(numbers))
        return dict(self.heard) | self.accepted


def sent(path: Path) -> dict[int, str]:
    """The texts of the journal's messages by their numbers, in order."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        entries = [json.loads(row[0]) for row in connection.execute("SELECT entry FROM entries ORDER BY seq")]
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
    return {entry["seq"]: entry["command"]["text"] for entry in entries if entry["command"]["type"] == "send"}


def assert_kept(path: Path, told: dict[int, str]) -> None:
    """What anybody was told is in the journal, in order and once."""
    kept = sent(path)
    assert {number: kept[number] for number in told if number in kept} == told
    assert len(set(kept.values())) == len(kept)
