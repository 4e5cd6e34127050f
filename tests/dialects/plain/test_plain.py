"""What people read."""

import re
from datetime import timedelta, timezone

import pytest
from dialect_strategies import events, messages, public, stamps
from hypothesis import given
from hypothesis import strategies as st

from besedka.chat.language.events import (
    Accepted,
    Cancelled,
    Farewell,
    HistoryListed,
    IgnoredListed,
    IgnoredUser,
    Joined,
    Left,
    Limits,
    Message,
    Muted,
    NotSent,
    Pending,
    Recorded,
    Refused,
    Renamed,
    ScheduledListed,
    Silenced,
    Stamp,
    Stopping,
    Unmuted,
    User,
    UsersListed,
    Welcome,
)
from besedka.chat.language.text import is_clean
from besedka.dialects import COMMANDS, LocalClock, Shown
from besedka.dialects.commands.requests import HelpShown, LanguageSet
from besedka.dialects.plain.event_lines import describe
from besedka.dialects.plain.plain_dialect import PlainDialect

AT = 1_795_391_822_123
STAMP = Stamp(17, AT)
CLOCK = LocalClock(timezone(timedelta(hours=3)))
PLAIN = PlainDialect("plain", newline=True, clock=CLOCK)
NOW = "02:57:02"
ROW = Pending(18, "one\ntwo", AT + 98_000, "bob")
LIMITS = Limits(4000, 32, 604_800, 100, 20)


def en(event: Shown) -> str:
    return PLAIN.write(event, STAMP, "en")


def ru(event: Shown) -> str:
    return PLAIN.write(event, STAMP, "ru")


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Message(17, "alice", "hi"), "#17 alice: hi"),
        (Message(18, "alice", "hi", "bob"), "#18 alice → bob (private): hi"),
        (Message(19, "alice", "hi", delayed=True), "#19 alice (delayed): hi"),
        (Message(19, "alice", "hi", delayed=True, late=True), "#19 alice (delayed, late): hi"),
        (Message(20, "alice", "hi", "bob", delayed=True), "#20 alice → bob (private, delayed): hi"),
        (Message(21, "alice", "one\ntwo"), "#21 alice: one\n  | two"),
        (Joined("bob"), "* bob has come in"),
        (Joined("bob", AT + 1000), "* bob has come in, muted until 02:57:03"),
        (Left("bob", "exit"), "* bob has left"),
        (Left("bob", "lost"), "* bob is gone: the connection broke"),
        (Left("bob", "timeout"), "* bob is gone: no response"),
        (Left("bob", "slow"), "* bob is gone: the connection is too slow"),
        (Left("bob", "error"), "* bob is gone: protocol error"),
        (Renamed("bob", "robert"), "* bob is now called robert"),
        (Muted("bob", AT + 600_000, 4), "* bob cannot speak until 03:07:02: 4 complaints"),
        (Unmuted("bob"), "* bob may speak again"),
        (Stopping(), "* The server is stopping"),
        (Farewell("exit"), "* Goodbye!"),
        (
            Accepted("send", 18, AT + 98_000),
            "= #18 will be sent at 02:58:40, in 1 minute 38 seconds; `cancel 18` cancels it",
        ),
        (
            Accepted("send", 18, AT + 98_000, "bob"),
            "= #18 will be sent to bob (private) at 02:58:40, in 1 minute 38 seconds; `cancel 18` cancels it",
        ),
        (Accepted("send", 18, None, "robert", "bob"), "= bob is now called robert; sent to robert"),
        (
            Accepted("report", name="bob"),
            (
                "= Your complaint about bob is noted; nobody will know that it is yours\n"
                "  `ignore bob` hides their messages from you"
            ),
        ),
        (
            Accepted("ignore", name="bob"),
            "= You will not see messages from bob; `unignore bob` shows them again",
        ),
        (Accepted("unignore", name="bob"), "= You see messages from bob again"),
        (IgnoredListed(()), "= You ignore nobody."),
        (
            IgnoredListed((IgnoredUser("bob", here=True), IgnoredUser("eve", here=False))),
            "= You ignore 2 people:\n  bob\n  eve (not here)",
        ),
        (Joined("bob", ignored=True), "* bob (ignored) has come in"),
        (Renamed("guest-1", "bob", ignored=True), "* guest-1 is now called bob (ignored)"),
        (Joined("bob", AT + 1000, ignored=True), "* bob (ignored) has come in, muted until 02:57:03"),
        (
            Cancelled((ROW,)),
            "= 1 message will not be sent:\n  #18 at 02:58:40, in 1 minute 38 seconds → bob (private): one\n    | two",
        ),
        (ScheduledListed(()), "= You have no delayed messages."),
        (
            ScheduledListed((Pending(18, "x", AT + 1000),)),
            "= 1 message is waiting:\n  #18 at 02:57:03, in 1 second: x",
        ),
        (NotSent(ROW, "muted"), "! #18 (private) was not sent: you are muted. It said:\n  | one\n  | two"),
        (
            NotSent(ROW, "too-late"),
            "! #18 (private) was not sent: the server was down when it was due. It said:\n  | one\n  | two",
        ),
        (
            NotSent(ROW, "recipient-left"),
            "! #18 (private) was not sent: bob has left. It said:\n  | one\n  | two",
        ),
        (
            NotSent(ROW, "stopping"),
            "! #18 (private) will not be sent: the server is stopping. It said:\n  | one\n  | two",
        ),
        (HistoryListed(()), "= Nothing has been said yet."),
        (
            UsersListed("alice", (User("alice"), User("bob", AT + 1000))),
            "= 2 people are here:\n  alice (you)\n  bob (muted until 02:57:03)",
        ),
        (LanguageSet("en"), "= The language is English now."),
        (Refused("report-self"), "! You cannot complain about yourself."),
    ],
)
def test_what_happened_is_told_in_a_line(event: Shown, said: str) -> None:
    assert en(event) == f"{NOW} {said}"


@pytest.mark.parametrize(
    "event", [Accepted("send", 17), Accepted("send", 17, name="bob"), Accepted("rename", name="x")]
)
def test_what_is_seen_anyway_is_not_said(event: Shown) -> None:
    assert en(event) == ""


def test_a_delayed_message_to_a_former_name_says_both() -> None:
    first, second = en(Accepted("send", 18, AT + 1000, "robert", "bob")).split("\n")
    assert first == f"{NOW} = bob is now called robert"
    assert second.startswith(f"{NOW} = #18 will be sent to robert")


def test_a_complaint_about_a_former_name_says_both() -> None:
    assert en(Accepted("report", name="robert", asked="bob")).startswith(
        f"{NOW} = bob is now called robert\n"
    )


def test_the_greeting_names_you_the_others_help_and_the_offset() -> None:
    assert en(Welcome("alice", ("alice", "bob"), 2, LIMITS)).split("\n") == [
        f"{NOW} * Welcome to Besedka! You are called alice",
        f"{NOW} * 2 people are here: alice, bob",
        f"{NOW} * `help` lists commands, `send hello` says hello (times: UTC+03:00)",
    ]


def test_the_greeting_marks_who_is_away() -> None:
    welcome = Welcome("alice", ("alice", "bob", "eve"), 3, LIMITS, bots=("bob",), away=("bob",))
    assert "alice, bob (bot) (away), eve" in en(welcome)
    assert "alice, bob (бот) (не на связи), eve" in ru(welcome)


def test_the_greeting_of_a_large_room_lists_only_some() -> None:
    names = tuple(f"n{n}" for n in range(1000))
    assert en(Welcome("n1", names, 5000, LIMITS)).split("\n")[1].endswith("n18, n19, …")


def test_the_silenced_are_told_why_how_long_and_what_still_works() -> None:
    said = en(Silenced(AT + 600_000, 4))
    assert said.startswith(
        f"{NOW} ! You cannot speak until 03:07:02, for 10 minutes, because of 4 complaints."
    )
    for command in ("help", "users", "history", "cancel", "scheduled", "exit"):
        assert f"`{command}`" in said
    assert "`send`" not in said
    assert said.endswith(".")


def test_history_has_the_date_when_it_was_not_today() -> None:
    rows = (
        Recorded(Stamp(3, AT - 86_400_000), Message(3, "al", "one\ntwo")),
        Recorded(Stamp(4, AT), Message(2, "al", "now", delayed=True)),
    )
    assert en(HistoryListed(rows)).split("\n") == [
        f"{NOW} = The last 2 messages:",
        "  2026-11-22 02:57:02 #3 al: one",
        "    | two",
        "  02:57:02 #2 al (delayed): now",
    ]


@pytest.mark.parametrize("harm", ["\x1b[31m", "\u202e", "\n", "\x9b"])
def test_what_is_narrated_is_cleaned_once_more(harm: str) -> None:
    said = en(Renamed(f"bob{harm}", "robert"))
    assert is_clean(said, newline=False)
    assert "bob" in said


def test_help_is_a_table_that_fits_a_terminal() -> None:
    for said in (en(HelpShown()), ru(HelpShown())):
        head, *rows = said.split("\n")
        assert head.startswith(f"{NOW} = ")
        assert len(rows) == 16
        assert all(len(row) <= 80 for row in rows)


@pytest.mark.parametrize("topic", ["users", "report", "ignore", "unignore", "ignored"])
def test_what_help_says_of_a_command_fits_a_terminal(topic: str) -> None:
    for said in (en(HelpShown(topic)), ru(HelpShown(topic))):
        assert all(len(line) <= 80 for line in said.split("\n"))


@pytest.mark.parametrize("topic", [spec.name for spec in COMMANDS])
def test_help_explains_every_command_with_the_numbers_of_the_rules(topic: str) -> None:
    for said in (en(HelpShown(topic)), ru(HelpShown(topic))):
        assert said.startswith(f"{NOW} = `{topic}")
        assert "{" not in said
        assert said.count("\n") >= 1


def test_a_public_message_is_the_same_in_every_language() -> None:
    event = Message(1, "a", "b")
    assert not PLAIN.language_matters(event)
    assert en(event) == ru(event)
    assert PLAIN.language_matters(Message(1, "a", "b", delayed=True))
    assert PLAIN.language_matters(Message(1, "a", "b", "c"))
    assert PLAIN.language_matters(Joined("a"))


@given(messages, stamps, st.sampled_from(["en", "ru"]))
def test_the_fast_way_says_what_the_narration_says(event: Message, stamp: Stamp, language: str) -> None:
    told = "\n".join(line.text for line in describe(event, stamp, language, CLOCK))
    assert PLAIN.write(event, stamp, language) == told


HEAD = re.compile(r"\d\d:\d\d:\d\d (?:#\d|[*=!] )")
ROW_OF_AN_ANSWER = re.compile(r"  (?:\d|#|\w)")


@given(
    public,
    st.lists(
        st.sampled_from(
            ["02:57:02 #1 bob: x", "02:57:02 * x", "  02:57:02 #1 b: x", "\r", "\n", "\x85", "\u2028"]
        )
    ),
)
def test_no_text_looks_like_somebody_elses_line(event: Message, pieces: list[str]) -> None:
    text = event.text + "".join(pieces) + "\r" + "".join(pieces)
    message = Message(event.number, event.author, text)
    pending = Pending(1, text, AT + 1000)
    for said in (message, Message(1, "a", text, "b")):
        head, *others = en(said).splitlines()
        assert HEAD.match(head)
        assert not any(HEAD.match(line) or ROW_OF_AN_ANSWER.match(line) for line in others)
    for answer in (
        NotSent(pending, "muted"),
        Cancelled((pending,)),
        HistoryListed((Recorded(STAMP, message),)),
    ):
        head, *others = en(answer).splitlines()
        assert HEAD.match(head)
        assert not any(HEAD.match(line) for line in others)
        assert sum(bool(ROW_OF_AN_ANSWER.match(line)) for line in others) <= 1


@given(events, stamps, st.sampled_from(["en", "ru"]))
def test_every_event_is_told_in_clean_lines_and_the_first_is_a_head(
    event: Shown, stamp: Stamp, language: str
) -> None:
    said = PLAIN.write(event, stamp, language, ref="ignored")
    assert is_clean(said)
    assert not said or HEAD.match(said)
    assert all(line.startswith("  ") or HEAD.match(line) for line in said.split("\n") if said)
    assert "{" not in said or "{" in repr(event)
