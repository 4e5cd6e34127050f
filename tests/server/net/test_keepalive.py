from itertools import pairwise
from typing import Any, cast

from server_fakes import FakeLoop

from besedka.server.net.keepalive import Keepalive


def wheel() -> tuple[FakeLoop, Keepalive]:
    loop = FakeLoop()
    keepalive = Keepalive(cast("Any", loop), 20.0)
    keepalive.start()
    return loop, keepalive


def test_each_is_visited_once_an_interval() -> None:
    loop, keepalive = wheel()
    visits: list[float] = []
    keepalive.add(lambda: visits.append(loop.now))
    loop.advance(100.5)
    assert len(visits) == 5
    assert [round(after - before) for before, after in pairwise(visits)] == [20] * 4


def test_visits_are_spread_over_the_interval() -> None:
    loop, keepalive = wheel()
    visits: list[float] = []
    for _ in range(20):
        keepalive.add(lambda: visits.append(loop.now))
    loop.advance(20.5)
    assert len(set(visits)) == 20


def test_who_has_gone_is_not_visited() -> None:
    loop, keepalive = wheel()
    visits: list[int] = []
    leave = keepalive.add(lambda: visits.append(1))
    leave()
    leave()
    loop.advance(60)
    assert visits == []


def test_one_may_go_while_it_is_visited() -> None:
    loop, keepalive = wheel()
    visits: list[int] = []

    def check() -> None:
        visits.append(1)
        leave()

    leave = keepalive.add(check)
    loop.advance(60)
    assert visits == [1]


def test_a_wheel_that_was_stopped_or_never_began_does_not_turn() -> None:
    loop, keepalive = wheel()
    keepalive.stop()
    Keepalive(cast("Any", loop), 20.0).stop()
    assert loop.pending == []
