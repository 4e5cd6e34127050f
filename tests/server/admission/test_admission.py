"""How fast people may come in from one address."""

from typing import Any, cast

import pytest
from server_bench import Bench, Peer
from server_fakes import FakeLoop

from besedka.chat.language.commands import LOOPBACK
from besedka.server.admission.admission import Admission
from besedka.server.process.config import Config

NAT = "192.0.2.7"


class Crowd:
    """People who ask for admission, and when they came in."""

    def __init__(self) -> None:
        self.loop = FakeLoop()
        self.admission = Admission(cast("Any", self.loop))
        self.entered: list[tuple[int, float]] = []
        self.gone: set[int] = set()

    def come(self, number: int, network: str = NAT) -> Any:
        def enter() -> bool:
            if number in self.gone:
                return False
            self.entered.append((number, self.loop.now - 100))
            return True

        if self.admission.ask(network, enter):
            enter()
        return enter


def test_sixty_are_in_at_once_and_a_hundred_within_ten_seconds_in_their_order() -> None:
    crowd = Crowd()
    for number in range(100):
        crowd.come(number)
    assert len(crowd.entered) == 60
    crowd.loop.advance(10)
    assert [number for number, _ in crowd.entered] == list(range(100))
    assert crowd.entered[-1][1] == pytest.approx(8.0)


def test_another_address_does_not_wait_behind_it() -> None:
    crowd = Crowd()
    for number in range(100):
        crowd.come(number)
    crowd.come(1000, "192.0.2.8")
    assert crowd.entered[-1][0] == 1000


def test_loopback_is_not_counted() -> None:
    crowd = Crowd()
    for number in range(1000):
        crowd.come(number, LOOPBACK)
    assert len(crowd.entered) == 1000


def test_who_gives_up_or_is_gone_costs_the_others_nothing() -> None:
    crowd = Crowd()
    waiting = [crowd.come(number) for number in range(80)]
    for number in range(60, 70):
        crowd.admission.give_up(NAT, waiting[number])
    crowd.gone = set(range(70, 79))
    crowd.loop.advance(0.25)
    assert crowd.entered[-1][0] == 79


def test_one_who_fails_at_the_door_does_not_close_it() -> None:
    crowd = Crowd()
    for number in range(60):
        crowd.come(number)

    def fail() -> bool:
        raise RuntimeError

    crowd.admission.ask(NAT, fail)
    crowd.come(61)
    with pytest.raises(RuntimeError):
        crowd.loop.advance(0.3)
    crowd.loop.advance(0.3)
    assert crowd.entered[-1][0] == 61


def test_the_debt_is_paid_by_time() -> None:
    crowd = Crowd()
    for number in range(60):
        crowd.come(number)
    crowd.loop.advance(12)
    for number in range(60, 120):
        crowd.come(number)
    assert len(crowd.entered) == 120


def test_coming_and_going_in_a_loop_is_announced_five_times_a_second() -> None:
    bench = Bench(Config(flood=0.0))
    watcher = bench.websocket()
    watcher.texts()
    for _ in range(1000):
        bench.peer(NAT).send("exit\n").reset()
    assert len(watcher.texts()) == 120
    bench.loop.advance(10)
    assert watcher.texts() == []


def crowded() -> Bench:
    bench = Bench(Config(flood=0.0))
    for _ in range(60):
        bench.peer(NAT).send("users\n")
    return bench


def test_who_waits_is_unread_and_loses_nothing() -> None:
    bench = crowded()
    peer = bench.peer(NAT).send("send one\nsend two\n")
    assert (peer.transport.reading, peer.output) == (False, b"")
    bench.loop.advance(0.3)
    assert peer.transport.reading
    assert peer.text.index("Welcome") < peer.text.index(": one") < peer.text.index(": two")


def test_a_websocket_waits_open_and_is_welcomed_when_its_turn_has_come() -> None:
    bench = crowded()
    peer = bench.peer(NAT).upgrade(json=True)
    assert peer.texts() == []
    bench.loop.advance(0.3)
    assert '"type":"welcome"' in peer.texts()[0]


def test_who_has_hung_up_while_it_waited_is_nobody() -> None:
    bench = crowded()
    peers = [bench.peer(NAT).upgrade() for _ in range(20)]
    for peer in peers:
        peer.transport.socket.waiting = b""
    last = bench.peer(NAT).upgrade()
    bench.loop.advance(0.3)
    assert "Welcome" in last.texts()[0]
    assert bench.hub.population == 61
    bench.loop.advance(1)
    assert all(peer.transport.closing for peer in peers)


@pytest.mark.parametrize("said", ["send last words\n", "\nsend last words\n", "\nsend last words"])
def test_who_has_said_everything_and_waits_is_still_heard(said: str) -> None:
    bench = crowded()
    peer = bench.peer(NAT).send(said).eof()
    peer.transport.socket.waiting = b""
    bench.loop.advance(0.3)
    assert ": last words" in peer.text
    assert peer.transport.closing


def test_who_only_knocked_and_waits_is_hung_up_on_when_it_sends_nothing_more() -> None:
    bench = crowded()
    peer = bench.peer(NAT).send("\n").eof()
    peer.transport.socket.waiting = b""
    bench.loop.advance(2)
    assert peer.transport.closing
    assert bench.hub.population == 60


def test_a_chat_that_is_full_by_then_says_so() -> None:
    bench = Bench(Config(flood=0.0, max_clients=60))
    first = [bench.peer(NAT).send("users\n") for _ in range(59)]
    first.append(bench.peer(NAT).upgrade())
    first[0].send("exit\n")
    socket, line = bench.peer(NAT).upgrade(), bench.peer(NAT).send("\n")
    bench.loop.advance(0.1)
    bench.peer().send("users\n")
    bench.loop.advance(1)
    assert any(getattr(event, "code", 0) == 1013 for event in socket.events())
    assert "full" in line.text


def test_a_stopping_server_lets_nobody_in_any_more() -> None:
    bench = crowded()
    peer: Peer = bench.peer(NAT).send("users\n")
    bench.registry.admission.close()
    bench.loop.advance(5)
    assert peer.output == b""
    peer.reset()
    assert bench.loop.pending == []


def test_who_owes_nothing_is_forgotten() -> None:
    crowd = Crowd()
    for number in range(10_001):
        crowd.come(number, f"2001:db8:{number:x}::/64")
    crowd.loop.advance(1)
    for number in range(10_002):
        crowd.come(number, f"2001:db8:1:{number:x}::/64")
    assert len(crowd.admission._queues) < 10_010
