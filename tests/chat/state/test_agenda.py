from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.state.agenda import Agenda


def agenda(*rows: tuple[int, int]) -> Agenda[str]:
    made: Agenda[str] = Agenda()
    for due, number in rows:
        made.put(due, number, f"{due}/{number}")
    return made


def drain(items: Agenda[str], at: int) -> list[str]:
    taken = []
    while (row := items.pop(at)) is not None:
        taken.append(row[1])
    return taken


def test_what_is_due_comes_by_time_and_then_by_number() -> None:
    assert drain(agenda((20, 1), (10, 3), (10, 2)), 20) == ["10/2", "10/3", "20/1"]


def test_what_is_not_due_yet_stays() -> None:
    items = agenda((10, 1), (11, 2))
    assert drain(items, 10) == ["10/1"]
    assert (len(items), items.next_due()) == (1, 11)


def test_an_empty_agenda_has_nothing_due() -> None:
    items = agenda()
    assert items.next_due() is None
    assert items.pop(10**30) is None


def test_what_was_dropped_never_comes() -> None:
    items = agenda((10, 1), (10, 2))
    items.drop(1)
    assert items.next_due() == 10
    assert drain(items, 10) == ["10/2"]


def test_dropping_what_is_not_there_does_nothing() -> None:
    items = agenda((10, 1))
    items.drop(2)
    assert len(items) == 1


def test_putting_a_number_again_moves_it() -> None:
    items = agenda((10, 1), (20, 1))
    assert items.next_due() == 20
    assert drain(items, 30) == ["20/1"]


def test_putting_a_number_again_at_the_same_time_keeps_one() -> None:
    items = agenda((10, 1), (10, 1))
    assert drain(items, 10) == ["10/1"]


def test_all_items_are_told_by_number() -> None:
    items = agenda((10, 3), (30, 1), (20, 2), (5, 4))
    items.drop(4)
    assert items.items() == ["30/1", "20/2", "10/3"]


def test_scheduling_and_cancelling_all_day_costs_no_memory() -> None:
    items = agenda((10**6, 0))
    for number in range(1, 10_000):
        items.put(10**6, number, "")
        items.drop(number)
    assert len(items._heap) <= 2 * 2 + 64
    assert len(items._live) == 1


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.integers(0, 9), st.integers(0, 9)),
            st.tuples(st.just("drop"), st.just(0), st.integers(0, 9)),
            st.tuples(st.just("pop"), st.integers(0, 9), st.just(0)),
        ),
        max_size=300,
    )
)
def test_it_does_what_a_sorted_list_does(steps: list[tuple[str, int, int]]) -> None:
    items: Agenda[int] = Agenda()
    model: dict[int, int] = {}
    for step, time, number in steps:
        if step == "put":
            items.put(time, number, number)
            model[number] = time
        elif step == "drop":
            items.drop(number)
            model.pop(number, None)
        else:
            due = sorted((due, number) for number, due in model.items() if due <= time)
            assert items.pop(time) == ((due[0][1], due[0][1]) if due else None)
            if due:
                del model[due[0][1]]
        assert len(items) == len(model)
        assert items.next_due() == min(model.values(), default=None)
        assert items.items() == sorted(model)
        assert len(items._heap) <= 2 * 10 + 65
