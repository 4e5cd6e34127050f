from collections.abc import Callable

import pytest
from chat_bench import ChatBench, session_of
from scenes import bench_with

from besedka.chat import Rules
from besedka.chat.language.events import Accepted, Refused


def as_it_is(_: ChatBench) -> None:
    pass


def renamed(bench: ChatBench) -> None:
    bench.rename("bob", "rob")


def gone(bench: ChatBench) -> None:
    bench.leave("bob")


def renamed_and_gone(bench: ChatBench) -> None:
    renamed(bench)
    gone(bench)


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
    before: Callable[[ChatBench], None], asked: str, answer: Accepted
) -> None:
    bench = bench_with()
    before(bench)
    assert bench.unignore("ann", asked) == answer
    assert bench.ignored("ann") == []
    if not bench.chat.is_in(session_of("bob")):
        bench.join("bob", answer.name)
    bench.forget()
    bench.send("bob", "hi")
    assert bench.heard("ann") == ["hi"]


@pytest.mark.parametrize(
    ("asked", "nearest"), [("bobb", "bob"), ("no name", None), ("zoe", None), ("ann", None)]
)
def test_who_is_not_ignored_is_answered_with_the_nearest_who_is(asked: str, nearest: str | None) -> None:
    bench = bench_with("zoe")
    assert bench.unignore("ann", asked) == Refused("not-ignored", {"name": asked, "nearest": nearest})


def test_people_whom_nothing_tells_apart_any_more_are_heard_again_together() -> None:
    bench = ChatBench(Rules(name_hold=0))
    bench.join("ann")
    for who in ("bob", "rob"):
        bench.join(who, network="south")
        bench.ignore("ann", who)
    bench.leave("rob")
    bench.rename("bob", "rob")
    bench.leave("bob")
    bench.join("cid", "rob", "south")
    assert bench.ignored("ann") == [("rob", True)]
    assert bench.unignore("ann", "rob") == Accepted("unignore", name="rob")
    bench.forget()
    bench.send("cid", "hi")
    assert (bench.heard("ann"), bench.ignored("ann")) == (["hi"], [])


def test_people_of_one_name_who_left_are_heard_again_together() -> None:
    bench = ChatBench(Rules(name_hold=0))
    bench.join("ann")
    for network in ("south", "north"):
        bench.join("bob", network=network)
        bench.ignore("ann", "bob")
        bench.leave("bob")
    assert bench.ignored("ann") == [("bob", False)]
    bench.unignore("ann", "bob")
    assert bench.ignored("ann") == []


def test_who_is_listed_under_the_name_comes_before_who_gave_it_up() -> None:
    bench = bench_with()
    bench.leave("bob")
    bench.wait(700)
    bench.join("cid", "bob")
    bench.rename("cid", "sid")
    bench.ignore("ann", "sid")
    assert bench.ignored("ann") == [("bob", False), ("sid", True)]
    assert bench.unignore("ann", "bob") == Accepted("unignore", name="bob")
    assert bench.unignore("ann", "bob") == Accepted("unignore", name="sid", asked="bob")
