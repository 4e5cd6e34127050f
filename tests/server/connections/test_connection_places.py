"""How many may come in, and who is told when they may not."""

from server_bench import Bench

from besedka.server.process.config import Config


def test_a_full_chat_says_so_and_hangs_up() -> None:
    bench = Bench(Config(max_clients=1))
    bench.lines_peer()
    peer = bench.peer().send("\n")
    bench.loop.advance(0.2)
    assert "full" in peer.text
    assert 'event=refused why="the chat is full" option=--max-clients' in bench.lines
    assert peer.transport.finished
    bench.loop.advance(20)
    assert len(bench.registry.connections) == 1


def test_a_place_that_gets_free_is_given_again() -> None:
    bench = Bench(Config(max_clients=1))
    first = bench.lines_peer()
    first.send(b"exit\n")
    assert "Welcome" in bench.lines_peer().text


def test_far_too_many_connections_are_not_even_told() -> None:
    bench = Bench(Config(max_clients=1, anteroom=1))
    bench.peer(), bench.peer()
    third = bench.peer()
    assert third.transport.aborted
    assert third.output == b""
    assert 'event=refused why="too many connections"' in bench.lines


def test_nobody_is_admitted_by_a_server_that_stops() -> None:
    bench = Bench()
    bench.registry.on_empty = lambda: None
    assert bench.peer().transport.aborted


def test_the_last_one_to_go_is_noticed() -> None:
    bench = Bench()
    peer = bench.lines_peer()
    gone: list[int] = []
    bench.registry.on_empty = lambda: gone.append(1)
    peer.reset()
    assert gone == [1]


def test_a_stopping_server_closes_who_is_not_in_the_chat_yet() -> None:
    bench = Bench()
    peer = bench.peer()
    peer.connection.stop(1001)
    bench.loop.run()
    assert bench.registry.connections == {}
