from outbox_house import STAMP, House, message


def test_the_member_over_its_bound_is_named_after_the_flush_and_nobody_else() -> None:
    house = House(bound=100)
    _, slow = house.member("slow")
    _, quick = house.member("quick")
    slow.stuck = True
    for _ in range(30):
        house.fanout.broadcast(message(1), STAMP)
        house.loop.run()
    assert house.overflowed == ["slow"]
    assert len(quick.writes) == 30
    assert slow.buffered <= 100 + 7


def test_a_storm_of_private_messages_within_one_turn_fills_no_memory() -> None:
    house = House(bound=1 << 20)
    victim, stuck = house.member("victim")
    stuck.stuck = True
    for _ in range(1000):
        house.fanout.tell(victim, b"x" * 16_000)
        assert stuck.buffered + victim.owed < 3 << 19
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
