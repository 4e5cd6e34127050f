from outbox_house import STAMP, House, message

PATIENCE = 3.0
"""Seconds that a reader over its bound is watched."""


def test_who_is_over_the_bound_and_does_not_drain_is_named_and_nobody_else() -> None:
    house = House(bound=100)
    _, slow = house.member("slow")
    _, quick = house.member("quick")
    slow.stuck = True
    for _ in range(30):
        house.fanout.broadcast(message(1), STAMP)
        house.loop.run()
    house.loop.advance(PATIENCE - 0.1)
    assert house.overflowed == []
    house.loop.advance(0.2)
    assert house.overflowed == ["slow"]
    assert len(quick.writes) == 30
    before = slow.buffered
    house.fanout.broadcast(message(1), STAMP)
    house.loop.run()
    assert slow.buffered == before


def test_who_was_just_given_much_is_not_slow() -> None:
    house = House(bound=100)
    outbox, reader = house.member()
    for _ in range(5):
        reader.stuck = True
        house.fanout.tell(outbox, b"x" * 700)
        house.loop.run()
        house.loop.advance(PATIENCE - 0.1)
        reader.read_all()
        house.loop.advance(PATIENCE)
    assert house.overflowed == []


def test_who_drains_as_much_as_was_over_may_go_on() -> None:
    house = House(bound=100)
    outbox, reader = house.member()
    reader.stuck = True
    house.fanout.tell(outbox, b"x" * 150)
    house.loop.run()
    for _ in range(5):
        house.loop.advance(PATIENCE - 0.1)
        reader.buffered -= 50
        house.fanout.tell(outbox, b"x" * 50)
        house.loop.run()
        house.loop.advance(0.1)
    assert house.overflowed == []
    house.loop.advance(PATIENCE)
    assert house.overflowed == ["one"]


def test_a_trickle_is_no_draining() -> None:
    house = House(bound=100)
    outbox, reader = house.member()
    reader.stuck = True
    house.fanout.tell(outbox, b"x" * 500)
    house.loop.run()
    reader.buffered -= 50
    house.loop.advance(PATIENCE)
    assert house.overflowed == ["one"]


def test_who_leaves_while_it_is_watched_is_not_named() -> None:
    house = House(bound=100)
    outbox, reader = house.member()
    reader.stuck = True
    house.fanout.tell(outbox, b"x" * 500)
    house.loop.run()
    house.fanout.leave(outbox)
    house.loop.run()
    house.loop.advance(PATIENCE + 1)
    assert house.overflowed == []
    assert house.loop.pending == []


def test_a_storm_of_private_messages_within_one_turn_fills_no_memory() -> None:
    house = House(bound=1 << 20)
    victim, stuck = house.member("victim")
    stuck.stuck = True
    for _ in range(2000):
        house.fanout.tell(victim, b"x" * 16_000)
        assert stuck.buffered + victim.owed < 17 << 19  # eight bounds, and what one flush brings
    house.fanout.leave(victim)
    house.fanout.tell(victim, b"farewell")
    house.loop.run()
    assert house.overflowed == ["victim"]
    assert stuck.writes[-1] == b"farewell"
    assert len(set(map(len, stuck.writes[:-1]))) == 1


def test_answers_alone_can_pass_the_bound_too() -> None:
    house = House(bound=100)
    outbox, transport = house.member()
    transport.stuck = True
    house.fanout.tell(outbox, b"x" * 101)
    house.loop.run()
    house.loop.advance(PATIENCE)
    assert house.overflowed == ["one"]


def test_the_largest_go_when_all_together_are_over_the_total_bound() -> None:
    house = House(total=250)
    members = [house.member(str(number)) for number in range(3)]
    for (outbox, transport), size in zip(members, (50, 150, 100), strict=True):
        transport.stuck = True
        house.fanout.tell(outbox, b"x" * size)
    house.fanout.broadcast(message(1), STAMP)
    house.loop.run()
    assert house.overflowed == ["1"]


def test_the_total_bound_holds_when_members_get_nothing_but_answers_one_after_the_other() -> None:
    house = House(total=250)
    for number in range(5):
        outbox, transport = house.member(str(number))
        transport.stuck = True
        house.fanout.tell(outbox, b"x" * 100)
        house.loop.run()
    assert len(house.overflowed) == 3


def test_what_has_been_read_meanwhile_counts_no_more() -> None:
    house = House(total=250)
    outbox, transport = house.member()
    for _ in range(20):
        transport.stuck = True
        house.fanout.tell(outbox, b"x" * 100)
        house.loop.run()
        transport.read_all()
    assert house.overflowed == []
