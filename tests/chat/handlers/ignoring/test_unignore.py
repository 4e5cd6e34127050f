from collections.abc import Callable

import pytest
from scenes import stage_with
from stage import Stage, session_of

from besedka.chat import Rules
from besedka.chat.language.events import Accepted, Refused


def as_it_is(_: Stage) -> None:
    pass


def renamed(stage: Stage) -> None:
    stage.rename("bob", "rob")


def gone(stage: Stage) -> None:
    stage.leave("bob")


def renamed_and_gone(stage: Stage) -> None:
    renamed(stage)
    gone(stage)


@pytest.mark.parametrize(
    ("before", "asked", "answer"),
    [
        (as_it_is, "bob", Accepted("unignore", name="bob")),
        (as_it_is, "BOB", Accepted("unignore", name="bob")),
        (renamed, "rob", Accepted("unignore", name="rob")),
        (renamed, "bob", Accepted("unignore", name="rob", asked="bob")),
        (gone, "bob", Accepted("unignore", name="bob")),
        (renamed_and_gone, "rob", Accepted("unignore", name="rob")),
    ],
)
def test_who_is_ignored_is_heard_again_by_any_of_its_names(
    before: Callable[[Stage], None], asked: str, answer: Accepted
) -> None:
    stage = stage_with()
    before(stage)
    assert stage.unignore("ann", asked) == answer
    assert stage.ignored("ann") == []
    if not stage.chat.is_in(session_of("bob")):
        stage.join("bob", answer.name)
    stage.forget()
    stage.send("bob", "hi")
    assert stage.heard("ann") == ["hi"]


@pytest.mark.parametrize(
    ("asked", "nearest"), [("bobb", "bob"), ("no name", None), ("zoe", None), ("ann", None)]
)
def test_who_is_not_ignored_is_answered_with_the_nearest_who_is(asked: str, nearest: str | None) -> None:
    stage = stage_with("zoe")
    assert stage.unignore("ann", asked) == Refused("not-ignored", {"name": asked, "nearest": nearest})


def test_people_whom_nothing_tells_apart_any_more_are_heard_again_together() -> None:
    stage = Stage(Rules(name_hold=0))
    stage.join("ann")
    for who in ("bob", "rob"):
        stage.join(who, network="south")
        stage.ignore("ann", who)
    stage.leave("rob")
    stage.rename("bob", "rob")
    stage.leave("bob")
    stage.join("cid", "rob", "south")
    assert stage.ignored("ann") == [("rob", True)]
    assert stage.unignore("ann", "rob") == Accepted("unignore", name="rob")
    stage.forget()
    stage.send("cid", "hi")
    assert (stage.heard("ann"), stage.ignored("ann")) == (["hi"], [])


def test_people_of_one_name_who_left_are_heard_again_together() -> None:
    stage = Stage(Rules(name_hold=0))
    stage.join("ann")
    for network in ("south", "north"):
        stage.join("bob", network=network)
        stage.ignore("ann", "bob")
        stage.leave("bob")
    assert stage.ignored("ann") == [("bob", False)]
    stage.unignore("ann", "bob")
    assert stage.ignored("ann") == []


def test_who_is_listed_under_the_name_comes_before_who_gave_it_up() -> None:
    stage = stage_with()
    stage.leave("bob")
    stage.wait(700)
    stage.join("cid", "bob")
    stage.rename("cid", "sid")
    stage.ignore("ann", "sid")
    assert stage.ignored("ann") == [("bob", False), ("sid", True)]
    assert stage.unignore("ann", "bob") == Accepted("unignore", name="bob")
    assert stage.unignore("ann", "bob") == Accepted("unignore", name="sid", asked="bob")
