import pytest
from stage import Stage

from besedka.chat import Rules
from besedka.chat.language.commands import Departure
from besedka.chat.language.events import Accepted, Refused, Renamed

HOLD = 600


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.join_all("ann", "bob", "cat")
    return stage


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


# -- rename
def test_everybody_is_told_of_a_new_name(stage: Stage) -> None:
    answer = stage.rename("ann", "Анна")
    assert answer == Accepted("rename", name="Анна")
    assert stage.seen("ann") == [answer, Renamed("ann", "Анна")]
    assert stage.seen("bob") == [Renamed("ann", "Анна")]
    assert stage.names("bob") == ["bob", "cat", "Анна"]


@pytest.mark.parametrize("name", ["x", "x" * 32, "हिन्दी", "東京タワー", "a_b-c.9", "Ёжик"])
def test_good_names_of_any_script_are_taken(stage: Stage, name: str) -> None:
    assert stage.rename("ann", name) == Accepted("rename", name=name)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("", "empty"),
        ("x" * 33, "too-long"),
        ("x" * 10**6, "too-long"),
        ("two words", "space"),
        ("a\x1b[2J", "character"),
        ("\ud800", "character"),
        ("bob\u202e", "character"),
        ("bоb", "mixed-scripts"),
        ("\u0301a", "mark-first"),
    ],
)
def test_a_refusal_says_which_rule_is_broken(stage: Stage, name: str, rule: str) -> None:
    answer = stage.rename("ann", name)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.params["rule"]) == ("name-invalid", rule)
    assert stage.name_of("ann") == "ann"
    assert stage.seen("bob") == []


def test_a_refusal_tells_what_its_words_need(stage: Stage) -> None:
    assert stage.rename("ann", "x" * 33) == Refused(
        "name-invalid", {"name": "x" * 33, "rule": "too-long", "limit": 32}
    )
    assert stage.rename("ann", "a b") == Refused(
        "name-invalid", {"name": "a b", "rule": "space", "character": "U+0020"}
    )
    assert stage.rename("ann", "aб") == Refused(
        "name-invalid", {"name": "aб", "rule": "mixed-scripts", "scripts": ("Latin", "Cyrillic")}
    )


@pytest.mark.parametrize("name", ["bob", "BOB", "ｂｏｂ", "ВОВ", "b0b"])
def test_a_taken_name_is_refused_in_any_capitals_width_and_look(stage: Stage, name: str) -> None:
    assert code(stage.rename("ann", name)) == "name-taken"


@pytest.mark.parametrize("name", ["admin", "Server", "СЕРВЕР", "besedka", "r00t"])
def test_a_reserved_name_is_nobodys(stage: Stage, name: str) -> None:
    assert code(stage.rename("ann", name)) == "name-reserved"


def test_the_reserved_names_are_a_setting(stage: Stage) -> None:
    stage.change_rules(Rules(reserved_names=("boss",)))
    assert code(stage.rename("ann", "BOSS")) == "name-reserved"
    assert isinstance(stage.rename("ann", "admin"), Accepted)


def test_ones_own_capitals_can_be_changed(stage: Stage) -> None:
    stage.rename("ann", "Ann")
    assert stage.names("bob") == ["Ann", "bob", "cat"]
    assert code(stage.rename("bob", "ANN")) == "name-taken"


def test_to_change_capitals_leaves_no_name_behind(stage: Stage) -> None:
    stage.rename("ann", "Ann")
    stage.rename("ann", "anna")
    stage.wait(HOLD)
    assert isinstance(stage.rename("bob", "ann"), Accepted)


def test_the_same_name_again_is_no_change(stage: Stage) -> None:
    assert stage.rename("ann", "ann") == Refused("name-unchanged", {"name": "ann"})


def test_one_may_take_what_looks_like_ones_own(stage: Stage) -> None:
    assert isinstance(stage.rename("bob", "b0b"), Accepted)


def test_the_list_follows_a_rename(stage: Stage) -> None:
    stage.rename("ann", "zoe")
    assert stage.names("ann") == ["bob", "cat", "zoe"]


# -- given-up names
def test_a_given_up_name_is_nobody_elses_for_ten_minutes(stage: Stage) -> None:
    stage.rename("ann", "anna")
    stage.wait(HOLD - 0.001)
    assert code(stage.rename("bob", "ann")) == "name-taken"
    stage.wait(0.001)
    assert isinstance(stage.rename("bob", "ann"), Accepted)


def test_its_owner_may_come_back_to_it(stage: Stage) -> None:
    stage.rename("ann", "anna")
    stage.rename("ann", "ANN")
    assert code(stage.rename("bob", "anna")) == "name-taken"
    stage.wait(HOLD)
    assert isinstance(stage.rename("bob", "anna"), Accepted)
    assert code(stage.rename("cat", "ann")) == "name-taken"


def test_a_name_come_back_to_is_held_anew_when_given_up_again(stage: Stage) -> None:
    stage.rename("ann", "anna")
    stage.wait(HOLD - 1)
    stage.rename("ann", "ann")
    stage.rename("ann", "anna")
    stage.wait(HOLD - 1)
    assert code(stage.rename("bob", "ann")) == "name-taken"


def test_three_given_up_names_are_held_and_the_oldest_goes_first(stage: Stage) -> None:
    for name in ("n1", "n2", "n3", "n4"):
        stage.rename("ann", name)
    for name in ("n1", "n2", "n3", "n4"):
        assert code(stage.rename("bob", name)) == "name-taken"
    assert isinstance(stage.rename("bob", "ann"), Accepted)


def test_a_name_come_back_to_is_young_again(stage: Stage) -> None:
    for name in ("n1", "ann", "n2", "n3", "n4"):
        stage.rename("ann", name)
    assert isinstance(stage.rename("bob", "n1"), Accepted)
    assert code(stage.rename("cat", "ann")) == "name-taken"


def test_a_given_up_name_still_finds_the_person_for_send_and_report(stage: Stage) -> None:
    stage.rename("ann", "anna")
    sent, reported = stage.send("bob", "hi", to="ann"), stage.report("bob", "ann")
    assert isinstance(sent, Accepted)
    assert isinstance(reported, Accepted)
    assert (sent.name, sent.asked) == (reported.name, reported.asked) == ("anna", "ann")
    stage.wait(HOLD)
    assert code(stage.send("bob", "hi", to="ann")) == "no-such-user"


@pytest.mark.parametrize("reason", ["exit", "lost", "timeout", "slow", "error"])
def test_who_leaves_gives_up_a_name_and_it_stays_its_owners_for_its_time(
    stage: Stage, reason: Departure
) -> None:
    stage.rename("ann", "anna")
    stage.leave("ann", reason)
    assert code(stage.rename("bob", "ann")) == "name-taken"
    assert code(stage.rename("cat", "anna")) == "name-taken"
    assert stage.join("ann", "anna").name == "anna"
    stage.leave("ann", reason)
    stage.wait(HOLD)
    assert isinstance(stage.rename("bob", "ann"), Accepted)
    assert isinstance(stage.rename("cat", "anna"), Accepted)


def test_who_leaves_keeps_three_names_at_most_the_last_one_among_them(stage: Stage) -> None:
    for index in range(5):
        stage.rename("ann", f"n{index}")
    stage.leave("ann")
    assert isinstance(stage.rename("bob", "n1"), Accepted)
    assert [code(stage.rename("cat", f"n{index}")) for index in (2, 3, 4)] == ["name-taken"] * 3


def test_several_given_up_names_end_together(stage: Stage) -> None:
    stage.rename("ann", "n1")
    stage.rename("ann", "n2")
    stage.sleep(HOLD)
    assert isinstance(stage.rename("bob", "ann"), Accepted)
    assert isinstance(stage.rename("cat", "n1"), Accepted)


def test_when_too_many_names_are_held_in_all_the_oldest_goes() -> None:
    stage = Stage(Rules(max_remembered=1))
    stage.join_all("ann", "bob")
    stage.rename("ann", "anna")
    assert code(stage.rename("bob", "ann")) == "name-taken"
    stage.rename("bob", "robert")
    assert isinstance(stage.rename("bob", "ann"), Accepted)


def test_a_lower_number_of_names_that_are_held_in_all_takes_effect() -> None:
    stage = Stage()
    stage.join_all("ann", "bob", "cat")
    stage.rename("ann", "anna")
    stage.change_rules(Rules(max_remembered=1))
    stage.rename("bob", "robert")
    assert isinstance(stage.rename("cat", "ann"), Accepted)


def test_a_name_pushed_out_while_a_message_needs_it_is_free_once_the_message_is_sent() -> None:
    stage = Stage(Rules(max_remembered=1))
    stage.join_all("ann", "bob")
    stage.schedule("ann", "x", 5)
    stage.rename("ann", "anna")
    stage.rename("bob", "robert")
    assert code(stage.rename("bob", "ann")) == "name-taken"
    stage.wait(5)
    assert isinstance(stage.rename("bob", "ann"), Accepted)


def test_without_held_names_a_given_up_name_is_free_at_once() -> None:
    stage = Stage(Rules(held_names=0))
    stage.join_all("ann", "bob")
    stage.rename("ann", "anna")
    assert isinstance(stage.rename("bob", "ann"), Accepted)
    stage.wait(HOLD)
    stage.schedule("ann", "x", 5)
    stage.leave("ann")
    stage.wait(5)
    assert stage.heard("bob") == ["x"]
