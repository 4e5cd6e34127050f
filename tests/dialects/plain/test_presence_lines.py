"""Who is away, who is back, and what has not come: the lines of sessions that outlive their connections."""

import pytest

from besedka.chat.language.events import (
    Away,
    Limits,
    NotSent,
    Pending,
    Refused,
    Resumed,
    Returned,
    Stamp,
    Undelivered,
    User,
    UsersListed,
    Welcome,
)
from besedka.dialects import LocalClock, Replaced, SessionGranted, Shown, describe

WELCOME = Welcome(
    "ann", ("ann", "bob", "dice"), 3, Limits(1, 1, 1, 1, 1), bots=("dice",), away=("bob", "dice")
)
USERS = UsersListed(
    "ann", (User("ann"), User("bob", away=True), User("eve", bot=True, ignored=True, away=True))
)

FULL = "bob не на связи, а непрочитанных личных сообщений уже слишком много."

LINES: list[tuple[Shown, list[str], list[str]]] = [
    (
        Away("bob"),
        ["* bob is away: the connection is gone, but may come back"],
        ["* bob не на связи: соединение пропало, но может восстановиться"],
    ),
    (Returned("bob"), ["* bob is back"], ["* bob снова на связи"]),
    (
        Undelivered(42, "one\ntwo", "bob"),
        ["! #42 (private) may not have reached bob. It said:", "  | one", "  | two"],
        ["! #42 (лично), возможно, не доставлено; получатель — bob. Текст:", "  | one", "  | two"],
    ),
    (
        NotSent(Pending(13, "psst", 0, "bob"), "recipient-full"),
        ["! #13 (private) was not sent: too much is waiting for bob, who is away. It said:", "  | psst"],
        [
            f"! #13 (лично) не отправлено: {FULL} Текст:",
            "  | psst",
        ],
    ),
    (
        Refused("recipient-full", {"name": "bob"}),
        ["! Too much is waiting for bob, who is away. Try again later."],
        [f"! {FULL} Попробуйте позже."],
    ),
    (
        Resumed(WELCOME),
        ["* The connection is back; you are still called ann"],
        ["* Связь восстановлена; ваше имя по-прежнему ann"],
    ),
    (
        Resumed(WELCOME, missed=214, gap=114, lost=2),
        [
            "* The connection is back; you are still called ann",
            "* 214 messages were sent meanwhile",
            "* 114 of them, the oldest, are not shown",
            "* 2 messages to you alone are lost: too many were waiting",
        ],
        [
            "* Связь восстановлена; ваше имя по-прежнему ann",
            "* За это время отправлено 214 сообщений",
            "* Из них не показано самых ранних: 114",
            "* Личных сообщений накопилось слишком много: 2 пропали",
        ],
    ),
    (
        Resumed(WELCOME, missed=1, gap=1, lost=1),
        [
            "* The connection is back; you are still called ann",
            "* 1 message was sent meanwhile",
            "* 1 of them, the oldest, is not shown",
            "* 1 message to you alone is lost: too many were waiting",
        ],
        [
            "* Связь восстановлена; ваше имя по-прежнему ann",
            "* За это время отправлено 1 сообщение",
            "* Из них не показано самых ранних: 1",
            "* Личных сообщений накопилось слишком много: 1 пропало",
        ],
    ),
    (
        Replaced(),
        ["* You have come back over another connection; this one ends"],
        ["* Вы вернулись через другое соединение; это закрывается"],
    ),
    (SessionGranted("a secret", 300), [], []),
    (
        USERS,
        ["= 3 people are here:", "  ann (you)", "  bob (away)", "  eve (bot) (ignored) (away)"],
        [
            "= В чате 3 человека:",
            "  ann (вы)",
            "  bob (не на связи)",
            "  eve (бот) (игнорируется) (не на связи)",
        ],
    ),
]


@pytest.mark.parametrize(("shown", "english", "russian"), LINES)
def test_the_lines_say_it_in_both_languages(shown: Shown, english: list[str], russian: list[str]) -> None:
    for language, expected in (("en", english), ("ru", russian)):
        lines = [line.text for line in describe(shown, Stamp(43, 0), language, LocalClock())]
        assert [line.removeprefix("00:00:00 ") for line in lines] == expected


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "* 3 people are here: ann, bob (away), dice (bot) (away)"),
        ("ru", "* В чате 3 человека: ann, bob (не на связи), dice (бот) (не на связи)"),
    ],
)
def test_who_comes_in_sees_who_is_away(language: str, line: str) -> None:
    lines = [shown.text for shown in describe(WELCOME, Stamp(43, 0), language, LocalClock())]
    assert lines[1].removeprefix("00:00:00 ") == line
