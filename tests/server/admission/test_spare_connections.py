from besedka.server.admission.spare_connections import SpareConnections


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_browser_is_remembered_for_five_seconds() -> None:
    clock = Clock()
    browsers = SpareConnections(clock)
    assert not browsers.are_at("a")
    browsers.see("a")
    clock.now = 4.9
    assert browsers.are_at("a")
    assert not browsers.are_at("b")
    clock.now = 5.1
    assert not browsers.are_at("a")


def test_seeing_it_again_renews_that() -> None:
    clock = Clock()
    browsers = SpareConnections(clock)
    browsers.see("a")
    clock.now = 4.0
    browsers.see("a")
    clock.now = 8.0
    assert browsers.are_at("a")


def test_the_oldest_of_very_many_is_forgotten() -> None:
    browsers = SpareConnections(Clock())
    browsers.see("first")
    browsers.see("second")
    browsers.see("first")
    for number in range(10_000 - 1):
        browsers.see(str(number))
    assert browsers.are_at("first")
    assert not browsers.are_at("second")
