from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_helpers import bytewise, cut, places

from besedka.wire.telnet import ERASE_CHARACTER, ERASE_LINE, MAX_SUBNEGOTIATION, TelnetFilter


def telnet() -> TelnetFilter:
    """A filter whose peer has shown that it is a telnet."""
    known = TelnetFilter()
    assert known.strip(b"\xff\xf1") == b""
    return known


def strip(data: bytes, new: Callable[[], TelnetFilter] = telnet) -> bytes:
    """What is left of the data fed whole, after checking that byte by byte leaves the same."""
    whole = drained(new(), [data])
    assert drained(new(), bytewise(data)) == whole
    return whole


def drained(filter_: TelnetFilter, pieces: Iterable[bytes]) -> bytes:
    return b"".join([*map(filter_.strip, pieces), filter_.finish()])


def test_text_passes_as_it_is() -> None:
    data = "день\r\n".encode()
    assert TelnetFilter().strip(data) is data


@pytest.mark.parametrize("verb", [251, 252, 253, 254])
@pytest.mark.parametrize("option", [0, 1, 10, 255])
def test_a_negotiation_takes_three_bytes(verb: int, option: int) -> None:
    assert strip(b"a" + bytes((255, verb, option)) + b"b") == b"ab"


@pytest.mark.parametrize("command", [237, 239, 240, 241, 242, 245, 246, 249])
def test_any_other_command_takes_two_bytes(command: int) -> None:
    assert strip(b"a" + bytes((255, command)) + b"b") == b"ab"


@pytest.mark.parametrize("command", [238, 243, 244, 248])
def test_what_interrupts_or_erases_erases_the_line(command: int) -> None:
    assert strip(b"a" + bytes((255, command)) + b"b") == b"a" + ERASE_LINE + b"b"


def test_what_erases_a_character_stands_there_as_a_terminal_sends_it() -> None:
    assert strip(b"ab\xff\xf7c") == b"ab" + ERASE_CHARACTER + b"c"


def test_the_end_of_the_input_ends_it() -> None:
    ended = telnet()
    assert ended.strip(b"exit\n\xff\xecwhat") == b"exit\n"
    assert ended.ended
    assert ended.strip(b"more") == b""


def answers(data: bytes) -> bytes:
    """What the commands are answered with, after checking that byte by byte gives the same."""
    whole, bit_by_bit = telnet(), telnet()
    whole.strip(data)
    for byte in bytewise(data):
        bit_by_bit.strip(byte)
    answer = whole.take_outgoing()
    assert bit_by_bit.take_outgoing() == answer
    assert (whole.has_outgoing, whole.take_outgoing()) == (False, b"")
    return answer


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        (b"\xff\xf4\xff\xfd\x06", b"\xff\xfb\x06"),  # Ctrl-C: IP, DO TIMING-MARK -> WILL TIMING-MARK
        (b"\xff\xfd\x06" * 2, b"\xff\xfb\x06" * 2),  # each mark is a place of its own
        (b"\xff\xfd\x03", b"\xff\xfc\x03"),  # DO SUPPRESS-GO-AHEAD -> WONT
        (b"\xff\xfb\x1f", b"\xff\xfe\x1f"),  # WILL NAWS -> DONT
        (b"\xff\xfb\x06", b"\xff\xfe\x06"),  # WILL TIMING-MARK: nobody has asked
        (b"\xff\xfc\x01\xff\xfe\x01", b""),  # WONT, DONT: so it is
        (b"\xff\xf6", b"\r\n[yes]\r\n"),  # AYT
        (b"\xff\xf5", b"\xff\xf2"),  # AO -> the Data Mark
        (
            b"\xff\xed\xff\xf1\xff\xfa\x18\x00x\xff\xf0\xff\xff",
            b"",
        ),  # SUSP, NOP, a subnegotiation, a byte 255
    ],
)
def test_what_waits_for_an_answer_gets_it(said: bytes, answered: bytes) -> None:
    assert answers(b"text" + said + b"text") == answered


@pytest.mark.parametrize("wish", [b"\xff\xfd\x01", b"\xff\xfd\x06", b"\xff\xf6", b"\xff\xf5"])
def test_a_flood_is_answered_with_a_bounded_amount(wish: bytes) -> None:
    flood = TelnetFilter()
    flood.strip(wish * 20_000)
    assert 0 < len(flood.take_outgoing()) <= 128 * 9


def test_all_options_of_a_real_telnet_are_answered_at_once() -> None:
    options = bytes(option for option in range(100) if option != 6)
    assert answers(b"".join(b"\xff\xfd" + bytes([option]) for option in options)) == b"".join(
        b"\xff\xfc" + bytes([option]) for option in options
    )


def test_runs_of_all_kinds_are_treated_one_by_one() -> None:
    data = (
        b"a\xff\xff\xff\xff\xff\xf1\xff\xfc\x01\xff\xf7\xff\xf7\xff\xf6\xff\xf4b\xff\xfa\x18\xff\xf0\xff\xf9c"
    )
    assert strip(data) == b"a\xff\xff" + 2 * ERASE_CHARACTER + ERASE_LINE + b"bc"
    assert answers(data) == b"\r\n[yes]\r\n"


def test_a_telnet_is_known_by_its_commands() -> None:
    plain, telnet = TelnetFilter(), TelnetFilter()
    plain.strip(b"hello\n")
    telnet.strip(b"\xff\xf1hello\n")
    assert (plain.commands, telnet.commands) == (0, 1)


@pytest.mark.parametrize(
    "line", ["send hi яма", "send яра", "send ям и яф", "send яб1", "send hi я", "send яъ", "я", "send я"]
)
def test_a_letter_of_an_older_encoding_is_not_swallowed(line: str) -> None:
    data = line.encode("cp1251") + b"\nusers\n"
    reader = TelnetFilter()
    stripped = reader.strip(data) + reader.finish()
    assert not _is_utf8(stripped.split(b"\n")[0])
    assert stripped.endswith(b"users\n")
    at_the_end = TelnetFilter()
    assert not _is_utf8(at_the_end.strip(line.encode("cp1251")) + at_the_end.finish())


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_what_no_telnet_sends_stays() -> None:
    assert strip(b"a\xff\x20b\xff\nc") == b"a\xff\x20b\xff\nc"


def test_a_wish_is_known_wherever_it_stands_and_what_follows_it_too() -> None:
    assert strip(b"a\xff\xf1b\xff\xfd\x06c\xff\xf1d", TelnetFilter) == b"a\xff\xf1bcd"


def test_a_doubled_iac_is_the_byte_itself() -> None:
    assert strip(b"a\xff\xff\xff\xffb") == b"a\xff\xffb"


def test_a_subnegotiation_is_removed_up_to_its_end() -> None:
    assert strip(b"a\xff\xfa\x18\x00xterm\n\xff\xff\xff\xf1\xff\xf0b") == b"ab"


def test_a_subnegotiation_without_end_ends_at_its_limit() -> None:
    assert strip(b"a\xff\xfa" + b"x" * MAX_SUBNEGOTIATION + b"b") == b"ab"
    assert strip(b"a\xff\xfa" + b"\xff\xff" * MAX_SUBNEGOTIATION + b"b\xff\xf1c") == b"abc"


def test_a_command_that_is_not_whole_takes_little_memory() -> None:
    stripped = telnet()
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
    for new in (telnet, TelnetFilter):
        assert drained(new(), cut(data, where)) == strip(data, new)


@given(st.lists(st.sampled_from(b"\xff\xfa\xfd\xf0\xf4\n\0\1A"), max_size=12).map(bytes))
def test_nor_does_it_for_any_few_bytes_of_which_telnet_and_letters_are_made(data: bytes) -> None:
    for new in (telnet, TelnetFilter):
        strip(data, new)


@pytest.mark.parametrize(
    ("data", "left"),
    [
        (b"\xfa\xff\xfa\n\xff\xff", b"\xfa\xff\xfa\n\xff"),
        (b"a\xff\xfdA\xff\xfd\1b", b"a\xff\xfdAb"),
        (b"a\xff\xfab\xff\xf0\n\xff\xf1c", b"a\xff\xfab\xff\xf0\nc"),
        (b"a\xff\xff\xff\xf4\n", b"a\xff\xff\xff\xf4\n"),
    ],
)
def test_a_letter_that_looks_like_a_command_hides_none_behind_it(data: bytes, left: bytes) -> None:
    assert strip(data, TelnetFilter) == left


@given(
    st.lists(
        st.binary(max_size=20) | st.sampled_from([b"\xff\xfb\x01", b"\xff\xf6", b"\xff\xfa\x1f\x00\xff\xf0"])
    )
)
def test_data_comes_through_between_commands(parts: list[bytes]) -> None:
    commands = {b"\xff\xfb\x01", b"\xff\xf6", b"\xff\xfa\x1f\x00\xff\xf0"}
    stream = b"".join(part if part in commands else part.replace(b"\xff", b"\xff\xff") for part in parts)
    assert strip(stream) == b"".join(part for part in parts if part not in commands)
