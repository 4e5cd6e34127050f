import pytest
from chat_bench import NOON, SERVER, ChatBench, addressee, session_of
from hypothesis import given, settings
from hypothesis import strategies as st

from besedka.chat import RULES_VERSION, Chat, Delivery, Entry, Origin, OutOfOrderError, Rules, Stamp
from besedka.chat.language.commands import (
    LOOPBACK,
    Cancel,
    Command,
    Join,
    Leave,
    NodeStarted,
    NodeStopped,
    Rename,
    Report,
    Send,
    Tick,
)
from besedka.chat.language.events import Refused

RULES = NodeStarted("life", Rules())


def begun() -> Chat:
    chat = Chat()
    chat.apply(Entry(1, NOON, SERVER, RULES))
    return chat


def test_a_chat_that_has_not_begun_holds_nothing() -> None:
    chat = Chat()
    assert (chat.last, chat.next_due(), chat.is_in("ann")) == (Stamp(0, 0), None, False)


def test_the_rules_begin_the_journal() -> None:
    assert begun().last == Stamp(1, NOON)


def test_a_journal_that_begins_otherwise_is_broken() -> None:
    chat = Chat()
    with pytest.raises(OutOfOrderError, match="rules"):
        chat.apply(Entry(1, NOON, SERVER, Tick()))
    assert chat.apply(Entry(1, NOON, SERVER, RULES)) == []


@pytest.mark.parametrize(
    "entry",
    [
        Entry(1, NOON, SERVER, Tick()),
        Entry(3, NOON, SERVER, Tick()),
        Entry(-1, NOON, SERVER, Tick()),
        Entry(2, NOON - 1, SERVER, Tick()),
        Entry(2, NOON, SERVER, Tick(), version=0),
        Entry(2, NOON, SERVER, Tick(), version=RULES_VERSION + 1),
    ],
)
def test_a_broken_journal_raises_and_changes_nothing(entry: Entry) -> None:
    chat = begun()
    with pytest.raises(OutOfOrderError):
        chat.apply(entry)
    assert chat.last == Stamp(1, NOON)
    assert chat.apply(Entry(2, NOON, SERVER, Tick())) == []


def test_several_entries_may_share_a_time() -> None:
    chat = begun()
    chat.apply(Entry(2, NOON, SERVER, Tick()))
    assert chat.last == Stamp(2, NOON)


def test_a_tick_twice_does_nothing_more() -> None:
    bench = ChatBench()
    bench.join_all("ann")
    bench.schedule("ann", "x", 5)
    bench.sleep(5)
    assert len(bench.server(Tick())) == 1
    assert bench.server(Tick()) == []


def test_who_is_in_is_known_between_join_and_leave() -> None:
    bench = ChatBench()
    assert not bench.chat.is_in(session_of("ann"))
    bench.join("ann")
    assert bench.chat.is_in(session_of("ann"))
    bench.leave("ann")
    assert not bench.chat.is_in(session_of("ann"))


def test_the_next_time_is_that_of_the_first_that_is_due() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.schedule("ann", "x", 900)
    assert bench.chat.next_due() == NOON + 900_000
    bench.mute("bob")
    assert bench.chat.next_due() == NOON + 600_000
    bench.schedule("ann", "x", 5)
    assert bench.chat.next_due() == NOON + 5000
    bench.cancel("ann")
    assert bench.chat.next_due() == NOON + 600_000


def test_a_stranger_is_told_nothing() -> None:
    bench = ChatBench()
    bench.join("ann")
    strange: list[Command] = [Cancel(), Leave(), Rename("x"), Report("ann"), Send("x")]
    for command in strange:
        assert bench.apply("stranger", command) == []
        assert bench.apply(None, command) == []


def test_rules_that_change_decide_from_here_on() -> None:
    bench = ChatBench()
    bench.join("ann")
    bench.schedule("ann", "x", 900)
    bench.change_rules(Rules(max_text=1, max_delay_seconds=1))
    assert bench.send("ann", "xx") == Refused("text-too-long", {"limit": 1, "length": 2})
    assert bench.chat.next_due() == NOON + 900_000


# -- whatever an entry says

odd_numbers = st.one_of(
    st.none(), st.integers(-2, 9), st.sampled_from([10**30, -(10**30), 2**63, 604_800, 604_801])
)
odd_texts = st.one_of(
    st.text(st.characters(), max_size=40),
    st.sampled_from(
        ["", " ", "\ud800", "\x00", "ann", "ANN", "guest-1", "аnn", "x" * 5000, "\u202e", "ß" * 33]
    ),
)
odd_lives = st.sampled_from(["life", "", "1", "2", "\ud800"])
odd_commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(Join, st.sampled_from([LOOPBACK, "net", "", "\ud800"]), st.none() | odd_texts),
    st.builds(Leave, st.sampled_from(["exit", "lost"])),
    st.builds(Rename, odd_texts),
    st.builds(Report, odd_texts),
    st.builds(Send, odd_texts, st.none() | odd_texts, odd_numbers),
    st.builds(Cancel, odd_numbers, st.booleans()),
    st.just(Tick()),
    st.builds(NodeStopped, odd_lives, st.booleans()),
    st.builds(
        NodeStarted,
        odd_lives,
        st.builds(
            Rules,
            history_size=st.integers(0, 3),
            held_names=st.integers(0, 4),
            max_remembered=st.integers(0, 3),
            pace=st.integers(1, 3),
            mute=st.integers(0, 2000),
            max_name=st.integers(15, 40),
            complaints_tolerated=st.integers(0, 2),
            name_hold=st.integers(0, 2000),
            pace_window=st.integers(0, 2000),
        ),
    ),
)
odd_sessions = st.sampled_from([None, "", "a", "b", "\ud800"])
odd_steps = st.tuples(odd_sessions, odd_commands, st.sampled_from([0, 0, 0, 1, 500, 86_400_000, 10**30]))


@settings(deadline=None, max_examples=300)
@given(st.lists(odd_steps, max_size=60))
def test_whatever_an_entry_says_there_is_an_answer_and_never_an_exception(
    steps: list[tuple[str | None, Command, int]],
) -> None:
    chat, now = begun(), NOON
    for seq, (session, command, later) in enumerate(steps, 2):
        now += later
        before = session is not None and chat.is_in(session)
        answers = chat.apply(Entry(seq, now, Origin("node", session), command))
        due = chat.next_due()
        assert due is None or due >= now
        if before and not isinstance(command, Join | Tick | NodeStopped | NodeStarted):
            assert Delivery in {type(answer) for answer in answers if addressee(answer) == session}
