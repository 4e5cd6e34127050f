import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from besedka.wire import WireUsageError
from besedka.wire.websocket.close import Violation
from besedka.wire.websocket.frames import Header, Opcode, apply_mask, encode_frame, read_header

MASK = bytes.fromhex("37fa213d")  # RFC 6455, 5.7
masks = st.binary(min_size=4, max_size=4)


def header_of(frame: bytes, *, masked: bool = False) -> Header | Violation | None:
    """What the frame's header is, after checking that it says the same as soon as it can, and at any place."""
    whole = read_header(frame, 0, masked=masked)
    assert read_header(bytearray(b"before" + frame), 6, masked=masked) == whole
    shorter = [read_header(frame[:size], 0, masked=masked) for size in range(len(frame))]
    assert all(header in (None, whole) for header in shorter)
    return whole


def test_the_single_frames_of_the_rfc_are_encoded_as_it_prints_them() -> None:
    assert encode_frame(Opcode.TEXT, b"Hello") == bytes.fromhex("810548656c6c6f")
    assert encode_frame(Opcode.TEXT, b"Hello", mask=MASK) == bytes.fromhex("818537fa213d7f9f4d5158")
    assert encode_frame(Opcode.PING, b"Hello") == bytes.fromhex("890548656c6c6f")
    assert encode_frame(Opcode.PONG, b"Hello", mask=MASK) == bytes.fromhex("8a8537fa213d7f9f4d5158")


def test_the_fragments_of_the_rfc_are_encoded_as_it_prints_them() -> None:
    assert encode_frame(Opcode.TEXT, b"Hel", fin=False) == bytes.fromhex("010348656c")
    assert encode_frame(Opcode.CONTINUATION, b"lo") == bytes.fromhex("80026c6f")


def test_the_long_frames_of_the_rfc_begin_as_it_prints_them() -> None:
    assert encode_frame(Opcode.BINARY, bytes(256))[:4] == bytes.fromhex("827e0100")
    assert encode_frame(Opcode.BINARY, bytes(65536))[:10] == bytes.fromhex("827f0000000000010000")


@pytest.mark.parametrize(("length", "size"), [(0, 2), (125, 2), (126, 4), (65535, 4), (65536, 10)])
@pytest.mark.parametrize("mask", [None, MASK])
def test_every_length_has_the_shortest_header_and_is_read_back(
    length: int, size: int, mask: bytes | None
) -> None:
    frame = encode_frame(Opcode.BINARY, bytes(length), mask=mask)
    size += 4 if mask else 0
    assert len(frame) == size + length
    assert header_of(frame[:size], masked=mask is not None) == Header(Opcode.BINARY, True, size, length)


@given(
    st.sampled_from([Opcode.CONTINUATION, Opcode.TEXT, Opcode.BINARY]),
    st.booleans(),
    st.none() | masks,
    st.binary(),
)
def test_a_frame_read_back_is_the_frame_that_was_written(
    opcode: Opcode, fin: bool, mask: bytes | None, payload: bytes
) -> None:
    frame = encode_frame(opcode, payload, fin=fin, mask=mask)
    header = header_of(frame, masked=mask is not None)
    assert isinstance(header, Header)
    assert (header.opcode, header.fin, header.length) == (opcode, fin, len(payload))
    body = frame[header.size :]
    assert (apply_mask(body, mask) if mask else body) == payload


@given(st.binary(), masks)
@example(b"x" * 768, MASK)
@example(b"x" * 769, MASK)
@example(b"x" * 770, b"\xff\x00\x80\x7f")
@example(b"x" * 4099, MASK)
def test_masking_is_the_xor_of_the_rfc_and_undoes_itself(data: bytes, mask: bytes) -> None:
    masked = apply_mask(data, mask)
    assert masked == bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
    assert apply_mask(bytearray(masked), bytearray(mask)) == data


@pytest.mark.parametrize("bit", [0x40, 0x20, 0x10])
def test_a_reserved_bit_is_a_violation(bit: int) -> None:
    assert header_of(bytes((0x81 | bit, 0))) == Violation(1002, "reserved bits are set")


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
def test_a_reserved_opcode_is_a_violation(opcode: int) -> None:
    assert header_of(bytes((0x80 | opcode, 0))) == Violation(1002, f"reserved opcode {opcode}")


def test_a_frame_without_a_mask_is_a_violation_where_one_is_due() -> None:
    assert header_of(b"\x81\x00", masked=True) == Violation(1002, "frame is not masked")


def test_a_frame_with_a_mask_is_a_violation_where_none_is_due() -> None:
    assert header_of(b"\x81\x80") == Violation(1002, "frame is masked")


@pytest.mark.parametrize("opcode", [Opcode.CLOSE, Opcode.PING, Opcode.PONG])
def test_a_fragmented_control_frame_is_a_violation(opcode: Opcode) -> None:
    assert header_of(bytes((opcode, 0))) == Violation(1002, "control frame is fragmented")


@pytest.mark.parametrize("length", [126, 127])
def test_a_long_control_frame_is_a_violation_before_its_length_came(length: int) -> None:
    assert header_of(bytes((0x89, length))) == Violation(1002, "control frame is too long")


@pytest.mark.parametrize("head", ["827e007d", "827f000000000000ffff", "827e0000", "827f0000000000000001"])
def test_a_length_that_is_not_minimal_is_a_violation(head: str) -> None:
    assert header_of(bytes.fromhex(head)) == Violation(1002, "payload length is not minimal")


def test_a_length_with_its_top_bit_set_is_a_violation() -> None:
    assert header_of(bytes.fromhex("827f8000000000000000")) == Violation(
        1002, "payload length has its top bit set"
    )


@given(st.binary(max_size=20), st.booleans())
def test_any_bytes_are_read_without_raising(data: bytes, masked: bool) -> None:
    header = header_of(data, masked=masked)
    assert header is None or isinstance(header, (Header, Violation))


def test_a_control_frame_of_ours_that_is_too_long_raises() -> None:
    with pytest.raises(WireUsageError):
        encode_frame(Opcode.PING, bytes(126))


def test_a_control_frame_of_ours_that_is_fragmented_raises() -> None:
    with pytest.raises(WireUsageError):
        encode_frame(Opcode.PING, b"", fin=False)


@pytest.mark.parametrize("mask", [b"", b"123", b"12345"])
def test_a_mask_of_another_length_raises(mask: bytes) -> None:
    with pytest.raises(WireUsageError):
        encode_frame(Opcode.TEXT, b"", mask=mask)
