import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_helpers import bytewise, cut, places

from besedka.wire.telnet import MAX_SUBNEGOTIATION, TelnetFilter


def strip(data: bytes) -> bytes:
    """What is left of the data fed whole, after checking that byte by byte leaves the same."""
    whole = TelnetFilter().strip(data)
    bit_by_bit = TelnetFilter()
    assert b"".join(bit_by_bit.strip(byte) for byte in bytewise(data)) == whole
    return whole


def test_text_passes_as_it_is() -> None:
    data = "день\r\n".encode()
    assert TelnetFilter().strip(data) is data


@pytest.mark.parametrize("verb", [251, 252, 253, 254])
@pytest.mark.parametrize("option", [0, 1, 10, 255])
def test_a_negotiation_takes_three_bytes(verb: int, option: int) -> None:
    assert strip(b"a" + bytes((255, verb, option)) + b"b") == b"ab"


@pytest.mark.parametrize("command", [0, 10, 240, 241, 244, 249])
def test_any_other_command_takes_two_bytes(command: int) -> None:
    assert strip(b"a" + bytes((255, command)) + b"b") == b"ab"


def test_a_doubled_iac_is_the_byte_itself() -> None:
    assert strip(b"a\xff\xff\xff\xffb") == b"a\xff\xffb"


def test_a_subnegotiation_is_removed_up_to_its_end() -> None:
    assert strip(b"a\xff\xfa\x18\x00xterm\n\xff\xff\xff\xf1\xff\xf0b") == b"ab"


def test_a_subnegotiation_without_end_ends_at_its_limit() -> None:
    assert strip(b"a\xff\xfa" + b"x" * MAX_SUBNEGOTIATION + b"b") == b"ab"
    assert strip(b"a\xff\xfa" + b"\xff\xff" * MAX_SUBNEGOTIATION + b"b\xff\xf1c") == b"abc"


def test_a_command_that_is_not_whole_takes_little_memory() -> None:
    stripped = TelnetFilter()
    for _ in range(10_000):
        stripped.strip(b"\xff\xfa")
        assert len(stripped._begun) <= 2 * MAX_SUBNEGOTIATION + 2


def test_two_subnegotiations_are_counted_apart() -> None:
    one = b"\xff\xfa" + b"x" * (MAX_SUBNEGOTIATION - 10) + b"\xff\xf0"
    assert strip(one + b"a" + one + b"b") == b"ab"


@given(
    st.lists(
        st.sampled_from(
            [
                b"\xff",
                b"\xfa",
                b"\xf0",
                b"\xfb",
                b"text",
                b"\n",
                b"x" * 600,
                b"x" * 1023,
                b"\xff\xfa",
                b"\xff\xff",
            ]
        )
    ).map(b"".join),
    places,
)
def test_it_does_not_matter_how_the_stream_is_cut(data: bytes, where: list[int]) -> None:
    pieces = TelnetFilter()
    assert b"".join(pieces.strip(piece) for piece in cut(data, where)) == strip(data)


@given(
    st.lists(
        st.binary(max_size=20) | st.sampled_from([b"\xff\xfb\x01", b"\xff\xf6", b"\xff\xfa\x1f\x00\xff\xf0"])
    )
)
def test_data_comes_through_between_commands(parts: list[bytes]) -> None:
    commands = {b"\xff\xfb\x01", b"\xff\xf6", b"\xff\xfa\x1f\x00\xff\xf0"}
    stream = b"".join(part if part in commands else part.replace(b"\xff", b"\xff\xff") for part in parts)
    assert strip(stream) == b"".join(part for part in parts if part not in commands)
