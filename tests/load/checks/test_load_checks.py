"""A stream with a fault is reported as just that."""

from hypothesis import given
from hypothesis import strategies as st

from besedka.load.checks.checks import Ear, Findings, Said
from besedka.load.scenario.marks import private_stream, public_stream

STREAM = public_stream(0)
PRIVATE = private_stream(0, 1)
lengths = st.integers(3, 40)


def judge(numbers: list[int], said: Said | None, *, whole: bool = True) -> Findings:
    """What one receiver finds who hears these numbers of one sender."""
    findings = Findings()
    ear = Ear(1, findings, senders=1, whole=whole)
    for number in numbers:
        ear.hear([(STREAM, number)])
    ear.close(said)
    findings.settle(said or Said())
    return findings


def said(last: int, **void: list[int]) -> Said:
    return Said({STREAM: last}, {STREAM: void["void"]} if void else {})


def found(findings: Findings) -> tuple[int, int, int, int]:
    return findings.lost, findings.duplicated, findings.reordered, findings.misdirected


@given(lengths, st.booleans())
def test_a_stream_in_order_is_faultless(n: int, whole: bool) -> None:
    assert found(judge(list(range(1, n + 1)), said(n), whole=whole)) == (0, 0, 0, 0)


@given(lengths, st.data())
def test_missing_messages_are_lost(n: int, data: st.DataObject) -> None:
    missing = data.draw(st.sets(st.integers(1, n)))
    heard = [number for number in range(1, n + 1) if number not in missing]
    assert found(judge(heard, said(n))) == (len(missing), 0, 0, 0)


@given(lengths, st.data())
def test_a_message_that_comes_twice_is_duplicated(n: int, data: st.DataObject) -> None:
    numbers = list(range(1, n + 1))
    twice = data.draw(st.integers(1, n))
    numbers.insert(data.draw(st.integers(twice, n)), twice)
    assert found(judge(numbers, said(n))) == (0, 1, 0, 0)


@given(lengths, st.data())
def test_a_message_that_comes_late_is_reordered(n: int, data: st.DataObject) -> None:
    numbers = list(range(1, n + 1))
    late = data.draw(st.integers(1, n - 1))
    numbers.remove(late)
    numbers.insert(data.draw(st.integers(late, n - 1)), late)
    assert found(judge(numbers, said(n))) == (0, 0, 1, 0)


@given(lengths, st.data())
def test_what_was_refused_is_not_missed_and_may_still_come(n: int, data: st.DataObject) -> None:
    void = sorted(data.draw(st.sets(st.integers(1, n))))
    heard = [number for number in range(1, n + 1) if number not in void or data.draw(st.booleans())]
    assert found(judge(heard, said(n, void=void))) == (0, 0, 0, 0)


@given(lengths, st.data())
def test_who_comes_later_is_judged_from_the_first_that_it_hears(n: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, n))
    assert found(judge(list(range(first, n + 1)), said(n), whole=False)) == (0, 0, 0, 0)
    assert found(judge([first], said(n), whole=False)) == (n - first, 0, 0, 0)
    assert found(judge([], said(n), whole=False)) == (0, 0, 0, 0)


def test_an_older_message_than_the_first_is_reordered_for_who_comes_later() -> None:
    assert found(judge([5, 3, 6], said(6), whole=False)) == (0, 0, 1, 0)
    assert found(judge([5, 3, 3, 6], said(6), whole=False)) == (0, 1, 1, 0)


@given(lengths, st.data())
def test_who_leaves_is_judged_up_to_the_last_that_it_heard(n: int, data: st.DataObject) -> None:
    last = data.draw(st.integers(1, n))
    assert found(judge(list(range(1, last + 1)), None)) == (0, 0, 0, 0)
    assert found(judge([1, last], None))[0] == max(0, last - 2)


def test_private_messages_are_judged_at_both_ends_and_misdirected_at_all_others() -> None:
    findings = Findings()
    whole = Said({PRIVATE: 3})
    for user in (0, 1, 2):
        ear = Ear(user, findings, senders=1, whole=True)
        taken = [ear.hear_private(PRIVATE, number) for number in (1, 3)]
        assert taken == [user < 2] * 2
        ear.close(whole)
    findings.settle(whole)
    assert found(findings) == (2, 0, 0, 2)


def test_a_private_message_that_never_comes_is_lost_and_one_that_comes_twice_duplicated() -> None:
    findings, whole = Findings(), Said({PRIVATE: 1})
    Ear(1, findings, senders=1, whole=True).close(whole)
    ear = Ear(0, findings, senders=1, whole=True)
    ear.hear_private(PRIVATE, 1)
    assert ear.has_heard(whole)
    ear.hear_private(PRIVATE, 1)
    ear.close(whole)
    findings.settle(whole)
    assert found(findings) == (1, 1, 0, 0)


def test_there_is_something_to_wait_for_until_everything_was_heard() -> None:
    ear = Ear(1, Findings(), senders=1, whole=True)
    whole = Said({STREAM: 3, PRIVATE: 1}, {STREAM: [2]})
    ear.hear([(STREAM, 1), (STREAM, 1)])
    ear.hear_private(PRIVATE, 1)
    assert not ear.has_heard(whole)
    ear.hear([(STREAM, 3)])
    assert ear.has_heard(whole)


def test_who_came_later_waits_for_the_end_of_what_it_knows() -> None:
    ear = Ear(1, Findings(), senders=2, whole=False)
    whole = Said({STREAM: 7, public_stream(1): 3}, {STREAM: [6, 7]})
    assert ear.has_heard(whole)
    ear.hear([(STREAM, 4)])
    assert not ear.has_heard(whole)
    ear.hear([(STREAM, 5)])
    assert ear.has_heard(whole)


@given(st.integers(300, 400))
def test_however_much_is_missing_the_memory_is_bounded_and_the_count_true(n: int) -> None:
    findings = Findings()
    ear = Ear(1, findings, senders=1, whole=True)
    ear.hear([(STREAM, 2 * number) for number in range(1, n + 1)])
    ear.close()
    assert len(findings.gaps) == n
    findings.settle(Said())
    assert found(findings) == (n, 0, 0, 0)


def test_the_gaps_of_all_receivers_are_bounded_too() -> None:
    findings = Findings()
    for number in range(10_005):
        findings.gap(STREAM, number, number)
    assert len(findings.gaps) == 10_000
    findings.settle(Said())
    assert findings.lost == 10_005


def test_what_was_said_in_several_processes_is_put_together() -> None:
    one, two = Said({0: 1}, {0: [1]}), Said({2: 5, PRIVATE: 1})
    one.merge(Said.from_json(two.as_json()))
    assert (one.last, one.void, one.to_everybody) == ({0: 1, 2: 5, PRIVATE: 1}, {0: [1]}, 5)
    assert list(one.private_streams(1)) == [PRIVATE]
