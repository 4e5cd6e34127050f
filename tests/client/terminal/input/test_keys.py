import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.client.terminal.input.keys import MAX_PASTE, Key, KeyReader, Pasted, Pressed, Typed


def read(data: bytes) -> list[Key]:
    reader = KeyReader()
    return [*reader.receive(data), *reader.timeout()]


def merged(keys: list[Key]) -> list[Key]:
    """Bursts of text as one."""
    out: list[Key] = []
    for key in keys:
        last = out[-1] if out else None
        if isinstance(key, Typed) and isinstance(last, Typed):
            out[-1] = Typed(last.text + key.text)
        else:
            out.append(key)
    return out


def test_text_is_one_burst() -> None:
    assert read("héllo мир 👋".encode()) == [Typed("héllo мир 👋")]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\r", "enter"),
        (b"\n", "enter"),
        (b"\t", "tab"),
        (b"\x7f", "backspace"),
        (b"\x08", "backspace"),
        (b"\x03", "ctrl-c"),
        (b"\x00", "ctrl-space"),
        (b"\x1b", "escape"),
        (b"\x1b\x1b", "escape"),
        (b"\x1b[", "alt-["),
        (b"\x1bO", "alt-O"),
        (b"\x1b[1", "unknown"),
        (b"\x1bb", "alt-b"),
        (b"\x1b\r", "alt-enter"),
        (b"\x1b\x7f", "alt-backspace"),
        (b"\x1b[A", "up"),
        (b"\x1bOA", "up"),
        (b"\x1b[H", "home"),
        (b"\x1b[1~", "home"),
        (b"\x1b[3~", "delete"),
        (b"\x1b[3;5~", "ctrl-delete"),
        (b"\x1b[8~", "end"),
        (b"\x1b[7^", "ctrl-home"),
        (b"\x1b[1;5D", "ctrl-left"),
        (b"\x1b[1;3C", "alt-right"),
        (b"\x1b[1;2A", "shift-up"),
        (b"\x1b[1;0A", "up"),
        (b"\x1b[1;8A", "ctrl-alt-shift-up"),
        (b"\x1b\x1b[D", "alt-left"),
        (b"\x1bOd", "ctrl-left"),
        (b"\x1b[Z", "shift-tab"),
        (b"\x1bOM", "enter"),
        (b"\x1b[99~", "unknown"),
        (b"\x1b[?1;2c", "unknown"),
        (b"\x1b[[A", "unknown"),
        (b"\x1b[1;2;3A", "unknown"),
        (b"\x1b[\x01", "unknown"),
    ],
)
def test_keys_are_known_by_their_sequences(data: bytes, name: str) -> None:
    assert read(data) == [Pressed(name)]


def test_a_lone_escape_waits_for_the_timeout() -> None:
    reader = KeyReader()
    assert reader.receive(b"\x1b") == []
    waiting = [reader.pending]
    assert reader.timeout() == [Pressed("escape")]
    assert [*waiting, reader.pending] == [True, False]
    assert reader.timeout() == []


def test_alt_with_another_script_is_the_character() -> None:
    assert read(b"\x1b" + "я".encode()) == [Typed("я")]


def test_a_sequence_that_is_broken_off_by_another_is_unknown() -> None:
    assert read(b"\x1b[1\x1b[A") == [Pressed("unknown"), Pressed("up")]


def test_bytes_that_are_not_utf8_are_dropped_and_told() -> None:
    bad = Pressed("not-utf8")
    assert read(b"a\xffb") == [Typed("ab"), bad]
    assert read("я".encode()[:1] + b"\r") == [bad, Pressed("enter")]
    assert read(b"\xed\xa0\x80x") == [Typed("x"), bad]
    assert read("\ufffd".encode()) == [Typed("\ufffd")]
    assert read(b"\x1b[200~caf\xe9\rb\x1b[201~c") == [Pasted("caf\rb"), bad, Typed("c")]
    assert read(b"\x1b\xff") == [bad]


def test_a_paste_that_is_cut_in_a_character_is_cut_before_it() -> None:
    data = b"\x1b[200~x" + "я".encode() * MAX_PASTE + b"\x1b[201~"
    [pasted] = read(data)
    assert isinstance(pasted, Pasted)
    assert pasted.text == "x" + "я" * ((MAX_PASTE - 1) // 2)


def test_characters_may_be_cut_between_reads() -> None:
    reader = KeyReader()
    assert [*reader.receive("я".encode()[:1]), *reader.receive("я".encode()[1:])] == [Typed("я")]


def test_c1_controls_are_no_text() -> None:
    assert read("\x9b31m".encode()) == [Typed("31m")]


def test_a_paste_is_one_key_with_its_line_ends() -> None:
    assert read(b"\x1b[200~one\rtwo\x1b[A\x1b[201~x") == [Pasted("one\rtwo\x1b[A"), Typed("x")]


def test_a_paste_that_never_ends_is_given_up_by_ctrl_c() -> None:
    assert read(b"\x1b[200~rm -rf\r\x03ls") == [Pressed("ctrl-c"), Typed("ls")]


def test_an_endless_sequence_is_cut() -> None:
    assert read(b"\x1b[" + b"1" * 62) == [Pressed("unknown")]
    assert len(KeyReader().receive(b"\x1b[" + b"1" * 1000)) == 2


@pytest.mark.parametrize("size", [MAX_PASTE - 1, MAX_PASTE, MAX_PASTE + 3, MAX_PASTE + 7, MAX_PASTE * 3])
@pytest.mark.parametrize("chunk", [65_536, 1_000_000, 65_521])
def test_a_huge_paste_is_kept_up_to_its_limit(size: int, chunk: int) -> None:
    reader = KeyReader()
    data = b"\x1b[200~" + b"x" * size + b"\x1b[201~y"
    keys = [
        key for start in range(0, len(data), chunk) for key in reader.receive(data[start : start + chunk])
    ]
    assert keys == [Pasted("x" * min(size, MAX_PASTE)), Typed("y")]


PIECES = st.sampled_from(
    [
        b"a",
        "я".encode(),
        "👋".encode(),
        b"\r",
        b"\x1b[A",
        b"\x1b[1;5C",
        b"\x1bb",
        b"\x1bOH",
        b"\x1b[200~p\rq\x1b[201~",
    ]
)


@given(st.lists(PIECES, max_size=12), st.data())
def test_chunking_changes_nothing(pieces: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(pieces)
    reader, keys, rest = KeyReader(), [], whole
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        keys += reader.receive(rest[:size])
        rest = rest[size:]
    assert merged(keys) == merged(KeyReader().receive(whole))


@given(st.binary(max_size=300))
def test_random_bytes_raise_nothing_and_leave_little_behind(data: bytes) -> None:
    byte_by_byte = KeyReader()
    for byte in data:
        byte_by_byte.receive(bytes([byte]))
    byte_by_byte.timeout()
    reader = KeyReader()
    reader.receive(data)
    assert not reader.timeout() or not reader.pending
