from collections.abc import Mapping
from typing import Literal

import pytest

from besedka.chat.snapshots.primitives import Primitives, UnreadableError
from besedka.records import record


@record
class Apple:
    weight: int


@record
class Pear:
    ripe: bool = False


@record
class Basket:
    label: str
    fruit: tuple[Apple | Pear, ...] = ()
    best: Apple | None = None
    size: tuple[int, int] = (1, 1)
    marks: Mapping[str, str | int | tuple[str, ...] | None] | None = None
    colour: Literal["red", "green"] = "red"


PRIMITIVES = Primitives({"apple": Apple, "pear": Pear})
FULL = Basket(
    "mine",
    (Apple(3), Pear(ripe=True)),
    Apple(9),
    (2, 3),
    {"a": "x", "b": 1, "c": ("y", "z"), "d": None},
    "green",
)
WRITTEN = {
    "label": "mine",
    "fruit": [{"type": "apple", "weight": 3}, {"type": "pear", "ripe": True}],
    "best": {"type": "apple", "weight": 9},
    "size": [2, 3],
    "marks": {"a": "x", "b": 1, "c": ["y", "z"], "d": None},
    "colour": "green",
}


def test_a_record_is_written_as_a_dict_of_all_its_fields() -> None:
    assert PRIMITIVES.write(FULL) == WRITTEN
    assert PRIMITIVES.write(Basket("x"))["fruit"] == []


def test_what_was_written_is_read() -> None:
    assert PRIMITIVES.read(Basket, WRITTEN, "it") == FULL
    assert PRIMITIVES.read_any({"type": "pear", "ripe": True}, "it") == Pear(ripe=True)


def test_what_is_missing_has_its_default() -> None:
    assert PRIMITIVES.read(Basket, {"label": "x"}, "it") == Basket("x")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"label": 1}, "it.label is not a text"),
        ({"fruit": {}}, "it.fruit is not a list"),
        ({"fruit": [{"type": "plum"}]}, "it.fruit[0] is of a type that is not known, plum"),
        ({"fruit": [{"weight": 1}]}, "it.fruit[0] is of a type that is not known, None"),
        ({"fruit": [{"type": "apple"}]}, "it.fruit[0] has no weight"),
        ({"fruit": ["apple"]}, "it.fruit[0] is not an object"),
        ({"best": {"type": "pear"}}, "it.best is not of type apple"),
        ({"best": {"type": "apple", "weight": True}}, "it.best.weight is not a whole number"),
        ({"size": [1]}, "it.size has 1 parts and not 2"),
        ({"size": [1, "2"]}, "it.size[1] is not a whole number"),
        ({"marks": []}, "it.marks is not an object"),
        ({"marks": {1: "x"}}, "it.marks is not an object"),
        ({"marks": {"a": 1.5}}, "it.marks.a is of another type"),
        ({"marks": {"a": True}}, "it.marks.a is of another type"),
        ({"marks": {"a": [1]}}, "it.marks.a[0] is not a text"),
        ({"colour": "blue"}, "it.colour is none of red, green"),
        ({"colour": []}, "it.colour is none of red, green"),
        ({"owner": "me"}, "it has a field that is not known, owner"),
    ],
)
def test_what_was_not_written_is_refused_and_its_place_told(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        PRIMITIVES.read(Basket, {**WRITTEN, **change}, "it")
    assert str(caught.value) == sentence


@record
class Tree:
    height: Literal[1, 2] = 1
    age: float = 0.5


@pytest.mark.parametrize("value", [[1], {1}, 1.5, object(), {"a": (1.5,)}])
def test_what_could_not_be_read_back_is_not_written(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be written"):
        PRIMITIVES.write(value)


@pytest.mark.parametrize("height", [True, 1.0, 3, "1"])
def test_one_of_several_numbers_is_that_number_and_nothing_equal_to_it(height: object) -> None:
    assert PRIMITIVES.read(Tree, {"height": 2}, "tree") == Tree(2)
    with pytest.raises(UnreadableError, match=r"tree\.height is none of 1, 2"):
        PRIMITIVES.read(Tree, {"height": height}, "tree")


def test_a_type_that_cannot_be_written_cannot_be_read_either() -> None:
    with pytest.raises(TypeError, match="cannot be read"):
        PRIMITIVES.read(Tree, {"age": 1.5}, "tree")
