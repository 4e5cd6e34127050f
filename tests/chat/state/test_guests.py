import pytest
from chat_bench import NOON, ChatBench

from besedka.chat.language.commands import Join
from besedka.chat.language.events import Refused


@pytest.fixture
def bench() -> ChatBench:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cat")
    return bench


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def test_newcomers_without_a_wish_get_free_names(bench: ChatBench) -> None:
    assert [bench.join(who, None).name for who in "xyz"] == ["guest-1", "guest-2", "guest-3"]


def test_a_guest_never_gets_a_name_that_looks_taken(bench: ChatBench) -> None:
    bench.rename("ann", "guest-l")
    bench.rename("bob", "GUEST-2")
    assert bench.join("x", None).name == "guest-3"


def test_a_guests_name_is_not_given_again(bench: ChatBench) -> None:
    bench.join("x", None)
    bench.leave("x")
    assert bench.join("y", None).name == "guest-2"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("bob", "name-taken"), ("admin", "name-reserved"), ("a b", "name-invalid"), ("", "name-invalid")],
)
def test_who_cannot_have_the_wished_name_enters_as_a_guest_and_is_told_why(
    bench: ChatBench, name: str, expected: str
) -> None:
    welcome, refused = bench.do("x", Join("network of x", name))
    assert code(refused) == expected
    assert bench.name_of("x") == "guest-1"
    assert (welcome, bench.now) == (bench.streams["session of x"][0][1], NOON)
