import copy
import json
import random
from collections.abc import Callable

import pytest
from chat_bench import ChatBench
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import Life, busy_journal
from picture import drawn, picture

from besedka.chat import Chat, Entry, Rules
from besedka.journal.codec import read_entry, write_entry


def through_json(chat: Chat) -> Chat:
    text = json.dumps(chat.snapshot()).encode()
    return Chat.restore(json.loads(text))


def check_a_cut(journal: list[Entry], cut: int) -> None:
    whole = Chat()
    for entry in journal[:cut]:
        whole.apply(entry)
    restored = through_json(whole)
    assert picture(restored) == picture(whole)
    for entry in journal[cut:]:
        assert restored.next_due() == whole.next_due()
        assert drawn(restored.apply(read_entry(write_entry(entry)))) == drawn(whole.apply(entry))
    assert picture(restored) == picture(whole)
    assert restored.snapshot() == whole.snapshot()


@settings(deadline=None, max_examples=100)
@given(st.randoms(use_true_random=False), st.integers(1, 80), st.integers(0, 80))
def test_whatever_happened_a_restored_chat_goes_on_as_the_one_it_was_taken_of(
    dice: random.Random, length: int, cut: int
) -> None:
    check_a_cut(Life(dice).go_on(length), min(cut, length))


@pytest.mark.parametrize("cut", [500, 1000, 1500, 1999])
def test_a_long_history_can_be_cut_anywhere(cut: int) -> None:
    check_a_cut(busy_journal(2000, seed=cut), cut)


def a_mute_that_only_the_agenda_knows(bench: ChatBench) -> None:
    bench.change_rules(Rules(max_remembered=0))
    bench.mute("bob")
    bench.leave("bob")


def a_recipient_who_is_forgotten(bench: ChatBench) -> None:
    bench.schedule("ann", "later", 700, to="bob")
    bench.leave("bob")
    bench.wait(650)


def an_author_who_is_gone(bench: ChatBench) -> None:
    bench.schedule("bob", "later", 700)
    bench.leave("bob")
    bench.wait(650)


def messages_that_wait_for_their_turn(bench: ChatBench) -> None:
    bench.change_rules(Rules(pace=1, pace_window=60_000))
    for index in range(4):
        bench.schedule("bob", f"later {index}", 5)
    bench.wait(70)


def somebody_who_can_be_reported_and_has_no_name(bench: ChatBench) -> None:
    bench.change_rules(Rules(name_hold=0))
    bench.leave("bob")


def a_name_of_somebody_who_cannot_be_reported(bench: ChatBench) -> None:
    bench.change_rules(Rules(departed_reportable=0))
    bench.leave("bob")


def a_complaint_of_somebody_forgotten(bench: ChatBench) -> None:
    bench.report("ann", "bob")
    bench.leave("bob")
    bench.wait(650)


@pytest.mark.parametrize(
    "remember",
    [
        a_mute_that_only_the_agenda_knows,
        a_recipient_who_is_forgotten,
        an_author_who_is_gone,
        messages_that_wait_for_their_turn,
        somebody_who_can_be_reported_and_has_no_name,
        a_name_of_somebody_who_cannot_be_reported,
        a_complaint_of_somebody_forgotten,
    ],
)
def test_what_is_remembered_in_one_place_alone_is_in_the_snapshot(
    remember: Callable[[ChatBench], None],
) -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cid")
    remember(bench)
    cut = len(bench.journal)
    bench.report("cid", "bob")
    bench.join("bob2", "bob", "elsewhere")
    bench.join("bob3", "bob", "network of bob")
    bench.schedule("ann", "even later", 5)
    bench.wait(700)
    check_a_cut(bench.journal, cut)


def test_a_snapshot_shares_nothing_with_its_chat() -> None:
    bench = ChatBench()
    bench.join("ann")
    snapshot = bench.chat.snapshot()
    before = copy.deepcopy(snapshot)
    bench.send("ann", "hi", delay=9)
    bench.rename("ann", "bea")
    assert snapshot == before


def test_a_snapshot_before_the_first_entry_is_of_a_chat_that_has_not_begun() -> None:
    restored = through_json(Chat())
    assert (restored.rules, restored.last.seq) == (None, 0)
    assert picture(restored) == picture(Chat())


def test_what_is_kept_beyond_a_limit_that_was_lowered_is_restored_too() -> None:
    bench = ChatBench()
    for who in "abcd":
        bench.join(who)
        bench.leave(who)
    bench.change_rules(Rules(max_remembered=2))
    restored = through_json(bench.chat)
    assert picture(restored) == picture(bench.chat)
    assert len(restored.snapshot()["departed"]) == 4


def test_a_setting_that_came_after_the_snapshot_has_its_default() -> None:
    bench = ChatBench(Rules(pace=3))
    snapshot = bench.chat.snapshot()
    del snapshot["rules"]["pace"]
    assert Chat.restore(snapshot).rules == Rules()


@pytest.mark.parametrize("cut", [0, 4, 6, 8, 9, 10])
def test_what_is_over_earlier_by_new_rules_is_over_here_and_there(cut: int) -> None:
    bench = ChatBench(Rules(name_hold=60_000))
    bench.join_all("ann", "bob")
    bench.rename("ann", "anna")
    bench.change_rules(Rules(name_hold=1000))
    bench.rename("bob", "rob")
    bench.sleep(2)
    bench.rename("ann", "ann")
    bench.sleep(1)
    bench.join("cid", "bob")
    assert bench.names("cid") == ["ann", "bob", "rob"]
    bench.wait(60)
    check_a_cut(bench.journal, min(cut, len(bench.journal)))
