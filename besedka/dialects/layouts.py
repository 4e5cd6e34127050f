"""The same keys in the other keyboard layout: `ыутв` is `send`, typed without looking."""

__all__ = ["cyrillic", "latin"]

_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_NEIGHBOURS = {"і": "s", "ї": "]", "є": "'", "ў": "o"}
"""Letters that the Ukrainian and the Belarusian layout have in the places of Russian ones."""

_TO_LATIN = str.maketrans(dict(zip(_CYRILLIC, _LATIN, strict=True)) | _NEIGHBOURS)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)


def latin(text: str) -> str:
    """The text as the same keys write it in the Latin layout, in small letters."""
    return text.lower().translate(_TO_LATIN)


def cyrillic(text: str) -> str:
    """The text as the same keys write it in the Russian layout, in small letters."""
    return text.lower().translate(_TO_CYRILLIC)
