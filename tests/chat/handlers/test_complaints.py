import pytest
from chat_bench import LOOPBACK, NOON, ChatBench

from besedka.chat import Rules
from besedka.chat.language.events import Accepted, Muted, Refused, Silenced

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


# -- complaining
def test_the_reporter_gets_a_confirmation_and_nobody_else_learns_anything(bench: ChatBench) -> None:
    assert bench.report("r1", "BAD") == Accepted("report", name="bad")
    assert bench.seen("bad") == bench.seen("r2") == []


def test_three_complaints_do_nothing_yet(bench: ChatBench) -> None:
    report_all(bench, "r1", "r2", "r3")
    assert isinstance(bench.send("bad", "still here"), Accepted)


def test_the_fourth_complaint_mutes_and_everybody_is_told(bench: ChatBench) -> None:
    report_all(bench, "r1", "r2", "r3")
    bench.forget()
    report_all(bench, "r4")
    assert bench.seen("r1") == [Muted("bad", UNTIL, 4)]
    assert bench.seen("r4") == [Accepted("report", name="bad"), Muted("bad", UNTIL, 4)]


def test_the_muted_one_is_told_why_and_until_when_but_not_by_whom(bench: ChatBench) -> None:
    report_all(bench, "r1", "r2", "r3", "r4")
    assert bench.seen("bad") == [Muted("bad", UNTIL, 4), Silenced(UNTIL, 4)]


def test_a_second_complaint_of_one_reporter_does_not_count(bench: ChatBench) -> None:
    report_all(bench, "r1", "r2", "r3")
    assert bench.report("r1", "bad") == Refused("already-complained", {"name": "bad"})
    assert bench.muted("r1") == []


def test_a_reporter_counts_once_for_each_target(bench: ChatBench) -> None:
    report_all(bench, "r1")
    report_all(bench, "r1", name="r2")


def test_a_reporter_is_a_network(bench: ChatBench) -> None:
    bench.join_all("w1", "w2", network="office")
    report_all(bench, "w1")
    assert code(bench.report("w2", "bad")) == "already-complained"


def test_a_reporter_who_comes_back_is_the_same_one(bench: ChatBench) -> None:
    report_all(bench, "r1")
    bench.leave("r1")
    bench.join("r1", "other")
    assert code(bench.report("r1", "bad")) == "already-complained"


def test_on_loopback_a_reporter_is_a_session() -> None:
    bench = ChatBench()
    bench.join_all("bad", *REPORTERS, network=LOOPBACK)
    report_all(bench, "r1", "r2", "r3")
    assert code(bench.report("r3", "bad")) == "already-complained"
    report_all(bench, "r4")
    assert bench.muted("r1") == ["bad"]


def test_no_session_passes_for_a_network() -> None:
    bench = ChatBench()
    bench.join("bad")
    bench.join("x", network=LOOPBACK)
    bench.join("y", network="session of x")
    report_all(bench, "x", "y")


@pytest.mark.parametrize("name", ["me", "ME"])
def test_nobody_complains_of_oneself(bench: ChatBench, name: str) -> None:
    bench.join("me")
    assert bench.report("me", name) == Refused("report-self")


def test_nobody_complains_of_oneself_by_a_given_up_name(bench: ChatBench) -> None:
    bench.rename("r1", "other")
    assert code(bench.report("r1", "r1")) == "report-self"


@pytest.mark.parametrize("name", ["nobody", "", "\ud800", "x" * 10**6])
def test_unknown_names_are_refused(bench: ChatBench, name: str) -> None:
    assert code(bench.report("r1", name)) == "no-such-user"


def test_an_unknown_name_gets_the_nearest_one(bench: ChatBench) -> None:
    params = {"name": "badd", "nearest": "bad", "command": "report"}
    assert bench.report("r1", "badd") == Refused("no-such-user", params)


def test_the_muted_may_complain(bench: ChatBench) -> None:
    bench.mute("bad")
    assert isinstance(bench.report("bad", "r1"), Accepted)


def test_the_tolerance_and_the_time_are_settings() -> None:
    bench = ChatBench(Rules(complaints_tolerated=0, mute=1000))
    bench.join_all("bad", "r1")
    report_all(bench, "r1")
    assert bench.muted("r1") == ["bad"]
    bench.wait(1)
    assert bench.muted("r1") == []


# -- complaints grow old
def test_a_complaint_counts_for_a_day(bench: ChatBench) -> None:
    report_all(bench, "r1")
    bench.wait(DAY - 0.001)
    assert code(bench.report("r1", "bad")) == "already-complained"
    report_all(bench, "r2", "r3", "r4")
    assert bench.muted("r1") == ["bad"]


def test_a_complaint_does_not_count_after_a_day(bench: ChatBench) -> None:
    report_all(bench, "r1")
    bench.wait(DAY)
    report_all(bench, "r2", "r3", "r4")
    assert bench.muted("r1") == []
    report_all(bench, "r1")
    assert bench.muted("r1") == ["bad"]


def test_complaints_do_not_count_while_the_mute_runs(bench: ChatBench) -> None:
    bench.mute("bad")
    assert bench.report("r1", "bad") == Refused("already-muted", {"name": "bad", "until": UNTIL})
    bench.wait(600)
    report_all(bench, "r1")


def test_complaints_start_from_zero_after_the_mute(bench: ChatBench) -> None:
    report_all(bench, "r1", "r2", "r3", "r4")
    bench.wait(600)
    report_all(bench, "r1", "r2", "r3")
    assert bench.muted("r1") == []
    report_all(bench, "r4")
    assert bench.muted("r1") == ["bad"]


# -- of who has left
def test_who_left_less_than_ten_minutes_ago_can_be_reported(bench: ChatBench) -> None:
    bench.leave("bad")
    bench.wait(599.999)
    assert bench.report("r1", "bad") == Accepted("report", name="bad")


def test_who_left_ten_minutes_ago_cannot_be_reported(bench: ChatBench) -> None:
    bench.leave("bad")
    bench.wait(600)
    assert code(bench.report("r1", "bad")) == "no-such-user"


def test_who_left_can_be_reported_by_a_given_up_name(bench: ChatBench) -> None:
    bench.rename("bad", "good")
    bench.leave("bad")
    assert bench.report("r1", "BAD") == Accepted("report", name="good", asked="BAD")


def test_a_report_is_of_who_has_the_name_now(bench: ChatBench) -> None:
    bench.leave("bad")
    bench.join("new", "bad", network="network of bad")
    assert code(bench.report("new", "bad")) == "report-self"


def test_who_left_and_is_muted_then_comes_back_muted(bench: ChatBench) -> None:
    bench.leave("bad")
    report_all(bench, "r1", "r2", "r3")
    bench.forget()
    report_all(bench, "r4")
    assert bench.seen("r1") == [Muted("bad", UNTIL, 4)]
    bench.join("bad")
    assert code(bench.send("bad", "x")) == "muted"


def test_who_came_back_is_muted_by_a_report_of_the_one_who_left(bench: ChatBench) -> None:
    report_all(bench, "r1", "r2", "r3")
    bench.leave("bad")
    bench.join("bad", "good")
    bench.forget()
    assert isinstance(bench.report("r4", "bad"), Accepted)
    assert bench.seen("r1") == [Muted("bad", UNTIL, 4), Muted("good", UNTIL, 4)]
    assert code(bench.send("bad", "x")) == "muted"


def test_only_so_many_who_left_are_remembered() -> None:
    bench = ChatBench(Rules(max_remembered=1))
    bench.join_all("bad", "worse", "r1")
    bench.leave("bad")
    bench.leave("worse")
    assert code(bench.report("r1", "bad")) == "no-such-user"
    assert isinstance(bench.report("r1", "worse"), Accepted)
