"""A client whose connection was lost with the answer to its join: it has no token, and joins again."""

from collections.abc import Callable

import pytest
from chat_bench import ChatBench
from invariants import check_everything

from besedka.chat.language.events import Joined, Left, Message, Undelivered

NETWORK = "network of bob"


def lost(network: str = NETWORK) -> ChatBench:
    """Ann, who sees it, and bob, who has lost the connection by which it came."""
    bench = ChatBench()
    bench.join("ann")
    bench.join("bob", network=network, resumable=True)
    bench.forget()
    bench.detach("bob")
    return bench


@pytest.mark.parametrize("name", ["bob", "BOB"])
def test_who_has_lost_the_answer_to_its_join_gets_its_name_when_it_joins_again(name: str) -> None:
    bench = lost()
    assert bench.join("bob again", name, NETWORK, resumable=True).members == ("ann", name)
    assert bench.seen("ann") == [Left("bob", "lost"), Joined(name)]
    check_everything(bench)


def test_what_was_written_to_the_session_that_nobody_knows_of_comes_back() -> None:
    bench = lost()
    bench.send("ann", "psst", to="bob")
    bench.seen("ann")
    bench.join("bob again", "bob", NETWORK, resumable=True)
    left, undelivered, _ = bench.seen("ann")
    assert left == Left("bob", "lost")
    assert isinstance(undelivered, Undelivered)
    assert undelivered.text == "psst"


HEARD: dict[str, Callable[[ChatBench], object]] = {
    "has asked something": lambda bench: bench.send("bob", "hello"),
    "has confirmed something": lambda bench: bench.confirm("bob"),
    "came back": lambda bench: (bench.detach("bob"), bench.resume("bob")),
}


@pytest.mark.parametrize("how", HEARD.values(), ids=list(HEARD))
def test_a_session_whose_client_was_heard_keeps_its_name(how: Callable[[ChatBench], object]) -> None:
    bench = ChatBench()
    bench.join("ann")
    bench.join("bob", network=NETWORK, resumable=True)
    bench.send("ann", "hello")
    how(bench)
    bench.detach("bob", seen=bench.position("bob"))
    assert bench.join("eve", "bob", NETWORK, resumable=True).name != "bob"
    assert any(isinstance(event, Message) for _, event in bench.streams[bench.session("bob")])
    assert "bob" in bench.names("ann")


def test_somebody_from_another_network_does_not_get_the_name() -> None:
    bench = lost()
    assert bench.join("eve", "bob", "network of eve", resumable=True).name != "bob"
    assert "bob" in bench.names("ann")


def test_a_session_that_has_its_connection_keeps_its_name() -> None:
    bench = ChatBench()
    bench.join_all("ann", "bob", network=NETWORK, resumable=True)
    assert bench.join("eve", "bob", NETWORK, resumable=True).name != "bob"
    assert "bob" in bench.names("ann")


def test_who_wishes_for_no_name_or_an_impossible_one_takes_nobodys() -> None:
    bench = lost()
    for who, name in (("cid", None), ("dan", " "), ("eve", "bobby")):
        bench.join(who, name, NETWORK)
    assert "bob" in bench.names("ann")
