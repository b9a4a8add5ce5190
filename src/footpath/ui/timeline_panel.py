"""The drop-off timeline: plays, viewers and survival over media time, lanes below; the cursor is the playhead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from footpath.model.results import Candidates, DropOff, Results, SceneRetention
from footpath.render.colours import BOUNDARY, EXIT, FALSE_CLICK
from footpath.ui.theme import Surfaces, surfaces_of
from footpath.ui.wording import clock, number
from footpath.workspace.workspace import Workspace

LEAST_DRAG_PX = 6
LANES = 4
LANE_STEP = 8
CLUSTERS_Y = -LANE_STEP * (LANES + 1)
AXIS_WIDTH_PX = 66
SETTLE_MS = 120


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Media time as m:ss."""

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [f"{int(v) // 60}:{int(v) % 60:02d}" for v in values]


class TimelinePanel(QWidget):
    """Click seeks, drag selects a window of time, hovering reads the numbers."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._results: Results | None = None
        self.setAccessibleName("Drop-off timeline")
        self._says = QLabel("Plays, unique viewers and survival over media time")
        self._says.setWordWrap(True)
        self._says.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.plot = self._plot()
        box = QVBoxLayout(self)
        box.setContentsMargins(6, 4, 6, 4)
        box.addWidget(self._says)
        box.addWidget(self.plot, 1)
        self._cursor = pg.InfiniteLine(0.0)
        self._candidates: list[pg.GraphicsObject] = []
        self._pressed: float | None = None
        self._pressed_px = QPointF()
        self.plot.viewport().installEventFilter(self)
        workspace.results_changed.connect(self._show)
        workspace.candidates_changed.connect(self._show_candidates)
        workspace.player.frame_changed.connect(self._follow)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._dress)
        self._dress()

    def _plot(self) -> pg.PlotWidget:
        plot = pg.PlotWidget(axisItems={"bottom": TimeAxis("bottom")})
        plot.setAccessibleName("Drop-off timeline: curves over media time")
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.setMouseTracking(True)
        left = plot.getAxis("left")
        left.setWidth(AXIS_WIDTH_PX)
        marks = [(v, f"{v} %") for v in (0, 50, 100)]
        lanes = [(-LANE_STEP * (LANES + 1) / 2, "elements"), (CLUSTERS_Y, "clusters")]
        left.setStyle(hideOverlappingLabels=False)
        left.setTicks([marks + lanes])
        return plot

    @property
    def _look(self) -> Surfaces:
        return surfaces_of(self.palette())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_cursor"):
            self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def _dress(self) -> None:
        look = self._look
        self.plot.setBackground(look.panel)
        self._cursor.setPen(pg.mkPen(look.text, width=1))
        for side in ("left", "bottom"):
            self.plot.getAxis(side).setPen(look.line)
            self.plot.getAxis(side).setTextPen(look.second)
        if self._results is not None:
            self._show(self._results)

    def _follow(self, frame: object) -> None:
        self._cursor.setValue(frame.t_s)  # type: ignore[attr-defined]

    def _show(self, results: Results) -> None:
        self._results = results
        self.plot.clear()
        self._candidates = []
        scenes = [s for s in results.retention.scenes if s.media_id == self._media_id() and len(s.t_s)]
        most = max((int(s.plays.max(initial=0)) for s in scenes), default=0)
        left = max((int(s.exits.max(initial=0)) for s in scenes), default=0)
        for scene in scenes:
            self._draw_scene(scene, max(most, 1), max(left, 1), results.retention.bin_s)
        self._label_scenes(scenes)
        for drop in results.retention.drop_offs:
            if drop.media_id == self._media_id():
                self._draw_drop(drop)
        self._draw_elements()
        self._draw_window()
        self.plot.addItem(self._cursor)
        self.plot.setYRange(CLUSTERS_Y - 5, 120, padding=0)
        self._write_legend(most, left, recorded=results.retention.exits_recorded)
        self._show_candidates(self._workspace.candidates)

    def _write_legend(self, most: int, left: int, *, recorded: bool) -> None:
        look = self._look
        end = (
            f"<span style='color:{EXIT}'>▼ exits</span> (root scale, most {number(left)})"
            if recorded
            else "exits: not instrumented"
        )
        self._says.setText(
            f"<span style='color:{look.second}'>— plays</span> (100 % = {number(most)})&nbsp; "
            f"<span style='color:{look.text}'><b>— viewers</b></span>&nbsp; "
            f"<span style='color:{look.survival}'>— survival</span>&nbsp; {end}"
        )

    def _media_id(self) -> str:
        media = self._workspace.player.media
        study = self._workspace.study
        if media is not None:
            return str(media.id)
        return study.story.media[0].id if study and study.story.media else ""

    def _draw_scene(self, scene: SceneRetention, most: int, left: int, bin_s: float) -> None:
        t, look = scene.t_s, self._look
        self.plot.plot(t, scene.plays / most * 100, pen=pg.mkPen(look.second, width=1))
        self.plot.plot(t, scene.viewers / most * 100, pen=pg.mkPen(look.text, width=2))
        if not np.isnan(scene.survival).all():
            low = self.plot.plot(t, scene.low * 100, pen=None)
            high = self.plot.plot(t, scene.high * 100, pen=None)
            band = QColor(look.survival)
            band.setAlpha(45)
            self.plot.addItem(pg.FillBetweenItem(low, high, brush=band))
            self.plot.plot(t, scene.survival * 100, pen=pg.mkPen(look.survival, width=1.5))
        exits = np.sqrt(scene.exits / left) * 30
        self.plot.addItem(pg.BarGraphItem(x=t + bin_s / 2, height=exits, width=bin_s * 0.8, brush=EXIT, pen=None))
        self.plot.addItem(pg.InfiniteLine(float(t[0]), pen=pg.mkPen(look.line, width=1)))

    def _draw_drop(self, drop: DropOff) -> None:
        colour = QColor(EXIT)
        colour.setAlpha(70)
        span = (drop.start_s, drop.end_s)
        self.plot.addItem(pg.LinearRegionItem(span, movable=False, brush=colour, pen=pg.mkPen(None)))
        mark = pg.TextItem("▼", color=EXIT, anchor=(0.5, 1))
        mark.setPos((drop.start_s + drop.end_s) / 2, 42)
        self.plot.addItem(mark)

    def _label_scenes(self, scenes: list[SceneRetention]) -> None:
        """Names in two rows, each where the row is free; a scene without room goes unnamed."""
        end = max((float(s.t_s[-1]) for s in scenes), default=0.0)
        s_per_px = end * 1.1 / max(self.plot.width() - AXIS_WIDTH_PX, 1)
        free_from = [-np.inf, -np.inf]
        for scene in scenes:
            text, start = self._scene_label(scene.scene_id), float(scene.t_s[0])
            row = next((k for k, free in enumerate(free_from) if free <= start), None)
            if row is None:
                continue
            free_from[row] = start + (self.fontMetrics().horizontalAdvance(text) + 12) * s_per_px
            label = pg.TextItem(text, color=self._look.second, anchor=(0, 0))
            label.setPos(start, 119 - 10 * row)
            self.plot.addItem(label)

    def _scene_label(self, scene_id: str) -> str:
        study = self._workspace.study
        text = study.story.scenes[study.story.scene_index[scene_id]].label if study else scene_id
        return text if len(text) <= 12 else text[:11] + "…"

    def _draw_elements(self) -> None:
        study = self._workspace.study
        if study is None:
            return
        ends: list[float] = []
        for element in sorted(study.story.elements, key=lambda e: e.start_s):
            if element.media_id != self._media_id():
                continue
            lane = next((k for k, end in enumerate(ends) if end <= element.start_s), len(ends))
            ends[lane : lane + 1] = [element.end_s]
            y = -LANE_STEP * (1 + lane % LANES)
            bar = self.plot.plot([element.start_s, element.end_s], [y, y], pen=pg.mkPen(BOUNDARY, width=4))
            bar.setToolTip(element.label)

    def _draw_window(self) -> None:
        selection = self._workspace.selection
        if selection.start_s is not None and selection.end_s is not None:
            brush = QColor(86, 180, 233, 45)
            window = pg.LinearRegionItem((selection.start_s, selection.end_s), movable=False, brush=brush)
            self.plot.addItem(window)

    def _show_candidates(self, candidates: Candidates | None) -> None:
        for item in self._candidates:
            self.plot.removeItem(item)
        self._candidates = []
        for candidate in candidates.candidates if candidates else ():
            if candidate.media_id == self._media_id():
                pen = pg.mkPen(FALSE_CLICK, width=4, style=Qt.PenStyle.DashLine)
                span = [candidate.start_s, candidate.end_s]
                self._candidates.append(self.plot.plot(span, [CLUSTERS_Y, CLUSTERS_Y], pen=pen))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click seeks; a drag selects a window; hovering reads."""
        if not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        t_s = max(0.0, self.plot.plotItem.vb.mapSceneToView(event.position()).x())
        if event.type() == QEvent.Type.MouseMove and not event.buttons():
            QToolTip.showText(event.globalPosition().toPoint(), self.reading_at(t_s), self.plot)
        if event.button() == Qt.MouseButton.LeftButton:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed, self._pressed_px = t_s, event.position()
                return True
            if event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
                self._released(t_s, event.position())
                return True
        return super().eventFilter(watched, event)

    def reading_at(self, t_s: float) -> str:
        """The numbers of the bin that holds `t_s`, as text; empty where there is none."""
        retention = self._results.retention if self._results else None
        for scene in retention.scenes if retention else ():
            if scene.media_id != self._media_id() or not len(scene.t_s):
                continue
            if scene.t_s[0] <= t_s < scene.t_s[-1] + retention.bin_s:  # type: ignore[union-attr]
                return _bin_text(
                    scene, int(np.searchsorted(scene.t_s, t_s, "right")) - 1, self._scene_label(scene.scene_id)
                )
        return ""

    def _released(self, t_s: float, at: QPointF) -> None:
        start, self._pressed = self._pressed or 0.0, None
        if abs(at.x() - self._pressed_px.x()) < LEAST_DRAG_PX:
            self._workspace.player.seek(t_s)
            return
        low, high = sorted((start, t_s))
        chosen = replace(self._workspace.selection, media=self._media_id(), start_s=low, end_s=high)
        self._workspace.select(chosen)


def _bin_text(scene: SceneRetention, k: int, label: str) -> str:
    lines = [
        f"{label}, {clock(float(scene.t_s[k]))}",
        ", ".join(
            f"{number(int(counts[k]))} {word}"
            for counts, word in ((scene.plays, "plays"), (scene.viewers, "viewers"), (scene.exits, "exits"))
        ),
    ]
    if not np.isnan(scene.survival[k]):
        low, high = scene.low[k], scene.high[k]
        lines.append(
            f"survival {scene.survival[k]:.1%} (95 %: {low:.1%} – {high:.1%}), {number(int(scene.at_risk[k]))} at risk"
        )
    return "\n".join(lines)
