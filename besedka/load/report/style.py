"""The style sheet of all report pages: light, dark, on paper and on a phone; nothing is fetched.

The lines' colours are those of Okabe and Ito (https://jfly.uni-koeln.de/color/), darkened on white, so that people who
see fewer colours tell them apart; patterns of dashes and the legend say the same without colour. Text has a contrast of
4.5 at least with what is behind it (WCAG 2.2, 1.4.3), lines 3 (1.4.11).
"""

from typing import Final

__all__ = ["STYLE"]

_LIGHT: Final = """--paper: #fcfcfa; --ink: #1d2126; --soft: #59636b; --rule: #d5d9da; --card: #fff; --fault: #1d2126;
  --span: #1d21261c; --one: #0068a5; --two: #b64d00; --three: #00785a; --four: #a3497f; --five: #7a6a00; --six: #5a5a5a;
  --good: #17693a; --bad: #b3261e; --goodback: #e5f3ea; --badback: #fbe9e7; --oddback: #fdf3d8; --odd: #6b5200;"""

_DARK: Final = """--paper: #15181b; --ink: #e4e7e9; --soft: #a3adb5; --rule: #363d43; --card: #1c2024; --fault: #e4e7e9;
  --span: #e4e7e924; --one: #56b4e9; --two: #f0a04b; --three: #35c49b; --four: #df94bd; --five: #e3d34a; --six: #a9a9a9;
  --good: #6fd398; --bad: #ff9288; --goodback: #173324; --badback: #44201d; --oddback: #3a3013; --odd: #ecd07a;"""

_RULES: Final = """
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 980px; padding: 28px 20px 60px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 24px; margin: 0 0 2px; overflow-wrap: anywhere; } h2 { font-size: 18px; margin: 34px 0 8px; }
p { margin: 6px 0; overflow-wrap: anywhere; } .soft { color: var(--soft); }
.verdict { border-left: 6px solid var(--good); background: var(--goodback); padding: 8px 16px; margin: 18px 0 10px; }
.verdict.failed { border-color: var(--bad); background: var(--badback); } .verdict p { font-weight: 600; }
.remark { border-left: 6px solid var(--odd); background: var(--oddback); padding: 8px 16px; margin: 10px 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 18px 0; }
.figure { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 10px 14px; }
.figure b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; background: var(--card); font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th:first-child, td:first-child, .left { text-align: left; } th { color: var(--soft); font-weight: 500; }
tbody th { color: var(--ink); font-weight: 400; } td.text { white-space: normal; text-align: left; }
td.good, td.bad, td.odd { font-weight: 600; } td.good { color: var(--good); } td.bad { color: var(--bad); }
td.odd { color: var(--odd); } tr.bad th, tr.bad td { background: var(--badback); }
table.facts td, table.facts th { text-align: left; }
table.facts td { white-space: normal; overflow-wrap: anywhere; width: 100%; }
svg { display: block; width: 100%; height: auto; background: var(--card); border: 1px solid var(--rule);
  border-radius: 8px; }
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; } svg .tag { fill: var(--ink); }
.grid { stroke: var(--rule); stroke-width: 1; } .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.mark { stroke: var(--two); stroke-dasharray: 3 3; stroke-width: 1.5; } .bar { fill: var(--one); }
.fault line { stroke: var(--fault); stroke-dasharray: 2 3; stroke-width: 1.5; } .fault circle { fill: var(--fault); }
svg .fault text { fill: var(--card); font-weight: 700; font-size: 11px; } .span { fill: var(--span); }
.miss { stroke: var(--bad); stroke-width: 2.5; fill: none; }
.line.two { stroke-dasharray: 7 3; } .line.three { stroke-dasharray: 2 3; } .line.four { stroke-dasharray: 9 3 2 3; }
.line.five { stroke-dasharray: 12 4; } .line.six { stroke-dasharray: 1 2; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 0; margin: 6px 0; list-style: none; }
.legend svg { display: inline-block; width: 34px; height: 10px; margin-right: 6px; border: 0; background: none; }
.legend b { display: inline-block; min-width: 18px; height: 18px; line-height: 18px; border-radius: 9px;
  margin-right: 6px; text-align: center; font-size: 11px; background: var(--fault); color: var(--card); }
"""

_PHONE: Final = """@media screen and (max-width: 640px) { body { padding: 20px 14px 40px; }
  .plot svg { min-width: 720px; } svg text { font-size: 14px; } .figures { grid-template-columns: 1fr 1fr; }
  table.facts td, table.facts th { display: block; }
  table.facts th { border: 0; padding-bottom: 0; color: var(--soft); }
  table.facts td { padding-top: 0; } th, td { padding: 5px 7px; } }
"""

_PAPER: Final = """  body { max-width: none; padding: 0; font-size: 12px; }
  svg, .figure, .verdict, .remark, tr { break-inside: avoid; }
  h2 { break-after: avoid; } .wide { overflow: visible; } th, td { padding: 3px 5px; white-space: normal; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }"""


def _colors() -> str:
    lines = "".join(
        f".line.{name}, .key.{name} {{ stroke: var(--{name}); }} .dot.{name} {{ fill: var(--{name}); }}\n"
        for name in ("one", "two", "three", "four", "five", "six")
    )
    return f"{lines}.key {{ stroke-width: 3; }}"


STYLE: Final = (
    f":root {{ color-scheme: light dark; {_LIGHT} }}\n"
    f"@media (prefers-color-scheme: dark) {{ :root {{ {_DARK} }} }}\n"
    f"{_RULES}{_colors()}\n{_PHONE}"
    f"@media print {{ :root {{ color-scheme: light; {_LIGHT} }}\n{_PAPER} }}\n"
)
"""Goes into the page's `style` element."""
