"""What a session missed is told in its order, once; what is gone is counted."""

from chat_bench import NOON, ChatBench

from besedka.chat import Rules, Stamp
from besedka.chat.language.events import Event, Message, NotSent, Resumed, Silenced

TWO = Rules(history_size=2)


def pair(rules: Rules | None = None) -> ChatBench:
    bench = ChatBench(rules)
    bench.join("ann")
    bench.join("bob", resumable=True)
    bench.forget()
    return bench


def say(bench: ChatBench, *texts: str) -> None:
    for text in texts:
        bench.send("ann", text)


def come_back(bench: ChatBench, seen: int | None = None) -> tuple[tuple[int, int, int], list[str]]:
    """Bob comes back: what he is told of what he missed, is lost, and the texts."""
    (_, resumed), *missed = bench.resume("bob", seen)
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
    bench = pair()
    bench.detach("bob")
    bench.wait(1)
    say(bench, "one")
    seq = len(bench.journal)
    bench.wait(1)
    (_, resumed), *missed = bench.resume("bob")
    assert isinstance(resumed, Resumed)
    assert missed == [(Stamp(seq, NOON + 1000), Message(seq, "ann", "one"))]
    assert (resumed.missed, resumed.gap, resumed.lost) == (1, 0, 0)


def test_what_was_said_before_is_not_missed() -> None:
    bench = pair()
    say(bench, "before")
    bench.detach("bob")
    say(bench, "one", "two")
    assert come_back(bench) == ((2, 0, 0), ["one", "two"])


def test_what_was_said_to_a_connection_that_was_dead_is_missed() -> None:
    bench = pair()
    bench.cut("bob")
    say(bench, "one")
    bench.send("ann", "private", "bob")
    bench.detach("bob")
    say(bench, "two")
    assert come_back(bench) == ((2, 0, 0), ["one", "private", "two"])


def test_what_the_server_knows_to_be_seen_is_not_missed() -> None:
    bench = pair()
    say(bench, "one")
    bench.detach("bob", seen=len(bench.journal))
    say(bench, "two")
    assert come_back(bench, seen=0) == ((1, 0, 0), ["two"])


def test_what_is_told_over_the_new_connection_is_missed_again_if_that_is_lost_too() -> None:
    bench = pair()
    bench.detach("bob")
    say(bench, "one")
    seen = bench.position("bob")
    told = come_back(bench)
    assert come_back(bench, seen) == told == ((1, 0, 0), ["one"])


def test_in_two_breaks_each_thing_is_told_once() -> None:
    bench = pair()
    bench.detach("bob")
    say(bench, "one")
    bench.send("ann", "private one", "bob")
    assert come_back(bench) == ((1, 0, 0), ["one", "private one"])
    bench.detach("bob")
    bench.send("ann", "private two", "bob")
    say(bench, "two")
    assert come_back(bench) == ((1, 0, 0), ["private two", "two"])


def test_public_and_private_are_told_in_the_order_in_which_they_came() -> None:
    bench = pair()
    bench.detach("bob")
    for index in range(3):
        say(bench, f"public {index}")
        bench.send("ann", f"private {index}", "bob")
    expected = [f"{kind} {index}" for index in range(3) for kind in ("public", "private")]
    assert come_back(bench)[1] == expected


def test_of_one_entry_public_and_private_are_told_in_the_order_in_which_they_came() -> None:
    bench = pair()
    for text, to in [("1", "bob"), ("2", None), ("3", "bob"), ("4", "bob"), ("5", None), ("6", "bob")]:
        bench.schedule("ann", text, 5, to)
    bench.detach("bob")
    bench.wait(5)
    assert come_back(bench) == ((2, 0, 0), ["1", "2", "3", "4", "5", "6"])


def test_what_is_due_with_the_entry_that_brings_it_back_is_told_too() -> None:
    bench = pair()
    for text, to in [("1", "bob"), ("2", None)]:
        bench.schedule("ann", text, 5, to)
    bench.detach("bob")
    bench.sleep(5)
    assert come_back(bench) == ((1, 0, 0), ["1", "2"])


def test_its_own_delayed_messages_are_missed_like_all_others() -> None:
    bench = pair()
    bench.schedule("bob", "mine", 5)
    bench.schedule("bob", "mine to ann", 5, "ann")
    bench.detach("bob")
    bench.wait(5)
    assert come_back(bench) == ((1, 0, 0), ["mine", "mine to ann"])


def test_its_delayed_messages_that_were_not_sent_come_back() -> None:
    bench = pair()
    bench.schedule("bob", "to ann", 5, "ann")
    bench.detach("bob")
    bench.leave("ann")
    bench.wait(5)
    assert come_back(bench) == ((0, 0, 0), ["not sent: to ann"])


def test_its_delayed_messages_are_not_sent_if_it_is_muted_meanwhile() -> None:
    bench = pair()
    bench.schedule("bob", "rude", 5)
    bench.detach("bob")
    bench.mute("bob")
    bench.wait(5)
    assert come_back(bench) == ((0, 0, 0), ["silenced", "not sent: rude"])


def test_what_it_sent_to_itself_is_told_once() -> None:
    bench = pair()
    bench.schedule("bob", "note", 5, "bob")
    bench.detach("bob")
    bench.wait(5)
    assert come_back(bench) == ((0, 0, 0), ["note"])


def test_what_the_client_has_seen_of_its_own_private_messages_is_not_told_again() -> None:
    bench = pair()
    bench.send("bob", "mine", "ann")
    bench.detach("bob")
    assert come_back(bench) == ((0, 0, 0), [])


# -- what is gone


def test_more_than_the_history_holds_is_a_gap() -> None:
    bench = pair(TWO)
    bench.detach("bob")
    say(bench, *"abcde")
    assert come_back(bench) == ((5, 3, 0), ["d", "e"])


def test_without_a_history_everything_is_a_gap() -> None:
    bench = pair(Rules(history_size=0))
    say(bench, "seen")
    bench.detach("bob")
    say(bench, *"abc")
    assert come_back(bench) == ((3, 3, 0), [])


def test_a_gap_does_not_count_what_was_seen_and_never_confirmed() -> None:
    bench = pair(TWO)
    say(bench, *"abcd")
    bench.detach("bob")
    say(bench, *"efghi")
    assert come_back(bench) == ((5, 3, 0), ["h", "i"])


def test_not_more_is_told_again_than_the_newest() -> None:
    bench = pair(Rules(max_replayed=2))
    bench.detach("bob")
    say(bench, *"abcde")
    assert come_back(bench) == ((5, 3, 0), ["d", "e"])


def test_not_more_text_is_told_again_than_the_newest() -> None:
    bench = pair(Rules(max_replayed_bytes=6))
    bench.detach("bob")
    say(bench, "a", "ббб", "c", "d", "ё")
    assert come_back(bench) == ((5, 2, 0), ["c", "d", "ё"])


def test_a_message_that_is_too_long_to_be_told_again_is_a_gap_with_all_before_it() -> None:
    bench = pair(Rules(max_replayed_bytes=3))
    bench.detach("bob")
    say(bench, "a", "long")
    assert come_back(bench) == ((2, 2, 0), [])


def test_private_messages_are_told_although_there_is_a_gap_before_them() -> None:
    bench = pair(Rules(history_size=1))
    bench.detach("bob")
    say(bench, "a")
    bench.send("ann", "private", "bob")
    say(bench, "b", "c")
    assert come_back(bench) == ((3, 2, 0), ["private", "c"])


def test_a_history_that_shrinks_meanwhile_makes_the_gap_wider() -> None:
    bench = pair()
    bench.detach("bob")
    say(bench, *"abcde")
    bench.change_rules(Rules(history_size=1))
    assert come_back(bench) == ((5, 4, 0), ["e"])


def test_what_was_seen_longer_ago_than_is_remembered_counts_as_missed() -> None:
    bench = pair(TWO)
    first = len(bench.journal)
    say(bench, *"ab")
    for _ in range(10_000):
        say(bench, "x")
    assert come_back(bench, first + 1) == ((10_002, 10_000, 0), ["x", "x"])
    bench.confirm("bob", first + 3)
    assert come_back(bench, 0) == ((9_999, 9_997, 0), ["x", "x"])


# -- what the client says to have seen


def test_what_is_confirmed_is_not_told_again() -> None:
    bench = pair()
    bench.send("ann", "private", "bob")
    bench.confirm("bob")
    bench.detach("bob")
    assert come_back(bench, 0) == ((0, 0, 0), [])


def test_who_confirms_less_than_before_changes_nothing() -> None:
    bench = pair()
    bench.send("ann", "private", "bob")
    say(bench, "public")
    bench.confirm("bob")
    bench.confirm("bob", 1)
    bench.confirm("bob", -5)
    assert come_back(bench, 0) == ((0, 0, 0), [])


def test_nobody_has_seen_what_is_yet_to_come() -> None:
    bench = pair()
    for claim in (bench.confirm, lambda who, seq: bench.detach(who, seen=seq)):
        claim("bob", 10**18)
        bench.send("ann", "private", "bob")
        say(bench, "public")
        assert come_back(bench, 0) == ((1, 0, 0), ["private", "public"])


def test_who_comes_back_from_the_future_has_missed_nothing_until_now() -> None:
    bench = pair()
    bench.detach("bob")
    say(bench, "a")
    assert come_back(bench, 10**18) == ((0, 0, 0), [])
    bench.detach("bob")
    say(bench, "b")
    assert come_back(bench) == ((1, 0, 0), ["b"])


def test_who_cannot_come_back_may_confirm_as_well() -> None:
    bench = pair()
    bench.confirm("ann", 3)
    assert bench.names("ann") == ["ann", "bob"]


def test_nothing_is_counted_when_nobody_can_come_back() -> None:
    bench = pair()
    say(bench, "a")
    bench.leave("bob")
    say(bench, "b")
    snapshot = bench.chat.snapshot()
    assert (snapshot["said"], snapshot["said_by"]) == (0, [])
