import pytest

from besedka.client.connection.liveness import Decision, LivenessMonitor


class Watch:
    """A monitor with two clocks that are turned by hand, looked at whenever it says so."""

    def __init__(self) -> None:
        self.now, self.wall = 1000.0, 1_700_000_000.0
        self.monitor = LivenessMonitor()
        self.monitor.begin(self.now, self.wall)

    def heard(self) -> None:
        self.monitor.received(self.now)

    def turn(self, seconds: float) -> None:
        self.now += seconds
        self.wall += seconds

    def look(self) -> Decision:
        return self.monitor.check(self.now, self.wall)

    def until(self, decision: Decision) -> float:
        """How long it takes, from now on."""
        start = self.now
        while True:
            self.turn(self.monitor.until_next_check(self.now))
            if self.look() is decision:
                return self.now - start


@pytest.mark.parametrize("after", [0.0, 1.0, 29.9, 30.5, 49.0])
def test_a_silent_server_is_gone_fifty_seconds_after_its_last_byte_whenever_that_came(after: float) -> None:
    watch = Watch()
    while after > 0:
        step = min(after, watch.monitor.until_next_check(watch.now))
        watch.turn(step)
        watch.look()
        after -= step
    watch.heard()
    assert watch.until(Decision.PING) == pytest.approx(30)
    assert watch.until(Decision.GIVE_UP) == pytest.approx(20)


def test_a_server_that_answers_is_asked_again_after_another_silence() -> None:
    watch = Watch()
    watch.until(Decision.PING)
    watch.turn(0.1)
    watch.heard()
    assert watch.until(Decision.PING) == pytest.approx(30)


@pytest.mark.parametrize("asked_before", [False, True])
def test_after_a_sleep_in_which_the_monotonic_clock_stood_still_the_server_is_asked_at_once(
    asked_before: bool,
) -> None:
    watch = Watch()
    if asked_before:
        watch.until(Decision.PING)
    watch.wall += 3600
    assert watch.until(Decision.PING) <= 2
    assert watch.until(Decision.GIVE_UP) == pytest.approx(5)


def test_after_a_sleep_that_both_clocks_counted_the_server_is_asked_and_not_given_up() -> None:
    watch = Watch()
    watch.turn(3600)
    assert watch.look() is Decision.PING
    watch.turn(1)
    watch.heard()
    assert watch.until(Decision.PING) == pytest.approx(30)


@pytest.mark.parametrize("seconds", [-3600.0, -1.0, 1.0])
def test_a_clock_that_is_set_back_or_a_little_on_is_no_sleep(seconds: float) -> None:
    watch = Watch()
    watch.wall += seconds
    assert watch.until(Decision.PING) == pytest.approx(30)
