import re
from collections.abc import Callable, Iterator

import pytest
from e2e_harness import PATIENCE, Program, Server, Wire


@pytest.fixture
def house(start: Callable[..., Server]) -> Iterator[tuple[Server, Program, Program, Wire]]:
    """Three people at one table: two programs, and somebody behind `nc`."""
    server = start("--flood", "0")
    with server.program("/?name=alice") as alice, server.program("/?name=bob") as bob, server.lines() as carl:
        carl.send("rename carl\n")
        alice.next("renamed", new="carl")
        bob.next("renamed", new="carl")
        carl.until("now called carl")
        yield server, alice, bob, carl


def test_a_conversation_with_every_command(house: tuple[Server, Program, Program, Wire]) -> None:
    _, alice, bob, carl = house

    alice.ask("help", ref="h")
    names = {row["name"] for row in alice.next("help", ref="h")["commands"]}
    assert names >= {
        "help",
        "rename",
        "exit",
        "users",
        "send",
        "cancel",
        "scheduled",
        "history",
        "report",
        "lang",
    }

    alice.ask("users", ref="u")
    assert [user["name"] for user in alice.next("users", ref="u")["users"]] == ["alice", "bob", "carl"]

    carl.send("send hello all\n")
    number = alice.next("message", text="hello all")["number"]
    assert bob.next("message", text="hello all")["number"] == number
    carl.until(f"#{number} carl: hello all")

    alice.ask("send", text="psst", to="carl", ref="p")
    assert alice.next("accepted", ref="p")["name"] == "carl"
    carl.until("alice → carl (private): psst")

    alice.ask("send", text="much later", delay=500, ref="d")
    number = alice.next("accepted", ref="d")["number"]
    alice.ask("scheduled", ref="s")
    assert [row["number"] for row in alice.next("scheduled", ref="s")["messages"]] == [number]
    alice.ask("cancel", ref="c")
    assert alice.next("cancelled", ref="c")["messages"][0]["text"] == "much later"
    alice.ask("cancel", number=number, ref="c2")
    assert alice.next("refused", ref="c2")["code"] == "already-cancelled"

    alice.ask("report", name="carl", ref="r")
    alice.next("accepted", ref="r")
    alice.ask("report", name="carl", ref="r2")
    assert alice.next("refused", ref="r2")["code"] == "already-complained"

    bob.ask("rename", name="robert", ref="n")
    bob.next("accepted", ref="n")
    alice.next("renamed", old="bob", new="robert")
    carl.until("bob is now called robert")

    carl.send("history\n")
    rows = carl.until("hello all")
    assert "psst" not in rows
    carl.send("lang ru\nusers\n")
    carl.until("robert")
    carl.send("hsitory\n")
    carl.until("history")

    alice.ask("line", line="send -u robert -- --dash", ref="l")
    assert bob.next("message", to="robert")["text"] == "--dash"

    alice.ask("line", line="send hi -u nobody", ref="n")
    assert alice.next("refused", ref="n")["params"]["as_text"] == "send -- hi -u nobody"
    alice.ask("send", text="hi", to="nobody", ref="n2")
    assert "-u" not in alice.next("refused", ref="n2")["text"]
    carl.send("send hi -u nobody\n")
    carl.until("send -- hi -u nobody")

    bob.ask("exit", ref="e")
    assert bob.next("farewell", ref="e")["reason"] == "exit"
    assert alice.next("left", name="robert")["reason"] == "exit"


def test_a_delayed_message_goes_to_the_second(house: tuple[Server, Program, Program, Wire]) -> None:
    _, alice, bob, carl = house
    alice.ask("send", text="in a second", delay=1, ref="d")
    accepted = alice.next("accepted", ref="d")
    message = bob.next("message", text="in a second")
    assert message["delayed"] is True
    assert message["number"] == accepted["number"]
    due, at = accepted["due"], message["at"]
    assert due <= at
    assert _milliseconds(at) - _milliseconds(due) < 900
    carl.until("alice (delayed): in a second")


def _milliseconds(time: str) -> int:
    hours, minutes, seconds, thousandths = map(int, re.findall(r"T(\d+):(\d+):(\d+)\.(\d+)Z", time)[0])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def test_four_complaints_mute_and_everybody_is_told(house: tuple[Server, Program, Program, Wire]) -> None:
    server, alice, bob, carl = house
    with server.program() as dora, server.program() as emil:
        for reporter in (alice, bob, dora, emil):
            reporter.ask("report", name="carl", ref="r")
            reporter.next("accepted", ref="r")
        assert alice.next("muted", name="carl")["complaints"] == 4
    carl.until("because of 4 complaints")
    carl.send("send hm\n")
    carl.until("! ")


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        "NaN",
        '{"type":"send"}',
        '{"type":"fly"}',
        '{"type":"send","text":1}',
        '{"type":"users","x":1}',
        '{"type":"send","text":"\\ud800"}',
        "[" * 5000,
        '{"type":"help","ref":' + "9" * 5000 + "}",
        "",
        "\0",
        '{"type":"send","text":"' + "x" * 40_000 + '"}',
    ],
    ids=lambda bad: bad[:12],
)
def test_nonsense_is_refused_and_the_connection_stays(server: Server, bad: str) -> None:
    with server.program() as program:
        program.peer.send(bad)
        program.next("refused")
        program.ask("users", ref="still here")
        program.next("users", ref="still here")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "   ",
        "fly",
        "send",
        "send -u",
        "send -t x hi",
        "send -u nobody hi",
        "rename a b",
        "rename admin",
        "cancel 99999999999999999999",
        "report",
        "help fly",
        "lang de",
        "send " + "x" * 4001,
        "\x1b[2J",
        "привет",
    ],
)
def test_every_mistake_gets_an_answer_in_plain_words(server: Server, bad: str) -> None:
    with server.websocket() as peer:
        peer.recv(PATIENCE)
        peer.send(bad)
        while not re.match(r"\d\d:\d\d:\d\d ! .", str(peer.recv(PATIENCE))):
            pass
