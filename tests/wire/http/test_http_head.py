import pytest
from wire_helpers import bytewise

from besedka.wire.http.head import BadHead, Head, HeadReader
from besedka.wire.http.headers import Headers


def read(data: bytes, max_head: int = 100, max_headers: int = 3) -> Head | BadHead | None:
    """The head of the data fed whole, after checking that byte by byte gives the same one, and no trailing less."""
    whole, slow = HeadReader(max_head, max_headers), HeadReader(max_head, max_headers)
    whole.receive(data)
    head = whole.next_head()
    results = []
    for byte in bytewise(data):
        slow.receive(byte)
        results.append(slow.next_head())
    assert [result for result in results if result is not None] == ([] if head is None else [head])
    assert slow.trailing == whole.trailing
    assert whole.next_head() is None
    return head


def test_a_head_is_its_first_line_and_its_fields() -> None:
    head = read(b"GET / HTTP/1.1\r\nA: b\r\nC:\t d  e \t\r\n\r\n")
    assert head == Head("GET / HTTP/1.1", Headers([("A", "b"), ("C", "d  e")]))


def test_what_follows_the_head_is_trailing() -> None:
    reader = HeadReader(100, 3)
    reader.receive(b"x\r\n\r\nrest")
    assert reader.trailing == b""
    assert reader.next_head() == Head("x", Headers())
    reader.receive(b" and more")
    assert reader.trailing == b"rest and more"


def test_empty_lines_before_the_first_one_are_ignored() -> None:
    assert read(b"\r\n\r\nx\r\n\r\n") == Head("x", Headers())


def test_bytes_over_127_are_kept() -> None:
    assert read(b"x\r\nA: \xe9\xff\r\n\r\n") == Head("x", Headers([("A", "éÿ")]))


@pytest.mark.parametrize("data", [b"x\n", b"\n", b"x\r\nA: b\n", b"x\r\n\n"])
def test_a_bare_lf_is_refused_at_once(data: bytes) -> None:
    assert read(data) == BadHead(400, "lines must end in CR LF")


@pytest.mark.parametrize("data", [b"x\ry\r\n", b"x\0\r\n", b"\x7f\r\n", b"\x1b[0m\r\n"])
def test_a_control_character_in_the_first_line_is_refused(data: bytes) -> None:
    assert read(data) == BadHead(400, "control character in the first line")


@pytest.mark.parametrize("line", [b" A: b", b"\tb"])
def test_a_folded_header_is_refused(line: bytes) -> None:
    assert read(b"x\r\nA: b\r\n" + line + b"\r\n") == BadHead(400, "folded header")


@pytest.mark.parametrize(
    "line",
    [b"A", b": b", b"A : b", b"A\t: b", b"A b: c", b"A: b\rc", b"A: b\0", b"A: \x7f", b"A\xe9: b", b"A(: b"],
)
def test_a_malformed_header_is_refused(line: bytes) -> None:
    assert read(b"x\r\n" + line + b"\r\n") == BadHead(400, "malformed header")


def test_a_head_at_the_limit_is_read() -> None:
    data = b"x\r\nA: " + b"b" * 90 + b"\r\n\r\n"
    assert isinstance(read(data, len(data)), Head)
    assert read(data, len(data) - 1) == BadHead(431, f"head is longer than {len(data) - 1} bytes")


def test_a_first_line_over_the_limit_has_its_own_status() -> None:
    assert read(b"x" * 100) == BadHead(414, "request line is longer than 100 bytes")
    assert read(b"\r\n" * 50) == BadHead(414, "request line is longer than 100 bytes")


def test_too_many_headers_are_refused() -> None:
    assert isinstance(read(b"x\r\n" + b"A: b\r\n" * 3 + b"\r\n"), Head)
    assert read(b"x\r\n" + b"A: b\r\n" * 4) == BadHead(431, "more than 3 headers")
