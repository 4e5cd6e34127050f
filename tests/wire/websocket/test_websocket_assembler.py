import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.wire.websocket.assembler import MAX_FRAGMENTS, MessageAssembler
from besedka.wire.websocket.close import Violation
from besedka.wire.websocket.events import BinaryMessage, TextMessage
from besedka.wire.websocket.frames import Frame, Header, Opcode

Result = TextMessage | BinaryMessage | Violation | None


def take(assembler: MessageAssembler, opcode: Opcode, payload: bytes, *, fin: bool) -> Result:
    violation = assembler.check(Header(opcode, fin, 2, len(payload)))
    return violation or assembler.add(Frame(opcode, fin, payload))


def fragments(assembler: MessageAssembler, opcode: Opcode, payloads: list[bytes]) -> list[Result]:
    results = []
    for place, payload in enumerate(payloads):
        kind = Opcode.CONTINUATION if place else opcode
        results.append(take(assembler, kind, payload, fin=place == len(payloads) - 1))
    return results


def test_a_single_frame_is_a_message() -> None:
    assert take(MessageAssembler(10), Opcode.TEXT, "день".encode(), fin=True) == TextMessage("день")
    assert take(MessageAssembler(10), Opcode.BINARY, b"\xff", fin=True) == BinaryMessage(b"\xff")


@given(st.text(), st.integers(min_value=1, max_value=5))
def test_a_text_may_be_cut_within_its_characters(text: str, size: int) -> None:
    raw = text.encode()
    pieces = [raw[place : place + size] for place in range(0, len(raw), size)] or [b""]
    assembler = MessageAssembler(1 << 20)
    for _ in range(2):  # nothing of the first message is left for the second
        assert fragments(assembler, Opcode.TEXT, pieces)[-1] == TextMessage(text)


@given(st.lists(st.binary(), min_size=1))
def test_binary_fragments_are_joined(pieces: list[bytes]) -> None:
    results = fragments(MessageAssembler(1 << 20), Opcode.BINARY, pieces)
    assert results == [None] * (len(pieces) - 1) + [BinaryMessage(b"".join(pieces))]


def test_a_continuation_needs_a_message() -> None:
    assert take(MessageAssembler(10), Opcode.CONTINUATION, b"", fin=True) == Violation(
        1002, "continuation without a message"
    )


@pytest.mark.parametrize("opcode", [Opcode.TEXT, Opcode.BINARY])
def test_a_new_message_cannot_begin_within_another(opcode: Opcode) -> None:
    assembler = MessageAssembler(10)
    take(assembler, Opcode.TEXT, b"", fin=False)
    assert take(assembler, opcode, b"", fin=True) == Violation(1002, "new message within a fragmented one")


def test_bad_utf8_is_reported_with_the_fragment_that_shows_it() -> None:
    results = fragments(MessageAssembler(10), Opcode.TEXT, [b"a\xf4", b"\x90", b"never read"])
    assert results[:2] == [None, Violation(1007, "text is not UTF-8")]


def test_a_text_that_ends_within_a_character_is_not_utf8() -> None:
    assert take(MessageAssembler(10), Opcode.TEXT, b"\xd0", fin=True) == Violation(1007, "text is not UTF-8")


def test_surrogates_are_not_utf8() -> None:
    assert take(MessageAssembler(10), Opcode.TEXT, b"\xed\xa0\x80", fin=True) == Violation(
        1007, "text is not UTF-8"
    )


def test_the_limit_holds_for_all_fragments_together() -> None:
    assembler = MessageAssembler(10)
    assert fragments(assembler, Opcode.BINARY, [b"12345", b"67890"])[-1] == BinaryMessage(b"1234567890")
    assert fragments(assembler, Opcode.BINARY, [b"12345", b"678901"])[-1] == Violation(
        1009, "message is longer than 10 bytes"
    )


def test_empty_fragments_are_counted() -> None:
    assembler = MessageAssembler(10)
    assert fragments(assembler, Opcode.TEXT, [b""] * MAX_FRAGMENTS)[-1] == TextMessage("")
    assert fragments(assembler, Opcode.TEXT, [b""] * (MAX_FRAGMENTS + 1))[-1] == Violation(
        1009, "message has more than 1024 fragments"
    )
