import copy
import json
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import Life, busy_journal
from picture import drawn, picture
from stage import Stage

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


def a_mute_that_only_the_agenda_knows(stage: Stage) -> None:
    stage.change_rules(Rules(max_remembered=0))
    stage.mute("bob")
    stage.leave("bob")


def a_recipient_who_is_forgotten(stage: Stage) -> None:
    stage.schedule("ann", "later", 700, to="bob")
    stage.leave("bob")
    stage.wait(650)


def an_author_who_is_gone(stage: Stage) -> None:
    stage.schedule("bob", "later", 700)
    stage.leave("bob")
    stage.wait(650)


def messages_that_wait_for_their_turn(stage: Stage) -> None:
    stage.change_rules(Rules(pace=1, pace_window=60_000))
    for index in range(4):
        stage.schedule("bob", f"later {index}", 5)
    stage.wait(70)


def somebody_who_can_be_reported_and_has_no_name(stage: Stage) -> None:
    stage.change_rules(Rules(name_hold=0))
    stage.leave("bob")


def a_name_of_somebody_who_cannot_be_reported(stage: Stage) -> None:
    stage.change_rules(Rules(departed_reportable=0))
    stage.leave("bob")


def a_complaint_of_somebody_forgotten(stage: Stage) -> None:
    stage.report("ann", "bob")
    stage.leave("bob")
    stage.wait(650)


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
def test_what_is_remembered_in_one_place_alone_is_in_the_snapshot(remember: Callable[[Stage], None]) -> None:
    stage = Stage()
    stage.join_all("ann", "bob", "cid")
    remember(stage)
    cut = len(stage.journal)
    stage.report("cid", "bob")
    stage.join("bob2", "bob", "elsewhere")
    stage.join("bob3", "bob", "network of bob")
    stage.schedule("ann", "even later", 5)
    stage.wait(700)
    check_a_cut(stage.journal, cut)


def test_a_snapshot_shares_nothing_with_its_chat() -> None:
    stage = Stage()
    stage.join("ann")
    snapshot = stage.chat.snapshot()
    before = copy.deepcopy(snapshot)
    stage.send("ann", "hi", delay=9)
    stage.rename("ann", "bea")
    assert snapshot == before


def test_a_snapshot_before_the_first_entry_is_of_a_chat_that_has_not_begun() -> None:
    restored = through_json(Chat())
    assert (restored.rules, restored.last.seq) == (None, 0)
    assert picture(restored) == picture(Chat())


def test_what_is_kept_beyond_a_limit_that_was_lowered_is_restored_too() -> None:
    stage = Stage()
    for who in "abcd":
        stage.join(who)
        stage.leave(who)
    stage.change_rules(Rules(max_remembered=2))
    restored = through_json(stage.chat)
    assert picture(restored) == picture(stage.chat)
    assert len(restored.snapshot()["departed"]) == 4


def test_a_setting_that_came_after_the_snapshot_has_its_default() -> None:
    stage = Stage(Rules(pace=3))
    snapshot = stage.chat.snapshot()
    del snapshot["rules"]["pace"]
    assert Chat.restore(snapshot).rules == Rules()


@pytest.mark.parametrize("cut", [0, 4, 6, 8, 9, 10])
def test_what_is_over_earlier_by_new_rules_is_over_here_and_there(cut: int) -> None:
    stage = Stage(Rules(name_hold=60_000))
    stage.join_all("ann", "bob")
    stage.rename("ann", "anna")
    stage.change_rules(Rules(name_hold=1000))
    stage.rename("bob", "rob")
    stage.sleep(2)
    stage.rename("ann", "ann")
    stage.sleep(1)
    stage.join("cid", "bob")
    assert stage.names("cid") == ["ann", "bob", "rob"]
    stage.wait(60)
    check_a_cut(stage.journal, min(cut, len(stage.journal)))
