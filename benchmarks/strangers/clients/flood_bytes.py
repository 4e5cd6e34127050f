"""Bytes that may cost a server more time than they cost whoever sends them."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.strangers.clients.probe_bytes import PROBES
from benchmarks.strangers.clients.raw_client import handshake, text_frame

__all__ = ["FLOODS", "Flood"]

_JSON = handshake("10.77.0.1")
_PLAIN = handshake("10.77.0.1", subprotocol="")
_LINES = b"users\r\n"
_EXIT = _JSON + text_frame('{"type":"exit"}')
_MOST = 52_000
"""Bytes: a little less than a message may have by default (12 for each of 4,000 characters, and 4,096)."""

_READ = 1 << 16
_EMPTY, _PING, _PONG = (bytes((first, 0x80, 0, 0, 0, 0)) for first in (0x81, 0x89, 0x8A))
_FRAGMENTS = text_frame(b"", 0x01) + text_frame(b"", 0x00) * 1022 + text_frame(b"", 0x80)


@dataclass(frozen=True, slots=True)
class Flood:
    """How a session begins, and what it repeats as fast as it is read."""

    opening: bytes
    repeated: bytes


def _many(piece: bytes) -> bytes:
    return piece * max(1, _READ // len(piece))


def _json(text: str) -> Flood:
    return Flood(_JSON, _many(text_frame(text)))


def _plain(text: str) -> Flood:
    return Flood(_PLAIN, _many(text_frame(text)))


def _http(target: str = "/", *headers: str, method: str = "GET") -> Flood:
    lines = (f"{method} {target} HTTP/1.1", "Host: 10.77.0.1", *headers, "", "")
    return Flood(b"", _many("\r\n".join(lines).encode()))


def _wrong_fields(number: int) -> str:
    return '{"type":"send",' + ",".join(f'"f{index}":0' for index in range(number)) + "}"


FLOODS: Mapping[str, Flood] = {
    "52 kB of [": _json("[" * _MOST),
    "[{},{},…": _json("[" + "{}," * (_MOST // 3 - 1) + "{}]"),
    "[[],[],…": _json("[" + "[]," * (_MOST // 3 - 1) + "[]]"),
    '[ and 52 kB of "': _json("[" * 33 + '"' * (_MOST - 33)),
    "a text of 51 kB of [": _json('{"type":"send","text":"' + "[" * 51_000 + '"}'),
    "a text of 4,000 [, said": _json('{"type":"send","text":"' + "[" * 4000 + '"}'),
    "1,000 wrong fields": _json(_wrong_fields(1000)),
    "10,000 equal names": _json("{" + ",".join(['"":0'] * 10_000) + "}"),
    "48 kB of digits": _json("1" * 48_000),
    "48 kB of backslashes": _json('"' + "\\" * 48_000 + '"'),
    'a text of 24,000 \\"': _json('{"type":"send","text":"' + '\\"' * 24_000 + '"}'),
    "a text of 25,000 \\r": _json('{"type":"send","text":"' + "\\r" * 25_000 + '"}'),
    "4,000 emoji, said": _json('{"type":"send","text":"' + "\U0001f600" * 4000 + '"}'),
    "send to nobody": _json('{"type":"send","to":"wathcer","text":"x"}'),
    "history": _json('{"type":"history"}'),
    "users": _json('{"type":"users"}'),
    "empty messages": Flood(_JSON, _many(_EMPTY)),
    "fragments of zero length": Flood(_JSON, _many(_FRAGMENTS)),
    "binary messages": Flood(_JSON, _many(text_frame(b"", 0x82))),
    "pings": Flood(_JSON, _many(_PING)),
    "pongs": Flood(_JSON, _many(_PONG)),
    "unmasked frames": Flood(_JSON, _many(b"\x81\x01x")),
    "empty messages behind exit": Flood(_EXIT, _many(_EMPTY)),
    "pings behind exit": Flood(_EXIT, _many(_PING)),
    "plain: 52 kB of CR": _plain("\r" * _MOST),
    "plain: 52 kB of U+0001": _plain("\x01" * _MOST),
    "plain: 52 kB of one word": _plain("x" * _MOST),
    "lines: no end": Flood(_LINES, b"x" * _READ),
    "lines: no end, CR": Flood(_LINES, b"\r" * _READ),
    "lines: empty": Flood(_LINES, b"\n" * _READ),
    "lines: no UTF-8": Flood(_LINES, b"\x80\n" * (_READ // 2)),
    "telnet: IAC WILL x": Flood(_LINES, _many(b"\xff\xfb\x18")),
    "telnet: IAC NOP": Flood(_LINES, _many(b"\xff\xf1")),
    "telnet: IAC AYT": Flood(_LINES, _many(b"\xff\xf6")),
    "telnet: IAC IAC": Flood(_LINES, _many(b"\xff\xff")),
    "telnet: IAC SB": Flood(_LINES, b"\xff\xfa" + b"\xff\x01" * (_READ // 2)),
    "telnet before a line: IAC NOP": Flood(b"", _many(b"\xff\xf1")),
    "http: HEAD /": _http(method="HEAD"),
    "http: GET /": _http(),
    "http: 16 kB of % in the path": _http("/" + "%" * 16_000),
    "http: Accept-Encoding: a,a,…": _http("/healthz", "Accept-Encoding: " + "a," * 8000),
    "http: 99 headers": _http("/healthz", *(f"h{index}: x" for index in range(98))),
    "wrong handshakes": Flood(handshake("10.77.0.1").replace(b"Version: 13", b"Version: 12"), b""),
    "handshakes, and gone": Flood(_JSON, b""),
    "TLS hellos": Flood(PROBES["TLS hello"], b""),
    "connections, and gone": Flood(b"", b""),
}
"""By what is said of them. A flood that repeats nothing comes and goes instead."""
