import pytest
from chat_bench import LOOPBACK, NOON, ChatBench

from besedka.chat import Rules
from besedka.chat.language.events import (
    Accepted,
    Cancelled,
    Farewell,
    Muted,
    Refused,
    Silenced,
    Unmuted,
    User,
)

DAY = 24 * 3600
UNTIL = NOON + 600_000
REPORTERS = ("r1", "r2", "r3", "r4", "r5")


@pytest.fixture
def bench() -> ChatBench:
    bench = ChatBench()
    bench.join_all("bad", *REPORTERS)
    return bench


def report_all(bench: ChatBench, *who: str, name: str = "bad") -> None:
    for reporter in who:
        assert isinstance(bench.report(reporter, name), Accepted)


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


# -- the mute
@pytest.mark.parametrize("recipient", [None, "r1", "nobody"])
@pytest.mark.parametrize("delay", [None, 0, 5, -1])
def test_every_attempt_to_send_is_refused_with_the_time_left(
    bench: ChatBench, recipient: str | None, delay: int | None
) -> None:
    bench.mute("bad")
    bench.wait(100)
    refused = Refused("muted", {"until": UNTIL, "left": 500_000})
    assert bench.send("bad", "hear me", recipient, delay) == refused
    bench.wait(9)
    assert bench.heard("r1") == []


def test_a_rename_is_refused_with_the_time_left(bench: ChatBench) -> None:
    bench.mute("bad")
    assert bench.rename("bad", "good") == Refused("muted", {"until": UNTIL, "left": 600_000})


def test_questions_cancel_and_exit_work(bench: ChatBench) -> None:
    bench.schedule("bad", "x", 5)
    bench.mute("bad")
    assert User("bad", UNTIL) in bench.users("bad")
    assert bench.history("bad") == []
    assert len(bench.scheduled("bad")) == 1
    assert isinstance(bench.cancel("bad"), Cancelled)
    assert bench.leave("bad") == [Farewell("exit")]


def test_the_end_comes_by_itself_and_everybody_is_told(bench: ChatBench) -> None:
    bench.mute("bad")
    bench.forget()
    assert bench.chat.next_due() == UNTIL
    bench.wait(599.999)
    assert code(bench.send("bad", "x")) == "muted"
    bench.wait(0.001)
    assert bench.seen("r1") == [Unmuted("bad")]
    assert isinstance(bench.send("bad", "x"), Accepted)
    assert isinstance(bench.rename("bad", "good"), Accepted)


def test_it_ends_for_a_command_at_that_very_time_without_a_tick(bench: ChatBench) -> None:
    bench.mute("bad")
    bench.sleep(600)
    assert isinstance(bench.send("bad", "x"), Accepted)


def test_everybody_is_told_of_the_end_also_when_the_muted_one_has_left(bench: ChatBench) -> None:
    bench.mute("bad")
    bench.leave("bad")
    bench.forget()
    bench.wait(600)
    assert bench.seen("r1") == [Unmuted("bad")]


def test_rules_that_change_leave_a_running_mute_as_promised(bench: ChatBench) -> None:
    bench.mute("bad")
    bench.change_rules(Rules(mute=1))
    bench.wait(599)
    assert bench.muted("r1") == ["bad"]


# -- they follow their target
def test_complaints_survive_a_rename(bench: ChatBench) -> None:
    report_all(bench, "r1", "r2", "r3")
    bench.rename("bad", "good")
    report_all(bench, "r4", name="good")
    assert bench.muted("r1") == ["good"]


def test_complaints_survive_exit_and_return(bench: ChatBench) -> None:
    report_all(bench, "r1", "r2", "r3")
    bench.leave("bad")
    bench.wait(DAY - 1)
    bench.join("bad", "good")
    report_all(bench, "r4", name="good")
    assert bench.muted("r1") == ["good"]


def test_complaints_survive_even_when_others_pushed_them_out_of_memory_meanwhile() -> None:
    bench = ChatBench(Rules(max_remembered=1))
    bench.join_all("bad", *REPORTERS)
    report_all(bench, "r1", "r2", "r3")
    report_all(bench, "r1", name="r5")
    bench.leave("bad")
    bench.join("bad")
    report_all(bench, "r4")
    assert bench.muted("r1") == ["bad"]


def test_a_mute_survives_exit_and_return(bench: ChatBench) -> None:
    bench.mute("bad")
    bench.leave("bad")
    bench.join("bad", "good")
    assert code(bench.send("bad", "x")) == "muted"
    bench.wait(600)
    assert isinstance(bench.send("bad", "x"), Accepted)


def test_a_second_window_after_the_mute_is_muted_too(bench: ChatBench) -> None:
    bench.mute("bad")
    bench.join("window", network="network of bad")
    assert code(bench.send("window", "x")) == "muted"
    assert bench.muted("r1") == ["bad", "guest-5"]


def test_all_windows_of_a_mute_are_told_of_its_end(bench: ChatBench) -> None:
    bench.mute("bad")
    bench.join("window", network="network of bad")
    bench.forget()
    bench.wait(600)
    assert bench.seen("r1") == [Unmuted("bad"), Unmuted("guest-5")]


def test_who_shares_a_record_is_muted_with_it_and_everybody_is_told_of_each(bench: ChatBench) -> None:
    bench.mute("bad")
    bench.join("window", network="network of bad")
    bench.wait(600)
    bench.rename("window", "window")
    report_all(bench, "r1", "r2")
    report_all(bench, "r3", name="window")
    bench.forget()
    report_all(bench, "r4")
    until = bench.now + 600_000
    assert bench.seen("r1") == [Muted("bad", until, 4), Muted("window", until, 4)]
    assert bench.seen("window")[-1] == Silenced(until, 4)


def test_a_window_that_was_open_before_is_somebody_elses(bench: ChatBench) -> None:
    bench.join("neighbour", network="network of bad")
    bench.mute("bad")
    assert isinstance(bench.send("neighbour", "x"), Accepted)


def test_a_second_window_shares_the_complaints_of_the_first(bench: ChatBench) -> None:
    report_all(bench, "r1", "r2", "r3")
    bench.join("window", network="network of bad")
    report_all(bench, "r4", name="window")
    assert bench.muted("r1") == ["bad", "window"]


@pytest.mark.parametrize(
    ("wish", "name"), [("bad", "bad"), ("you-are-all-stupid", "guest-5"), ("BAD", "guest-5")]
)
def test_who_comes_back_muted_gets_its_own_name_or_none(bench: ChatBench, wish: str, name: str) -> None:
    bench.mute("bad")
    bench.leave("bad")
    bench.wait(100)
    assert bench.join("back", wish, network="network of bad").name == name
    refused = Refused("muted", {"until": UNTIL, "left": 500_000})
    assert (refused in bench.seen("back")) is (name != wish)


def test_a_mute_does_not_follow_to_another_network(bench: ChatBench) -> None:
    bench.mute("bad")
    bench.leave("bad")
    bench.join("bad", network="elsewhere")
    assert isinstance(bench.send("bad", "x"), Accepted)


def test_on_loopback_nothing_follows() -> None:
    bench = ChatBench()
    bench.join("bad", network=LOOPBACK)
    bench.mute("bad")
    bench.leave("bad")
    bench.join("bad", network=LOOPBACK)
    assert isinstance(bench.send("bad", "x"), Accepted)


def test_what_somebody_left_behind_with_complaints_is_not_sent_when_a_mute_follows(bench: ChatBench) -> None:
    bench.schedule("bad", "sly", 60)
    report_all(bench, "r1")
    bench.leave("bad")
    bench.join("bad")
    report_all(bench, "r2", "r3", "r4")
    bench.wait(61)
    assert bench.heard("r1") == []


def test_a_neighbours_mute_holds_nothing_of_who_left_without_complaints(bench: ChatBench) -> None:
    bench.join("neighbour", network="network of bad")
    bench.schedule("neighbour", "promised", 60)
    bench.leave("neighbour")
    bench.mute("bad")
    bench.wait(61)
    assert bench.heard("r1") == ["promised"]
