"""Who comes and goes, on an emulated screen."""

from collections.abc import Callable, Iterator
from datetime import timezone

import pyte
import pytest
from pty_driver import driving
from serving import Handle, serving

from besedka.chat.language.events import Joined, Left, Message, Stamp
from besedka.client.terminal.screen.console import Console
from besedka.client.terminal.screen.event_renderer import EventRenderer
from besedka.client.terminal.screen.summary_display import BatchedSummary, InPlaceSummary
from besedka.dialects.json.client_codec import Received
from besedka.dialects.words.clock import LocalClock


class Room:
    """A console on a screen, and what is told on it."""

    def __init__(self, columns: int = 40, lines: int = 10) -> None:
        self.screen = pyte.HistoryScreen(columns, lines, history=100)
        stream = pyte.Stream(self.screen)
        self.console = Console(
            stream.feed,
            columns=columns,
            lines=lines,
            names=tuple,
            on_line=lambda line: True,
            on_leave=lambda: None,
            on_suspend=lambda: None,
        )
        self.renderer = EventRenderer("en", clock=LocalClock(timezone.utc))
        self.summary = InPlaceSummary(self.console, self.renderer)
        self.seconds = 0

    def happens(self, *events: Joined | Left | Message) -> None:
        """Each drawn by itself."""
        for event in events:
            self.tells(event)
            self.console.flush()

    def tells(self, event: Joined | Left | Message) -> None:
        self.seconds += 1
        received = Received(event, Stamp(self.seconds, self.seconds * 1000), None, {})
        told = self.renderer.render(received)
        if not self.summary.show(received, told.lines):
            self.console.show(told.lines)

    @property
    def rows(self) -> list[str]:
        return [row.rstrip() for row in self.screen.display if row.strip()]


def test_who_comes_is_seen_at_once_and_goes_on_in_the_same_line() -> None:
    room = Room()
    room.happens(Joined("mia"))
    assert room.rows == ["00:00:01 * mia has come in", ">"]
    room.happens(Joined("ben"), *(Joined(f"n{number}") for number in range(10)))
    assert room.rows == ["00:00:12 * mia, ben and 10 others came", "           in", ">"]


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_a_class_that_arrives_scrolls_nothing_away(columns: int) -> None:
    room = Room(columns, lines=8)
    room.happens(Message(1, "eve", "hello"), *(Joined(f"n{number}") for number in range(40)))
    assert "hello" in "".join(room.rows)
    assert "n0, n1 and 38" in " ".join(" ".join(room.rows).split())


def test_a_message_stands_between_those_before_and_those_behind_it() -> None:
    room = Room(60)
    room.happens(
        Joined("mia"), Joined("ben"), Message(1, "eve", "hello"), Left("mia", "exit"), Left("ben", "exit")
    )
    assert [row[9:] for row in room.rows[:-1]] == [
        "* mia and ben came in",
        "#1 eve: hello",
        "* mia and ben left",
    ]


def test_what_comes_in_one_burst_is_one_line_as_well() -> None:
    room = Room(60)
    room.happens(Joined("mia"))
    for name in ("ben", "zoe"):
        room.tells(Joined(name))
    room.console.flush()
    assert room.rows == ["00:00:03 * mia, ben and zoe came in", ">"]


def test_a_line_that_may_have_been_broken_anew_is_left_alone() -> None:
    room = Room(60)
    room.happens(Joined("mia"))
    room.screen.resize(10, 50)
    room.console.resize(50, 10)
    room.happens(Joined("ben"))
    assert [row[9:] for row in room.rows[:-1]] == ["* mia has come in", "* ben has come in"]


def test_a_line_whose_beginning_has_scrolled_away_is_left_alone() -> None:
    room = Room(20, lines=2)
    room.happens(Joined("a-name-that-is-long"))
    gone = len(room.screen.history.top)
    assert gone
    room.happens(Joined("ben"))
    assert "".join(room.screen.history.top[gone][x].data for x in range(20)).strip() == "come in"
    assert len(room.screen.history.top) == gone + 2


def test_an_emptied_screen_begins_anew() -> None:
    room = Room(60)
    room.happens(Joined("mia"))
    room.console.receive(b"\x0c")
    room.happens(Joined("ben"))
    assert room.rows == ["00:00:02 * ben has come in", ">"]


@pytest.fixture
def server() -> Iterator[Handle]:
    with serving() as handle:
        yield handle


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_the_half_typed_line_stays_below_a_class_that_arrives(server: Handle, columns: int) -> None:
    with driving(server.address, "--name", "bob", columns=columns) as bob:
        bob.sees("bob>")
        bob.type("send hi")
        bob.sees("bob> send hi")
        for number in range(30):
            server.do(server.server.say, Joined(f"n{number}"))
        bob.until(lambda: "n0, n1 and 28 others came in" in " ".join(" ".join(bob.rows).split()))
        assert bob.last == "bob> send hi"
        assert sum("n0" in row for row in bob.rows) == 1


class Later:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []

    def __call__(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds == 1
        self.calls.append(call)

    def passes(self) -> None:
        calls, self.calls = self.calls, []
        for call in calls:
            call()


def test_where_nothing_is_drawn_again_moves_are_gathered_for_a_second() -> None:
    said: list[str] = []
    later = Later()
    renderer = EventRenderer("en", clock=LocalClock(timezone.utc))
    moves = BatchedSummary(renderer, lambda told: said.extend(told.rows(None)), later)

    def tells(event: Joined | Left | Message) -> bool:
        received = Received(event, Stamp(1, 1000))
        return moves.take(received, renderer.render(received))

    assert tells(Joined("mia"))
    assert tells(Joined("ben"))
    assert not said
    assert len(later.calls) == 1
    later.passes()
    assert said == ["00:00:01 * mia and ben came in"]
    assert tells(Left("ben", "timeout"))
    assert not tells(Message(1, "mia", "hi"))
    assert said[1:] == ["00:00:01 * ben is gone: no response"]
    later.passes()
    assert len(said) == 2
