import re
from typing import SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besedka.client.terminal.layout.links import links


def addresses(text: str) -> list[str]:
    return [text[start:end] for start, end in links(text)]


# As in tests/web/js/log/pieces.test.js.
@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("look at https://example.org/a?b=c#d now", "https://example.org/a?b=c#d"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)"),
        ("Is it http://example.org/?", "http://example.org/"),
        ("«https://example.org», yes", "https://example.org"),
        ("https://пример.example/путь.", "https://пример.example/путь"),
        ("HTTPS://EXAMPLE.ORG!", "HTTPS://EXAMPLE.ORG"),
        ("https://example.org/...)))", "https://example.org/"),
        ("（https://example.com/a）", "https://example.com/a"),
        ("【https://example.com】", "https://example.com"),
        ("「https://example.com/a」と", "https://example.com/a"),
        ("《https://example.com》", "https://example.com"),
        ("＜https://example.com/＞", "https://example.com/"),
        ("„https://example.com/a“", "https://example.com/a"),
        ("‹https://example.com/a›", "https://example.com/a"),
        ("＂https://example.com/a＂", "https://example.com/a"),
        ("'https://example.com/a'", "https://example.com/a"),
        ("https://example.com/a’s", "https://example.com/a"),
        ("见https://example.com/a。然后", "https://example.com/a"),
        ("https://example.com。", "https://example.com"),
        ("https://example.com/a，然后", "https://example.com/a"),
        ("https://example.com/a؟", "https://example.com/a"),
        ("https://example.com/a।", "https://example.com/a"),
        ("https://example.com/a։", "https://example.com/a"),
        ("https://example.com/a…", "https://example.com/a"),
        ("https://example.com—это", "https://example.com"),
        ("https://example.com/a — это", "https://example.com/a"),
        ("https://example.com(see)", "https://example.com"),
        ("[x](https://example.com/a)потом", "https://example.com/a"),
        ("https://example.com: so", "https://example.com"),
        ("https://example.com:8080/x;", "https://example.com:8080/x"),
        ("https://en.example/wiki/A_(b).", "https://en.example/wiki/A_(b)"),
        ("https://example.com/a?b=[1]", "https://example.com/a?b=[1]"),
        ("https://example.com/Rubik's_Cube", "https://example.com/Rubik's_Cube"),
        ("https://ja.example/wiki/ジョン・レノン", "https://ja.example/wiki/ジョン・レノン"),
        ("https://ca.example/Col·lecció.", "https://ca.example/Col·lecció"),
        ("https://fa.example/نیم\u200cفاصله،", "https://fa.example/نیم\u200cفاصله"),
        ("https://example.com/❤️", "https://example.com/❤️"),
        ("https://web.example/2020/https://a.example/b", "https://web.example/2020/https://a.example/b"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        # Beyond those.
        ("https://उदाहरण.example/हिन्दी।", "https://उदाहरण.example/हिन्दी"),
        ("https://bo.example/བོད་ལྗོངས།", "https://bo.example/བོད་ལྗོངས"),
        ("https://example.com/a\u2800b", "https://example.com/a"),
        ("https://example.com/a\u3000b", "https://example.com/a"),
        ("https://example.com/a\u3164b", "https://example.com/a"),
        ("https://example.com/a\u202eb", "https://example.com/a"),
        ("https://example.com/a\tb", "https://example.com/a"),
        ("<https://example.com/a>", "https://example.com/a"),
        ("`https://example.com/a`", "https://example.com/a"),
        ("“https://example.com/a”", "https://example.com/a"),
        ("https://example.com/a\u200d", "https://example.com/a"),
        ("https://example.com/?a=(b", "https://example.com/?a=(b"),
        ("https://bob:secret@example.com/a", "https://bob:secret@example.com/a"),
        ("яhttps://example.com", "https://example.com"),
    ],
)
def test_the_address_ends_where_the_sentence_goes_on(text: str, address: str) -> None:
    assert addresses(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "http://",
        "xhttps://example.org",
        "https:// example.org",
        "http://[",
        "https://.",
        "https://—a",
        "httpſ://example.org",
    ],
)
def test_nothing_else_is_an_address(text: str) -> None:
    assert addresses(text) == []


def test_several_addresses_are_told_apart() -> None:
    assert addresses("http://a.example,http://b.example") == ["http://a.example", "http://b.example"]
    assert addresses("(http://a.example/(x)),http://b.example/.") == [
        "http://a.example/(x)",
        "http://b.example/",
    ]
    assert addresses("http://a.example http://b.example\thttp://c.example") == [
        "http://a.example",
        "http://b.example",
        "http://c.example",
    ]


@given(st.text(alphabet="htps:/. \u2800()（）。-ab漢❤\u0301\u200d[]1", max_size=80) | st.text())
def test_places_are_in_order_and_hold_nothing_blank(text: str) -> None:
    for prefix in ("", "https://a/", "https://a"):
        places = links(prefix + text)
        bounds = [bound for place in places for bound in place]
        assert bounds == sorted(bounds)
        for start, end in places:
            assert re.fullmatch(r"(?i)https?://[^\s\u2800\u3164]+", (prefix + text)[start:end])


class Counted(str):
    """Counts how often it is looked at."""

    __slots__ = ("looks",)
    looks: int

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        self.looks += 1
        return super().__getitem__(key)


@pytest.mark.parametrize(
    ("begin", "again"),
    [
        ("https://example.org/", ")"),
        ("https://example.org/", "("),
        ("", "https://example.org/("),
        ("", "https://example.org/)"),
        ("", "https://a.example,"),
        ("", "https://a.example@"),
        ("", "https://"),
        ("https://a.example/", "."),
        ("https://a.example", ":"),
        ("", "http://[:"),
    ],
)
def test_a_text_made_to_take_long_costs_no_more_than_it_is_long(begin: str, again: str) -> None:
    text = Counted(begin + again * 1000)
    text.looks = 0
    links(text)
    assert text.looks <= 3 * len(text)
