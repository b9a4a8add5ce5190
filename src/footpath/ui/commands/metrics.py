"""What the Metrics menu does: pages, and their tables as text."""

from __future__ import annotations

from footpath.ui.commands.group import Group
from footpath.ui.metrics_panel import MetricsPanel


class MetricsCommands(Group):
    def page(self, index: int) -> None:
        """Bring the panel to the front, with one of its pages."""
        self._panel.show_page(index)
        self._window.docks.raise_panel(self._panel)

    def copy(self) -> None:
        self._panel.copy()
        self._workspace.message.emit("The tables of this page are on the clipboard")

    @property
    def _panel(self) -> MetricsPanel:
        panel = self._window.docks.findChild(MetricsPanel)
        if panel is None:
            raise RuntimeError("the window has no metrics panel")
        return panel
