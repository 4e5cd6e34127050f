import time
from collections.abc import Callable

from e2e_harness import Server, last_words


def send_all(server: Server, count: int) -> float:
    """One program says everything at once; returns how long it took until the last was delivered to another one."""
    with server.program() as listener, server.program() as hasty:
        began = time.monotonic()
        for number in range(count):
            hasty.ask("send", text=f"m{number}", ref=number)
        texts = [listener.next("message")["text"] for _ in range(count)]
        took = time.monotonic() - began
        assert texts == [f"m{number}" for number in range(count)]
        assert [hasty.next("accepted")["ref"] for _ in range(count)] == list(range(count))
    return took


def test_too_many_at_once_are_all_delivered_in_order_at_the_chosen_pace(start: Callable[..., Server]) -> None:
    # 400 messages, a burst of 200, then 100 a second.
    assert send_all(start("--flood", "100"), 400) > 1.5


def test_the_default_pace_holds(start: Callable[..., Server]) -> None:
    # 45 messages, a burst of 20, then 10 a second.
    assert send_all(start(), 45) > 2


def test_without_a_limit_nobody_waits(start: Callable[..., Server]) -> None:
    assert send_all(start("--flood", "0"), 2000) < 198  # what the default pace would take


def test_who_has_to_wait_keeps_nobody_else_waiting(start: Callable[..., Server]) -> None:
    with (server := start("--flood", "1")).program() as hasty, server.program() as other:
        for number in range(300):  # a burst of 2, then one a second
            hasty.ask("send", text=f"m{number}", ref=number)
        other.ask("send", text="meanwhile", ref="o")
        other.next("accepted", ref="o")
        assert hasty.next("message", text="meanwhile")
        server.stop()  # else this would wait until all is read


def test_who_never_reads_is_dropped_and_the_others_go_on(start: Callable[..., Server]) -> None:
    server = start("--flood", "0")
    with (
        server.program() as talker,
        server.program() as listener,
        server.lines("rename frozen\nhelp cancel\n"),
    ):
        talker.next("renamed", new="frozen")
        text = "x" * 4000
        for _ in range(4000):
            talker.peer.send('{"type":"send","text":"' + text + '"}')
            for program in (talker, listener):
                while (message := program.receive())["type"] not in ("message", "left"):
                    pass
            if message["type"] == "left":
                break
        assert (message["name"], message["reason"]) == ("frozen", "slow")


def test_a_slow_reader_that_wakes_up_finds_its_backlog_and_1013_behind_it(
    start: Callable[..., Server],
) -> None:
    server = start("--flood", "0")
    with (
        server.websocket("/?name=sleepy", max_queue=1, ping_interval=None) as sleepy,
        server.program() as talker,
    ):
        text = "x" * 4000
        kind = ""
        while kind != "left":
            talker.peer.send('{"type":"send","text":"' + text + '"}')
            while (kind := talker.receive()["type"]) not in ("message", "left"):
                pass
        heard, code = last_words(sleepy)
        assert code == 1013
        assert "could not keep up" in heard[-1]
        numbers = [int(text.split("#")[1].split()[0]) for text in heard if "#" in text]
        assert numbers == sorted(numbers)
        assert len(numbers) > 100
