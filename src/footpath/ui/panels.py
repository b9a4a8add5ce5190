"""The side panels by name; one that did not come with this build leaves its place empty."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from footpath.workspace.workspace import Workspace

TABS = (
    ("Paths", "sankey_panel.SankeyPanel"),
    ("Metrics", "metrics_panel.MetricsPanel"),
    ("Elements", "elements_panel.ElementsPanel"),
    ("Findings", "findings_panel.FindingsPanel"),
)
TIMELINE = "timeline_panel.TimelinePanel"


def make_panel(name: str, workspace: Workspace) -> QWidget:
    module, class_name = name.split(".")
    if find_spec(f"footpath.ui.{module}") is None:
        return QLabel(f"{class_name} is not in this build", alignment=Qt.AlignmentFlag.AlignCenter)
    panel: QWidget = getattr(import_module(f"footpath.ui.{module}"), class_name)(workspace)
    return panel
