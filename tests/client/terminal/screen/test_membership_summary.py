import pytest

from besedka.chat.language.events import Away, Joined, Left, Message, Renamed, Returned
from besedka.client.terminal.screen.membership_summary import MembershipSummary
from besedka.dialects.plain.styled_lines import joined
from besedka.dialects.words.languages import language


def told(*events: object, code: str = "en") -> str:
    summary = MembershipSummary()
    for event in events:
        assert summary.take(event), event
    return joined(summary.sentence(language(code)))


def came(*names: str) -> list[Joined]:
    return [Joined(name) for name in names]


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        (came("mia"), "mia has come in"),
        (came("mia", "ben"), "mia and ben came in"),
        (came("mia", "ben", "zoe"), "mia, ben and zoe came in"),
        (came("mia", "ben", "zoe", "eve"), "mia, ben and 2 others came in"),
        (came("mia", "ben", *map(str, range(10))), "mia, ben and 10 others came in"),
        ([Left("mia", "exit"), Left("ben", "exit")], "mia and ben left"),
        ([Left("mia", "lost"), Left("ben", "timeout")], "mia and ben lost the connection"),
        ([*came("mia", "ben"), Left("eve", "timeout")], "mia and ben came in; eve is gone: no response"),
        ([Joined("mia"), Left("mia", "lost")], "mia came in and left"),
        ([Left("mia", "lost"), Joined("mia")], "mia left and came back"),
        ([Left("mia", "lost"), Joined("mia"), Left("mia", "exit")], "mia has left"),
        ([Joined("guest-1"), Renamed("guest-1", "mia"), Joined("ben")], "mia and ben came in"),
        ([Joined("mia", ignored=True)], "mia (ignored) has come in"),
        ([Joined("mia", ignored=True), Joined("ben")], "mia (ignored) and ben came in"),
        ([Left("mia", "lost"), Joined("mia", ignored=True)], "mia (ignored) left and came back"),
        ([Joined("mia", bot=True)], "mia (bot) has come in"),
        ([Joined("mia", ignored=True, bot=True), Joined("ben")], "mia (bot) (ignored) and ben came in"),
        ([Left("mia", "lost"), Joined("mia", bot=True)], "mia (bot) left and came back"),
        ([Joined("mia", bot=True), Left("mia", "exit"), Joined("mia")], "mia has come in"),
        (
            [Joined("guest-1", bot=True), Renamed("guest-1", "mia"), Joined("ben")],
            "mia (bot) and ben came in",
        ),
        (
            [*came("mia"), Joined("ben", ignored=True), *came("eve", "zoe")],
            "mia, ben (ignored) and 2 others came in",
        ),
        ([Away("mia")], "mia is away: the connection is gone, but may come back"),
        ([Away("mia"), Away("ben")], "mia and ben are away"),
        ([Away("mia"), Returned("mia")], "mia is back"),
        ([Returned("mia"), Returned("ben"), Away("mia"), Away("zoe")], "ben is back; mia and zoe are away"),
        ([Returned("mia"), Returned("ben")], "mia and ben are back"),
        ([Away("mia"), Left("mia", "lost")], "mia is gone: the connection broke"),
        ([Away("mia"), Left("mia", "lost"), Joined("mia")], "mia left and came back"),
        ([Returned("mia"), Left("mia", "exit"), *came("ben")], "ben has come in; mia has left"),
        ([Away(name) for name in ("mia", "ben", "zoe", "eve")], "mia, ben and 2 others are away"),
        ([Joined("mia"), Left("ben", "tomorrow")], "mia has come in; ben has left"),  # type: ignore[arg-type]
    ],
)
def test_what_became_of_each_is_one_sentence(events: list[object], sentence: str) -> None:
    assert told(*events) == sentence


@pytest.mark.parametrize(
    ("count", "others"), [(3, "1 человек"), (4, "2 человека"), (12, "10 человек"), (23, "21 человек")]
)
def test_russian_counts_the_others(count: int, others: str) -> None:
    names = [f"n{number}" for number in range(count)]
    expected = "n0, n1 и n2" if count == 3 else f"n0, n1 и ещё {others}"
    assert told(*came(*names), code="ru") == f"{expected} входят в чат"


@pytest.mark.parametrize(
    "event",
    [
        Joined("eve", muted_until=1),
        Renamed("zoe", "eve"),
        Renamed("mia", "max"),
        Renamed("guest-9", "eve"),
        Message(1, "mia", "hi"),
    ],
)
def test_what_says_more_is_not_among_them(event: object) -> None:
    summary = MembershipSummary()
    assert summary.take(Joined("mia"))
    assert not summary.take(event)
    assert summary.moves == 1


def test_there_is_a_last_of_them() -> None:
    summary = MembershipSummary()
    assert all(summary.take(Joined(f"n{number}")) for number in range(500))
    assert not summary.take(Joined("mia"))


@pytest.mark.parametrize(
    "moves",
    [
        (Joined("guest-1"), Left("mia", "lost")),
        (Left("mia", "exit"), Joined("guest-1")),
        (Joined("mia"), Joined("guest-1"), Left("mia", "exit")),
        (Left("guest-1", "lost"), Joined("guest-1")),
    ],
)
def test_whoever_takes_a_name_that_somebody_had_is_told_by_the_change(moves: tuple[object, ...]) -> None:
    summary = MembershipSummary()
    assert all(map(summary.take, moves))
    before = summary.sentence(language("en"))
    assert not summary.take(Renamed("guest-1", "mia"))
    assert summary.sentence(language("en")) == before
