"""Bar charts as SVG, readable on light and on dark pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

__all__ = ["Bar", "bar_chart"]

_WIDTH = 720
_LABELS = 170
_VALUES = 120
_ROW = 26
_TOP = 56

_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}.title{font-weight:600;font-size:15px}.note{fill:#666}"
    ".bar{fill:#9aa5b1}.ours{fill:#2f7d4f}.limit{fill:#c9a227}"
    "@media(prefers-color-scheme:dark){text{fill:#e6e6e6}.note{fill:#a0a0a0}.bar{fill:#667280}"
    ".ours{fill:#58b381}.limit{fill:#d9b84a}}"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart; `kind` is `ours`, `limit` or empty."""

    label: str
    value: float
    written: str
    kind: str = ""


def bar_chart(title: str, note: str, bars: Sequence[Bar]) -> str:
    """Return a chart with one horizontal bar a line, from zero, in proportion to the values."""
    height = _TOP + _ROW * len(bars) + 12
    greatest = max((bar.value for bar in bars), default=0.0) or 1.0
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<text class="title" x="8" y="22">{escape(title)}</text>',
        f'<text class="note" x="8" y="42">{escape(note)}</text>',
        *(_row(bar, index, greatest) for index, bar in enumerate(bars)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _row(bar: Bar, index: int, greatest: float) -> str:
    y = _TOP + _ROW * index
    length = max(1.0, (_WIDTH - _LABELS - _VALUES) * bar.value / greatest)
    kind = f"bar {bar.kind}".strip()
    return (
        f'<text x="{_LABELS - 8}" y="{y + 14}" text-anchor="end">{escape(bar.label)}</text>'
        f'<rect class="{kind}" x="{_LABELS}" y="{y}" width="{length:.1f}" height="18" rx="2"/>'
        f'<text x="{_LABELS + length + 6:.1f}" y="{y + 14}">{escape(bar.written)}</text>'
    )
