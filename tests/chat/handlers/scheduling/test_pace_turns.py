"""The turns of one author's delayed messages that are put off by the pace."""

from dataclasses import replace
from typing import Any

import pytest
from chat_bench import NOON, ChatBench
from hypothesis import given
from hypothesis import strategies as st
from invariants import check_everything
from picture import drawn, picture

from besedka.chat import Chat, Rules
from besedka.chat.handlers import message_delivery, scheduling
from besedka.chat.language.commands import Cancel, Failed, NodeStopped
from besedka.chat.language.events import Cancelled, Message, NotSent


@pytest.fixture
def bench() -> ChatBench:
    bench = ChatBench(Rules(pace=1))
    bench.join_all("ann", "bob")
    return bench


def schedule(bench: ChatBench, *texts: str, delay: int = 1) -> None:
    for text in texts:
        bench.schedule("ann", text, delay)


def with_a_late_entry() -> ChatBench:
    bench = ChatBench(Rules(pace=1))
    bench.join_all("ann", "bob")
    schedule(bench, "created first, due last", delay=2)
    schedule(bench, "a", "b", "c", "d")
    bench.wait(2)
    bench.sleep(2.999)
    bench.wait(9)
    return bench


def test_a_late_entry_changes_no_turns() -> None:
    bench = with_a_late_entry()
    assert bench.heard("bob") == ["a", "b", "c", "d", "created first, due last"]


def test_older_entries_keep_their_outcome() -> None:
    chat, sent = Chat(), []
    for entry in with_a_late_entry().journal:
        deliveries = chat.apply(replace(entry, version=3))
        sent += [delivery.event.text for delivery in deliveries if isinstance(delivery.event, Message)]
    assert sent == ["a", "b", "c", "created first, due last", "d"]


def test_who_is_put_off_a_little_moves_only_whom_that_would_pass(bench: ChatBench) -> None:
    schedule(bench, "a", "b", "c", "d")
    for late in (1.003, 1.007):
        bench.sleep(late)
        bench.wait(0)
    bench.wait(0.993)
    assert [pending.due - NOON for pending in bench.scheduled("ann")] == [3010, 4003]
    bench.wait(2)
    assert bench.times("bob", Message) == [1003, 2010, 3010, 4010]


def test_who_comes_due_while_others_wait_is_not_let_in_before_them(bench: ChatBench) -> None:
    schedule(bench, "goes", "waits")
    schedule(bench, "comes due", delay=2)
    for late in (1.001, 2.5, 1):
        bench.sleep(late)
        bench.wait(0)
    assert bench.heard("bob") == ["goes", "waits", "comes due"]


def test_who_waits_moves_up_when_another_is_cancelled(bench: ChatBench) -> None:
    schedule(bench, *"abcdef")
    bench.wait(1)
    for number in [pending.number for pending in bench.scheduled("ann")][:3]:
        bench.cancel("ann", number)
        check_everything(bench)
    schedule(bench, "new")
    bench.wait(5)
    assert bench.heard("bob") == ["a", "e", "f", "new"]
    assert bench.times("bob", Message) == [1000, 2000, 3000, 4000]


def after_downtime(*private: str) -> ChatBench:
    """Ann had more pending than the pace lets go at once; the server was down for a minute when most came due."""
    bench = ChatBench(Rules(max_late=3_600_000, pace=2))
    bench.join_all("ann", "bob")
    for text in "abcdefgh":
        bench.schedule("ann", text, 5, "bob" if text in private else None)
    bench.start(node="other")
    bench.join("cid", node="other")
    bench.wait(5)
    bench.server(NodeStopped(bench.life(), durable=True))
    bench.now += 60_000
    bench.start()
    return bench


def test_all_that_came_due_while_the_server_was_down_are_late_however_long_they_wait_then() -> None:
    bench = after_downtime()
    bench.wait(10)
    sent = [event for event in bench.seen("cid") if isinstance(event, Message)]
    assert [(event.text, event.late) for event in sent] == [(text, text > "b") for text in "abcdefgh"]


def test_none_of_them_is_for_somebody_whose_session_ended_by_that() -> None:
    bench = after_downtime("g", "h")
    bench.join("ann")
    unsent = [event for event in bench.seen("ann") if isinstance(event, NotSent)]
    assert [(event.message.text, event.reason) for event in unsent] == [("g", "too-late"), ("h", "too-late")]


def test_a_failure_is_repeated_where_it_was_though_its_message_had_to_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log: list[Failed] = []
    bench = ChatBench(Rules(pace=2), on_failure=lambda failed, _: log.append(failed))
    bench.join_all("ann", "bob")
    real = message_delivery.deliver_message

    def failing(state: Any, entry: Any, message: Message, *more: Any) -> Any:
        if message.text == "fails":
            raise ZeroDivisionError
        return real(state, entry, message, *more)

    with monkeypatch.context() as patched:
        patched.setattr(scheduling, "deliver_message", failing)
        schedule(bench, "x", "y", "a", delay=5)
        bench.sleep(0.5)
        schedule(bench, "fails", delay=5)
        bench.sleep(0.1)
        schedule(bench, "e", delay=5)
        bench.wait(4.4)
        bench.sleep(1.5)
        bench.wait(3)
    assert log
    chat = Chat(known_failures=log)
    again = [drawn(chat.apply(entry)) for entry in bench.journal]
    assert picture(chat) == picture(bench.chat)
    assert len(again) == len(bench.journal)
    assert bench.heard("bob") == ["x", "y", "a", "e"]


@given(
    pace=st.integers(1, 3),
    steps=st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from([0.0, 0.001, 0.3, 0.7, 1.0, 2.5]),
            st.booleans(),
            st.integers(0, 20),
        ),
        max_size=40,
    ),
)
def test_all_leave_in_the_order_in_which_they_were_due(
    pace: int, steps: list[tuple[int, float, bool, int]]
) -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.change_rules(Rules(pace=pace))
    due: dict[str, tuple[int, int]] = {}
    for delay, pause, stalls, cancelled in steps:
        if delay:
            text = str(len(due))
            number = bench.schedule("ann", text, delay)
            due[text] = (bench.now + delay * 1000, number)
        pending = bench.scheduled("ann")
        if cancelled < len(pending):
            events = bench.do("ann", Cancel(pending[cancelled].number))
            if any(isinstance(event, Cancelled) for event in events):  # Otherwise it has just left.
                due[pending[cancelled].text] = (-1, 0)
        bench.sleep(pause) if stalls else bench.wait(pause)
        check_everything(bench)
    bench.wait(100)
    turns = sorted((text for text in due if due[text][0] > 0), key=due.__getitem__)
    assert bench.heard("bob") == turns
    times = bench.times("bob", Message)
    assert all(later - sooner >= 1000 for sooner, later in zip(times, times[pace:], strict=False))
