"""Scenes that more than one test begins with."""

from stage import Stage

from besedka.chat import Rules
from besedka.chat.language.events import Accepted

__all__ = ["stage_with"]


def stage_with(*people: str, rules: Rules | None = None) -> Stage:
    """Ann ignores bob, in the first two lines of every scene."""
    stage = Stage(rules)
    stage.join_all("ann", "bob", *people)
    assert stage.ignore("ann", "bob") == Accepted("ignore", name="bob")
    stage.forget()
    return stage
