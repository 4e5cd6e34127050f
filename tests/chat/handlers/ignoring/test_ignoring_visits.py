import pytest
from chat_bench import LOOPBACK, ChatBench, addressee, session_of
from scenes import bench_with

from besedka.chat import Chat, Rules
from besedka.chat.language.commands import Rename
from besedka.chat.language.deliveries import FilterChanged
from besedka.chat.language.events import Accepted, Refused, Renamed


def test_who_renames_stays_ignored() -> None:
    bench = bench_with()
    bench.rename("bob", "rob")
    bench.send("bob", "hi")
    bench.rename("ann", "anna")
    bench.send("bob", "hi again")
    assert bench.heard("ann") == []
    assert bench.ignored("ann") == [("rob", True)]


def test_who_takes_a_name_that_the_ignored_gave_up_is_heard() -> None:
    bench = bench_with(rules=Rules(held_names=0))
    bench.rename("bob", "rob")
    bench.join("cid", "bob")
    bench.send("cid", "hi")
    assert bench.heard("ann") == ["hi"]


@pytest.mark.parametrize("network", ["network of bob", LOOPBACK])
def test_who_comes_back_under_its_name_from_its_network_is_ignored_again(network: str) -> None:
    bench = ChatBench()
    bench.join("ann")
    bench.join("bob", network=network)
    bench.ignore("ann", "bob")
    bench.leave("bob")
    assert bench.ignored("ann") == [("bob", False)]
    bench.join("bob2", "BOB", network)
    bench.forget()
    bench.send("bob2", "hi")
    assert (bench.heard("ann"), bench.heard("bob2")) == ([], ["hi"])
    assert bench.ignored("ann") == [("BOB", True)]


def test_who_comes_back_as_a_guest_and_renames_then_is_ignored_again() -> None:
    bench = bench_with()
    bench.leave("bob")
    bench.join("bob2", None, "network of bob")
    bench.forget()
    bench.send("bob2", "as a guest")
    bench.rename("bob2", "bob")
    bench.send("bob2", "as bob")
    assert bench.heard("ann") == ["as a guest"]


@pytest.mark.parametrize("network", ["network of bob", LOOPBACK])
@pytest.mark.parametrize(("name", "elsewhere"), [("rob", False), ("bob", True)])
def test_neither_the_name_nor_the_network_alone_is_ignored(network: str, name: str, elsewhere: bool) -> None:
    bench = ChatBench(Rules(name_hold=0))
    bench.join("ann")
    bench.join("bob", network=network)
    bench.ignore("ann", "bob")
    bench.leave("bob")
    bench.join("cid", name, "elsewhere" if elsewhere else network)
    bench.forget()
    bench.send("cid", "hi")
    assert bench.heard("ann") == ["hi"]
    assert bench.history("ann") == ["hi"]
    assert bench.ignored("ann") == [("bob", False)]


def test_who_left_not_long_ago_can_be_ignored_and_is_when_it_comes_back() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.leave("bob")
    assert bench.ignore("ann", "bob") == Accepted("ignore", name="bob")
    assert bench.ignored("ann") == [("bob", False)]
    bench.join("bob2", "bob", "network of bob")
    bench.forget()
    bench.send("bob2", "hi")
    assert bench.heard("ann") == []


def test_who_left_long_ago_cannot_be_ignored() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.leave("bob")
    bench.wait(601)
    answer = bench.ignore("ann", "bob")
    assert answer == Refused("no-such-user", {"name": "bob", "nearest": None, "command": "ignore"})


def test_a_given_up_name_finds_whom_to_ignore() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.rename("bob", "rob")
    assert bench.ignore("ann", "bob") == Accepted("ignore", name="rob", asked="bob")


def test_who_is_found_by_an_earlier_visit_and_is_back_is_ignored() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    bench.rename("bob", "rob")
    bench.send("bob", "before")
    bench.leave("bob")
    bench.join("bob2", "rob", "network of bob")
    assert bench.ignore("ann", "bob") == Accepted("ignore", name="rob", asked="bob")
    assert bench.ignored("ann") == [("rob", True)]
    bench.forget()
    bench.send("bob2", "hi")
    assert (bench.heard("ann"), bench.history("ann")) == ([], [])
    assert bench.ignore("bob2", "bob") == Refused("ignore-self")


def test_a_session_that_ended_stays_hidden_for_what_it_delayed() -> None:
    bench = bench_with()
    bench.schedule("bob", "later", 60)
    for visit in range(3):
        bench.leave("bob" if visit == 0 else f"bob{visit}")
        bench.join(f"bob{visit + 1}", "bob", "network of bob")
    bench.forget()
    bench.wait(61)
    assert bench.heard("ann") == []
    assert bench.heard("bob3") == ["later"]


def come_back(bench: ChatBench, times: int, name: str = "bob") -> None:
    """Bob's last visit is here; he leaves and returns so many times."""
    for _ in range(times):
        bench.leave("bob")
        bench.join("bob", name)
    bench.forget()


def test_who_comes_back_many_times_does_not_become_visible_again() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob")
    for text, to, delay in [("old", None, None), ("late", None, 600), ("late, to ann", "ann", 601)]:
        bench.send("bob", text, to, delay)
    bench.ignore("ann", "bob")
    for times in (1, 11):
        come_back(bench, times)
        assert bench.history("ann") == []
    bench.leave("bob")
    assert bench.history("ann") == []
    bench.wait(700)
    assert (bench.heard("ann"), bench.history("ann")) == ([], [])


def test_sessions_of_which_nothing_is_to_be_seen_any_more_are_not_kept() -> None:
    bench = bench_with(rules=Rules(history_size=2))
    first = bench.session("bob")
    bench.send("bob", "hi")
    come_back(bench, 10)
    assert bench.chat.filter_of(session_of("ann")).ignored == {first, bench.session("bob")}
    bench.send("ann", "hi")
    bench.send("ann", "hi")
    come_back(bench, 1)
    assert bench.chat.filter_of(session_of("ann")).ignored == {bench.session("bob")}


def test_what_earlier_visits_left_behind_is_hidden_at_once_and_stays_so() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cid")
    bench.send("bob", "before")
    bench.schedule("bob", "later", 600)
    come_back(bench, 2)
    bench.ignore("ann", "bob")
    assert bench.history("ann") == []
    bench.leave("bob")
    assert bench.history("ann") == []
    bench.join("bob")
    assert bench.history("ann") == []
    bench.forget()
    bench.wait(601)
    assert (bench.heard("ann"), bench.heard("cid")) == ([], ["later"])


def test_who_left_long_ago_is_found_by_what_is_on_its_way() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob", "cid")
    bench.schedule("bob", "later", 1000)
    bench.rename("bob", "rob")
    bench.schedule("bob", "even later", 1001)
    bench.leave("bob")
    bench.wait(700)
    assert bench.ignore("ann", "bob") == Accepted("ignore", name="rob", asked="bob")
    assert bench.ignore("cid", "rob") == Accepted("ignore", name="rob")
    bench.wait(700)
    assert bench.heard("ann") == bench.heard("cid") == []


@pytest.mark.parametrize("name", ["bob", "rob", "robert"])
def test_who_renames_and_leaves_is_known_by_all_names_that_it_had(name: str) -> None:
    bench = bench_with()
    bench.rename("bob", "rob")
    bench.rename("bob", "robert")
    bench.leave("bob")
    assert bench.ignored("ann") == [("robert", False)]
    bench.join("bob", name)
    bench.forget()
    bench.send("bob", "hi")
    assert (bench.heard("ann"), bench.ignored("ann")) == ([], [(name, True)])


def test_a_name_that_is_not_held_any_more_is_known_only_if_it_was_ignored() -> None:
    bench = bench_with(rules=Rules(held_names=0))
    bench.rename("bob", "rob")
    bench.rename("bob", "robert")
    bench.leave("bob")
    bench.join("cid", "rob", "network of bob")
    bench.join("dan", "bob", "network of bob")
    bench.forget()
    for who in ("cid", "dan"):
        bench.send(who, who)
    assert bench.heard("ann") == ["cid"]


def test_a_rename_by_which_somebody_is_known_again_is_marked_for_who_ignores_it() -> None:
    bench = bench_with("cid", "dan")
    bench.leave("bob")
    bench.join("bob", None)
    bench.ignore("cid", "guest-1")
    bench.forget()
    deliveries = bench.apply(bench.session("bob"), Rename("bob"))
    assert [bench.seen(who) for who in ("ann", "cid", "dan")] == [
        [Renamed("guest-1", "bob", ignored=True)],
        [Renamed("guest-1", "bob")],
        [Renamed("guest-1", "bob")],
    ]
    assert [type(delivery.event) for delivery in deliveries] == [Accepted, FilterChanged, *[Renamed] * 3]
    assert [addressee(delivery) for delivery in deliveries[3:]] == [session_of("cid"), session_of("ann")]
    bench.rename("bob", "rob")
    assert bench.seen("ann") == bench.seen("cid") == [Renamed("bob", "rob")]


def test_whom_a_chat_ignores_it_ignores_after_a_restart() -> None:
    bench = bench_with()
    bench.rename("bob", "rob")
    bench.leave("bob")
    bench.chat = Chat.restore(bench.chat.snapshot())
    bench.join("bob", "bob")
    bench.forget()
    bench.send("bob", "hi")
    assert bench.heard("ann") == []
