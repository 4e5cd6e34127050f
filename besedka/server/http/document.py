"""The page with its texts filled in, so that they can be read before any script is loaded."""

import html
import re

from besedka.dialects import language

__all__ = ["in_language"]

_TAG = re.compile(r"<\w[^<>]*\bdata-text[^<>]*>")
_NAMED = re.compile(r"""(?<= )data-text(-label|-placeholder|-content|)=(?:"([^"]*)"|([^\s">]+))""")
_ATTRIBUTES = {"-label": "aria-label", "-placeholder": "placeholder", "-content": "content"}


def in_language(source: str, code: str) -> str:
    """Return the page with the sentences named by its `data-text…` attributes in this language.

    The attributes are kept: the page uses them to change its language. An element with `data-text` must be
    empty, and no element may have text in English only.
    """
    words = language(code)

    def fill(tag: re.Match[str]) -> str:
        attributes, content = "", ""
        for kind, quoted, bare in _NAMED.findall(tag[0]):
            sentence = html.escape(words.text(html.unescape(quoted or bare)))
            if kind:
                attributes += f' {_ATTRIBUTES[kind]}="{sentence}"'
            else:
                content = re.sub(r"`([^`]*)`", r"<code>\1</code>", sentence)
        return f"{tag[0][:-1]}{attributes}>{content}"

    return _TAG.sub(fill, source).replace("<html lang=en>", f"<html lang={code}>")
