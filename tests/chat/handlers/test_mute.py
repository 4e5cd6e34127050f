import pytest
from stage import LOOPBACK, NOON, Stage

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


# -- the mute
@pytest.mark.parametrize("recipient", [None, "r1", "nobody"])
@pytest.mark.parametrize("delay", [None, 0, 5, -1])
def test_every_attempt_to_send_is_refused_with_the_time_left(
    stage: Stage, recipient: str | None, delay: int | None
) -> None:
    stage.mute("bad")
    stage.wait(100)
    refused = Refused("muted", {"until": UNTIL, "left": 500_000})
    assert stage.send("bad", "hear me", recipient, delay) == refused
    stage.wait(9)
    assert stage.heard("r1") == []


def test_a_rename_is_refused_with_the_time_left(stage: Stage) -> None:
    stage.mute("bad")
    assert stage.rename("bad", "good") == Refused("muted", {"until": UNTIL, "left": 600_000})


def test_questions_cancel_and_exit_work(stage: Stage) -> None:
    stage.schedule("bad", "x", 5)
    stage.mute("bad")
    assert User("bad", UNTIL) in stage.users("bad")
    assert stage.history("bad") == []
    assert len(stage.scheduled("bad")) == 1
    assert isinstance(stage.cancel("bad"), Cancelled)
    assert stage.leave("bad") == [Farewell("exit")]


def test_the_end_comes_by_itself_and_everybody_is_told(stage: Stage) -> None:
    stage.mute("bad")
    stage.forget()
    assert stage.chat.next_due() == UNTIL
    stage.wait(599.999)
    assert code(stage.send("bad", "x")) == "muted"
    stage.wait(0.001)
    assert stage.seen("r1") == [Unmuted("bad")]
    assert isinstance(stage.send("bad", "x"), Accepted)
    assert isinstance(stage.rename("bad", "good"), Accepted)


def test_it_ends_for_a_command_at_that_very_time_without_a_tick(stage: Stage) -> None:
    stage.mute("bad")
    stage.sleep(600)
    assert isinstance(stage.send("bad", "x"), Accepted)


def test_everybody_is_told_of_the_end_also_when_the_muted_one_has_left(stage: Stage) -> None:
    stage.mute("bad")
    stage.leave("bad")
    stage.forget()
    stage.wait(600)
    assert stage.seen("r1") == [Unmuted("bad")]


def test_rules_that_change_leave_a_running_mute_as_promised(stage: Stage) -> None:
    stage.mute("bad")
    stage.change_rules(Rules(mute=1))
    stage.wait(599)
    assert stage.muted("r1") == ["bad"]


# -- they follow their target
def test_complaints_survive_a_rename(stage: Stage) -> None:
    report_all(stage, "r1", "r2", "r3")
    stage.rename("bad", "good")
    report_all(stage, "r4", name="good")
    assert stage.muted("r1") == ["good"]


def test_complaints_survive_exit_and_return(stage: Stage) -> None:
    report_all(stage, "r1", "r2", "r3")
    stage.leave("bad")
    stage.wait(DAY - 1)
    stage.join("bad", "good")
    report_all(stage, "r4", name="good")
    assert stage.muted("r1") == ["good"]


def test_complaints_survive_even_when_others_pushed_them_out_of_memory_meanwhile() -> None:
    stage = Stage(Rules(max_remembered=1))
    stage.join_all("bad", *REPORTERS)
    report_all(stage, "r1", "r2", "r3")
    report_all(stage, "r1", name="r5")
    stage.leave("bad")
    stage.join("bad")
    report_all(stage, "r4")
    assert stage.muted("r1") == ["bad"]


def test_a_mute_survives_exit_and_return(stage: Stage) -> None:
    stage.mute("bad")
    stage.leave("bad")
    stage.join("bad", "good")
    assert code(stage.send("bad", "x")) == "muted"
    stage.wait(600)
    assert isinstance(stage.send("bad", "x"), Accepted)


def test_a_second_window_after_the_mute_is_muted_too(stage: Stage) -> None:
    stage.mute("bad")
    stage.join("window", network="network of bad")
    assert code(stage.send("window", "x")) == "muted"
    assert stage.muted("r1") == ["bad", "guest-5"]


def test_all_windows_of_a_mute_are_told_of_its_end(stage: Stage) -> None:
    stage.mute("bad")
    stage.join("window", network="network of bad")
    stage.forget()
    stage.wait(600)
    assert stage.seen("r1") == [Unmuted("bad"), Unmuted("guest-5")]


def test_who_shares_a_record_is_muted_with_it_and_everybody_is_told_of_each(stage: Stage) -> None:
    stage.mute("bad")
    stage.join("window", network="network of bad")
    stage.wait(600)
    stage.rename("window", "window")
    report_all(stage, "r1", "r2")
    report_all(stage, "r3", name="window")
    stage.forget()
    report_all(stage, "r4")
    until = stage.now + 600_000
    assert stage.seen("r1") == [Muted("bad", until, 4), Muted("window", until, 4)]
    assert stage.seen("window")[-1] == Silenced(until, 4)


def test_a_window_that_was_open_before_is_somebody_elses(stage: Stage) -> None:
    stage.join("neighbour", network="network of bad")
    stage.mute("bad")
    assert isinstance(stage.send("neighbour", "x"), Accepted)


def test_a_second_window_shares_the_complaints_of_the_first(stage: Stage) -> None:
    report_all(stage, "r1", "r2", "r3")
    stage.join("window", network="network of bad")
    report_all(stage, "r4", name="window")
    assert stage.muted("r1") == ["bad", "window"]


@pytest.mark.parametrize(
    ("wish", "name"), [("bad", "bad"), ("you-are-all-stupid", "guest-5"), ("BAD", "guest-5")]
)
def test_who_comes_back_muted_gets_its_own_name_or_none(stage: Stage, wish: str, name: str) -> None:
    stage.mute("bad")
    stage.leave("bad")
    stage.wait(100)
    assert stage.join("back", wish, network="network of bad").name == name
    refused = Refused("muted", {"until": UNTIL, "left": 500_000})
    assert (refused in stage.seen("back")) is (name != wish)


def test_a_mute_does_not_follow_to_another_network(stage: Stage) -> None:
    stage.mute("bad")
    stage.leave("bad")
    stage.join("bad", network="elsewhere")
    assert isinstance(stage.send("bad", "x"), Accepted)


def test_on_loopback_nothing_follows() -> None:
    stage = Stage()
    stage.join("bad", network=LOOPBACK)
    stage.mute("bad")
    stage.leave("bad")
    stage.join("bad", network=LOOPBACK)
    assert isinstance(stage.send("bad", "x"), Accepted)


def test_what_somebody_left_behind_with_complaints_is_not_sent_when_a_mute_follows(stage: Stage) -> None:
    stage.schedule("bad", "sly", 60)
    report_all(stage, "r1")
    stage.leave("bad")
    stage.join("bad")
    report_all(stage, "r2", "r3", "r4")
    stage.wait(61)
    assert stage.heard("r1") == []


def test_a_neighbours_mute_holds_nothing_of_who_left_without_complaints(stage: Stage) -> None:
    stage.join("neighbour", network="network of bad")
    stage.schedule("neighbour", "promised", 60)
    stage.leave("neighbour")
    stage.mute("bad")
    stage.wait(61)
    assert stage.heard("r1") == ["promised"]
