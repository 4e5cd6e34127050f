import pytest

from besedka.client.terminal.layout.hanging_indent import HangingIndent, hanging_indent
from besedka.dialects.plain.styled_lines import Line, LineKind, Span, SpanStyle, continuations

TIME = Span("22:13:20", SpanStyle.TIME)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((TIME, Span(" "), Span("#7"), Span("hi", SpanStyle.TEXT)), HangingIndent(2, bar=True)),
        ((Span("  "), TIME, Span("hi", SpanStyle.TEXT)), HangingIndent(4, bar=True)),
        ((TIME, Span(" * ", SpanStyle.MARK), Span("Welcome")), HangingIndent(11, bar=False)),
        ((Span("  "), Span("help      ", SpanStyle.CODE), Span("lists")), HangingIndent(12, bar=False)),
        ((Span("  "), Span("send TEXT", SpanStyle.CODE)), HangingIndent(4, bar=False)),
        ((Span("odd"),), HangingIndent(4, bar=False)),
    ],
)
def test_a_line_goes_on_where_its_kind_does(spans: tuple[Span, ...], expected: HangingIndent) -> None:
    assert hanging_indent(Line(LineKind.ANSWER, spans)) == expected


@pytest.mark.parametrize("depth", [1, 2])
def test_a_further_line_of_a_text_goes_on_behind_the_same_bar(depth: int) -> None:
    (line,) = continuations(LineKind.MESSAGE, ["text"], depth)
    assert hanging_indent(line) == HangingIndent(2 * depth, bar=True)
