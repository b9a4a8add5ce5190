"""The side panels, in the order of their tabs."""

from __future__ import annotations

from footpath.ui.elements_panel import ElementsPanel
from footpath.ui.findings_panel import FindingsPanel
from footpath.ui.metrics_panel import MetricsPanel
from footpath.ui.sankey_panel import SankeyPanel

TABS = (
    ("Paths", SankeyPanel),
    ("Metrics", MetricsPanel),
    ("Elements", ElementsPanel),
    ("Findings", FindingsPanel),
)
