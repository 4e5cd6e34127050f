"""What a session missed is told in its order, once; what is gone is counted."""

from stage import NOON, Stage

from besedka.chat import Rules, Stamp
from besedka.chat.language.events import Event, Message, NotSent, Resumed, Silenced

TWO = Rules(history_size=2)


def pair(rules: Rules | None = None) -> Stage:
    stage = Stage(rules)
    stage.join("ann")
    stage.join("bob", resumable=True)
    stage.forget()
    return stage


def say(stage: Stage, *texts: str) -> None:
    for text in texts:
        stage.send("ann", text)


def come_back(stage: Stage, seen: int | None = None) -> tuple[tuple[int, int, int], list[str]]:
    """Bob comes back: what he is told of what he missed, is lost, and the texts."""
    (_, resumed), *missed = stage.resume("bob", seen)
    assert isinstance(resumed, Resumed)
    return (resumed.missed, resumed.gap, resumed.lost), [texts(event) for _, event in missed]


def texts(event: Event) -> str:
    if isinstance(event, NotSent):
        return f"not sent: {event.message.text}"
    if isinstance(event, Silenced):
        return "silenced"
    assert isinstance(event, Message)
    return event.text


def test_public_messages_are_told_with_the_stamps_that_they_had() -> None:
    stage = pair()
    stage.detach("bob")
    stage.wait(1)
    say(stage, "one")
    seq = len(stage.journal)
    stage.wait(1)
    (_, resumed), *missed = stage.resume("bob")
    assert isinstance(resumed, Resumed)
    assert missed == [(Stamp(seq, NOON + 1000), Message(seq, "ann", "one"))]
    assert (resumed.missed, resumed.gap, resumed.lost) == (1, 0, 0)


def test_what_was_said_before_is_not_missed() -> None:
    stage = pair()
    say(stage, "before")
    stage.detach("bob")
    say(stage, "one", "two")
    assert come_back(stage) == ((2, 0, 0), ["one", "two"])


def test_what_was_said_to_a_connection_that_was_dead_is_missed() -> None:
    stage = pair()
    stage.cut("bob")
    say(stage, "one")
    stage.send("ann", "private", "bob")
    stage.detach("bob")
    say(stage, "two")
    assert come_back(stage) == ((2, 0, 0), ["one", "private", "two"])


def test_what_the_server_knows_to_be_seen_is_not_missed() -> None:
    stage = pair()
    say(stage, "one")
    stage.detach("bob", seen=len(stage.journal))
    say(stage, "two")
    assert come_back(stage, seen=0) == ((1, 0, 0), ["two"])


def test_what_is_told_over_the_new_connection_is_missed_again_if_that_is_lost_too() -> None:
    stage = pair()
    stage.detach("bob")
    say(stage, "one")
    seen = stage.position("bob")
    told = come_back(stage)
    assert come_back(stage, seen) == told == ((1, 0, 0), ["one"])


def test_in_two_breaks_each_thing_is_told_once() -> None:
    stage = pair()
    stage.detach("bob")
    say(stage, "one")
    stage.send("ann", "private one", "bob")
    assert come_back(stage) == ((1, 0, 0), ["one", "private one"])
    stage.detach("bob")
    stage.send("ann", "private two", "bob")
    say(stage, "two")
    assert come_back(stage) == ((1, 0, 0), ["private two", "two"])


def test_public_and_private_are_told_in_the_order_in_which_they_came() -> None:
    stage = pair()
    stage.detach("bob")
    for index in range(3):
        say(stage, f"public {index}")
        stage.send("ann", f"private {index}", "bob")
    expected = [f"{kind} {index}" for index in range(3) for kind in ("public", "private")]
    assert come_back(stage)[1] == expected


def test_of_one_entry_public_and_private_are_told_in_the_order_in_which_they_came() -> None:
    stage = pair()
    for text, to in [("1", "bob"), ("2", None), ("3", "bob"), ("4", "bob"), ("5", None), ("6", "bob")]:
        stage.schedule("ann", text, 5, to)
    stage.detach("bob")
    stage.wait(5)
    assert come_back(stage) == ((2, 0, 0), ["1", "2", "3", "4", "5", "6"])


def test_what_is_due_with_the_entry_that_brings_it_back_is_told_too() -> None:
    stage = pair()
    for text, to in [("1", "bob"), ("2", None)]:
        stage.schedule("ann", text, 5, to)
    stage.detach("bob")
    stage.sleep(5)
    assert come_back(stage) == ((1, 0, 0), ["1", "2"])


def test_its_own_delayed_messages_are_missed_like_all_others() -> None:
    stage = pair()
    stage.schedule("bob", "mine", 5)
    stage.schedule("bob", "mine to ann", 5, "ann")
    stage.detach("bob")
    stage.wait(5)
    assert come_back(stage) == ((1, 0, 0), ["mine", "mine to ann"])


def test_its_delayed_messages_that_were_not_sent_come_back() -> None:
    stage = pair()
    stage.schedule("bob", "to ann", 5, "ann")
    stage.detach("bob")
    stage.leave("ann")
    stage.wait(5)
    assert come_back(stage) == ((0, 0, 0), ["not sent: to ann"])


def test_its_delayed_messages_are_not_sent_if_it_is_muted_meanwhile() -> None:
    stage = pair()
    stage.schedule("bob", "rude", 5)
    stage.detach("bob")
    stage.mute("bob")
    stage.wait(5)
    assert come_back(stage) == ((0, 0, 0), ["silenced", "not sent: rude"])


def test_what_it_sent_to_itself_is_told_once() -> None:
    stage = pair()
    stage.schedule("bob", "note", 5, "bob")
    stage.detach("bob")
    stage.wait(5)
    assert come_back(stage) == ((0, 0, 0), ["note"])


def test_what_the_client_has_seen_of_its_own_private_messages_is_not_told_again() -> None:
    stage = pair()
    stage.send("bob", "mine", "ann")
    stage.detach("bob")
    assert come_back(stage) == ((0, 0, 0), [])


# -- what is gone


def test_more_than_the_history_holds_is_a_gap() -> None:
    stage = pair(TWO)
    stage.detach("bob")
    say(stage, *"abcde")
    assert come_back(stage) == ((5, 3, 0), ["d", "e"])


def test_without_a_history_everything_is_a_gap() -> None:
    stage = pair(Rules(history_size=0))
    say(stage, "seen")
    stage.detach("bob")
    say(stage, *"abc")
    assert come_back(stage) == ((3, 3, 0), [])


def test_a_gap_does_not_count_what_was_seen_and_never_confirmed() -> None:
    stage = pair(TWO)
    say(stage, *"abcd")
    stage.detach("bob")
    say(stage, *"efghi")
    assert come_back(stage) == ((5, 3, 0), ["h", "i"])


def test_not_more_is_told_again_than_the_newest() -> None:
    stage = pair(Rules(max_replayed=2))
    stage.detach("bob")
    say(stage, *"abcde")
    assert come_back(stage) == ((5, 3, 0), ["d", "e"])


def test_not_more_text_is_told_again_than_the_newest() -> None:
    stage = pair(Rules(max_replayed_bytes=6))
    stage.detach("bob")
    say(stage, "a", "ббб", "c", "d", "ё")
    assert come_back(stage) == ((5, 2, 0), ["c", "d", "ё"])


def test_a_message_that_is_too_long_to_be_told_again_is_a_gap_with_all_before_it() -> None:
    stage = pair(Rules(max_replayed_bytes=3))
    stage.detach("bob")
    say(stage, "a", "long")
    assert come_back(stage) == ((2, 2, 0), [])


def test_private_messages_are_told_although_there_is_a_gap_before_them() -> None:
    stage = pair(Rules(history_size=1))
    stage.detach("bob")
    say(stage, "a")
    stage.send("ann", "private", "bob")
    say(stage, "b", "c")
    assert come_back(stage) == ((3, 2, 0), ["private", "c"])


def test_a_history_that_shrinks_meanwhile_makes_the_gap_wider() -> None:
    stage = pair()
    stage.detach("bob")
    say(stage, *"abcde")
    stage.change_rules(Rules(history_size=1))
    assert come_back(stage) == ((5, 4, 0), ["e"])


def test_what_was_seen_longer_ago_than_is_remembered_counts_as_missed() -> None:
    stage = pair(TWO)
    first = len(stage.journal)
    say(stage, *"ab")
    for _ in range(10_000):
        say(stage, "x")
    assert come_back(stage, first + 1) == ((10_002, 10_000, 0), ["x", "x"])
    stage.confirm("bob", first + 3)
    assert come_back(stage, 0) == ((9_999, 9_997, 0), ["x", "x"])


# -- what the client says to have seen


def test_what_is_confirmed_is_not_told_again() -> None:
    stage = pair()
    stage.send("ann", "private", "bob")
    stage.confirm("bob")
    stage.detach("bob")
    assert come_back(stage, 0) == ((0, 0, 0), [])


def test_who_confirms_less_than_before_changes_nothing() -> None:
    stage = pair()
    stage.send("ann", "private", "bob")
    say(stage, "public")
    stage.confirm("bob")
    stage.confirm("bob", 1)
    stage.confirm("bob", -5)
    assert come_back(stage, 0) == ((0, 0, 0), [])


def test_nobody_has_seen_what_is_yet_to_come() -> None:
    stage = pair()
    for claim in (stage.confirm, lambda who, seq: stage.detach(who, seen=seq)):
        claim("bob", 10**18)
        stage.send("ann", "private", "bob")
        say(stage, "public")
        assert come_back(stage, 0) == ((1, 0, 0), ["private", "public"])


def test_who_comes_back_from_the_future_has_missed_nothing_until_now() -> None:
    stage = pair()
    stage.detach("bob")
    say(stage, "a")
    assert come_back(stage, 10**18) == ((0, 0, 0), [])
    stage.detach("bob")
    say(stage, "b")
    assert come_back(stage) == ((1, 0, 0), ["b"])


def test_who_cannot_come_back_may_confirm_as_well() -> None:
    stage = pair()
    stage.confirm("ann", 3)
    assert stage.names("ann") == ["ann", "bob"]


def test_nothing_is_counted_when_nobody_can_come_back() -> None:
    stage = pair()
    say(stage, "a")
    stage.leave("bob")
    say(stage, "b")
    snapshot = stage.chat.snapshot()
    assert (snapshot["said"], snapshot["said_by"]) == (0, [])
