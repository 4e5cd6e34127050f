"""Nobody's many items keep others waiting."""

from hypothesis import given
from hypothesis import strategies as st

from besedka.journal import Turns


def put(*clients: str) -> Turns[str]:
    """Items are called after their clients, in the order of their numbers."""
    turns: Turns[str] = Turns()
    for index, client in enumerate(clients):
        turns.put(client, f"{client}{index}")
    return turns


def taken(turns: Turns[str]) -> list[str]:
    return [turns.take() for _ in range(len(turns))]


def test_clients_take_turns() -> None:
    assert taken(put("a", "a", "a", "b", "a", "c", "b")) == ["a0", "b3", "c5", "a1", "b6", "a2", "a4"]


def test_who_comes_while_others_wait_is_served_after_one_of_each() -> None:
    turns = put(*"aaabbb")
    assert turns.take() == "a0"
    turns.put("c", "c")
    assert taken(turns)[:3] == ["b3", "a1", "c"]


def test_beside_a_client_are_the_other_clients_and_its_own_items() -> None:
    turns = put(*"aaaabbc")
    assert [turns.beside(client) for client in "abcd"] == [6, 4, 3, 3]
    taken(turns)
    assert turns.beside("a") == 0


def test_nothing_is_left_after_a_clearing() -> None:
    turns = put(*"aab")
    turns.clear()
    assert len(turns) == 0
    turns.put("a", "new")
    assert taken(turns) == ["new"]


@given(st.lists(st.sampled_from("abc")))
def test_every_item_is_taken_once_and_those_of_one_client_in_order(clients: list[str]) -> None:
    found = taken(put(*clients))
    assert sorted(found) == sorted(f"{client}{index}" for index, client in enumerate(clients))
    for client in "abc":
        numbers = [int(item[1:]) for item in found if item.startswith(client)]
        assert numbers == sorted(numbers)
