"""A stream with a fault is reported as just that."""

from hypothesis import given
from hypothesis import strategies as st

from besedka.load.checks.delivery_check import DeliveryCheck, DeliveryErrors, SentStreams
from besedka.load.scenario.marks import private_stream, public_stream

STREAM = public_stream(0)
PRIVATE = private_stream(0, 1)
lengths = st.integers(3, 40)


def judge(numbers: list[int], said: SentStreams | None, *, whole: bool = True) -> DeliveryErrors:
    """What one receiver finds who hears these numbers of one sender."""
    errors = DeliveryErrors()
    check = DeliveryCheck(1, errors, senders=1, whole=whole)
    for number in numbers:
        check.count([(STREAM, number)])
    check.close(said)
    errors.settle(said or SentStreams())
    return errors


def said(last: int, **void: list[int]) -> SentStreams:
    return SentStreams({STREAM: last}, {STREAM: void["void"]} if void else {})


def found(errors: DeliveryErrors) -> tuple[int, int, int, int]:
    return errors.lost, errors.duplicated, errors.reordered, errors.misdirected


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
    errors = DeliveryErrors()
    whole = SentStreams({PRIVATE: 3})
    for user in (0, 1, 2):
        check = DeliveryCheck(user, errors, senders=1, whole=True)
        taken = [check.count_private(PRIVATE, number) for number in (1, 3)]
        assert taken == [user < 2] * 2
        check.close(whole)
    errors.settle(whole)
    assert found(errors) == (2, 0, 0, 2)


def test_a_private_message_that_never_comes_is_lost_and_one_that_comes_twice_duplicated() -> None:
    errors, whole = DeliveryErrors(), SentStreams({PRIVATE: 1})
    DeliveryCheck(1, errors, senders=1, whole=True).close(whole)
    check = DeliveryCheck(0, errors, senders=1, whole=True)
    check.count_private(PRIVATE, 1)
    assert check.is_complete(whole)
    check.count_private(PRIVATE, 1)
    check.close(whole)
    errors.settle(whole)
    assert found(errors) == (1, 1, 0, 0)


def test_there_is_something_to_wait_for_until_everything_was_heard() -> None:
    check = DeliveryCheck(1, DeliveryErrors(), senders=1, whole=True)
    whole = SentStreams({STREAM: 3, PRIVATE: 1}, {STREAM: [2]})
    check.count([(STREAM, 1), (STREAM, 1)])
    check.count_private(PRIVATE, 1)
    assert not check.is_complete(whole)
    check.count([(STREAM, 3)])
    assert check.is_complete(whole)


def test_who_came_later_waits_for_the_end_of_what_it_knows() -> None:
    check = DeliveryCheck(1, DeliveryErrors(), senders=2, whole=False)
    whole = SentStreams({STREAM: 7, public_stream(1): 3}, {STREAM: [6, 7]})
    assert check.is_complete(whole)
    check.count([(STREAM, 4)])
    assert not check.is_complete(whole)
    check.count([(STREAM, 5)])
    assert check.is_complete(whole)


@given(st.integers(300, 400))
def test_however_much_is_missing_the_memory_is_bounded_and_the_count_true(n: int) -> None:
    errors = DeliveryErrors()
    check = DeliveryCheck(1, errors, senders=1, whole=True)
    check.count([(STREAM, 2 * number) for number in range(1, n + 1)])
    check.close()
    assert len(errors.gaps) == n
    errors.settle(SentStreams())
    assert found(errors) == (n, 0, 0, 0)


def test_the_gaps_of_all_receivers_are_bounded_too() -> None:
    errors = DeliveryErrors()
    for number in range(200_005):
        errors.gap(STREAM, number, number, 1)
    assert len(errors.gaps) == 200_000
    errors.settle(SentStreams())
    assert errors.lost == 200_005


def test_what_was_said_in_several_processes_is_put_together() -> None:
    one, two = SentStreams({0: 1}, {0: [1]}), SentStreams({2: 5, PRIVATE: 1})
    one.merge(SentStreams.from_json(two.as_json()))
    assert (one.last, one.void, one.to_everybody) == ({0: 1, 2: 5, PRIVATE: 1}, {0: [1]}, 5)
    assert list(one.private_streams(1)) == [PRIVATE]


def test_what_the_server_said_was_gone_is_no_loss_of_that_user() -> None:
    errors = DeliveryErrors()
    said = SentStreams({STREAM: 9})
    checks = [DeliveryCheck(user, errors, senders=1, whole=True) for user in (1, 2)]
    for check in checks:
        check.count([(STREAM, 1), (STREAM, 5), (STREAM, 9)])
    checks[0].excuse(6)
    assert checks[0].is_complete(said)
    assert not checks[1].is_complete(said)
    for check in checks:
        check.close(said)
    errors.settle(said)
    assert errors.lost == 6


def test_private_messages_are_never_excused() -> None:
    errors, stream = DeliveryErrors(), private_stream(0, 1)
    check = DeliveryCheck(1, errors, senders=1, whole=True)
    check.count_private(stream, 3)
    check.excuse(2)
    check.close(SentStreams({stream: 3}))
    errors.settle(SentStreams({stream: 3}))
    assert errors.lost == 2
