import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tomorrow import events, kinder, wilder

from besedka.load.scenario.marks import (
    private_parties,
    private_stream,
    public_stream,
    write_mark,
)
from besedka.load.users.frame_reader import (
    Answered,
    Chunk,
    Closing,
    FrameReader,
    Granted,
    Malformed,
    Pinged,
    PlainNotice,
    PrivateMessage,
    Resumed,
    Unresumable,
)
from besedka.wire.websocket import encode_text
from besedka.wire.websocket.frames import Opcode, encode_frame

numbers = st.integers(0, 10**6 - 1)


def message(
    kind: str = "m", sender: int = 1, to: int = 0, number: int = 1, due: int = 5, length: int = 60
) -> bytes:
    text = write_mark("ab12", kind, sender, to, number, due, length)
    return encode_text(f'{{"type":"message","seq":9,"number":9,"from":"x","text":"{text}"}}')


def read(data: bytes, dialect: str = "json") -> Chunk:
    return FrameReader("ab12", dialect, 10).read(data)


@given(st.sampled_from("md"), st.integers(0, 9), st.integers(1, 10**9 - 1), st.integers(0, 10**12))
def test_a_mark_comes_back_as_it_was_written(kind: str, sender: int, number: int, due: int) -> None:
    chunk = read(message(kind, sender, 0, number, due))
    assert chunk.marks == [(public_stream(sender, delayed=kind == "d"), number)]
    assert (chunk.delayed if kind == "d" else chunk.moments) == [due]


@given(numbers, numbers)
def test_a_private_stream_knows_its_parties(sender: int, to: int) -> None:
    assert private_parties(private_stream(sender, to)) == (sender, to)
    assert private_stream(sender, to) < 0


@pytest.mark.parametrize("length", [60, 300, 70_000])
def test_a_text_has_the_length_that_was_asked_for_and_every_frame_size_is_read(length: int) -> None:
    assert len(write_mark("ab12", "m", 1, 0, 1, 5, length)) == length
    assert read(message(length=length)).marks == [(2, 1)]


@given(st.integers(0, 400))
def test_bytes_that_are_not_a_whole_frame_are_left(cut: int) -> None:
    data = message(number=1) + message(number=2, length=300)
    chunk = read(data[:cut])
    rest = read(data[chunk.used : cut] + data[cut:])
    assert chunk.marks + rest.marks == [(2, 1), (2, 2)]
    assert chunk.frames + rest.frames == 2


def test_what_was_read_once_is_remembered_and_the_memory_is_bounded() -> None:
    reader = FrameReader("ab12", "json", 10)
    data = message()
    assert reader.read(data) is reader.read(bytes(bytearray(data)))
    for number in range(9):
        reader.read(message(number=number + 1, length=1 << 20))
    assert reader.read(data) is reader.read(data)
    assert len(reader._memory) < 5


def test_a_private_message_is_special() -> None:
    assert read(message("p", 1, 2, 3, 4)).specials == [PrivateMessage(private_stream(1, 2), 3, 4)]


@pytest.mark.parametrize(
    ("text", "special"),
    [
        ('{"type":"accepted","seq":1,"ref":0,"command":"send"}', [Answered()]),
        ('{"type":"refused","seq":1,"ref":0,"code":"muted"}', [Answered("muted")]),
        ('{"type":"refused","seq":1}', [Answered("?")]),
        ('{"type":"joined","seq":1,"name":"x"}', []),
        ('{"type":"history","messages":[{"text":"~ab12m1.0.1.5~"}],"ref":0}', [Answered()]),
    ],
)
def test_answers_in_json(text: str, special: list[object]) -> None:
    chunk = read(encode_text(text))
    assert (chunk.specials, chunk.marks) == (special, [])


@pytest.mark.parametrize(
    ("text", "special"),
    [
        ("14:03:31 = 2 people are here:", [Answered()]),
        ("14:03:31 ! no", [Answered("plain")]),
        ("14:03:31 * a is now called b", [PlainNotice(b"14:03:31 * a is now called b")]),
        ("  ~ab12m1.0.1.5~", []),
    ],
)
def test_answers_in_words(text: str, special: list[object]) -> None:
    chunk = read(encode_text(text), "plain")
    assert (chunk.specials, chunk.marks) == (special, [])


def test_a_message_in_words() -> None:
    text = write_mark("ab12", "m", 1, 0, 7, 5, 50)
    assert read(encode_text(f"14:03:22 #17 alice: {text}"), "plain").marks == [(2, 7)]


@pytest.mark.parametrize("text", ["hello", "~ab13m1.0.1.5~", "~ab12m99.0.1.5~", "~ab12m1.0.1.5"])
def test_messages_of_others_are_passed_over(text: str) -> None:
    chunk = read(encode_text(f'{{"type":"message","text":"{text}"}}'))
    assert (chunk.marks, chunk.specials, chunk.frames) == ([], [], 1)


@pytest.mark.parametrize(
    ("frame", "special"),
    [
        (encode_frame(Opcode.PING, b"x"), Pinged(b"x")),
        (encode_frame(Opcode.CLOSE, b"\x03\xf5"), Closing(1013)),
        (encode_frame(Opcode.CLOSE, b""), Closing(1005)),
        (encode_frame(Opcode.CLOSE, b"\x00\x01"), Closing(1002)),
        (encode_frame(Opcode.TEXT, b"x", fin=False), Malformed("fragment")),
        (b"\xf1\x00", Malformed("frame")),
        (b"\x81\x7f" + (1 << 30).to_bytes(8, "big"), Malformed("frame")),
    ],
)
def test_other_frames(frame: bytes, special: object) -> None:
    assert read(frame).specials == [special]


@pytest.mark.parametrize("kind", events())
def test_nothing_that_a_newer_server_says_is_broken(kind: str) -> None:
    for fields in (*kinder(events()[kind]), *wilder(events()[kind])):
        chunk = read(encode_text(json.dumps(fields, separators=(",", ":"))))
        assert chunk.frames == 1
        expected = {"session": Granted, "resumed": Resumed}.get(kind, Answered)
        assert all(isinstance(special, expected | Answered) for special in chunk.specials)


def test_a_long_answer_is_answered_by_its_last_part() -> None:
    row = '{"text":"\\"more\\":true"}'
    parts = [f'{{"type":"history","ref":1,"messages":[{row}]{more}}}' for more in (',"more":true', "")]
    assert read(b"".join(map(encode_text, parts))).specials == [Answered()]


def test_pongs_and_binary_messages_say_nothing_and_halves_wait() -> None:
    pong = encode_frame(Opcode.PONG, b"x")
    assert (read(pong).specials, read(pong).used) == ([], 3)
    assert read(encode_frame(Opcode.BINARY, b"x")) == Chunk(used=3)
    assert read(pong[:2]).used == 0
    assert read(b"\x81\x7f\x00").used == 0


def event(kind: str, **fields: object) -> bytes:
    return encode_text(json.dumps({"type": kind, **fields}, separators=(",", ":")))


def test_the_position_is_that_of_everything_but_what_is_resumed() -> None:
    assert read(event("joined", seq=4) + message() + event("users", seq=7, ref=1)).seq == 9
    assert read(event("resumed", seq=40) + event("left", seq=12)).seq == 12
    assert read(event("hologram")).seq == 0
    assert read(event("users", seq=9, more=True)).seq == 8


def test_messages_that_others_of_their_entry_follow_are_known() -> None:
    marks = [write_mark("ab12", kind, 1, 2, 3, 4, 60) for kind in "mdp"]
    chunk = read(b"".join(event("message", seq=9, text=mark, more=True) for mark in marks))
    assert chunk.seq == 8
    assert chunk.begun == [
        (9, public_stream(1), 3),
        (9, public_stream(1, delayed=True), 3),
        (9, private_stream(1, 2), 3),
    ]
    assert read(event("message", seq=9, text="nothing of ours", more=True)).begun == []


def test_what_is_said_of_a_session_that_can_be_resumed_is_special() -> None:
    granted = encode_text('{"type":"session","seq":1,"token":"life.secret","grace":300}')
    data = granted + event("resumed", seq=5, missed=7, gap=2)
    assert read(data + event("resumed", seq=5)).specials == [
        Granted("life.secret"),
        Resumed(7, 2),
        Resumed(0, 0),
    ]
    assert read(event("refused", seq=1, ref="join", code="unknown-type")).specials == [Unresumable()]
    assert read(event("refused", seq=1, code="new-server")).specials == [Answered("new-server")]


def test_an_accepted_whose_message_follows_is_an_answer() -> None:
    assert read(event("accepted", seq=9, ref=0, more=True)).specials == [Answered()]
