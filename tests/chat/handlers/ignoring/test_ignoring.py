import pytest
from chat_bench import LOOPBACK, ChatBench, addressee, session_of
from picture import drawn
from scenes import bench_with

from besedka.chat import Rules
from besedka.chat.language.commands import Command, Ignore, Join, Leave, Rename, Send, Tick, Unignore
from besedka.chat.language.deliveries import UNFILTERED, Filter, FilterChanged
from besedka.chat.language.events import Accepted, Joined, Left, Message, Refused, Renamed, User

# -- what is hidden


def test_a_public_message_of_the_ignored_is_seen_by_all_but_one() -> None:
    bench = bench_with("cid")
    bench.send("bob", "hi")
    assert [bench.heard(who) for who in ("ann", "bob", "cid")] == [[], ["hi"], ["hi"]]


def test_a_private_message_of_the_ignored_is_not_seen() -> None:
    bench = bench_with()
    assert bench.send("bob", "psst", to="ann") == Accepted("send", 5, name="ann")
    assert [bench.heard("ann"), bench.heard("bob")] == [[], ["psst"]]


def test_what_is_said_to_the_ignored_is_seen_by_both() -> None:
    bench = bench_with()
    bench.send("ann", "psst", to="bob")
    assert [bench.heard("ann"), bench.heard("bob")] == [["psst"], ["psst"]]


@pytest.mark.parametrize(("to", "by_cid"), [(None, ["later"]), ("ann", [])])
def test_a_delayed_message_of_the_ignored_is_not_seen(to: str | None, by_cid: list[str]) -> None:
    bench = bench_with("cid")
    bench.schedule("bob", "later", 5, to=to)
    bench.wait(6)
    assert [bench.heard(who) for who in ("ann", "bob", "cid")] == [[], ["later"], by_cid]


@pytest.mark.parametrize("to", [None, "ann"])
def test_a_delayed_message_is_hidden_when_its_author_was_ignored_since_and_has_left(to: str | None) -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cid")
    bench.schedule("bob", "later", 5, to=to)
    bench.ignore("ann", "bob")
    bench.leave("bob")
    bench.forget()
    bench.wait(6)
    assert bench.heard("ann") == []
    assert bench.heard("cid") == ([] if to else ["later"])


def test_the_history_is_without_the_ignored_also_of_what_was_said_before() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cid")
    bench.send("bob", "before")
    bench.send("cid", "hi")
    bench.ignore("ann", "bob")
    bench.send("bob", "after")
    assert bench.history("ann") == ["hi"]
    assert bench.history("cid") == ["before", "hi", "after"]


def test_the_history_is_without_what_the_ignored_said_in_an_earlier_visit() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.send("bob", "before")
    bench.leave("bob")
    bench.ignore("ann", "bob")
    assert bench.history("ann") == []
    bench.unignore("ann", "bob")
    assert bench.history("ann") == ["before"]


def test_all_else_that_the_ignored_does_is_seen() -> None:
    bench = bench_with()
    bench.rename("bob", "rob")
    bench.mute("rob")
    bench.leave("bob")
    seen = bench.seen("ann")
    assert Renamed("bob", "rob") in seen
    assert Left("rob", "exit") in seen
    assert "Muted" in {type(event).__name__ for event in seen}


# -- the ignored sees no difference


def scene(bench: ChatBench, what_ann_does: Command) -> None:
    bench.join_all("ann", "bob", "cid")
    bench.do("ann", what_ann_does)
    bench.send("bob", "hi")
    bench.send("bob", "psst", to="ann")
    bench.send("bob", "later", to="ann", delay=2)
    bench.send("bob", "later, to all", delay=2)
    bench.report("bob", "ann")
    bench.rename("bob", "rob")
    bench.send("ann", "hello", to="rob")
    bench.wait(3)
    bench.leave("bob")
    bench.join("bob2", "rob", "network of bob")
    bench.send("bob2", "again")


@pytest.mark.parametrize("who", ["bob", "bob2", "cid"])
def test_the_ignored_and_everybody_else_see_no_difference(who: str) -> None:
    ignoring, ignorant = ChatBench(), ChatBench()
    scene(ignoring, Ignore("bob"))
    scene(ignorant, Tick())
    session = session_of(who)
    # Only what concerns nobody's eyes but her own is different.
    assert drawn(ignoring.streams[session]) == drawn(ignorant.streams[session])
    assert "hi" not in ignoring.heard("ann")
    assert "hi" in ignorant.heard("ann")


# -- the filter


def test_a_filter_changes_where_the_answer_is_and_before_the_ignored_comes_back() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    answer, change = bench.apply(session_of("ann"), Ignore("bob"))
    assert (answer.event, change.event) == (
        Accepted("ignore", name="bob"),
        FilterChanged(Filter(frozenset({session_of("bob")}))),
    )
    bench.leave("bob")
    bench.join("bob2", "bob", "network of bob")
    kinds = [type(delivery.event) for _, delivery in bench.stream[-4:]]
    assert kinds[:3] == [FilterChanged, Joined, Joined]
    assert bench.apply(session_of("ann"), Unignore("bob"))[1].event == FilterChanged(UNFILTERED)
    assert bench.chat.filter_of(session_of("ann")) == UNFILTERED
    assert bench.chat.filter_of("nobody") == UNFILTERED


def test_a_join_of_the_ignored_is_marked_for_who_ignores_it() -> None:
    bench = bench_with("cid")
    bench.leave("bob")
    bench.forget()
    bench.join("bob2", "bob", "network of bob")
    assert bench.seen("ann") == [Joined("bob", ignored=True)]
    assert bench.seen("cid") == [Joined("bob")]


def test_the_ignored_is_marked_among_the_users() -> None:
    bench = bench_with("cid")
    assert bench.users("ann") == (User("ann"), User("bob", ignored=True), User("cid"))
    assert bench.users("cid") == (User("ann"), User("bob"), User("cid"))
    assert bench.users("bob") == (User("ann"), User("bob"), User("cid"))


def test_ones_own_messages_are_never_hidden() -> None:
    bench = ChatBench()
    for who, network in [("ann", LOOPBACK), ("bob", LOOPBACK)]:
        bench.join(who, network=network)
    bench.ignore("ann", "bob")
    bench.leave("bob")
    bench.rename("ann", "bob")
    bench.forget()
    bench.send("ann", "I am bob now")
    assert bench.heard("ann") == ["I am bob now"]
    assert bench.history("ann") == ["I am bob now"]


# -- refusals


def test_nobody_ignores_oneself() -> None:
    bench = ChatBench()
    bench.join("ann")
    assert bench.ignore("ann", "ANN") == Refused("ignore-self")


@pytest.mark.parametrize("gone", [False, True])
def test_who_is_ignored_already_is_not_ignored_twice(gone: bool) -> None:
    bench = bench_with()
    if gone:
        bench.leave("bob")
    assert bench.ignore("ann", "bob") == Refused("already-ignored", {"name": "bob"})
    assert len(bench.ignored("ann")) == 1


def test_a_name_that_nobody_has_is_answered_with_the_nearest() -> None:
    bench = ChatBench()
    bench.join_all("ann", "robert")
    answer = bench.ignore("ann", "rober")
    assert answer == Refused("no-such-user", {"name": "rober", "nearest": "robert", "command": "ignore"})


def test_no_more_than_a_hundred_are_ignored() -> None:
    assert Rules().max_ignored == 100
    bench = ChatBench(Rules(max_ignored=2))
    bench.join_all("ann", "bob", "cid", "dan")
    bench.ignore("ann", "bob")
    bench.ignore("ann", "cid")
    assert bench.ignore("ann", "dan") == Refused("too-many-ignored", {"limit": 2})
    bench.unignore("ann", "bob")
    assert bench.ignore("ann", "dan") == Accepted("ignore", name="dan")
    assert bench.ignored("ann") == [("cid", True), ("dan", True)]


def test_a_muted_person_may_ignore() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.mute("ann")
    assert bench.ignore("ann", "bob") == Accepted("ignore", name="bob")
    assert bench.unignore("ann", "bob") == Accepted("unignore", name="bob")


# -- who ignores


def test_who_ignores_and_leaves_takes_it_along() -> None:
    bench = bench_with("cid")
    bench.leave("ann")
    bench.join("ann2", "ann", "network of ann")
    bench.send("bob", "hi")
    assert bench.heard("ann2")[-1:] == ["hi"]
    assert bench.ignored("ann2") == []
    bench.leave("bob")
    bench.join("bob2", "bob", "network of bob")
    assert [event for event in bench.seen("ann2") if isinstance(event, Joined)] == [Joined("bob")]


def test_two_windows_of_one_person_ignore_each_for_itself() -> None:
    bench = ChatBench()
    for who in ("ann", "ann2"):
        bench.join(who, network="north")
    bench.join("bob")
    bench.ignore("ann", "bob")
    bench.forget()
    bench.send("bob", "hi")
    assert (bench.heard("ann"), bench.heard("ann2")) == ([], ["hi"])


def test_two_windows_of_one_person_may_ignore_each_other() -> None:
    bench = ChatBench()
    for who in ("ann", "ann2"):
        bench.join(who, network="north")
    bench.ignore("ann", "ann2")
    bench.forget()
    bench.send("ann2", "hi")
    bench.send("ann", "hello")
    assert (bench.heard("ann"), bench.heard("ann2")) == (["hello"], ["hi", "hello"])


def test_several_who_ignore_one_do_not_know_of_each_other() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cid", "dan")
    for who in ("ann", "cid"):
        bench.ignore(who, "bob")
    bench.leave("bob")
    bench.unignore("cid", "bob")
    bench.join("bob2", "bob", "network of bob")
    bench.forget()
    bench.send("bob2", "hi")
    assert [bench.heard(who) for who in ("ann", "cid", "dan")] == [[], ["hi"], ["hi"]]
    assert bench.ignored("cid") == []


def test_who_ignores_somebody_is_told_of_a_return_in_the_order_of_ignoring() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cid", "dan")
    for who in ("dan", "ann", "cid"):
        bench.ignore(who, "bob")
    bench.leave("bob")
    deliveries = bench.apply("session of bob2", Join("network of bob", "bob"))
    marked = [addressee(it) for it in deliveries if it.event == Joined("bob", ignored=True)]
    assert marked == [session_of(who) for who in ("dan", "ann", "cid")]


def test_nothing_is_left_of_ignoring_when_all_have_left() -> None:
    bench = bench_with()
    for command in (Rename("rob"), Send("hi"), Leave()):
        bench.do("bob", command)
    bench.leave("ann")
    state = bench.chat._state
    assert state is not None
    assert (state.ignored._by_session, state.ignored._by_trace) == ({}, {})


def test_messages_say_whose_they_are() -> None:
    bench = bench_with()
    bench.send("bob", "hi")
    bench.send("bob", "psst", to="ann")
    messages = [delivery for _, delivery in bench.stream if isinstance(delivery.event, Message)]
    assert {delivery.author for delivery in messages} == {session_of("bob")}
