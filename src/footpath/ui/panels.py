"""The panels beside the picture: tabs in their order, and the one below them."""

from __future__ import annotations

from footpath.ui.candidates_panel import CandidatesPanel
from footpath.ui.elements_panel import ElementsPanel
from footpath.ui.findings_panel import FindingsPanel
from footpath.ui.metrics_panel import MetricsPanel
from footpath.ui.sankey_panel import SankeyPanel
from footpath.ui.timeline_panel import TimelinePanel
from footpath.ui.trace_panel import TracePanel

TABS = (
    ("Paths", SankeyPanel),
    ("Metrics", MetricsPanel),
    ("Elements", ElementsPanel),
    ("Findings", FindingsPanel),
    ("Candidates", CandidatesPanel),
    ("Viewer", TracePanel),
)
BELOW = ("Drop-off timeline", TimelinePanel)
