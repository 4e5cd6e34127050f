"""Text as the same keys write it in another keyboard layout or input method: `ыутв` is `send`."""

__all__ = ["cyrillic", "latin", "narrow"]

_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_NEIGHBOURS = {"і": "s", "ї": "]", "є": "'", "ў": "o"}
"""Letters that the Ukrainian and the Belarusian layout have in the places of Russian ones."""

_TO_LATIN = str.maketrans(dict(zip(_CYRILLIC, _LATIN, strict=True)) | _NEIGHBOURS)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def latin(text: str) -> str:
    """The text as the same keys write it in the Latin layout, in small letters."""
    return text.lower().translate(_TO_LATIN)


def cyrillic(text: str) -> str:
    """The text as the same keys write it in the Russian layout, in small letters."""
    return text.lower().translate(_TO_CYRILLIC)


def narrow(text: str) -> str:
    """The text with ASCII's own characters for the wide ones that Chinese and Japanese input methods make: `－ｕ`."""
    return text if text.isascii() else text.translate(_TO_NARROW)
