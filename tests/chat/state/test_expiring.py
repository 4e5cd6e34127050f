from besedka.chat.state.expiring import NEVER, ExpiringMap


def test_what_is_put_is_found() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(3)
    assert memory.put("a", 1, 10) == []
    assert (memory.get("a"), "a" in memory, len(memory)) == (1, True, 1)


def test_what_was_never_put_is_not_found() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(3)
    assert (memory.get("a"), "a" in memory, memory.pop("a")) == (None, False, None)


def test_putting_again_replaces_and_makes_it_the_youngest() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(2)
    memory.put("a", 1, 10)
    memory.put("b", 2, 10)
    memory.put("a", 3, 20)
    assert memory.put("c", 4, 20) == [("b", 2)]
    assert memory.get("a") == 3


def test_one_more_than_the_limit_pushes_the_oldest_out() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(2)
    memory.put("a", 1, 10)
    memory.put("b", 2, 10)
    assert memory.put("c", 3, 10) == [("a", 1)]
    assert len(memory) == 2


def test_a_limit_of_nothing_remembers_nothing() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(0)
    assert memory.put("a", 1, 10) == [("a", 1)]
    assert len(memory) == 0


def test_a_lowered_limit_takes_effect_at_the_next_put() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(3)
    for key in "abc":
        memory.put(key, 0, 10)
    memory.limit = 1
    assert memory.put("d", 0, 10) == [("a", 0), ("b", 0), ("c", 0)]


def test_what_is_popped_is_forgotten() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(2)
    memory.put("a", 1, 10)
    assert memory.pop("a") == 1
    assert "a" not in memory


def test_rows_end_at_their_time_oldest_first() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(9)
    memory.put("a", 1, 10)
    memory.put("b", 2, 10)
    memory.put("c", 3, 11)
    assert memory.expire(9) == []
    assert memory.expire(10) == [("a", 1), ("b", 2)]
    assert memory.expire(11) == [("c", 3)]
    assert memory.expire(12) == []


def test_all_that_has_ended_is_forgotten_before_it_is_told() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(9)
    memory.put("a", 1, 10)
    memory.put("b", 2, 10)
    assert [("b" in memory, memory.pop("b")) for _ in memory.expire(10)] == [(False, None)] * 2


def test_rows_fill_another_memory_beyond_its_limit() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(9)
    memory.put("b", 2, 10)
    memory.put("a", 1, 11)
    other: ExpiringMap[str, int] = ExpiringMap(1)
    other.fill(memory.rows())
    assert other.rows() == [("b", 10, 2), ("a", 11, 1)]


def test_what_is_over_is_forgotten_whatever_its_place() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(9)
    for key, until in [("a", 30), ("b", 10), ("c", 20), ("d", 5)]:
        memory.put(key, 0, until)
    assert memory.earliest == 5
    assert memory.expire(10) == [("b", 0), ("d", 0)]
    assert memory.earliest == 20
    assert memory.expire(20) == [("c", 0)]
    assert (memory.rows(), memory.earliest) == ([("a", 30, 0)], 30)


def test_the_earliest_end_is_that_of_a_row_that_is_there() -> None:
    memory: ExpiringMap[str, int] = ExpiringMap(2)
    for key, until in [("a", 10), ("b", 20), ("c", 30)]:
        memory.put(key, 0, until)
    assert memory.earliest == 20
    memory.pop("b")
    assert memory.earliest == 30
    memory.put("c", 0, 25)
    assert memory.earliest == 25
    other: ExpiringMap[str, int] = ExpiringMap(2)
    other.fill(memory.rows())
    assert other.earliest == 25
    memory.pop("c")
    assert memory.earliest == NEVER
