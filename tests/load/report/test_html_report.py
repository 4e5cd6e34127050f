"""The report as a page."""

from html.parser import HTMLParser

from made_reports import ENGLISH, report, tally

from besedka.load.report.html_report import html_report


class Page(HTMLParser):
    """Sees that every element is closed, and collects what would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.fetched += [str(value) for name, value in attrs if name in ("src", "href", "action")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_for_nothing_else() -> None:
    text = html_report(report(), ENGLISH)
    page = Page()
    page.feed(text)
    assert page.open == []
    assert page.fetched == []
    assert "script" not in page.seen
    assert {"svg", "polyline", "rect", "table"} <= page.seen
    assert "url(" not in text
    assert "@import" not in text
    assert "prefers-color-scheme: dark" in text


def test_what_comes_from_outside_is_escaped_in_the_page() -> None:
    found = tally()
    found.failed["<script>"] = 1
    assert "<script>" not in html_report(report(found=found), ENGLISH)
