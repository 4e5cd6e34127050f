from typing import Any, cast

from server_fakes import FakeLoop

from besedka.server.metrics.loop_lag import LoopLag


def watched() -> tuple[FakeLoop, LoopLag, list[float]]:
    loop, seen = FakeLoop(), list[float]()
    lag = LoopLag(cast("Any", loop), lambda late: seen.append(round(late, 6)), loop.time)
    lag.start()
    return loop, lag, seen


def test_ten_timers_a_second_are_on_time_where_nothing_else_runs() -> None:
    loop, _, seen = watched()
    loop.advance(1.05)
    assert seen == [0] * 10


def test_a_turn_that_takes_long_is_as_much_lag_and_only_once() -> None:
    loop, _, seen = watched()
    loop.advance(0.1)
    loop.now += 2.5  # the loop was busy
    loop.advance(0.25)
    assert seen == [0, 2.4, 0, 0]


def test_a_timer_that_fires_too_early_is_no_lag() -> None:
    loop, _, seen = watched()
    (timer,) = loop.pending
    loop.now += 0.0999
    timer.call()
    assert seen == [0]


def test_after_the_stop_nothing_is_seen_and_no_timer_is_left() -> None:
    loop, lag, seen = watched()
    loop.advance(0.15)
    lag.stop()
    lag.stop()
    assert loop.pending == []
    loop.advance(10)
    assert seen == [0]
