"""How the report looks: light, in a browser and on paper."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #1b1e23; font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial,
  "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1080px; margin: 0 auto; padding: 40px 28px 64px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 8px; letter-spacing: -0.01em; }
h2 { font-size: 20px; margin: 44px 0 6px; padding-top: 14px; border-top: 2px solid #1b1e23; }
h3 { font-size: 15px; margin: 16px 0 4px; }
p { margin: 6px 0; max-width: 76ch; }
.lead, .none, .formula, .facts, .few { color: #59626d; }
.formula, .facts { font-size: 13px; }
table { border-collapse: collapse; width: 100%; margin: 12px 0; font-size: 14px; }
th { text-align: left; font-weight: 600; border-bottom: 1px solid #1b1e23; padding: 4px 12px 4px 0;
  vertical-align: bottom; }
td { border-bottom: 1px solid #e1e4e8; padding: 5px 12px 5px 0; vertical-align: top; }
table.rates td:nth-child(2), table.rates td:nth-child(3), table.rates td:nth-child(4) { white-space: nowrap; }
table.settings { width: auto; font-size: 13px; }
ol.shown { padding-left: 1.6em; }
ol.shown li { margin: 14px 0; break-inside: avoid; }
p.said { font-weight: 600; margin: 0; }
img { display: block; width: 100%; max-width: 640px; height: auto; margin-top: 8px; border: 1px solid #c9cfd6; }
figure { margin: 14px 0; }
svg { display: block; width: 100%; height: auto; }
svg text { font: 10.5px system-ui, "Segoe UI", Arial, "DejaVu Sans", sans-serif; fill: #1b1e23; }
svg text.l { paint-order: stroke; stroke: #fff; stroke-width: 2.5px; }
svg text.n { fill: #59626d; }
svg line.g { stroke: #d5dae0; stroke-width: 1; }
@page { size: A4; margin: 16mm 14mm; }
@media print { body { font-size: 10.5pt; } main { max-width: none; padding: 0; } table { font-size: 9.5pt; }
  h2 { break-after: avoid; } tr, figure { break-inside: avoid; } }
"""

# For drawings that stand alone: no halo around their words, which Qt does not know.
DRAWING_STYLE = """
text { font-family: "DejaVu Sans"; font-size: 10.5px; fill: #1b1e23; }
text.n { fill: #59626d; }
line.g { stroke: #d5dae0; stroke-width: 1; }
"""

# The part of CSS that Qt's rich text knows.
PAPER_STYLE = """
body { color: #1b1e23; font-size: 9pt; }
h1 { font-size: 19pt; font-weight: 600; margin-bottom: 4px; }
h2 { font-size: 13pt; font-weight: 600; margin-top: 22px; margin-bottom: 3px; }
h3 { font-size: 9.5pt; font-weight: 600; margin-top: 8px; margin-bottom: 2px; }
p { margin-top: 3px; margin-bottom: 3px; }
p.said { font-weight: 600; }
p.lead, p.none, p.facts, span.few { color: #59626d; }
span.formula { color: #59626d; font-size: 7.5pt; }
p.facts { font-size: 8pt; }
table { border-collapse: collapse; margin-top: 6px; margin-bottom: 6px; }
th { text-align: left; font-weight: 600; font-size: 8pt; border-bottom: 1px solid #1b1e23; padding: 2px 8px 2px 0px; }
td { border-bottom: 1px solid #e1e4e8; font-size: 8.5pt; padding: 3px 8px 3px 0px; }
table.shown td { padding: 6px 8px 6px 0px; }
td.place { color: #59626d; }
"""
