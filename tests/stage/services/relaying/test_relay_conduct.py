"""What a relay is told: lines of JSON that may be anything."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.stage.services.relaying.conduct import PASS, Conduct, ControlError, all_together, read_order


@pytest.mark.parametrize(
    ("line", "conduct"),
    [
        (b'{"do":"pass"}', PASS),
        (b'{"do":"cut"}', Conduct("cut")),
        (b' {"do": "half-open"} \n', Conduct("half-open")),
        (b'{"do":"slow","delay":0.2,"rate":null}', Conduct("slow", 0.2)),
        (b'{"do":"slow","rate":1000}', Conduct("slow", 0.0, 1000.0)),
        (b'{"do":"slow","delay":1,"rate":1}', Conduct("slow", 1.0, 1.0)),
        (b'{"do":"state"}', None),
    ],
)
def test_an_order_is_read(line: bytes, conduct: Conduct | None) -> None:
    assert read_order(line) == conduct


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "JSON object"),
        (b"cut", "JSON object"),
        (b"[" * 4000, "JSON object"),
        (b"\xff", "JSON object"),
        (b'["cut"]', "JSON object"),
        (b"{}", "do is one of"),
        (b'{"do":["cut"]}', "do is one of"),
        (b'{"do":"stop"}', "do is one of pass, cut, slow, half-open, state"),
        (b'{"do":"cut","delay":1}', "cut has no field 'delay'"),
        (b'{"do":"slow"}', "slow needs"),
        (b'{"do":"slow","delay":0}', "slow needs"),
        (b'{"do":"slow","delay":-1}', "delay is a number from 0 to 3600"),
        (b'{"do":"slow","delay":NaN}', "delay is a number"),
        (b'{"do":"slow","delay":"1"}', "delay is a number"),
        (b'{"do":"slow","delay":null}', "delay is a number"),
        (b'{"do":"slow","rate":true}', "rate is a number from 1"),
        (b'{"do":"slow","rate":0}', "rate is a number from 1"),
        (b'{"do":"slow","rate":' + b"9" * 400 + b"}", "rate is a number from 1"),
        (b'{"do":"slow","delay":1,"speed":2}', "slow has no field 'speed'"),
    ],
)
def test_what_is_no_order_is_told_so(line: bytes, why: str) -> None:
    with pytest.raises(ControlError, match=why):
        read_order(line)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.binary(max_size=50)
    | st.dictionaries(st.sampled_from(["do", "delay", "rate", "x"]), json_values | st.just("slow")).map(
        lambda order: json.dumps(order).encode()
    )
)
def test_nothing_but_an_order_or_a_control_error_comes_of_any_line(line: bytes) -> None:
    try:
        conduct = read_order(line)
    except ControlError:
        return
    assert conduct is None or 0 <= conduct.delay <= 3600


@pytest.mark.parametrize(
    ("asked", "conduct"),
    [
        ([], PASS),
        ([PASS, PASS], PASS),
        ([Conduct("slow", 0.2), Conduct("cut"), PASS], Conduct("cut")),
        ([Conduct("half-open"), Conduct("slow", 0.2)], Conduct("half-open")),
        ([Conduct("half-open"), Conduct("cut")], Conduct("cut")),
        ([Conduct("slow", 0.2), Conduct("slow", 0.1, 50.0), PASS], Conduct("slow", 0.2, 50.0)),
        ([Conduct("slow", 0.0, 90.0), Conduct("slow", 0.1, 50.0)], Conduct("slow", 0.1, 50.0)),
    ],
)
def test_what_several_ask_for_holds_together(asked: list[Conduct], conduct: Conduct) -> None:
    assert all_together(asked) == all_together(asked[::-1]) == conduct
