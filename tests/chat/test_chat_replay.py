import hashlib
import os
import pickle
import random
import subprocess
import sys
from pathlib import Path

from picture import picture
from stage import LOOPBACK, NOON, SERVER

from besedka.chat import Chat, Entry, Origin, Rules
from besedka.chat.commands import (
    Cancel,
    Command,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Rename,
    Report,
    Send,
    Tick,
)

NAMES = ["ann", "Ann", "bob", "b0b", "оля", "ОЛЯ", "zoe", "東京", "हिन्दी", "guest-7", "annn", "a b", "Straße"]
NETWORKS = [LOOPBACK, "north", "south", "west", "east"]
REPLAY = "import sys, test_chat_replay as t; print(t.digest(t.pickle.loads(sys.stdin.buffer.read())))"


def busy_journal(length: int) -> list[Entry]:
    """Many people do many things; always the same."""
    dice = random.Random(7)  # noqa: S311
    rules = Rules(complaints_tolerated=1, mute=20_000, name_hold=30_000, departed_reportable=30_000, pace=3)
    journal, now = [Entry(1, NOON, SERVER, NodeStarted(rules))], NOON
    for seq in range(2, length):
        now += dice.randrange(4) * dice.randrange(700)
        journal.append(Entry(seq, now, Origin("node", f"s{dice.randrange(12)}"), some_command(dice, seq)))
    return [*journal, Entry(length, now, SERVER, NodeStopped(durable=False))]


def some_command(dice: random.Random, seq: int) -> Command:
    name = dice.choice(NAMES)
    commands: list[Command] = [
        Join(dice.choice(NETWORKS), dice.choice([name, None])),
        Join(dice.choice(NETWORKS), dice.choice([name, None])),
        Leave(),
        Rename(name),
        Rename(name),
        Send(f"text {seq}", dice.choice([None, name]), dice.choice([None, 0, 1, 1, 9])),
        Send(f"text {seq}", None, dice.choice([1, 2])),
        Cancel(dice.choice([None, seq - 9]), dice.randrange(9) == 0),
        Report(name),
        Tick(),
    ]
    return dice.choice(commands)


def digest(journal: list[Entry]) -> str:
    """All deliveries and the last state in one word."""
    chat = Chat()
    hashed = hashlib.sha256()
    for entry in journal:
        hashed.update(repr(chat.apply(entry)).encode())
    hashed.update(repr(picture(chat)).encode())
    return hashed.hexdigest()


def test_a_journal_gives_the_same_chat_in_every_process() -> None:
    journal = busy_journal(4000)
    expected = digest(journal)
    here = Path(__file__).parent
    for seed in ("0", "1", "4242"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join([str(here), str(here.parents[1])]),
        }
        replayed = subprocess.run(
            [sys.executable, "-c", REPLAY],
            input=pickle.dumps(journal),
            env=environment,
            capture_output=True,
            check=True,
        )
        assert replayed.stdout.decode().strip() == expected


def test_a_replay_does_not_depend_on_who_asks_meanwhile() -> None:
    journal = busy_journal(1000)
    asked, silent = Chat(), Chat()
    for entry in journal:
        assert asked.apply(entry) == silent.apply(entry)
        asked.next_due()
    assert picture(asked) == picture(silent)
