import pytest
from scenes import stage_with
from stage import LOOPBACK, Stage, addressee, session_of

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import Rename
from besedka.chat.language.deliveries import FilterChanged
from besedka.chat.language.events import Accepted, Refused, Renamed


def test_who_renames_stays_ignored() -> None:
    stage = stage_with()
    stage.rename("bob", "rob")
    stage.send("bob", "hi")
    stage.rename("ann", "anna")
    stage.send("bob", "hi again")
    assert stage.heard("ann") == []
    assert stage.ignored("ann") == [("rob", True)]


def test_who_takes_a_name_that_the_ignored_gave_up_is_heard() -> None:
    stage = stage_with(rules=Rules(held_names=0))
    stage.rename("bob", "rob")
    stage.join("cid", "bob")
    stage.send("cid", "hi")
    assert stage.heard("ann") == ["hi"]


@pytest.mark.parametrize("network", ["network of bob", LOOPBACK])
def test_who_comes_back_under_its_name_from_its_network_is_ignored_again(network: str) -> None:
    stage = Stage()
    stage.join("ann")
    stage.join("bob", network=network)
    stage.ignore("ann", "bob")
    stage.leave("bob")
    assert stage.ignored("ann") == [("bob", False)]
    stage.join("bob2", "BOB", network)
    stage.forget()
    stage.send("bob2", "hi")
    assert (stage.heard("ann"), stage.heard("bob2")) == ([], ["hi"])
    assert stage.ignored("ann") == [("BOB", True)]


def test_who_comes_back_as_a_guest_and_renames_then_is_ignored_again() -> None:
    stage = stage_with()
    stage.leave("bob")
    stage.join("bob2", None, "network of bob")
    stage.forget()
    stage.send("bob2", "as a guest")
    stage.rename("bob2", "bob")
    stage.send("bob2", "as bob")
    assert stage.heard("ann") == ["as a guest"]


@pytest.mark.parametrize("network", ["network of bob", LOOPBACK])
@pytest.mark.parametrize(("name", "elsewhere"), [("rob", False), ("bob", True)])
def test_neither_the_name_nor_the_network_alone_is_ignored(network: str, name: str, elsewhere: bool) -> None:
    stage = Stage(Rules(name_hold=0))
    stage.join("ann")
    stage.join("bob", network=network)
    stage.ignore("ann", "bob")
    stage.leave("bob")
    stage.join("cid", name, "elsewhere" if elsewhere else network)
    stage.forget()
    stage.send("cid", "hi")
    assert stage.heard("ann") == ["hi"]
    assert stage.history("ann") == ["hi"]
    assert stage.ignored("ann") == [("bob", False)]


def test_who_left_not_long_ago_can_be_ignored_and_is_when_it_comes_back() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.leave("bob")
    assert stage.ignore("ann", "bob") == Accepted("ignore", name="bob")
    assert stage.ignored("ann") == [("bob", False)]
    stage.join("bob2", "bob", "network of bob")
    stage.forget()
    stage.send("bob2", "hi")
    assert stage.heard("ann") == []


def test_who_left_long_ago_cannot_be_ignored() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.leave("bob")
    stage.wait(601)
    answer = stage.ignore("ann", "bob")
    assert answer == Refused("no-such-user", {"name": "bob", "nearest": None, "command": "ignore"})


def test_a_given_up_name_finds_whom_to_ignore() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.rename("bob", "rob")
    assert stage.ignore("ann", "bob") == Accepted("ignore", name="rob", asked="bob")


def test_who_is_found_by_an_earlier_visit_and_is_back_is_ignored() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    stage.rename("bob", "rob")
    stage.send("bob", "before")
    stage.leave("bob")
    stage.join("bob2", "rob", "network of bob")
    assert stage.ignore("ann", "bob") == Accepted("ignore", name="rob", asked="bob")
    assert stage.ignored("ann") == [("rob", True)]
    stage.forget()
    stage.send("bob2", "hi")
    assert (stage.heard("ann"), stage.history("ann")) == ([], [])
    assert stage.ignore("bob2", "bob") == Refused("ignore-self")


def test_a_session_that_ended_stays_hidden_for_what_it_delayed() -> None:
    stage = stage_with()
    stage.schedule("bob", "later", 60)
    for visit in range(3):
        stage.leave("bob" if visit == 0 else f"bob{visit}")
        stage.join(f"bob{visit + 1}", "bob", "network of bob")
    stage.forget()
    stage.wait(61)
    assert stage.heard("ann") == []
    assert stage.heard("bob3") == ["later"]


def come_back(stage: Stage, times: int, name: str = "bob") -> None:
    """Bob's last visit is here; he leaves and returns so many times."""
    for _ in range(times):
        stage.leave("bob")
        stage.join("bob", name)
    stage.forget()


def test_who_comes_back_many_times_does_not_become_visible_again() -> None:
    stage = Stage()
    stage.join_all("ann", "bob")
    for text, to, delay in [("old", None, None), ("late", None, 600), ("late, to ann", "ann", 601)]:
        stage.send("bob", text, to, delay)
    stage.ignore("ann", "bob")
    for times in (1, 11):
        come_back(stage, times)
        assert stage.history("ann") == []
    stage.leave("bob")
    assert stage.history("ann") == []
    stage.wait(700)
    assert (stage.heard("ann"), stage.history("ann")) == ([], [])


def test_sessions_of_which_nothing_is_to_be_seen_any_more_are_not_kept() -> None:
    stage = stage_with(rules=Rules(history_size=2))
    first = stage.session("bob")
    stage.send("bob", "hi")
    come_back(stage, 10)
    assert stage.chat.filter_of(session_of("ann")).ignored == {first, stage.session("bob")}
    stage.send("ann", "hi")
    stage.send("ann", "hi")
    come_back(stage, 1)
    assert stage.chat.filter_of(session_of("ann")).ignored == {stage.session("bob")}


def test_what_earlier_visits_left_behind_is_hidden_at_once_and_stays_so() -> None:
    stage = Stage()
    stage.join_all("ann", "bob", "cid")
    stage.send("bob", "before")
    stage.schedule("bob", "later", 600)
    come_back(stage, 2)
    stage.ignore("ann", "bob")
    assert stage.history("ann") == []
    stage.leave("bob")
    assert stage.history("ann") == []
    stage.join("bob")
    assert stage.history("ann") == []
    stage.forget()
    stage.wait(601)
    assert (stage.heard("ann"), stage.heard("cid")) == ([], ["later"])


def test_who_left_long_ago_is_found_by_what_is_on_its_way() -> None:
    stage = Stage()
    stage.join_all("ann", "bob", "cid")
    stage.schedule("bob", "later", 1000)
    stage.rename("bob", "rob")
    stage.schedule("bob", "even later", 1001)
    stage.leave("bob")
    stage.wait(700)
    assert stage.ignore("ann", "bob") == Accepted("ignore", name="rob", asked="bob")
    assert stage.ignore("cid", "rob") == Accepted("ignore", name="rob")
    stage.wait(700)
    assert stage.heard("ann") == stage.heard("cid") == []


@pytest.mark.parametrize("name", ["bob", "rob", "robert"])
def test_who_renames_and_leaves_is_known_by_all_names_that_it_had(name: str) -> None:
    stage = stage_with()
    stage.rename("bob", "rob")
    stage.rename("bob", "robert")
    stage.leave("bob")
    assert stage.ignored("ann") == [("robert", False)]
    stage.join("bob", name)
    stage.forget()
    stage.send("bob", "hi")
    assert (stage.heard("ann"), stage.ignored("ann")) == ([], [(name, True)])


def test_a_name_that_is_not_held_any_more_is_known_only_if_it_was_ignored() -> None:
    stage = stage_with(rules=Rules(held_names=0))
    stage.rename("bob", "rob")
    stage.rename("bob", "robert")
    stage.leave("bob")
    stage.join("cid", "rob", "network of bob")
    stage.join("dan", "bob", "network of bob")
    stage.forget()
    for who in ("cid", "dan"):
        stage.send(who, who)
    assert stage.heard("ann") == ["cid"]


def test_a_rename_by_which_somebody_is_known_again_is_marked_for_who_ignores_it() -> None:
    stage = stage_with("cid", "dan")
    stage.leave("bob")
    stage.join("bob", None)
    stage.ignore("cid", "guest-1")
    stage.forget()
    deliveries = stage.apply(stage.session("bob"), Rename("bob"))
    assert [stage.seen(who) for who in ("ann", "cid", "dan")] == [
        [Renamed("guest-1", "bob", ignored=True)],
        [Renamed("guest-1", "bob")],
        [Renamed("guest-1", "bob")],
    ]
    assert [type(delivery.event) for delivery in deliveries] == [Accepted, FilterChanged, *[Renamed] * 3]
    assert [addressee(delivery) for delivery in deliveries[3:]] == [session_of("cid"), session_of("ann")]
    stage.rename("bob", "rob")
    assert stage.seen("ann") == stage.seen("cid") == [Renamed("bob", "rob")]


def test_whom_a_chat_ignores_it_ignores_after_a_restart() -> None:
    stage = stage_with()
    stage.rename("bob", "rob")
    stage.leave("bob")
    stage.chat = Chat.restore(stage.chat.snapshot())
    stage.join("bob", "bob")
    stage.forget()
    stage.send("bob", "hi")
    assert stage.heard("ann") == []
