import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from chat_bench import NOON, ChatBench
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import BUSY, Life
from picture import picture

from besedka.chat import Chat, SnapshotError


def busy_snapshot() -> dict[str, Any]:
    """Of a chat in which there is some of everything."""
    chat = Chat()
    for entry in Life(random.Random(3)).go_on(700):  # noqa: S311
        chat.apply(entry)
        snapshot = chat.snapshot()
        people = snapshot["people"]
        rows = [
            snapshot[name]
            for name in ("conducts", "delayed", "holds", "departed", "kept", "history", "ended")
        ]
        if all(rows) and any(p["ignored"] for p in people) and any(p["answers"] for p in people):
            return snapshot
    raise AssertionError


@pytest.mark.parametrize("value", [None, [], "{}", 1, {}, {"last": {}}])
def test_what_is_nothing_like_a_snapshot_is_refused(value: object) -> None:
    with pytest.raises(SnapshotError, match="this is no snapshot of a chat"):
        Chat.restore(value)


@pytest.mark.parametrize("version", [0, 2, "1", None, True, [1]])
def test_a_snapshot_of_another_version_is_refused(version: object) -> None:
    with pytest.raises(SnapshotError, match=r"is of version .*, and not of 1"):
        Chat.restore({**busy_snapshot(), "version": version})


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where in the snapshot something stands."""
    found = [path] if path else []
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [place for key, item in inside for place in places(item, (*path, key))]


SNAPSHOT = busy_snapshot()
PLACES = places(SNAPSHOT)
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    10**30,
    "",
    "x",
    1.5,
    [],
    {},
    [[]],
    [None],
    {"type": "nothing"},
    {"x": 1},
]


def spoilt(path: tuple[Any, ...], change: Any) -> dict[str, Any]:
    snapshot = copy.deepcopy(SNAPSHOT)
    place: Any = snapshot
    for key in path[:-1]:
        place = place[key]
    if change == "remove":
        del place[path[-1]]
    elif change == "unknown" and isinstance(place[path[-1]], dict):
        place[path[-1]]["tomorrow"] = 1
    else:
        place[path[-1]] = change
    return snapshot


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(PLACES), st.sampled_from(["remove", "unknown", *ODD]))
def test_a_spoilt_snapshot_is_refused_in_one_sentence_or_makes_a_whole_chat(
    path: tuple[Any, ...], change: Any
) -> None:
    refusal = ""
    try:
        picture(Chat.restore(spoilt(path, change)))
    except SnapshotError as error:
        refusal = str(error)
    assert "\n" not in refusal


@pytest.mark.parametrize(
    ("path", "change", "sentence"),
    [
        (("last",), "remove", "the snapshot has no last"),
        (("tomorrow",), 1, "the snapshot has a field that is not known, tomorrow"),
        (("guests",), "1", "the snapshot.guests is not a whole number"),
        (("guests",), True, "the snapshot.guests is not a whole number"),
        (("people",), {}, "the snapshot.people is not a list"),
        (("people", 0), [], r"the snapshot.people\[0\] is not an object"),
        (("people", 0, "present"), 1, r"the snapshot.people\[0\].present is not true or false"),
        (("people", 0, "name", "shown"), None, r"the snapshot.people\[0\].name.shown is not a text"),
        (("people", 0, "conduct"), 10**9, "the snapshot has no conduct 1000000000"),
        (("holds", 0, 0), 10**9, "the snapshot has no person 1000000000"),
        (("holds", 0, 1), "nobody's", 'the snapshot has no held name "nobody\'s"'),
        (("holds", 0), [1, "x"], r"the snapshot.holds\[0\] has 2 parts and not 3"),
        (("departed", 0, 1), 10**9, "the snapshot has no person 1000000000"),
        (("kept", 0, 0), 10**9, "the snapshot has no conduct 1000000000"),
        (("delayed", 0, "author"), 10**9, "the snapshot has no person 1000000000"),
        (("delayed", 0, "recipient"), 10**9, "the snapshot has no person 1000000000"),
        (("rules", "pace"), 0, "the snapshot.rules does not hold: Rules.pace is too small: 0"),
    ],
)
def test_a_bad_snapshot_is_told_where_and_what(path: tuple[Any, ...], change: Any, sentence: str) -> None:
    with pytest.raises(SnapshotError, match=f"^{sentence}$"):
        Chat.restore(spoilt(path, change))


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ("people", "person"),
        ("conducts", "conduct"),
        ("delayed", "message"),
        ("holds", "held name"),
        ("departed", "departed"),
        ("kept", "kept conduct"),
        ("history", "message of the history"),
        ("ended", "ended session"),
        ("nodes", "node"),
    ],
)
def test_what_stands_twice_in_a_snapshot_is_refused(rows: str, what: str) -> None:
    snapshot = copy.deepcopy(SNAPSHOT)
    snapshot[rows].append(snapshot[rows][0])
    with pytest.raises(SnapshotError, match=f"has the {what} .* twice"):
        Chat.restore(snapshot)


def here(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    return [person for person in snapshot["people"] if person["present"]]


def of_one_name(snapshot: dict[str, Any]) -> None:
    here(snapshot)[1]["name"] = here(snapshot)[0]["name"]


def of_one_mute(snapshot: dict[str, Any]) -> None:
    for conduct in snapshot["conducts"]:
        conduct["muted_until"], conduct["muted_by"] = snapshot["last"]["at"] + 1, 7


def held_twice(snapshot: dict[str, Any]) -> None:
    holder = next(person for person in snapshot["people"] if person["held"])
    holder["held"].append(holder["held"][0])


def before_its_people(snapshot: dict[str, Any]) -> None:
    snapshot["last"]["seq"] = snapshot["people"][-1]["number"] - 1


def before_everything(snapshot: dict[str, Any]) -> None:
    snapshot["last"]["seq"] = -5


def of_no_life(snapshot: dict[str, Any]) -> None:
    snapshot["nodes"][0]["lives"] = []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (of_one_name, "has the name of somebody here, .* twice"),
        (of_one_mute, "has the mute 7 twice"),
        (held_twice, "has the held name .* twice"),
        (before_its_people, "is of entry .*, and has what came later"),
        (before_everything, "is of entry -5, and has what came later"),
        (of_no_life, "node .* has no life"),
    ],
)
def test_a_snapshot_that_contradicts_itself_is_refused(
    change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    snapshot = copy.deepcopy(SNAPSHOT)
    change(snapshot)
    with pytest.raises(SnapshotError, match=sentence):
        Chat.restore(snapshot)


def test_somebody_who_ignores_itself_is_refused() -> None:
    snapshot = ignoring()
    snapshot["people"][0]["ignored"][0]["sessions"] = ["session of ann"]
    with pytest.raises(SnapshotError, match="person 2 ignores itself"):
        Chat.restore(snapshot)


def ignoring() -> dict[str, Any]:
    bench = ChatBench(BUSY)
    bench.join_all("ann", "bob")
    bench.ignore("ann", "bob")
    assert bench.now == NOON
    return bench.chat.snapshot()


def test_somebody_gone_who_ignores_somebody_is_refused() -> None:
    snapshot = ignoring()
    snapshot["people"][0]["present"] = False
    with pytest.raises(SnapshotError, match="person 2 ignores somebody and is gone"):
        Chat.restore(snapshot)


def test_two_people_of_one_session_are_refused() -> None:
    snapshot = ignoring()
    snapshot["people"][1]["session"] = snapshot["people"][0]["session"]
    with pytest.raises(SnapshotError, match="two people of the session 'session of ann'"):
        Chat.restore(snapshot)


@pytest.mark.parametrize("sessions", [[], ["nobody's"]])
def test_an_ignored_person_who_is_here_and_is_not_is_refused(sessions: list[str]) -> None:
    snapshot = ignoring()
    snapshot["people"][0]["ignored"][0]["sessions"] = sessions
    with pytest.raises(SnapshotError, match="ignored person 4 is here and is not"):
        Chat.restore(snapshot)


def test_an_answer_of_a_type_that_is_not_known_is_refused() -> None:
    snapshot = copy.deepcopy(SNAPSHOT)
    kept = next(person["answers"][0] for person in snapshot["people"] if person["answers"])
    kept["answer"]["type"] = "tomorrow's"
    with pytest.raises(SnapshotError, match="answer is of a type that is not known, tomorrow's"):
        Chat.restore(snapshot)
