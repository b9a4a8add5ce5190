"""The timeline's empty plot: its axes, and the names of its lanes."""

from __future__ import annotations

import pyqtgraph as pg

from footpath.ui.cached_plot import CachedPlot
from footpath.ui.timeline_items import CLUSTERS_Y, CUTS_Y, FALSE_Y, LANE_STEP, LANES

AXIS_WIDTH_PX = 66
MOST_DIGITS, NAMES_GAP_PX = 6, 2


class _ClockAxis(pg.AxisItem):  # type: ignore[misc]
    """Seconds as m:ss, with as many digits behind the point as tell marks apart that stand closer than a second."""

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        digits = next((d for d in range(MOST_DIGITS) if _is_whole(spacing * 10**d)), MOST_DIGITS)
        return [_clock(v, digits) for v in values]


def _is_whole(n: float) -> bool:
    return abs(n - round(n)) < 1e-6 and round(n) > 0


def _clock(t_s: float, digits: int) -> str:
    minutes, rest = divmod(round(abs(t_s) * 10**digits), 60 * 10**digits)
    seconds, part = divmod(rest, 10**digits)
    behind = f".{part:0{digits}d}" if digits else ""
    sign = "−" if t_s < 0 and (minutes or rest) else ""
    return f"{sign}{minutes}:{seconds:02d}{behind}"


def empty_plot() -> CachedPlot:
    plot = CachedPlot(axisItems={"bottom": _ClockAxis("bottom")})
    plot.setAccessibleName("Drop-off timeline: curves over media time")
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    plot.setMouseTracking(True)
    plot.showAxis("top")
    top = plot.getAxis("top")
    top.setStyle(tickLength=0)
    top.setHeight(plot.fontMetrics().height() + NAMES_GAP_PX)  # also where no name has room: the curves stay in place
    left = plot.getAxis("left")
    left.setWidth(AXIS_WIDTH_PX)
    left.setStyle(hideOverlappingLabels=False)
    lanes = ((-LANE_STEP * (LANES + 1) / 2, "elements"), (CLUSTERS_Y, "clusters"), (FALSE_Y, "false"), (CUTS_Y, "cuts"))
    per_cent = [(v, f"{v} %") for v in (0, 50, 100)]
    left.setTicks([[*per_cent, *lanes]])
    return plot
