"""Who shares what is joined, and who pays for a filter."""

from outbox_house import STAMP, House, message

from besedka.server.fanout.batch import Batch


def batch(house: House, *authors: str | None) -> Batch:
    made = Batch()
    for number, author in enumerate(authors, 1):
        made.add(message(number), STAMP, author)
    return made


def test_what_a_filter_hides_is_left_out_and_the_rest_keeps_its_order() -> None:
    house = House()
    made = batch(house, "dan", None, "eva", "dan", None)
    encoding = house.encodings["a", "en"]
    assert made.whole(encoding) == b"a-*-m1;a-*-m2;a-*-m3;a-*-m4;a-*-m5;"
    assert made.whole(encoding, frozenset({"dan"})) == b"a-*-m2;a-*-m3;a-*-m5;"
    assert made.whole(encoding, frozenset({"dan", "eva"})) == b"a-*-m2;a-*-m5;"


def test_a_part_of_what_is_filtered_is_between_its_places() -> None:
    house = House()
    made = batch(house, "dan", None, "dan", None)
    encoding, hidden = house.encodings["a", "en"], frozenset({"dan"})
    assert bytes(made.part(encoding, hidden, 0, 1)) == b""
    assert bytes(made.part(encoding, hidden, 0, 3)) == b"a-*-m2;"
    assert bytes(made.part(encoding, hidden, 2, 4)) == b"a-*-m4;"
    assert bytes(made.part(encoding, frozenset(), 2, 4)) == b"a-*-m3;a-*-m4;"


def test_a_filter_that_hides_nothing_in_a_batch_costs_nothing() -> None:
    house = House()
    made = batch(house, "dan", None)
    encoding = house.encodings["a", "en"]
    assert made.whole(encoding, frozenset({"eva"})) is made.whole(encoding)


def test_filters_that_hide_the_same_of_a_batch_share_its_bytes() -> None:
    house = House()
    made = batch(house, "dan", None)
    encoding = house.encodings["a", "en"]
    one = made.whole(encoding, frozenset({"dan", "eva"}))
    assert made.whole(encoding, frozenset({"dan", "cid"})) is one
    assert house.dialect.written.total() == 2


def test_who_is_not_in_the_first_portion_gets_what_it_was_to_get_when_it_was_said() -> None:
    house = House()
    house.fanout._portion = 1
    _, first = house.member("one")
    outbox, second = house.member("two")
    house.loop.run()
    house.fanout.broadcast(message(1), STAMP, "dan")
    house.fanout.flush()
    house.fanout.change_filter(outbox, frozenset({"dan"}))
    house.fanout.broadcast(message(2), STAMP, "dan")
    house.loop.run()
    assert first.writes == [b"a-*-m1;", b"a-*-m2;"]
    assert b"".join(second.writes) == b"a-*-m1;"
