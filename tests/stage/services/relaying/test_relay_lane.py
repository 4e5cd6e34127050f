"""One direction of a relayed connection, on a clock of its own."""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from besedka.stage.services.relaying.conduct import PASS, Conduct
from besedka.stage.services.relaying.lane import MAX_WAITING, Lane


class Clock:
    """What a lane needs of a loop; time passes only in `run`."""

    def __init__(self) -> None:
        self.now = 0.0
        self._calls: list[tuple[float, int, Callable[[], None], list[bool]]] = []
        self._count = itertools.count()

    def time(self) -> float:
        return self.now

    def call_at(self, moment: float, call: Callable[[], None]) -> "Timer":
        alive = [True]
        heapq.heappush(self._calls, (moment, next(self._count), call, alive))
        return Timer(alive)

    def run(self, until: float) -> None:
        while self._calls and self._calls[0][0] <= until:
            moment, _, call, alive = heapq.heappop(self._calls)
            if alive[0]:
                self.now = max(self.now, moment)
                call()
        self.now = until


class Timer:
    def __init__(self, alive: list[bool]) -> None:
        self._alive = alive

    def cancel(self) -> None:
        self._alive[0] = False


class Side:
    """An end of a lane that notes what is done with it, and when."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.reading = True
        self.ended = False
        self.pieces: list[tuple[float, bytes]] = []

    def pause(self) -> None:
        self.reading = False

    def resume(self) -> None:
        self.reading = True

    def write(self, data: bytes | memoryview) -> None:
        assert not self.ended
        self.pieces.append((self.clock.now, bytes(data)))

    def write_eof(self) -> None:
        assert not self.ended
        self.ended = True

    @property
    def got(self) -> bytes:
        return b"".join(piece for _, piece in self.pieces)


def bench(conduct: Conduct = PASS) -> tuple[Lane, Clock, Side, Side]:
    clock = Clock()
    lane = Lane(cast("asyncio.AbstractEventLoop", cast("Any", clock)), conduct)
    lane.source, lane.sink = source, sink = Side(clock), Side(clock)
    return lane, clock, source, sink


def test_bytes_are_passed_on_at_once_and_so_is_the_end() -> None:
    lane, _, source, sink = bench()
    lane.take(b"one")
    lane.take(b"two")
    assert sink.got == b"onetwo"
    lane.take(b"")
    assert (lane.done, sink.ended, source.reading) == (True, True, True)


def test_a_delay_is_the_same_for_all_and_so_is_the_end_of_the_stream() -> None:
    lane, clock, _, sink = bench(Conduct("slow", delay=0.5))
    lane.take(b"one")
    clock.run(0.25)
    lane.take(b"two")
    lane.take(b"")
    clock.run(0.6)
    assert sink.pieces == [(0.5, b"one")]
    assert not sink.ended
    clock.run(1.0)
    assert sink.pieces == [(0.5, b"one"), (0.75, b"two")]
    assert sink.ended


def test_a_rate_bounds_what_passes_from_the_beginning_on() -> None:
    lane, clock, _, sink = bench(Conduct("slow", rate=1000))
    lane.take(b"x" * 5000)
    for second in range(1, 5):
        clock.run(float(second))
        assert 1000 * second - 50 <= len(sink.got) <= 1000 * second + 100
    clock.run(5.1)
    assert len(sink.got) == 5000


def test_what_waits_goes_at_once_when_it_is_no_longer_slow() -> None:
    lane, clock, _, sink = bench(Conduct("slow", delay=60, rate=1))
    lane.take(b"one")
    lane.take(b"two")
    clock.run(1)
    assert sink.got == b""
    lane.follow(PASS)
    assert sink.got == b"onetwo"


def test_no_more_is_read_than_may_wait_and_reading_goes_on_when_half_has_gone() -> None:
    lane, clock, source, sink = bench(Conduct("slow", delay=1))
    reads = []
    lane.take(b"x" * MAX_WAITING)
    reads.append(source.reading)
    clock.run(0.5)
    lane.take(b"y")
    reads.append(source.reading)
    clock.run(1)
    reads.append(source.reading)
    assert reads == [True, False, True]
    assert len(sink.got) == MAX_WAITING


def test_nothing_is_read_for_a_sink_without_room_and_nothing_is_written_to_it() -> None:
    lane, _, source, sink = bench()
    lane.hold()
    lane.take(b"one")
    assert (source.reading, sink.got) == (False, b"")
    lane.release()
    assert (source.reading, sink.got) == (True, b"one")


def test_nothing_is_read_behind_the_end_of_the_stream() -> None:
    lane, _, source, sink = bench()
    lane.hold()
    lane.take(b"last words")
    lane.take(b"")
    lane.release()
    assert (source.reading, sink.got, sink.ended) == (False, b"last words", True)


def test_half_open_swallows_what_comes_and_what_waits() -> None:
    lane, clock, source, sink = bench(Conduct("slow", delay=1))
    lane.take(b"one")
    assert not lane.spoiled
    lane.follow(Conduct("half-open"))
    lane.take(b"two")
    lane.take(b"")
    clock.run(5)
    assert (sink.got, sink.ended, lane.spoiled, source.reading) == (b"", False, True, True)


def test_an_idle_lane_is_not_spoiled_by_having_been_half_open() -> None:
    lane, _, _, sink = bench()
    lane.follow(Conduct("half-open"))
    lane.follow(PASS)
    lane.take(b"one")
    assert (lane.spoiled, sink.got) == (False, b"one")


conducts = st.one_of(
    st.just(PASS),
    st.builds(
        lambda delay, rate: Conduct("slow", delay, rate),
        st.floats(0, 2),
        st.none() | st.floats(1, 1e5),
    ),
)
steps = st.lists(
    st.one_of(
        st.binary(min_size=1, max_size=300), conducts, st.floats(0, 1), st.sampled_from(["hold", "release"])
    ),
    max_size=30,
)


@given(steps)
def test_nothing_is_lost_or_reordered_however_its_conduct_changes(steps: list[Any]) -> None:
    lane, clock, _, sink = bench()
    given_in = b""
    for step in steps:
        if isinstance(step, bytes):
            given_in += step
            lane.take(step)
        elif isinstance(step, Conduct):
            lane.follow(step)
        elif isinstance(step, float):
            clock.run(clock.now + step)
        elif step == "hold":
            lane.hold()
        else:
            lane.release()
        assert given_in.startswith(sink.got)
    lane.take(b"")
    lane.follow(PASS)
    lane.release()
    assert sink.got == given_in
    assert sink.ended
