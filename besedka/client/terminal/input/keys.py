"""Decodes bytes from a terminal into keys, however the bytes are split.

Sans-IO: no clock and no file descriptors. Telling the Escape key from the beginning of a sequence needs time and is up
to the caller: when `pending` is true and nothing arrives for a moment, it calls `timeout()`.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from besedka.dialects.json.strict_json import SURROGATE

__all__ = ["MAX_PASTE", "Key", "KeyReader", "Pasted", "Pressed", "Typed"]

MAX_PASTE: Final = 262_144
"""Bytes kept of one paste; the rest, up to its end mark, is dropped."""

_MAX_SEQUENCE: Final = 64
_PASTE_END: Final = b"\x1b[201~"
_CTRL_C: Final = 0x03

# xterm's "PC-style function keys": CSI or SS3 and a final letter, or CSI number ~; a second parameter holds modifiers.
_LETTERS: Final = {
    "A": "up",
    "B": "down",
    "C": "right",
    "D": "left",
    "F": "end",
    "H": "home",
    "M": "enter",
    "Z": "shift-tab",
}
_NUMBERS: Final = {
    1: "home",
    2: "insert",
    3: "delete",
    4: "end",
    5: "page-up",
    6: "page-down",
    7: "home",
    8: "end",
}
_CONTROLS: Final = {
    0x08: "backspace",
    0x09: "tab",
    0x0A: "enter",
    0x0D: "enter",
    0x1B: "escape",
    0x7F: "backspace",
}
_PARAMETERS: Final = re.compile(r"(\d{1,5})?(?:;(\d{1,3}))?\Z")
# rxvt uses finals and numbers of its own for Ctrl with a key.
_RXVT_CTRL_ARROWS: Final = {"a": "ctrl-up", "b": "ctrl-down", "c": "ctrl-right", "d": "ctrl-left"}


@dataclass(frozen=True, slots=True)
class Typed:
    """Printable text: one character or several."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key that produces no text: `left`, `ctrl-left`, `alt-b`, `enter`, `ctrl-a`, `escape` …

    Modifiers are written in the order ctrl, alt, shift. Unrecognized sequences are `unknown`.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """A whole bracketed paste. Line ends are the terminal's (usually CR); the text is not sanitized."""

    text: str


Key = Typed | Pressed | Pasted


class KeyReader:
    """An incremental decoder: the same bytes give the same keys however they are split (except how `Typed` is grouped).

    Memory is bounded: a sequence by 64 bytes, a paste by `MAX_PASTE`. Never raises. Bytes that are not UTF-8 are
    dropped; a `Pressed("not-utf8")` is emitted after the text in which they were found.
    """

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._sequence = bytearray()
        self._paste: bytearray | None = None
        self._keys: list[Key] = []

    @property
    def pending(self) -> bool:
        """Whether a sequence has begun and not ended. It may be the Escape key alone."""
        return bool(self._sequence)

    def receive(self, data: bytes) -> list[Key]:
        """Return the keys that these bytes complete."""
        position = 0
        while position < len(data):
            if self._paste is not None:
                position = self._read_paste(self._paste, data, position)
            elif self._sequence:
                self._continue_sequence(data[position])
                position += 1
            else:
                position = self._read_text(data, position)
        return self._take()

    def timeout(self) -> list[Key]:
        """End an unfinished sequence, because nothing followed for a moment (a lone ESC is the Escape key)."""
        if self._sequence:
            name = {b"\x1b": "escape", b"\x1b[": "alt-[", b"\x1bO": "alt-O", b"\x1b\x1b": "escape"}
            self._keys.append(Pressed(name.get(bytes(self._sequence), "unknown")))
            self._sequence.clear()
        return self._take()

    def _take(self) -> list[Key]:
        keys, self._keys = self._keys, []
        return keys

    # -- text -------------------------------------------------------------------------------------------------------

    def _read_text(self, data: bytes, position: int) -> int:
        end = position
        while end < len(data) and data[end] >= 0x20 and data[end] != 0x7F:
            end += 1
        # A control byte also ends an incomplete character before it.
        text = self._utf8.decode(data[position:end], final=end < len(data))
        # C1 controls are 8-bit forms of CSI and the like; as text they mean nothing.
        self._give(Typed, re.sub("[\x80-\x9f]", "", text))
        if end == len(data):
            return end
        if data[end] == 0x1B:
            self._sequence += b"\x1b"
        else:
            self._keys.append(Pressed(_control(data[end])))
        return end + 1

    def _give(self, kind: type[Typed | Pasted], text: str) -> None:
        """Emit a key with text, without the surrogates into which the decoder turned bytes that are not UTF-8."""
        good = SURROGATE.sub("", text)
        if good or kind is Pasted:
            self._keys.append(kind(good))
        if good != text:
            self._keys.append(Pressed("not-utf8"))

    # -- sequences --------------------------------------------------------------------------------------------------

    def _continue_sequence(self, byte: int) -> None:
        if byte == 0x1B and len(self._sequence) > 1:
            # A new sequence begins before the previous one was complete.
            self._sequence[:] = b"\x1b"
            self._keys.append(Pressed("unknown"))
            return
        self._sequence.append(byte)
        sequence = bytes(self._sequence)
        if sequence in (b"\x1b\x1b", b"\x1b[", b"\x1bO", b"\x1b\x1b[", b"\x1b\x1bO", b"\x1b[["):
            return
        body = sequence.lstrip(b"\x1b")
        unfinished = body[:1] == b"[" and len(body) > 1 and not 0x40 <= byte <= 0x7E and byte >= 0x20
        if unfinished and len(sequence) < _MAX_SEQUENCE:
            return
        self._finish_sequence(body, doubled=sequence.startswith(b"\x1b\x1b"))

    def _finish_sequence(self, body: bytes, *, doubled: bool) -> None:
        self._sequence.clear()
        if body == b"[200~":
            self._paste = bytearray()
            return
        if body[:1] in (b"[", b"O") and len(body) > 1:
            name = _function_key(body[1:].decode("latin-1"))
            # Some terminals send Alt as an ESC before the whole sequence.
            self._keys.append(Pressed(f"alt-{name}" if doubled and name != "unknown" else name))
        elif body[0] >= 0x80:
            # Alt with a non-ASCII letter: the rest of the character follows in UTF-8; Alt is dropped.
            self._read_text(body, 0)
        else:
            self._keys.append(Pressed("alt-" + _alt_name(body[0])))

    # -- paste ------------------------------------------------------------------------------------------------------

    def _read_paste(self, paste: bytearray, data: bytes, position: int) -> int:
        """Consume bytes up to the end mark, which may be split. Ctrl-C aborts a paste whose end mark never arrives."""
        # The tail of the kept bytes may be the beginning of the end mark.
        overlap = min(len(paste), len(_PASTE_END) - 1)
        window = bytes(paste[len(paste) - overlap :]) + data[position:]
        end = window.find(_PASTE_END)
        chunk = window if end < 0 else window[: end + len(_PASTE_END)]
        given_up = chunk.find(_CTRL_C)
        if given_up >= 0:
            self._paste = None
            self._keys.append(Pressed("ctrl-c"))
            return position + given_up - overlap + 1
        del paste[len(paste) - overlap :]
        if end < 0:
            self._keep(paste, window)
            return len(data)
        self._keep(paste, window[:end])
        self._paste = None
        # A character cut at the limit is not an error of the paste: the decoder ignores its incomplete bytes.
        whole = len(paste) <= MAX_PASTE
        text, _ = codecs.utf_8_decode(bytes(paste[:MAX_PASTE]), "surrogateescape", whole)
        self._give(Pasted, text)
        return position + end + len(_PASTE_END) - overlap

    @staticmethod
    def _keep(paste: bytearray, more: bytes) -> None:
        paste += more
        if len(paste) > MAX_PASTE + len(_PASTE_END):
            # Above the limit only the tail is needed, to search it for the end mark.
            tail = bytes(paste[-len(_PASTE_END) :])
            del paste[MAX_PASTE:]
            paste += tail


def _control(byte: int) -> str:
    return _CONTROLS.get(byte) or ("ctrl-space" if byte == 0 else "ctrl-" + chr(byte + 0x60))


def _alt_name(byte: int) -> str:
    return _control(byte) if byte < 0x20 or byte == 0x7F else chr(byte)


def _function_key(sequence: str) -> str:
    parameters, final = sequence[:-1], sequence[-1]
    if not parameters and final in _RXVT_CTRL_ARROWS:
        return _RXVT_CTRL_ARROWS[final]
    if final == "^" and parameters in ("7", "8"):
        return "ctrl-" + _NUMBERS[int(parameters)]
    match = _PARAMETERS.match(parameters)
    name = None
    if match and final == "~":
        name = _NUMBERS.get(int(match[1] or 0))
    elif match:
        name = _LETTERS.get(final)
    if name is None or match is None:
        return "unknown"
    return _modifiers(int(match[2] or 1)) + name


def _modifiers(parameter: int) -> str:
    """Decode a modifier parameter: 1 + a bit set of 1 shift, 2 alt, 4 ctrl (8 meta, treated as alt)."""
    bits = max(parameter - 1, 0)
    words = ("ctrl-" if bits & 4 else "", "alt-" if bits & 10 else "", "shift-" if bits & 1 else "")
    return "".join(words)
