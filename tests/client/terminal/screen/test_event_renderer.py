from datetime import timezone

import pytest
from fake_server import LIMITS

from besedka.chat.language.events import (
    Accepted,
    Message,
    Recorded,
    Refused,
    Renamed,
    Resumed,
    Stamp,
    Welcome,
)
from besedka.client.terminal.screen.event_renderer import EventRenderer, RenderedLines, now_ms
from besedka.dialects.commands.requests import HelpShown, LanguageSet
from besedka.dialects.json.client_codec import Received, Unknown
from besedka.dialects.words.clock import LocalClock

AT = 1_700_000_000_000
STAMP = Stamp(7, AT)


def renderer(*, depth: int = 0, gutter: bool = False, code: str = "en") -> EventRenderer:
    made = EventRenderer(code, depth=depth, gutter=gutter, clock=LocalClock(timezone.utc), now=lambda: AT)
    tell(made, Welcome("bob", ("bob",), 1, LIMITS))
    return made


def tell(made: EventRenderer, event: object) -> RenderedLines:
    return made.render(Received(event, STAMP))  # type: ignore[arg-type]


def test_a_message_is_one_line() -> None:
    assert tell(renderer(), Message(7, "eve", "hi")).rows(None) == ["22:13:20 #7 eve: hi"]


def test_a_bot_is_marked_and_called_by_its_name_alone() -> None:
    made = renderer()
    assert tell(made, Message(7, "eve", "hi", bot=True)).rows(None) == ["22:13:20 #7 eve (bot): hi"]
    missed = made.missed([Recorded(STAMP, Message(7, "eve", "hi bob", bot=True))])
    assert missed.rows(None) == ["22:13:20 #7 eve (bot): hi bob"]
    assert tell(renderer(code="ru"), Message(7, "eve", "hi", bot=True)).rows(None) == [
        "22:13:20 #7 eve (бот): hi"
    ]


def test_the_mark_of_a_bot_is_dim_beside_a_name_that_is_coloured_as_ever() -> None:
    made = renderer(depth=256)
    (marked,) = tell(made, Message(7, "eve", "hi bob", bot=True)).rows(None)
    (plain,) = tell(made, Message(7, "eve", "hi bob")).rows(None)
    assert marked.replace(" (\x1b[2mbot\x1b[0m)", "") == plain


def test_without_colours_a_gutter_tells_own_and_called_from_others() -> None:
    made = renderer(gutter=True)
    marks = [
        tell(made, Message(7, author, text)).rows(None)[0][:2]
        for author, text in [("bob", "hi"), ("eve", "hi"), ("eve", "hi Bob")]
    ]
    assert marks == ["> ", "  ", "@ "]


def test_the_gutter_marks_a_message_once() -> None:
    lines = tell(renderer(gutter=True), Message(7, "bob", "one\ntwo")).rows(None)
    assert lines == ["> 22:13:20 #7 bob: one", "    | two"]


@pytest.mark.parametrize(
    ("message", "bell"),
    [
        (Message(7, "eve", "hi bob, bob!"), True),
        (Message(7, "eve", "hi bobby"), False),
        (Message(7, "bob", "I am bob"), False),
        (Message(7, "eve", "psst", to="bob"), True),
        (Message(7, "bob", "psst", to="eve"), False),
    ],
)
def test_the_bell_rings_for_what_concerns_one(message: Message, bell: bool) -> None:
    assert tell(renderer(), message).bell is bell


def test_ones_own_name_stands_out_in_the_text() -> None:
    line = tell(renderer(depth=256), Message(7, "eve", "hi bob!")).rows(None)[0]
    assert "hi \x1b[1;7mbob\x1b[0m!" in line


def test_names_have_colours_and_ones_own_is_bold() -> None:
    made = renderer(depth=8)
    assert (
        "\x1b[35meve\x1b[0m" in tell(made, Message(7, "eve", "hi")).rows(None)[0]
        or "eve\x1b[0m" in tell(made, Message(7, "eve", "hi")).rows(None)[0]
    )
    assert "\x1b[1;" in tell(made, Message(7, "bob", "hi")).rows(None)[0]


def test_private_lines_and_errors_have_colours_of_their_own() -> None:
    made = renderer(depth=8)
    assert "\x1b[35m): psst\x1b[0m" in tell(made, Message(7, "eve", "psst", to="bob")).rows(None)[0]
    assert "31m" in tell(made, Refused("text-empty", {"limit": 5})).rows(None)[0]


def test_it_follows_ones_name_and_language() -> None:
    made = renderer()
    tell(made, Renamed("eve", "eva"))
    assert made.me == "bob"
    tell(made, Renamed("bob", "robert"))
    assert made.me == "robert"
    tell(made, LanguageSet("ru"))
    assert made.code == "ru"
    tell(made, LanguageSet("xx"))
    assert made.code == "ru"


def test_nothing_is_said_twice_or_without_understanding() -> None:
    made = renderer()
    assert tell(made, Accepted("send", number=7)).rows(None) == []
    assert tell(made, Unknown("hologram", {})).rows(None) == []


def test_no_escape_sequence_of_the_server_reaches_the_terminal() -> None:
    line = tell(renderer(), Message(7, "e\x1b[2Jve", "a\x1b]0;x\x07\u202e\nb\x9b")).rows(None)
    assert line == ["22:13:20 #7 e[2Jve: a]0;x", "  | b"]


def test_missed_messages_look_as_they_would_have_and_ring_no_bell() -> None:
    rows = [Recorded(Stamp(3, AT - 1000), Message(3, "eve", "hi bob"))]
    told = renderer().missed(rows)
    assert (told.rows(None), told.bell) == (["22:13:19 #3 eve: hi bob"], False)
    assert renderer().missed(rows, 5).rows(None)[0].endswith("~ 5 earlier messages since then are not shown.")


DAY = 86_400_000


def returned(made: EventRenderer, seq: int, away: int = 0) -> list[str]:
    state = Welcome("bob", ("bob",), 1, LIMITS)
    return made.returned(Resumed(state, missed=1), Stamp(seq, AT), away, ((), ())).rows(None)


def test_what_was_missed_of_another_day_has_its_date_and_what_follows_has_none() -> None:
    made = renderer()
    assert returned(made, 9) == []

    def row(seq: int, at: int) -> str:
        return made.render(Received(Message(seq, "eve", "hi bob"), Stamp(seq, at))).rows(None)[0]

    assert row(7, AT - DAY) == "2023-11-13 22:13:20 #7 eve: hi bob"
    assert row(8, AT - 1000) == "22:13:19 #8 eve: hi bob"
    assert row(10, AT + DAY) == "22:13:20 #10 eve: hi bob"  # live, and the clocks differ as they like
    tell(made, Welcome("bob", ("bob",), 1, LIMITS))  # a new session, whose numbers may begin anew
    assert row(7, AT - DAY) == "22:13:20 #7 eve: hi bob"


def test_missed_messages_call_as_new_ones_do() -> None:
    made = renderer()
    returned(made, 9)
    assert tell(made, Message(7, "eve", "hi bob")).bell


def test_a_return_is_told_by_notes_and_renews_the_own_name() -> None:
    made = renderer()
    assert returned(made, 9, away=60_000) == [
        "22:13:20 ~ You were away for 1 minute; 1 message to everybody meanwhile."
    ]
    made.returned(Resumed(Welcome("rob", ("rob",), 1, LIMITS)), STAMP, 0, ((), ()))
    assert made.me == "rob"
    assert made.new_session("unknown-session", 1000, ()).rows(None) == [
        "22:13:20 ~ You were away for 1 second, and your session has ended. This is a new one."
    ]


def test_notes_have_the_time_and_a_mark_of_their_own() -> None:
    assert renderer().note("Back in {seconds} s", seconds=3).rows(None) == ["22:13:20 ~ Back in 3 s"]


def test_an_echo_shows_line_breaks_as_marks() -> None:
    assert renderer().echo("send a\nb").rows(None) == ["» send a ⏎ b"]


def test_help_for_a_command_has_the_servers_own_words() -> None:
    fields = {"commands": [{"name": "send", "details": "At most 12 characters\x1b[2J.\nNo more."}]}
    told = renderer().render(Received(HelpShown("send"), STAMP, None, fields))
    assert told.rows(None)[1:] == ["  At most 12 characters[2J.", "  No more."]


@pytest.mark.parametrize("commands", [None, [], [3], [{"details": 3}], {"details": "x"}])
def test_help_without_them_has_ours(commands: object) -> None:
    told = renderer().render(Received(HelpShown("send"), STAMP, None, {"commands": commands}))
    assert any("4000" in row for row in told.rows(None))


def test_now_is_in_milliseconds() -> None:
    assert now_ms() > AT
