import pytest
from stage import LOOPBACK, NOON, Stage

from besedka.chat import Rules
from besedka.chat.language.events import Accepted, Muted, Refused, Silenced

DAY = 24 * 3600
UNTIL = NOON + 600_000
REPORTERS = ("r1", "r2", "r3", "r4", "r5")


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.join_all("bad", *REPORTERS)
    return stage


def report_all(stage: Stage, *who: str, name: str = "bad") -> None:
    for reporter in who:
        assert isinstance(stage.report(reporter, name), Accepted)


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


# -- complaining
def test_the_reporter_gets_a_confirmation_and_nobody_else_learns_anything(stage: Stage) -> None:
    assert stage.report("r1", "BAD") == Accepted("report", name="bad")
    assert stage.seen("bad") == stage.seen("r2") == []


def test_three_complaints_do_nothing_yet(stage: Stage) -> None:
    report_all(stage, "r1", "r2", "r3")
    assert isinstance(stage.send("bad", "still here"), Accepted)


def test_the_fourth_complaint_mutes_and_everybody_is_told(stage: Stage) -> None:
    report_all(stage, "r1", "r2", "r3")
    stage.forget()
    report_all(stage, "r4")
    assert stage.seen("r1") == [Muted("bad", UNTIL, 4)]
    assert stage.seen("r4") == [Accepted("report", name="bad"), Muted("bad", UNTIL, 4)]


def test_the_muted_one_is_told_why_and_until_when_but_not_by_whom(stage: Stage) -> None:
    report_all(stage, "r1", "r2", "r3", "r4")
    assert stage.seen("bad") == [Muted("bad", UNTIL, 4), Silenced(UNTIL, 4)]


def test_a_second_complaint_of_one_reporter_does_not_count(stage: Stage) -> None:
    report_all(stage, "r1", "r2", "r3")
    assert stage.report("r1", "bad") == Refused("already-complained", {"name": "bad"})
    assert stage.muted("r1") == []


def test_a_reporter_counts_once_for_each_target(stage: Stage) -> None:
    report_all(stage, "r1")
    report_all(stage, "r1", name="r2")


def test_a_reporter_is_a_network(stage: Stage) -> None:
    stage.join_all("w1", "w2", network="office")
    report_all(stage, "w1")
    assert code(stage.report("w2", "bad")) == "already-complained"


def test_a_reporter_who_comes_back_is_the_same_one(stage: Stage) -> None:
    report_all(stage, "r1")
    stage.leave("r1")
    stage.join("r1", "other")
    assert code(stage.report("r1", "bad")) == "already-complained"


def test_on_loopback_a_reporter_is_a_session() -> None:
    stage = Stage()
    stage.join_all("bad", *REPORTERS, network=LOOPBACK)
    report_all(stage, "r1", "r2", "r3")
    assert code(stage.report("r3", "bad")) == "already-complained"
    report_all(stage, "r4")
    assert stage.muted("r1") == ["bad"]


def test_no_session_passes_for_a_network() -> None:
    stage = Stage()
    stage.join("bad")
    stage.join("x", network=LOOPBACK)
    stage.join("y", network="session of x")
    report_all(stage, "x", "y")


@pytest.mark.parametrize("name", ["me", "ME"])
def test_nobody_complains_of_oneself(stage: Stage, name: str) -> None:
    stage.join("me")
    assert stage.report("me", name) == Refused("report-self")


def test_nobody_complains_of_oneself_by_a_given_up_name(stage: Stage) -> None:
    stage.rename("r1", "other")
    assert code(stage.report("r1", "r1")) == "report-self"


@pytest.mark.parametrize("name", ["nobody", "", "\ud800", "x" * 10**6])
def test_unknown_names_are_refused(stage: Stage, name: str) -> None:
    assert code(stage.report("r1", name)) == "no-such-user"


def test_an_unknown_name_gets_the_nearest_one(stage: Stage) -> None:
    params = {"name": "badd", "nearest": "bad", "command": "report"}
    assert stage.report("r1", "badd") == Refused("no-such-user", params)


def test_the_muted_may_complain(stage: Stage) -> None:
    stage.mute("bad")
    assert isinstance(stage.report("bad", "r1"), Accepted)


def test_the_tolerance_and_the_time_are_settings() -> None:
    stage = Stage(Rules(complaints_tolerated=0, mute=1000))
    stage.join_all("bad", "r1")
    report_all(stage, "r1")
    assert stage.muted("r1") == ["bad"]
    stage.wait(1)
    assert stage.muted("r1") == []


# -- complaints grow old
def test_a_complaint_counts_for_a_day(stage: Stage) -> None:
    report_all(stage, "r1")
    stage.wait(DAY - 0.001)
    assert code(stage.report("r1", "bad")) == "already-complained"
    report_all(stage, "r2", "r3", "r4")
    assert stage.muted("r1") == ["bad"]


def test_a_complaint_does_not_count_after_a_day(stage: Stage) -> None:
    report_all(stage, "r1")
    stage.wait(DAY)
    report_all(stage, "r2", "r3", "r4")
    assert stage.muted("r1") == []
    report_all(stage, "r1")
    assert stage.muted("r1") == ["bad"]


def test_complaints_do_not_count_while_the_mute_runs(stage: Stage) -> None:
    stage.mute("bad")
    assert stage.report("r1", "bad") == Refused("already-muted", {"name": "bad", "until": UNTIL})
    stage.wait(600)
    report_all(stage, "r1")


def test_complaints_start_from_zero_after_the_mute(stage: Stage) -> None:
    report_all(stage, "r1", "r2", "r3", "r4")
    stage.wait(600)
    report_all(stage, "r1", "r2", "r3")
    assert stage.muted("r1") == []
    report_all(stage, "r4")
    assert stage.muted("r1") == ["bad"]


# -- of who has left
def test_who_left_less_than_ten_minutes_ago_can_be_reported(stage: Stage) -> None:
    stage.leave("bad")
    stage.wait(599.999)
    assert stage.report("r1", "bad") == Accepted("report", name="bad")


def test_who_left_ten_minutes_ago_cannot_be_reported(stage: Stage) -> None:
    stage.leave("bad")
    stage.wait(600)
    assert code(stage.report("r1", "bad")) == "no-such-user"


def test_who_left_can_be_reported_by_a_given_up_name(stage: Stage) -> None:
    stage.rename("bad", "good")
    stage.leave("bad")
    assert stage.report("r1", "BAD") == Accepted("report", name="good", asked="BAD")


def test_a_report_is_of_who_has_the_name_now(stage: Stage) -> None:
    stage.leave("bad")
    stage.join("new", "bad", network="network of bad")
    assert code(stage.report("new", "bad")) == "report-self"


def test_who_left_and_is_muted_then_comes_back_muted(stage: Stage) -> None:
    stage.leave("bad")
    report_all(stage, "r1", "r2", "r3")
    stage.forget()
    report_all(stage, "r4")
    assert stage.seen("r1") == [Muted("bad", UNTIL, 4)]
    stage.join("bad")
    assert code(stage.send("bad", "x")) == "muted"


def test_who_came_back_is_muted_by_a_report_of_the_one_who_left(stage: Stage) -> None:
    report_all(stage, "r1", "r2", "r3")
    stage.leave("bad")
    stage.join("bad", "good")
    stage.forget()
    assert isinstance(stage.report("r4", "bad"), Accepted)
    assert stage.seen("r1") == [Muted("bad", UNTIL, 4), Muted("good", UNTIL, 4)]
    assert code(stage.send("bad", "x")) == "muted"


def test_only_so_many_who_left_are_remembered() -> None:
    stage = Stage(Rules(max_remembered=1))
    stage.join_all("bad", "worse", "r1")
    stage.leave("bad")
    stage.leave("worse")
    assert code(stage.report("r1", "bad")) == "no-such-user"
    assert isinstance(stage.report("r1", "worse"), Accepted)
