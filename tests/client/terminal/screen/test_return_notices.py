import pytest
from fake_server import LIMITS

from besedka.chat.language.events import Resumed, Welcome
from besedka.client.terminal.screen.return_notices import Changes, left_out, new_session, resumed
from besedka.dialects.plain.styled_lines import joined
from besedka.dialects.words.languages import language

STATE = Welcome("bob", ("bob",), 1, LIMITS)
HOUR = 3_600_000
NOTHING: Changes = ((), ())


def told(
    missed: int = 0,
    gap: int = 0,
    lost: int = 0,
    *,
    away: int = 8 * HOUR,
    changes: Changes = NOTHING,
    code: str = "en",
) -> list[str]:
    return [joined(row) for row in resumed(Resumed(STATE, missed, gap, lost), away, changes, language(code))]


@pytest.mark.parametrize(
    ("missed", "gap", "sentence"),
    [
        (0, 0, "You were away for 8 hours."),
        (1, 0, "You were away for 8 hours; 1 message to everybody meanwhile."),
        (214, 0, "You were away for 8 hours; 214 messages to everybody meanwhile."),
        (214, 114, "You were away for 8 hours; 214 messages to everybody meanwhile, the last 100 are here."),
        (3, 3, "You were away for 8 hours; 3 messages to everybody meanwhile are no longer kept."),
    ],
)
def test_an_absence_is_told_with_what_was_missed(missed: int, gap: int, sentence: str) -> None:
    assert told(missed, gap) == [sentence]


@pytest.mark.parametrize(
    ("missed", "sentence"),
    [
        (1, "Вас не было 8 часов; за это время — 1 сообщение для всех."),
        (214, "Вас не было 8 часов; за это время — 214 сообщений для всех."),
    ],
)
def test_russian_counts_what_was_missed(missed: int, sentence: str) -> None:
    assert told(missed, code="ru") == [sentence]


def test_a_short_absence_of_which_nothing_is_gone_is_not_told() -> None:
    assert told(3, away=14_999, changes=(("eve",), ())) == []
    assert told(3, away=15_000) == ["You were away for 15 seconds; 3 messages to everybody meanwhile."]


def test_what_is_gone_is_told_however_short_the_absence_was() -> None:
    assert told(600, 100, 2, away=1000) == [
        "You were away for 1 second; 600 messages to everybody meanwhile, the last 500 are here.",
        "2 messages to you alone are lost: too many were waiting",
    ]


def test_who_came_and_went_is_told_after_a_longer_absence() -> None:
    many = tuple(f"n{number}" for number in range(30))
    assert told(changes=(("eve", "mia"), ("ann",)))[1:] == [
        "New names here: eve, mia",
        "Names no longer here: ann",
    ]
    assert told(changes=(many, ()))[1].endswith("n19, …")


@pytest.mark.parametrize(
    ("reason", "ignored", "sentences"),
    [
        (
            "unknown-session",
            (),
            ["You were away for 8 hours, and your session has ended. This is a new one."],
        ),
        (
            "new-server",
            ("mallory", "eve"),
            [
                "The server was restarted and has kept nothing. This is a new session.",
                "You no longer ignore anybody. You ignored: mallory, eve",
            ],
        ),
        ("", ("eve",), []),
    ],
)
def test_a_new_session_is_told_with_what_it_has_lost(
    reason: str, ignored: tuple[str, ...], sentences: list[str]
) -> None:
    assert [joined(row) for row in new_session(reason, 8 * HOUR, ignored, language("en"))] == sentences


@pytest.mark.parametrize(
    ("count", "code", "sentence"),
    [
        (1, "en", "1 earlier message since then is not shown."),
        (114, "en", "114 earlier messages since then are not shown."),
        (1, "ru", "Ещё 1 более раннее сообщение не показано."),
        (114, "ru", "Ещё 114 более ранних сообщений не показано."),
    ],
)
def test_what_is_not_shown_is_counted(count: int, code: str, sentence: str) -> None:
    assert joined(left_out(count, language(code))) == sentence
