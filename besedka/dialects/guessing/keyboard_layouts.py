"""Converts text between keyboard layouts and input methods: `ыутв` is typed with the keys of `send`."""

__all__ = ["cyrillic", "latin", "narrow"]

_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_NEIGHBOURS = {"і": "s", "ї": "]", "є": "'", "ў": "o"}
"""Letters of the Ukrainian and Belarusian layouts in the positions of Russian ones."""

_TO_LATIN = str.maketrans(dict(zip(_CYRILLIC, _LATIN, strict=True)) | _NEIGHBOURS)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def latin(text: str) -> str:
    """Return the text as the same keys type it in the Latin layout, in lower case."""
    return text.lower().translate(_TO_LATIN)


def cyrillic(text: str) -> str:
    """Return the text as the same keys type it in the Russian layout, in lower case."""
    return text.lower().translate(_TO_CYRILLIC)


def narrow(text: str) -> str:
    """Return the text with the full-width characters of Chinese and Japanese input methods (`－ｕ`) as ASCII."""
    return text if text.isascii() else text.translate(_TO_NARROW)
