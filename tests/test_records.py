"""Records: made by the thousand, compared and shown by their values, and cheap to begin with."""

from dataclasses import dataclass, field, fields, replace

import pytest

from besedka.records import record


@record
class Point:
    """Where something is."""

    x: int
    y: int = 0
    label: str = field(default="", compare=False)
    hidden: str = field(default="", repr=False)


@record
class Nothing:
    """There is nothing to tell of it."""


@dataclass(frozen=True)
class Usual:
    """What the standard library makes of the same fields."""

    x: int
    y: int = 0
    label: str = field(default="", compare=False)
    hidden: str = field(default="", repr=False)


def test_records_are_equal_by_their_fields() -> None:
    assert Point(1, 2) == Point(1, 2, label="here")
    assert Point(1, 2) != Point(2, 1)
    assert Point(1, hidden="a") != Point(1, hidden="b")
    assert Nothing() == Nothing()


def test_a_record_is_equal_to_nothing_of_another_type() -> None:
    others: list[object] = [Usual(1), (1, 0, ""), None]
    assert Point(1) not in others
    anything: list[object] = [(), None]
    assert Nothing() not in anything


def test_a_record_of_a_more_special_type_is_another_one() -> None:
    class Place(Point):
        pass

    assert Place(1) == Place(1)
    assert Place(1) != Point(1)


def test_what_a_record_defines_itself_stays() -> None:
    @record
    class Odd:  # noqa: PLW1641 - its hash is that of its values, as of any record
        x: int

        def __repr__(self) -> str:
            return "odd"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Odd)

    assert (repr(Odd(1)), Odd(1) == Odd(2)) == ("odd", True)


def test_equal_records_have_one_hash() -> None:
    assert {Point(1, 2), Point(1, 2, label="here"), Point(2, 1)} == {Point(1, 2), Point(2, 1)}
    assert hash(Nothing()) == hash(Nothing())


@pytest.mark.parametrize("values", [(1,), (1, 2), (1, 2, "it's"), (1, 2, "", "hidden")])
def test_a_record_is_shown_as_any_dataclass(values: tuple[int]) -> None:
    assert repr(Point(*values)) == repr(Usual(*values)).replace("Usual", "Point")


def test_a_record_is_a_dataclass_with_slots_and_a_pattern() -> None:
    assert [each.name for each in fields(Point(1))] == ["x", "y", "label", "hidden"]
    assert not hasattr(Point(1), "__dict__")
    assert replace(Point(1, 2), x=3) == Point(3, 2)
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
