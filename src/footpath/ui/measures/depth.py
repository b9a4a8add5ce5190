"""Conversion by depth with its trend, interaction by kind, and what conversions are put down to."""

from __future__ import annotations

from footpath.model.more_metrics import MoreMetrics, Trend
from footpath.model.rate import NotInstrumented
from footpath.model.results import Metrics
from footpath.ui.measures.cells import axis_top, chance, rate_cells
from footpath.ui.measures.page import Page, fit_height, heading, note
from footpath.ui.measures.table import Cell, Table
from footpath.ui.wording import number
from footpath.workspace.workspace import Workspace

RATE = ["Value", "n of N", "95 % interval"]
FORMULA = "with a conversion ÷ played, by distinct elements used and own choices that belong to no element"
SURE = 0.05
LEAST_PATHS_PX = 170


class Depth(Page):
    """Deeper sessions convert more, or do they."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "Depth")
        drawn = {3: 150}
        self.depths = Table("Conversion by depth", ["Interactions", *RATE], numbers=(1, 2), drawn=drawn)
        self.elements = Table("Conversions by the last element used", ["Last element used", "Conversions", "Sessions"],
                              numbers=(1, 2))  # fmt: skip
        self.paths = Table("Conversions by path", ["Path", "Conversions", *RATE], numbers=(1, 2, 3), drawn={4: 90})
        for table in (self.depths, self.elements, self.paths):
            table.stretch(0)
        self.paths.setMinimumHeight(LEAST_PATHS_PX)
        self._trend, self._credit = note(name="said"), note()
        column = self.scrolled()
        for widget in (heading("Conversion by depth"), self.depths, self._trend):
            column.addWidget(widget)
        for widget in (heading("What conversions are put down to"), self._credit, self.elements):
            column.addWidget(widget)
        column.addWidget(self.paths, 3)
        column.addStretch(1)

    def show_metrics(self, metrics: Metrics, more: MoreMetrics) -> None:
        self._show_depths(metrics, more.depth_trend)
        self._show_credit(metrics, more)

    def _show_depths(self, metrics: Metrics, trend: Trend | None) -> None:
        depth, few = metrics.conversion_by_depth, metrics.settings.few_sessions
        self.depths.clear()
        if isinstance(depth, NotInstrumented):
            self._trend.setText(f"Not instrumented: {depth.why}")
        else:
            top = axis_top(list(depth.values()))
            for name, rate in depth.items():
                cells, grey = rate_cells(rate, few, FORMULA, top=top)
                self.depths.add([Cell(name, tip=FORMULA), *cells], grey=grey)
            self._trend.setText(_trend_words(trend, sum(rate.of for rate in depth.values()), few))
        fit_height(self.depths)

    def _show_credit(self, metrics: Metrics, more: MoreMetrics) -> None:
        credit, few = more.attribution, metrics.settings.few_sessions
        self.elements.clear()
        self.paths.clear()
        if isinstance(credit, NotInstrumented):
            self._credit.setText(f"Not instrumented: {credit.why}")
        else:
            self._credit.setText(
                f"{number(credit.conversions)} conversions, by the element used last before each, and by the whole path"
            )
            labels = {e.id: e.label or e.id for e in self.story.elements}
            for one in credit.by_element:
                name = "no element" if one.element_id is None else labels.get(one.element_id, one.element_id)
                self.elements.add([
                    Cell(name), Cell(number(one.conversions), one.conversions), Cell(number(one.sessions), one.sessions)
                ])  # fmt: skip
            self._show_paths(more, few)
        self.paths.setVisible(self.paths.topLevelItemCount() > 0)
        fit_height(self.elements, 6)

    def _show_paths(self, more: MoreMetrics, few: int) -> None:
        if isinstance(more.attribution, NotInstrumented):
            return
        scenes = {s.id: s.label or s.id for s in self.story.scenes}
        top = axis_top([one.rate for one in more.attribution.by_path])
        for one in more.attribution.by_path:
            path = " → ".join(scenes.get(s, s) for s in one.scenes) or "never ran"
            cells, grey = rate_cells(one.rate, few, "with a conversion ÷ played, of sessions with this path", top=top)
            row = [Cell(path, tip=path), Cell(number(one.conversions), one.conversions), *cells]
            self.paths.add(row, grey=grey)


def _trend_words(trend: Trend | None, played: int, few: int) -> str:
    """The trend test, in words."""
    if trend is None:
        return "No trend to tell: fewer than two depths have anyone, or nobody (or everybody) converted."
    if played < few:
        return f"Too few to tell a trend: under {few} sessions played."
    told = f"Cochran–Armitage z = {trend.z:.1f}, {chance('p', trend.p_value)}"
    if trend.p_value > SURE:
        return f"No clear trend with depth ({told})."
    return f"The deeper, the {'more' if trend.z > 0 else 'less'} conversion ({told})."
