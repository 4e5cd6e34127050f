"""The report as a page."""

import re
from html.parser import HTMLParser

import pytest
from made_reports import ENGLISH, report, tally

from besedka.load.report.html_report import html_report
from besedka.load.report.plots import COLORS, Mark
from besedka.load.report.style import STYLE


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


def test_the_verdict_comes_first_as_a_table_of_every_condition() -> None:
    text = html_report(report("p99>5ms", "lost>0"), ENGLISH)
    table = text[text.index("<table>") : text.index("</table>")]
    assert text.index("<table>") < text.index("<svg")
    rows = re.findall(r"<tr[^>]*><th scope=\"row\">(.*?)</th><td>(.*?)</td><td[^>]*>(.*?)</td>", table)
    assert rows == [("p99&gt;5ms", "20 ms", "FAILED"), ("lost&gt;0", "0", "held")]
    assert re.findall(r"<tr( class=\"bad\")?><th scope=\"row\">", table) == [' class="bad"', ""]


def test_faults_are_marked_on_every_plot_over_time_with_a_legend() -> None:
    marked = html_report(report(), ENGLISH, marks=[Mark(1.5, "kill node-1", until=2.5)])
    assert marked.count('class="fault"') == marked.count("1.5–2.5 s: kill node-1</li>") == 3
    assert "kill node-1" not in html_report(report(), ENGLISH)


def test_the_page_is_light_on_paper_and_scrolls_within_itself_on_a_phone() -> None:
    text = html_report(report(), ENGLISH)
    paper = text[text.index("@media print") :]
    assert "color-scheme: light" in paper
    assert ".wide { overflow: visible; }" in paper
    for table in re.findall(r"<div class=\"wide[^>]*>", text):
        assert 'tabindex="0" role="group" aria-label=' in table


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, 1.4.3)."""

    def luminance(color: str) -> float:
        whole = "".join(2 * digit for digit in color) if len(color) == 3 else color
        parts = [int(whole[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1, 2])
def test_text_and_lines_can_be_seen_in_every_theme(theme: int) -> None:
    colors = dict(
        re.findall(r"--(\w+): #([0-9a-f]{3,6})\b", re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[theme])
    )
    on = {"paper": ("ink", "soft"), "card": ("ink", "soft", "good", "bad", "odd")}
    on |= {"goodback": ("ink",), "badback": ("ink", "bad"), "oddback": ("ink",), "fault": ("card",)}
    text = {
        (name, back): contrast(colors[name], colors[back]) for back, names in on.items() for name in names
    }
    assert {pair: ratio for pair, ratio in text.items() if ratio < 4.5} == {}
    lines = {name: contrast(colors[name], colors["card"]) for name in (*COLORS, "fault", "bad")}
    assert {name: ratio for name, ratio in lines.items() if ratio < 3} == {}
