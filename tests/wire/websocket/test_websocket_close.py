import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.wire import WireUsageError
from besedka.wire.websocket.close import (
    CLOSE_CODES,
    MAX_REASON_BYTES,
    Violation,
    encode_close,
    is_wire_code,
    parse_close,
)

TRAVELLING = [1000, 1001, 1002, 1003, *range(1007, 1015), 3000, 3999, 4000, 4999]
FORBIDDEN = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535]


@pytest.mark.parametrize("code", TRAVELLING)
def test_a_code_that_may_travel_goes_and_comes(code: int) -> None:
    assert parse_close(encode_close(code, "why")) == (code, "why")


@pytest.mark.parametrize("code", FORBIDDEN)
def test_a_code_that_must_not_travel_is_refused_from_the_peer(code: int) -> None:
    assert parse_close(code.to_bytes(2, "big")) == Violation(1002, f"close code {code} must not be sent")


@pytest.mark.parametrize("code", FORBIDDEN)
def test_a_code_that_must_not_travel_raises_when_it_is_ours(code: int) -> None:
    with pytest.raises(WireUsageError, match=str(code)):
        encode_close(code)


@pytest.mark.parametrize("row", CLOSE_CODES.values(), ids=lambda row: row.code)
def test_every_registered_code_says_whether_it_travels(row) -> None:  # type: ignore[no-untyped-def]
    assert is_wire_code(row.code) is (row.code in TRAVELLING)


def test_no_code_is_the_empty_payload_and_comes_as_1005() -> None:
    assert encode_close(None) == b""
    assert parse_close(b"") == (1005, "")


def test_a_reason_without_a_code_raises() -> None:
    with pytest.raises(WireUsageError):
        encode_close(None, "why")


def test_a_payload_of_one_byte_is_a_protocol_error() -> None:
    assert parse_close(b"\x03") == Violation(1002, "close payload of one byte")


def test_a_reason_that_is_not_utf8_is_invalid_data() -> None:
    assert parse_close(b"\x03\xe8\xff") == Violation(1007, "close reason is not UTF-8")


def test_a_long_reason_is_cut_before_the_character_that_does_not_fit() -> None:
    payload = encode_close(1000, "ы" * 100)
    assert payload[2:].decode() == "ы" * 61


def test_a_lone_surrogate_in_a_reason_becomes_a_question_mark() -> None:
    assert encode_close(1000, "a\ud800b")[2:] == b"a?b"


@given(st.text(max_size=200))
def test_any_reason_fits_and_what_was_cut_is_its_end(reason: str) -> None:
    payload = encode_close(4000, reason)
    assert len(payload) <= 2 + MAX_REASON_BYTES
    assert reason.encode().startswith(payload[2:])
    assert parse_close(payload) == (4000, payload[2:].decode())


@given(st.binary(max_size=125))
def test_any_payload_is_parsed_without_raising(payload: bytes) -> None:
    assert isinstance(parse_close(payload), (tuple, Violation))
