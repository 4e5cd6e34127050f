from datetime import timezone

import pytest

from besedka.client.terminal.screen.connection_notices import ConnectionNotices
from besedka.client.terminal.screen.event_renderer import EventRenderer
from besedka.client.terminal.screen.failed_lines import failure
from besedka.dialects.words.clock import LocalClock


class Told:
    """What is told of the connection."""

    def __init__(self, *, script: bool = False, announces: bool = False) -> None:
        self.rows: list[str] = []
        renderer = EventRenderer("en", clock=LocalClock(timezone.utc), now=lambda: 0)
        self.notices = ConnectionNotices(
            renderer,
            lambda told: self.rows.extend(row.removeprefix("00:00:00 ~ ") for row in told.rows(None)),
            script=script,
            announces=announces,
        )


def test_a_person_is_told_what_happens_to_what_is_typed_and_a_script_is_not() -> None:
    person, script = Told(), Told(script=True)
    person.notices.lost()
    script.notices.lost()
    assert person.rows == [
        "Connection lost. What you type now will be sent when it is back; Enter tries at once."
    ]
    assert script.rows == ["Connection lost, trying to get it back."]


def test_of_a_session_that_does_not_go_on_that_is_not_promised() -> None:
    told = Told()
    told.notices.lost(3)
    assert told.rows == ["Connection lost. Trying again in 3 s"]


@pytest.mark.parametrize(("announces", "rows"), [(True, ["Connected again."]), (False, [])])
def test_a_return_is_told_once_where_no_prompt_shows_it(announces: bool, rows: list[str]) -> None:
    told = Told(announces=announces)
    told.notices.connected()
    told.notices.lost()
    told.rows.clear()
    told.notices.connected()
    told.notices.connected()
    assert told.rows == rows


@pytest.mark.parametrize(
    ("written", "offered", "leaving", "sentence"),
    [
        (True, True, False, "Failed: no answer came to this. Send it again? Enter does."),
        (True, False, False, "Failed: no answer came to this. The Up key brings it back."),
        (False, True, False, "Failed: this was not sent. Send it now? Enter does."),
        (False, False, False, "Failed: this was not sent. The Up key brings it back."),
        (True, False, True, "No answer came to this, it may be lost:"),
        (False, False, True, "This was not sent:"),
    ],
)
def test_a_failed_line_says_whether_it_may_have_arrived(
    written: bool, offered: bool, leaving: bool, sentence: str
) -> None:
    assert failure(written=written, offered=offered, leaving=leaving) == sentence
