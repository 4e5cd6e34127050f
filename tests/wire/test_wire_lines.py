import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_helpers import bytewise, cut, feed, places, pull

from besedka.wire.lines import (
    EndOfLines,
    HttpRequestLine,
    LineEvent,
    LineNotUtf8,
    LineReader,
    LineTooLong,
    TextLine,
    encode_line,
    encode_telnet_line,
)

LIMIT = 20


def read(data: bytes, *, eof: bool = False) -> list[LineEvent]:
    """The events of the data fed whole, after checking that byte by byte gives the same ones."""
    results = []
    for chunks in ([data], list(bytewise(data))):
        reader = LineReader(LIMIT)
        events = feed(reader, chunks)
        if eof:
            reader.receive_eof()
            events += pull(reader)
        results.append(events)
    assert results[0] == results[1]
    return results[0]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\0"])
def test_a_line_ends_as_nc_and_telnet_end_it(end: bytes) -> None:
    assert read(b"help" + end + b"users" + end) == [TextLine("help"), TextLine("users")]


def test_only_one_carriage_return_belongs_to_the_end() -> None:
    assert read(b"a\rb\r\r\n") == [TextLine("a\rb\r")]


def test_a_line_without_its_end_waits() -> None:
    assert read(b"help\r") == []


def test_empty_lines_are_lines() -> None:
    assert read(b"\n\r\nx\n") == [TextLine(""), TextLine(""), TextLine("x")]


def test_one_line_is_pulled_at_a_time_and_the_rest_stays() -> None:
    reader = LineReader(LIMIT)
    reader.receive(b"1\n2\n3")
    assert reader.next_event() == TextLine("1")
    reader.receive(b"4\n")
    assert pull(reader) == [TextLine("2"), TextLine("34")]


def test_what_was_erased_was_not_said() -> None:
    assert read(b"hellp\x7f\x08p\n") == [TextLine("help")]
    assert read(b"\x7f\x08\x15users\n") == [TextLine("users")]
    assert read(b"send no\x15help\n") == [TextLine("help")]
    assert read(b"\x7f\x7fusers\n") == [TextLine("users")]
    assert read("день\x7f\n".encode()) == [TextLine("ден")]
    assert read(b"\xff\xfd\x03hellp\xff\xf7\xff\xf7p\xff\xf4help\n") == [TextLine("help")]


def test_a_letter_of_an_older_encoding_makes_the_line_no_utf8_and_nothing_else() -> None:
    for text in ("send hi яма", "send hi я", "send яъ", "я"):
        assert read(text.encode("cp1251") + b"\nusers\n") == [LineNotUtf8(), TextLine("users")]
        assert read(text.encode("cp1251"), eof=True) == [LineNotUtf8(), EndOfLines()]


def test_the_end_that_a_telnet_sends_is_the_end() -> None:
    assert read(b"\xff\xfd\x03users\xff\xecnever\n") == [TextLine("users"), EndOfLines()]


def test_what_is_due_to_a_telnet_can_be_taken() -> None:
    reader = LineReader(LIMIT)
    reader.receive(b"\xff\xfd\x06")
    assert (reader.next_event(), reader.has_outgoing, reader.commands) == (None, True, 1)
    assert reader.take_outgoing() == b"\xff\xfb\x06"
    assert not reader.has_outgoing


def test_a_telnet_gets_the_line_ends_of_the_network_virtual_terminal() -> None:
    assert encode_telnet_line("one\ntwo") == b"one\r\ntwo\r\n"


def test_telnets_commands_are_not_text() -> None:
    assert read(b"\xff\xfd\x03he\xff\xf1lp\xff\xfb\n\n") == [TextLine("help")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\0"])
def test_a_line_at_the_limit_is_a_line(end: bytes) -> None:
    assert read(b"x" * LIMIT + end) == [TextLine("x" * LIMIT)]


@pytest.mark.parametrize("length", [LIMIT + 1, 100, 10_000])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\r\n", b"\r\0"])
def test_a_too_long_line_is_told_once_and_the_next_one_counts(length: int, end: bytes) -> None:
    assert read(b"x" * length + end + b"next\n") == [LineTooLong(LIMIT), TextLine("next")]


def test_an_endless_line_takes_no_memory() -> None:
    reader = LineReader(LIMIT)
    for place in range(2000):
        assert feed(reader, [b"x" * 999]) == ([] if place else [LineTooLong(LIMIT)])
        reader.receive(b"")
        assert len(reader._text) - reader._start <= LIMIT
        assert len(reader._text) < 2000


def test_a_line_that_is_not_utf8_is_told_and_the_next_one_counts() -> None:
    assert read(b"\xd0\nnext\n") == [LineNotUtf8(), TextLine("next")]


def test_the_rest_is_a_line_at_the_end_of_bytes() -> None:
    assert read(b"a\nb", eof=True) == [TextLine("a"), TextLine("b"), EndOfLines()]
    assert read(b"a\r", eof=True) == [TextLine("a"), EndOfLines()]


def test_the_end_of_bytes_after_a_whole_line_is_the_end() -> None:
    assert read(b"a\n", eof=True) == [TextLine("a"), EndOfLines()]
    assert read(b"", eof=True) == [EndOfLines()]


def test_a_too_long_rest_is_told_at_the_end_of_bytes() -> None:
    assert read(b"x" * 50, eof=True) == [LineTooLong(LIMIT), EndOfLines()]


def test_after_the_end_nothing_comes() -> None:
    reader = LineReader(LIMIT)
    reader.receive_eof()
    assert pull(reader) == [EndOfLines()]
    assert feed(reader, [b"late\n"]) == []


@pytest.mark.parametrize(
    "start",
    [b"", b"\r\n", b"\n\n", b" \t\r\n", b"\xff\xfb\x01", b"\xff\xfb\n", b"\r\0", b"\xff\xfa\n\xff\xf0\r\n"],
)
def test_no_command_is_taken_from_an_http_request(start: bytes) -> None:
    events = read(start + b"POST / HTTP/1.1\r\nHost: x\r\n\r\nsend hello\n")
    assert events[-1] == HttpRequestLine()
    assert all(isinstance(event, TextLine) and not event.text.strip() for event in events[:-1])


def test_no_command_is_taken_from_a_request_that_was_too_long() -> None:
    data = b"send /" + b"x" * 100 + b" HTTP/1.1\r\n\r\nsend hello\n"
    assert read(data) == [LineTooLong(LIMIT), HttpRequestLine()]


def test_a_request_that_ends_with_its_first_line_is_known() -> None:
    assert read(b"POST / HTTP/1.1", eof=True) == [HttpRequestLine()]
    assert read(b"POST /" + b"x" * 50 + b" HTTP/1.1", eof=True) == [LineTooLong(LIMIT), HttpRequestLine()]


def test_a_later_line_may_speak_of_http() -> None:
    assert read(b"help\nsend HTTP/1.1\n") == [TextLine("help"), TextLine("send HTTP/1.1")]
    assert read(b"x" * 50 + b"\nsend HTTP/1.1\n") == [LineTooLong(LIMIT), TextLine("send HTTP/1.1")]


def test_a_text_is_written_with_a_newline_after_it() -> None:
    assert encode_line("два\nдня") == "два\nдня\n".encode()


pieces = st.sampled_from(
    [
        b"x",
        b"\r",
        b"\n",
        b"\0",
        b"\xff",
        b"\xfb",
        b"\xfa",
        b"\xf0",
        b"\xff\xf0",
        b"POST / HTTP/1.1",
        b"x" * 19,
        b" " * 30,
    ]
)


@given(st.lists(pieces).map(b"".join) | st.binary(), places)
def test_any_bytes_give_the_same_events_however_they_are_cut(data: bytes, where: list[int]) -> None:
    reader = LineReader(LIMIT)
    events = feed(reader, cut(data, where))
    reader.receive_eof()
    events += pull(reader)
    assert events == read(data, eof=True)
    assert sum(isinstance(event, (EndOfLines, HttpRequestLine)) for event in events) == 1


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=LIMIT // 4)))
def test_lines_written_are_the_lines_read(texts: list[str]) -> None:
    assert read(b"".join(map(encode_line, texts))) == [TextLine(text) for text in texts]
