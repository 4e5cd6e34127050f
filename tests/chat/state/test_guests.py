import pytest
from stage import NOON, Stage

from besedka.chat.language.commands import Join
from besedka.chat.language.events import Refused


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.join_all("ann", "bob", "cat")
    return stage


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def test_newcomers_without_a_wish_get_free_names(stage: Stage) -> None:
    assert [stage.join(who, None).name for who in "xyz"] == ["guest-1", "guest-2", "guest-3"]


def test_a_guest_never_gets_a_name_that_looks_taken(stage: Stage) -> None:
    stage.rename("ann", "guest-l")
    stage.rename("bob", "GUEST-2")
    assert stage.join("x", None).name == "guest-3"


def test_a_guests_name_is_not_given_again(stage: Stage) -> None:
    stage.join("x", None)
    stage.leave("x")
    assert stage.join("y", None).name == "guest-2"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("bob", "name-taken"), ("admin", "name-reserved"), ("a b", "name-invalid"), ("", "name-invalid")],
)
def test_who_cannot_have_the_wished_name_enters_as_a_guest_and_is_told_why(
    stage: Stage, name: str, expected: str
) -> None:
    welcome, refused = stage.do("x", Join("network of x", name))
    assert code(refused) == expected
    assert stage.name_of("x") == "guest-1"
    assert (welcome, stage.now) == (stage.streams["session of x"][0][1], NOON)
