import pytest
from picture import drawn
from scenes import stage_with
from stage import LOOPBACK, Stage, addressee, session_of

from besedka.chat import Rules
from besedka.chat.language.commands import Command, Ignore, Join, Leave, Rename, Send, Tick, Unignore
from besedka.chat.language.deliveries import UNFILTERED, Filter, FilterChanged
from besedka.chat.language.events import Accepted, Joined, Left, Message, Refused, Renamed, User

# -- what is hidden


def test_a_public_message_of_the_ignored_is_seen_by_all_but_one() -> None:
    stage = stage_with("cid")
    stage.send("bob", "hi")
    assert [stage.heard(who) for who in ("ann", "bob", "cid")] == [[], ["hi"], ["hi"]]


def test_a_private_message_of_the_ignored_is_not_seen() -> None:
    stage = stage_with()
    assert stage.send("bob", "psst", to="ann") == Accepted("send", 5, name="ann")
    assert [stage.heard("ann"), stage.heard("bob")] == [[], ["psst"]]


def test_what_is_said_to_the_ignored_is_seen_by_both() -> None:
    stage = stage_with()
    stage.send("ann", "psst", to="bob")
    assert [stage.heard("ann"), stage.heard("bob")] == [["psst"], ["psst"]]


@pytest.mark.parametrize(("to", "by_cid"), [(None, ["later"]), ("ann", [])])
def test_a_delayed_message_of_the_ignored_is_not_seen(to: str | None, by_cid: list[str]) -> None:
    stage = stage_with("cid")
    stage.schedule("bob", "later", 5, to=to)
    stage.wait(6)
    assert [stage.heard(who) for who in ("ann", "bob", "cid")] == [[], ["later"], by_cid]


@pytest.mark.parametrize("to", [None, "ann"])
def test_a_delayed_message_is_hidden_when_its_author_was_ignored_since_and_has_left(to: str | None) -> None:
    stage = Stage()
    stage.join_all("ann", "bob", "cid")
    stage.schedule("bob", "later", 5, to=to)
    stage.ignore("ann", "bob")
    stage.leave("bob")
    stage.forget()
    stage.wait(6)
    assert stage.heard("ann") == []
    assert stage.heard("cid") == ([] if to else ["later"])


def test_the_history_is_without_the_ignored_also_of_what_was_said_before() -> None:
    stage = Stage()
    stage.join_all("ann", "bob", "cid")
    stage.send("bob", "before")
    stage.send("cid", "hi")
    stage.ignore("ann", "bob")
    stage.send("bob", "after")
    assert stage.history("ann") == ["hi"]
    assert stage.history("cid") == ["before", "hi", "after"]


def test_the_history_is_without_what_the_ignored_said_in_an_earlier_visit() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.send("bob", "before")
    stage.leave("bob")
    stage.ignore("ann", "bob")
    assert stage.history("ann") == []
    stage.unignore("ann", "bob")
    assert stage.history("ann") == ["before"]


def test_all_else_that_the_ignored_does_is_seen() -> None:
    stage = stage_with()
    stage.rename("bob", "rob")
    stage.mute("rob")
    stage.leave("bob")
    seen = stage.seen("ann")
    assert Renamed("bob", "rob") in seen
    assert Left("rob", "exit") in seen
    assert "Muted" in {type(event).__name__ for event in seen}


# -- the ignored sees no difference


def scene(stage: Stage, what_ann_does: Command) -> None:
    stage.join_all("ann", "bob", "cid")
    stage.do("ann", what_ann_does)
    stage.send("bob", "hi")
    stage.send("bob", "psst", to="ann")
    stage.send("bob", "later", to="ann", delay=2)
    stage.send("bob", "later, to all", delay=2)
    stage.report("bob", "ann")
    stage.rename("bob", "rob")
    stage.send("ann", "hello", to="rob")
    stage.wait(3)
    stage.leave("bob")
    stage.join("bob2", "rob", "network of bob")
    stage.send("bob2", "again")


@pytest.mark.parametrize("who", ["bob", "bob2", "cid"])
def test_the_ignored_and_everybody_else_see_no_difference(who: str) -> None:
    ignoring, ignorant = Stage(), Stage()
    scene(ignoring, Ignore("bob"))
    scene(ignorant, Tick())
    session = session_of(who)
    # Only what concerns nobody's eyes but her own is different.
    assert drawn(ignoring.streams[session]) == drawn(ignorant.streams[session])
    assert "hi" not in ignoring.heard("ann")
    assert "hi" in ignorant.heard("ann")


# -- the filter


def test_a_filter_changes_where_the_answer_is_and_before_the_ignored_comes_back() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    answer, change = stage.apply(session_of("ann"), Ignore("bob"))
    assert (answer.event, change.event) == (
        Accepted("ignore", name="bob"),
        FilterChanged(Filter(frozenset({session_of("bob")}))),
    )
    stage.leave("bob")
    stage.join("bob2", "bob", "network of bob")
    kinds = [type(delivery.event) for _, delivery in stage.stream[-4:]]
    assert kinds[:3] == [FilterChanged, Joined, Joined]
    assert stage.apply(session_of("ann"), Unignore("bob"))[1].event == FilterChanged(UNFILTERED)
    assert stage.chat.filter_of(session_of("ann")) == UNFILTERED
    assert stage.chat.filter_of("nobody") == UNFILTERED


def test_a_join_of_the_ignored_is_marked_for_who_ignores_it() -> None:
    stage = stage_with("cid")
    stage.leave("bob")
    stage.forget()
    stage.join("bob2", "bob", "network of bob")
    assert stage.seen("ann") == [Joined("bob", ignored=True)]
    assert stage.seen("cid") == [Joined("bob")]


def test_the_ignored_is_marked_among_the_users() -> None:
    stage = stage_with("cid")
    assert stage.users("ann") == (User("ann"), User("bob", ignored=True), User("cid"))
    assert stage.users("cid") == (User("ann"), User("bob"), User("cid"))
    assert stage.users("bob") == (User("ann"), User("bob"), User("cid"))


def test_ones_own_messages_are_never_hidden() -> None:
    stage = Stage()
    for who, network in [("ann", LOOPBACK), ("bob", LOOPBACK)]:
        stage.join(who, network=network)
    stage.ignore("ann", "bob")
    stage.leave("bob")
    stage.rename("ann", "bob")
    stage.forget()
    stage.send("ann", "I am bob now")
    assert stage.heard("ann") == ["I am bob now"]
    assert stage.history("ann") == ["I am bob now"]


# -- refusals


def test_nobody_ignores_oneself() -> None:
    stage = Stage()
    stage.join("ann")
    assert stage.ignore("ann", "ANN") == Refused("ignore-self")


@pytest.mark.parametrize("gone", [False, True])
def test_who_is_ignored_already_is_not_ignored_twice(gone: bool) -> None:
    stage = stage_with()
    if gone:
        stage.leave("bob")
    assert stage.ignore("ann", "bob") == Refused("already-ignored", {"name": "bob"})
    assert len(stage.ignored("ann")) == 1


def test_a_name_that_nobody_has_is_answered_with_the_nearest() -> None:
    stage = Stage()
    stage.join_all("ann", "robert")
    answer = stage.ignore("ann", "rober")
    assert answer == Refused("no-such-user", {"name": "rober", "nearest": "robert", "command": "ignore"})


def test_no_more_than_a_hundred_are_ignored() -> None:
    assert Rules().max_ignored == 100
    stage = Stage(Rules(max_ignored=2))
    stage.join_all("ann", "bob", "cid", "dan")
    stage.ignore("ann", "bob")
    stage.ignore("ann", "cid")
    assert stage.ignore("ann", "dan") == Refused("too-many-ignored", {"limit": 2})
    stage.unignore("ann", "bob")
    assert stage.ignore("ann", "dan") == Accepted("ignore", name="dan")
    assert stage.ignored("ann") == [("cid", True), ("dan", True)]


def test_a_muted_person_may_ignore() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.mute("ann")
    assert stage.ignore("ann", "bob") == Accepted("ignore", name="bob")
    assert stage.unignore("ann", "bob") == Accepted("unignore", name="bob")


# -- who ignores


def test_who_ignores_and_leaves_takes_it_along() -> None:
    stage = stage_with("cid")
    stage.leave("ann")
    stage.join("ann2", "ann", "network of ann")
    stage.send("bob", "hi")
    assert stage.heard("ann2")[-1:] == ["hi"]
    assert stage.ignored("ann2") == []
    stage.leave("bob")
    stage.join("bob2", "bob", "network of bob")
    assert [event for event in stage.seen("ann2") if isinstance(event, Joined)] == [Joined("bob")]


def test_two_windows_of_one_person_ignore_each_for_itself() -> None:
    stage = Stage()
    for who in ("ann", "ann2"):
        stage.join(who, network="north")
    stage.join("bob")
    stage.ignore("ann", "bob")
    stage.forget()
    stage.send("bob", "hi")
    assert (stage.heard("ann"), stage.heard("ann2")) == ([], ["hi"])


def test_two_windows_of_one_person_may_ignore_each_other() -> None:
    stage = Stage()
    for who in ("ann", "ann2"):
        stage.join(who, network="north")
    stage.ignore("ann", "ann2")
    stage.forget()
    stage.send("ann2", "hi")
    stage.send("ann", "hello")
    assert (stage.heard("ann"), stage.heard("ann2")) == (["hello"], ["hi", "hello"])


def test_several_who_ignore_one_do_not_know_of_each_other() -> None:
    stage = Stage()
    stage.join_all("ann", "bob", "cid", "dan")
    for who in ("ann", "cid"):
        stage.ignore(who, "bob")
    stage.leave("bob")
    stage.unignore("cid", "bob")
    stage.join("bob2", "bob", "network of bob")
    stage.forget()
    stage.send("bob2", "hi")
    assert [stage.heard(who) for who in ("ann", "cid", "dan")] == [[], ["hi"], ["hi"]]
    assert stage.ignored("cid") == []


def test_who_ignores_somebody_is_told_of_a_return_in_the_order_of_ignoring() -> None:
    stage = Stage()
    stage.join_all("ann", "bob", "cid", "dan")
    for who in ("dan", "ann", "cid"):
        stage.ignore(who, "bob")
    stage.leave("bob")
    deliveries = stage.apply("session of bob2", Join("network of bob", "bob"))
    marked = [addressee(it) for it in deliveries if it.event == Joined("bob", ignored=True)]
    assert marked == [session_of(who) for who in ("dan", "ann", "cid")]


def test_nothing_is_left_of_ignoring_when_all_have_left() -> None:
    stage = stage_with()
    for command in (Rename("rob"), Send("hi"), Leave()):
        stage.do("bob", command)
    stage.leave("ann")
    state = stage.chat._state
    assert state is not None
    assert (state.ignored._by_session, state.ignored._by_trace) == ({}, {})


def test_messages_say_whose_they_are() -> None:
    stage = stage_with()
    stage.send("bob", "hi")
    stage.send("bob", "psst", to="ann")
    messages = [delivery for _, delivery in stage.stream if isinstance(delivery.event, Message)]
    assert {delivery.author for delivery in messages} == {session_of("bob")}
