import os
import subprocess
import sys
from pathlib import Path

from journals import busy_journal
from picture import digest, picture

from besedka.chat import Chat

REPLAY = "from journals import busy_journal; from picture import digest; print(digest(busy_journal(4000)))"
DIGEST = "7b08aabbd5b4d186165076482bf6c5542141b1a6f2a2e3ec9364a8ea2c5a2dad"
"""Of the journal's deliveries and last state: every Python that we support has to find it."""


def test_a_journal_gives_the_same_chat_on_every_python() -> None:
    assert digest(busy_journal(4000)) == DIGEST


def test_a_journal_gives_the_same_chat_in_every_process() -> None:
    here = Path(__file__).parent / "support"
    for seed in ("0", "1", "4242"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join([str(here), str(here.parents[2])]),
        }
        replayed = subprocess.run(
            [sys.executable, "-c", REPLAY], env=environment, capture_output=True, check=True
        )
        assert replayed.stdout.decode().strip() == DIGEST


def test_a_replay_does_not_depend_on_who_asks_meanwhile() -> None:
    journal = busy_journal(1000)
    asked, silent = Chat(), Chat()
    for entry in journal:
        assert asked.apply(entry) == silent.apply(entry)
        asked.next_due()
        asked.snapshot()
    assert picture(asked) == picture(silent)
