from collections.abc import Callable

from besedka.client.terminal.session.lines.in_flight import InFlightLines, SentLine


class Moments:
    """A clock that goes on when the test says so."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []
        self.late: list[bool] = []
        self.lines = InFlightLines(self.late.append, self.later)

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds == 1.0
        self.calls.append(call)

    def passes(self) -> None:
        calls, self.calls = self.calls, []
        for call in calls:
            call()


def test_what_is_answered_within_a_moment_is_not_shown() -> None:
    moments = Moments()
    moments.lines.add(1, SentLine("send hi", 7))
    assert moments.lines.answered(1) == SentLine("send hi", 7)
    moments.passes()
    assert (moments.late, len(moments.lines)) == ([], 0)
    assert moments.lines.answered(1) is None


def test_what_waits_longer_is_shown_until_the_last_answer() -> None:
    moments = Moments()
    moments.lines.add(1, SentLine("one"))
    moments.lines.add(2, SentLine("two"))
    moments.passes()
    moments.lines.answered(1)
    assert moments.late == [True]
    moments.lines.answered(2)
    assert moments.late == [True, False]


def test_what_is_given_up_is_under_way_no_longer() -> None:
    moments = Moments()
    moments.lines.add(1, SentLine("one"))
    moments.passes()
    moments.lines.add(1, SentLine("the next connection counts anew"))
    assert moments.lines.give_up() == (SentLine("the next connection counts anew"),)
    moments.passes()
    assert moments.late == [True, False]


def test_what_was_never_written_is_told_from_what_was() -> None:
    moments = Moments()
    moments.lines.add(1, SentLine("one"))
    moments.lines.add(2, SentLine("two"))
    assert moments.lines.give_up({2}) == (SentLine("one"), SentLine("two", written=False))
