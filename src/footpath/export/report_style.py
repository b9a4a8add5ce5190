"""How the report looks: light, for screen and paper alike."""

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
ol.findings { padding-left: 1.6em; }
ol.findings li { margin: 14px 0; break-inside: avoid; }
ol.findings li > p:first-child { font-weight: 600; margin: 0; }
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
