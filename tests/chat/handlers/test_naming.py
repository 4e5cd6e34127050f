import pytest
from chat_bench import ChatBench

from besedka.chat import Rules
from besedka.chat.language.commands import Departure
from besedka.chat.language.events import Accepted, Refused, Renamed

HOLD = 600


@pytest.fixture
def bench() -> ChatBench:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cat")
    return bench


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


# -- rename
def test_everybody_is_told_of_a_new_name(bench: ChatBench) -> None:
    answer = bench.rename("ann", "Анна")
    assert answer == Accepted("rename", name="Анна")
    assert bench.seen("ann") == [answer, Renamed("ann", "Анна")]
    assert bench.seen("bob") == [Renamed("ann", "Анна")]
    assert bench.names("bob") == ["bob", "cat", "Анна"]


@pytest.mark.parametrize("name", ["x", "x" * 32, "हिन्दी", "東京タワー", "a_b-c.9", "Ёжик"])
def test_good_names_of_any_script_are_taken(bench: ChatBench, name: str) -> None:
    assert bench.rename("ann", name) == Accepted("rename", name=name)


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
def test_a_refusal_says_which_rule_is_broken(bench: ChatBench, name: str, rule: str) -> None:
    answer = bench.rename("ann", name)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.params["rule"]) == ("name-invalid", rule)
    assert bench.name_of("ann") == "ann"
    assert bench.seen("bob") == []


def test_a_refusal_tells_what_its_words_need(bench: ChatBench) -> None:
    assert bench.rename("ann", "x" * 33) == Refused(
        "name-invalid", {"name": "x" * 33, "rule": "too-long", "limit": 32}
    )
    assert bench.rename("ann", "a b") == Refused(
        "name-invalid", {"name": "a b", "rule": "space", "character": "U+0020"}
    )
    assert bench.rename("ann", "aб") == Refused(
        "name-invalid", {"name": "aб", "rule": "mixed-scripts", "scripts": ("Latin", "Cyrillic")}
    )


@pytest.mark.parametrize("name", ["bob", "BOB", "ｂｏｂ", "ВОВ", "b0b"])
def test_a_taken_name_is_refused_in_any_capitals_width_and_look(bench: ChatBench, name: str) -> None:
    assert code(bench.rename("ann", name)) == "name-taken"


@pytest.mark.parametrize("name", ["admin", "Server", "СЕРВЕР", "besedka", "r00t"])
def test_a_reserved_name_is_nobodys(bench: ChatBench, name: str) -> None:
    assert code(bench.rename("ann", name)) == "name-reserved"


def test_the_reserved_names_are_a_setting(bench: ChatBench) -> None:
    bench.change_rules(Rules(reserved_names=("boss",)))
    assert code(bench.rename("ann", "BOSS")) == "name-reserved"
    assert isinstance(bench.rename("ann", "admin"), Accepted)


def test_ones_own_capitals_can_be_changed(bench: ChatBench) -> None:
    bench.rename("ann", "Ann")
    assert bench.names("bob") == ["Ann", "bob", "cat"]
    assert code(bench.rename("bob", "ANN")) == "name-taken"


def test_to_change_capitals_leaves_no_name_behind(bench: ChatBench) -> None:
    bench.rename("ann", "Ann")
    bench.rename("ann", "anna")
    bench.wait(HOLD)
    assert isinstance(bench.rename("bob", "ann"), Accepted)


def test_the_same_name_again_is_no_change(bench: ChatBench) -> None:
    assert bench.rename("ann", "ann") == Refused("name-unchanged", {"name": "ann"})


def test_one_may_take_what_looks_like_ones_own(bench: ChatBench) -> None:
    assert isinstance(bench.rename("bob", "b0b"), Accepted)


def test_the_list_follows_a_rename(bench: ChatBench) -> None:
    bench.rename("ann", "zoe")
    assert bench.names("ann") == ["bob", "cat", "zoe"]


# -- given-up names
def test_a_given_up_name_is_nobody_elses_for_ten_minutes(bench: ChatBench) -> None:
    bench.rename("ann", "anna")
    bench.wait(HOLD - 0.001)
    assert code(bench.rename("bob", "ann")) == "name-taken"
    bench.wait(0.001)
    assert isinstance(bench.rename("bob", "ann"), Accepted)


def test_its_owner_may_come_back_to_it(bench: ChatBench) -> None:
    bench.rename("ann", "anna")
    bench.rename("ann", "ANN")
    assert code(bench.rename("bob", "anna")) == "name-taken"
    bench.wait(HOLD)
    assert isinstance(bench.rename("bob", "anna"), Accepted)
    assert code(bench.rename("cat", "ann")) == "name-taken"


def test_a_name_come_back_to_is_held_anew_when_given_up_again(bench: ChatBench) -> None:
    bench.rename("ann", "anna")
    bench.wait(HOLD - 1)
    bench.rename("ann", "ann")
    bench.rename("ann", "anna")
    bench.wait(HOLD - 1)
    assert code(bench.rename("bob", "ann")) == "name-taken"


def test_three_given_up_names_are_held_and_the_oldest_goes_first(bench: ChatBench) -> None:
    for name in ("n1", "n2", "n3", "n4"):
        bench.rename("ann", name)
    for name in ("n1", "n2", "n3", "n4"):
        assert code(bench.rename("bob", name)) == "name-taken"
    assert isinstance(bench.rename("bob", "ann"), Accepted)


def test_a_name_come_back_to_is_young_again(bench: ChatBench) -> None:
    for name in ("n1", "ann", "n2", "n3", "n4"):
        bench.rename("ann", name)
    assert isinstance(bench.rename("bob", "n1"), Accepted)
    assert code(bench.rename("cat", "ann")) == "name-taken"


def test_a_given_up_name_still_finds_the_person_for_send_and_report(bench: ChatBench) -> None:
    bench.rename("ann", "anna")
    sent, reported = bench.send("bob", "hi", to="ann"), bench.report("bob", "ann")
    assert isinstance(sent, Accepted)
    assert isinstance(reported, Accepted)
    assert (sent.name, sent.asked) == (reported.name, reported.asked) == ("anna", "ann")
    bench.wait(HOLD)
    assert code(bench.send("bob", "hi", to="ann")) == "no-such-user"


@pytest.mark.parametrize("reason", ["exit", "lost", "timeout", "slow", "error"])
def test_who_leaves_gives_up_a_name_and_it_stays_its_owners_for_its_time(
    bench: ChatBench, reason: Departure
) -> None:
    bench.rename("ann", "anna")
    bench.leave("ann", reason)
    assert code(bench.rename("bob", "ann")) == "name-taken"
    assert code(bench.rename("cat", "anna")) == "name-taken"
    assert bench.join("ann", "anna").name == "anna"
    bench.leave("ann", reason)
    bench.wait(HOLD)
    assert isinstance(bench.rename("bob", "ann"), Accepted)
    assert isinstance(bench.rename("cat", "anna"), Accepted)


def test_who_leaves_keeps_three_names_at_most_the_last_one_among_them(bench: ChatBench) -> None:
    for index in range(5):
        bench.rename("ann", f"n{index}")
    bench.leave("ann")
    assert isinstance(bench.rename("bob", "n1"), Accepted)
    assert [code(bench.rename("cat", f"n{index}")) for index in (2, 3, 4)] == ["name-taken"] * 3


def test_several_given_up_names_end_together(bench: ChatBench) -> None:
    bench.rename("ann", "n1")
    bench.rename("ann", "n2")
    bench.sleep(HOLD)
    assert isinstance(bench.rename("bob", "ann"), Accepted)
    assert isinstance(bench.rename("cat", "n1"), Accepted)


def test_when_too_many_names_are_held_in_all_the_oldest_goes() -> None:
    bench = ChatBench(Rules(max_remembered=1))
    bench.join_all("ann", "bob")
    bench.rename("ann", "anna")
    assert code(bench.rename("bob", "ann")) == "name-taken"
    bench.rename("bob", "robert")
    assert isinstance(bench.rename("bob", "ann"), Accepted)


def test_a_lower_number_of_names_that_are_held_in_all_takes_effect() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cat")
    bench.rename("ann", "anna")
    bench.change_rules(Rules(max_remembered=1))
    bench.rename("bob", "robert")
    assert isinstance(bench.rename("cat", "ann"), Accepted)


def test_a_name_pushed_out_while_a_message_needs_it_is_free_once_the_message_is_sent() -> None:
    bench = ChatBench(Rules(max_remembered=1))
    bench.join_all("ann", "bob")
    bench.schedule("ann", "x", 5)
    bench.rename("ann", "anna")
    bench.rename("bob", "robert")
    assert code(bench.rename("bob", "ann")) == "name-taken"
    bench.wait(5)
    assert isinstance(bench.rename("bob", "ann"), Accepted)


def test_without_held_names_a_given_up_name_is_free_at_once() -> None:
    bench = ChatBench(Rules(held_names=0))
    bench.join_all("ann", "bob")
    bench.rename("ann", "anna")
    assert isinstance(bench.rename("bob", "ann"), Accepted)
    bench.wait(HOLD)
    bench.schedule("ann", "x", 5)
    bench.leave("ann")
    bench.wait(5)
    assert bench.heard("bob") == ["x"]
