"""The timeline's empty plot: its axes, and the names of its lanes."""

from __future__ import annotations

import pyqtgraph as pg

from footpath.ui.cached_plot import CachedPlot
from footpath.ui.timeline_items import CLUSTERS_Y, CUTS_Y, FALSE_Y, LANE_STEP, LANES

AXIS_WIDTH_PX = 66


class _ClockAxis(pg.AxisItem):  # type: ignore[misc]
    """Seconds as m:ss, with tenths where the marks stand closer than a second."""

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        if spacing < 1:
            return [f"{int(v) // 60}:{v % 60:04.1f}" for v in values]
        return [f"{int(v) // 60}:{int(v) % 60:02d}" for v in values]


def empty_plot() -> CachedPlot:
    plot = CachedPlot(axisItems={"bottom": _ClockAxis("bottom")})
    plot.setAccessibleName("Drop-off timeline: curves over media time")
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    plot.setMouseTracking(True)
    plot.showAxis("top")
    plot.getAxis("top").setStyle(tickLength=0)
    left = plot.getAxis("left")
    left.setWidth(AXIS_WIDTH_PX)
    left.setStyle(hideOverlappingLabels=False)
    lanes = ((-LANE_STEP * (LANES + 1) / 2, "elements"), (CLUSTERS_Y, "clusters"), (FALSE_Y, "false"), (CUTS_Y, "cuts"))
    per_cent = [(v, f"{v} %") for v in (0, 50, 100)]
    left.setTicks([[*per_cent, *lanes]])
    return plot
