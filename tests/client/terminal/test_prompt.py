import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from besedka.chat.language.events import Limits, Stamp, Welcome
from besedka.client.terminal.prompt import Prompt
from besedka.client.terminal.screen.event_renderer import EventRenderer
from besedka.dialects.json.client_codec import Received


class Timer:
    def __init__(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds == 1
        self.call, self.cancelled = call, False

    def cancel(self) -> None:
        self.cancelled = True


class Shown:
    """A prompt, and a clock that goes on when the test says so."""

    def __init__(self, code: str = "en") -> None:
        self.prompts: list[str] = []
        self.timers: list[Timer] = []
        renderer = EventRenderer(code)
        renderer.render(
            Received(Welcome("bob", ("bob",), 1, Limits(4000, 32, 604_800, 100, 20)), Stamp(1, 0))
        )
        self.waiting = 0
        self.prompt = Prompt(renderer, self.prompts.append, lambda: self.waiting, self.later)

    def later(self, seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
        self.timers.append(Timer(seconds, call))
        return cast("asyncio.TimerHandle", self.timers[-1])

    def passes(self) -> None:
        timers, self.timers = self.timers, []
        for timer in timers:
            if not timer.cancelled:
                timer.call()

    @property
    def last(self) -> str:
        return self.prompts[-1]


def test_a_loss_is_told_after_a_moment_and_until_it_is_over() -> None:
    shown = Shown()
    shown.prompt.away(3)
    assert shown.last == "bob> "
    shown.passes()
    assert shown.last == "(not connected, next try in 3 s) bob> "
    shown.prompt.away(0)
    assert shown.last == "Connecting… bob> "
    shown.prompt.connected()
    assert shown.last == "bob> "


@pytest.mark.parametrize(
    ("code", "shown_away", "shown_trying"),
    [
        ("en", "(not connected, next try in 3 s) (1 line waits) bob> ", "Connecting… (2 lines wait) bob> "),
        (
            "ru",
            "(нет связи, новая попытка через 3 с) (в очереди 1 строка) bob> ",
            "Подключение… (в очереди 2 строки) bob> ",
        ),
    ],
)
def test_lines_that_wait_for_the_connection_are_counted(
    code: str, shown_away: str, shown_trying: str
) -> None:
    shown = Shown(code)
    shown.waiting = 1
    shown.prompt.sending(True)
    shown.prompt.away(3)
    shown.passes()
    assert shown.last == shown_away
    shown.waiting = 2
    shown.prompt.away(0)
    assert shown.last == shown_trying


def test_every_loss_has_its_moment() -> None:
    shown = Shown()
    for _ in range(2):
        shown.prompt.away(1)
        shown.prompt.away(0)
        assert shown.last == "bob> "
        shown.prompt.connected()
        shown.passes()
    assert set(shown.prompts) == {"bob> "}


def test_an_answer_that_is_awaited_goes_before_all_else() -> None:
    shown = Shown("ru")
    shown.prompt.sending(True)
    assert shown.last == "Отправка… bob> "
    shown.prompt.sending(False)
    assert shown.last == "bob> "


@pytest.mark.parametrize("begun", [False, True])
def test_nothing_is_shown_by_itself_after_the_end(begun: bool) -> None:
    shown = Shown()
    if begun:
        shown.prompt.away(1)
    shown.prompt.close()
    shown.passes()
    assert set(shown.prompts) <= {"bob> "}
