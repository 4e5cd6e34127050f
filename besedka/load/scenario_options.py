"""From the options to the scenario; options that contradict each other are refused, in one sentence each."""

import argparse
from dataclasses import replace
from typing import Final

from besedka.dialects.command_line import CommandLine
from besedka.dialects.words.languages import Language
from besedka.load.scenario.scenario import Scenario

__all__ = ["read_scenario"]

_NOT_CLOSED: Final = ("senders", "rate", "window", "mix", "churn", "processes")
"""The options that say who speaks when, or that leave nobody who could see that all have a post."""


def read_scenario(given: argparse.Namespace, base: Scenario, line: CommandLine, words: Language) -> Scenario:
    """Return the scenario that the options describe; `base` has the defaults. Exits the program if there is none."""
    scenario = Scenario(
        users=given.users,
        senders=given.senders or max(1, given.users // 10),
        rate=given.rate,
        window=given.window,
        posters=given.posters,
        duration=given.duration,
        ramp=given.ramp,
        payload=given.payload,
        mix=given.mix,
        churn=given.churn,
        reconnect=given.reconnect,
        processes=given.processes,
        seed=given.seed,
        dialect=given.dialect,
    )
    if given.closed or given.posters:
        scenario = _closed(given, scenario, base, line, words)
    if scenario.reconnect and scenario.dialect == "plain":
        line.error(words.text("--reconnect goes with --dialect json: in words, nobody can come back."))
    _look_for_flaws(line, scenario, words)
    return scenario


def _closed(
    given: argparse.Namespace, scenario: Scenario, base: Scenario, line: CommandLine, words: Language
) -> Scenario:
    """Return the scenario of those who post and wait."""
    text = words.text
    if not given.closed:
        line.error(text("--posters goes with --closed: they post and wait until all have it."))
    if not given.posters:
        line.error(text("--closed needs --posters: how many post and wait."))
    for name in _NOT_CLOSED:
        if getattr(given, name) != (None if name == "senders" else getattr(base, name)):
            sentence = (
                text("--closed does not go with --{option}: one process has to see when all have a post.")
                if name == "processes"
                else text(
                    "--closed does not go with --{option}: posters go on when all have their last post."
                )
            )
            line.error(sentence.format(option=name))
    return replace(scenario, senders=given.posters, mix={"send": 1}, churn=0.0)


def _look_for_flaws(line: CommandLine, scenario: Scenario, words: Language) -> None:
    if scenario.flaw == "senders":
        sentence = words.text(
            "Of {users} users only {stayers} stay all the time, and only those can send: "
            "{senders} senders are too many."
        )
        line.error(sentence.format(users=scenario.users, stayers=scenario.stayers, senders=scenario.senders))
    if scenario.flaw == "partners":
        line.error(words.text("Private messages need two users that stay; leave them out of --mix."))
