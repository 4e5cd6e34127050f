import pytest
from outbox_house import STAMP, House, message

from besedka.chat.language.events import Left


def test_what_one_turn_produced_is_one_write() -> None:
    house = House()
    _, transport = house.member()
    for number in range(5):
        house.fanout.broadcast(message(number), STAMP)
    house.loop.run()
    assert transport.writes == [b"a-*-m0;a-*-m1;a-*-m2;a-*-m3;a-*-m4;"]


def test_a_private_message_stands_between_the_public_ones_around_it() -> None:
    house = House()
    outbox, transport = house.member()
    _, other = house.member("two")
    house.fanout.broadcast(message(1), STAMP)
    house.fanout.tell(outbox, b"(psst)")
    house.fanout.broadcast(message(2), STAMP)
    house.loop.run()
    assert transport.writes == [b"a-*-m1;(psst)a-*-m2;"]
    assert other.writes == [b"a-*-m1;a-*-m2;"]


def test_who_enters_in_the_middle_of_a_turn_sees_nothing_from_before() -> None:
    house = House()
    house.fanout.broadcast(message(1), STAMP)
    outbox, transport = house.member()
    house.fanout.tell(outbox, b"(welcome)")
    house.fanout.broadcast(message(2), STAMP)
    house.loop.run()
    assert transport.writes == [b"(welcome)a-*-m2;"]


def test_who_leaves_in_the_middle_of_a_turn_sees_nothing_of_what_follows() -> None:
    house = House()
    outbox, transport = house.member()
    house.fanout.broadcast(message(1), STAMP)
    house.fanout.leave(outbox)
    house.fanout.leave(outbox)
    house.fanout.tell(outbox, b"(bye)")
    house.fanout.broadcast(message(2), STAMP)
    house.loop.run()
    assert transport.writes == [b"a-*-m1;(bye)"]


def test_a_new_language_begins_where_it_was_asked_for() -> None:
    house = House()
    outbox, transport = house.member()
    house.fanout.broadcast(Left("x", "exit"), STAMP)
    house.fanout.change_encoding(outbox, house.encodings["a", "ru"])
    house.fanout.broadcast(Left("y", "exit"), STAMP)
    house.loop.run()
    assert transport.writes == [b"a-en-x;a-ru-y;"]


def test_a_message_is_encoded_once_for_all_languages_and_members() -> None:
    house = House()
    for number in range(50):
        house.member(str(number), "a", ("en", "ru")[number % 2])
    house.fanout.broadcast(message(1), STAMP)
    house.fanout.broadcast(Left("x", "exit"), STAMP)
    house.loop.run()
    assert house.dialect.written == {
        (message(1), None): 1,
        (Left("x", "exit"), "en"): 1,
        (Left("x", "exit"), "ru"): 1,
    }


def test_a_batch_that_grows_large_is_written_within_its_turn() -> None:
    house = House()
    _, transport = house.member()
    for number in range(20):
        house.fanout.broadcast(message(number, "x" * 4000), STAMP)
    assert len(transport.writes) == 1
    house.loop.run()
    assert b"".join(transport.writes).count(b";") == 20


def test_nothing_is_written_to_a_connection_that_closes() -> None:
    house = House()
    outbox, transport = house.member()
    transport.closing = True
    house.fanout.broadcast(message(1), STAMP)
    house.fanout.tell(outbox, b"(hm)")
    house.loop.run()
    assert transport.writes == []


def test_a_large_room_is_written_in_portions_and_reading_goes_on_between_them() -> None:
    house = House()
    members = [house.member(f"m{number}") for number in range(2500)]
    house.fanout.flush()
    house.fanout.broadcast(message(1), STAMP)
    for reached in (0, 1000, 2000, 2500):  # The first turn is waited for more.
        house.loop.turn()
        assert sum(len(transport.writes) for _, transport in members) == reached


def test_who_is_behind_is_not_overtaken_by_an_answer_and_everybody_else_keeps_the_order() -> None:
    house = House()
    members = [house.member(f"m{number}") for number in range(2500)]
    house.fanout.flush()
    house.fanout.broadcast(message(1), STAMP)
    house.loop.turn()
    house.loop.turn()
    house.fanout.tell(members[-1][0], b"(hm)")
    house.fanout.broadcast(message(2), STAMP)
    house.loop.run()
    assert b"".join(members[-1][1].writes) == b"a-*-m1;(hm)a-*-m2;"
    assert {b"".join(transport.writes) for _, transport in members[:-1]} == {b"a-*-m1;a-*-m2;"}


def test_what_is_to_happen_behind_the_last_words_happens_behind_them() -> None:
    house = House()
    _, transport = house.member()
    house.fanout.broadcast(message(1), STAMP)
    seen: list[int] = []
    house.fanout.when_flushed(lambda: seen.append(len(transport.writes)))
    house.loop.run()
    house.fanout.when_flushed(lambda: seen.append(len(transport.writes)))
    house.loop.run()
    assert seen == [1, 1]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_member_that_only_joined_this_turn_shares_the_next_batch(language: str) -> None:
    house = House()
    _, transport = house.member("one", "b", language)
    house.loop.run()
    house.fanout.broadcast(message(1), STAMP)
    house.loop.run()
    assert transport.writes == [b"b-*-m1;"]
