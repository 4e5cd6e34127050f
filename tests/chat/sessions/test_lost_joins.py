"""A client whose connection was lost with the answer to its join: it has no token, and joins again."""

from collections.abc import Callable

import pytest
from invariants import check_everything
from stage import Stage

from besedka.chat.language.events import Joined, Left, Message, Undelivered

NETWORK = "network of bob"


def lost(network: str = NETWORK) -> Stage:
    """Ann, who sees it, and bob, who has lost the connection by which it came."""
    stage = Stage()
    stage.join("ann")
    stage.join("bob", network=network, resumable=True)
    stage.forget()
    stage.detach("bob")
    return stage


@pytest.mark.parametrize("name", ["bob", "BOB"])
def test_who_has_lost_the_answer_to_its_join_gets_its_name_when_it_joins_again(name: str) -> None:
    stage = lost()
    assert stage.join("bob again", name, NETWORK, resumable=True).members == ("ann", name)
    assert stage.seen("ann") == [Left("bob", "lost"), Joined(name)]
    check_everything(stage)


def test_what_was_written_to_the_session_that_nobody_knows_of_comes_back() -> None:
    stage = lost()
    stage.send("ann", "psst", to="bob")
    stage.seen("ann")
    stage.join("bob again", "bob", NETWORK, resumable=True)
    left, undelivered, _ = stage.seen("ann")
    assert left == Left("bob", "lost")
    assert isinstance(undelivered, Undelivered)
    assert undelivered.text == "psst"


HEARD: dict[str, Callable[[Stage], object]] = {
    "has asked something": lambda stage: stage.send("bob", "hello"),
    "has confirmed something": lambda stage: stage.confirm("bob"),
    "came back": lambda stage: (stage.detach("bob"), stage.resume("bob")),
}


@pytest.mark.parametrize("how", HEARD.values(), ids=list(HEARD))
def test_a_session_whose_client_was_heard_keeps_its_name(how: Callable[[Stage], object]) -> None:
    stage = Stage()
    stage.join("ann")
    stage.join("bob", network=NETWORK, resumable=True)
    stage.send("ann", "hello")
    how(stage)
    stage.detach("bob", seen=stage.position("bob"))
    assert stage.join("eve", "bob", NETWORK, resumable=True).name != "bob"
    assert any(isinstance(event, Message) for _, event in stage.streams[stage.session("bob")])
    assert "bob" in stage.names("ann")


def test_somebody_from_another_network_does_not_get_the_name() -> None:
    stage = lost()
    assert stage.join("eve", "bob", "network of eve", resumable=True).name != "bob"
    assert "bob" in stage.names("ann")


def test_a_session_that_has_its_connection_keeps_its_name() -> None:
    stage = Stage()
    stage.join_all("ann", "bob", network=NETWORK, resumable=True)
    assert stage.join("eve", "bob", NETWORK, resumable=True).name != "bob"
    assert "bob" in stage.names("ann")


def test_who_wishes_for_no_name_or_an_impossible_one_takes_nobodys() -> None:
    stage = lost()
    for who, name in (("cid", None), ("dan", " "), ("eve", "bobby")):
        stage.join(who, name, NETWORK)
    assert "bob" in stage.names("ann")
